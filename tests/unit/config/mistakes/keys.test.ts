/** Keys that nothing reads, mistaken: see told.ts. */
import { ORDERS } from "../../../support/configs";
import { acme, ALLOWED, NOWHERE, told, UNKNOWN } from "./told";

told(
  "A namespace",
  [
    [
      "a typo in the project's namespace, which would leave the proxy open to everybody",
      { "m2m-token-cahce:allowedCidrs": ["203.0.113.0/24"] },
      [
        "m2m-token-cahce:allowedCidrs",
        NOWHERE,
        ALLOWED.namespaces,
        "did you mean M:allowedCidrs? rename it $in, or pulumi config rm m2m-token-cahce:allowedCidrs",
      ],
    ],
    [
      "another project's namespace for a key of this one",
      { "token-proxy:waf": {} },
      [
        "token-proxy:waf",
        NOWHERE,
        ALLOWED.namespaces,
        "did you mean M:waf? rename it $in, or pulumi config rm token-proxy:waf",
      ],
    ],
    [
      "a typo in a provider's namespace",
      { "auth:debug": true },
      [
        "auth:debug",
        NOWHERE,
        ALLOWED.namespaces,
        "did you mean auth0:debug? rename it $in, or pulumi config rm auth:debug",
      ],
    ],
    [
      "a provider that the program does not use",
      { "google-native:project": "x" },
      [
        "google-native:project",
        NOWHERE,
        ALLOWED.namespaces,
        "did you mean M:project? rename it $in, or pulumi config rm google-native:project",
      ],
    ],
    [
      "a provider's in upper case",
      { "Auth0:debug": true },
      [
        "Auth0:debug",
        NOWHERE,
        ALLOWED.namespaces,
        "did you mean auth0:debug? rename it $in, or pulumi config rm Auth0:debug",
      ],
    ],
    [
      "the project's with an underscore",
      { "m2m_token_cache:protect": true },
      [
        "m2m_token_cache:protect",
        NOWHERE,
        ALLOWED.namespaces,
        "did you mean M:protect? rename it $in, or pulumi config rm m2m_token_cache:protect",
      ],
    ],
    [
      "none before a key of a provider's",
      { region: "eu-west-1" },
      ["M:region", UNKNOWN, ALLOWED.project, "move it to aws:region $in, or $rm"],
    ],
    [
      "another name of the project, from before it was renamed",
      { "acme-tokens:protect": true },
      [
        "acme-tokens:protect",
        NOWHERE,
        ALLOWED.namespaces,
        "did you mean M:protect? rename it $in, or pulumi config rm acme-tokens:protect",
      ],
    ],
  ],
  [
    // The stack file goes with any project's name.
    "a typo in the project's namespace, which would leave the proxy open to everybody",
    "the project's with an underscore",
    "another name of the project, from before it was renamed",
  ],
);

told("A key under the wrong name", [
  [
    "two letters that changed places",
    { tgas: {} },
    ["M:tgas", UNKNOWN, ALLOWED.project, "did you mean tags? rename it $in, or $rm"],
  ],
  [
    "a path without --path",
    { "quota.monthlyTokens": "10" },
    [
      "M:quota.monthlyTokens",
      "is not a known key (its value is not shown): it was set without --path",
      ALLOWED.project,
      "with --path: pulumi config rm 'M:quota.monthlyTokens' && $set 10",
    ],
  ],
  [
    "a path of a list without --path",
    { 'vendors.acme.grants["https://b.example"]': [] },
    [
      'vendors.acme.grants["https://b.example"]',
      "is a path that was set without --path, so it would have no effect",
      "pulumi config set --path 'M:<path>' <value>",
      "pulumi config rm 'vendors.acme.grants[\"https://b.example\"]', and set it with --path",
    ],
  ],
  [
    "a misspelled section",
    { vendor: {} },
    ["M:vendor", UNKNOWN, ALLOWED.project, "did you mean vendors? rename it $in, or $rm"],
  ],
  [
    "a misspelled key of a section",
    { cache: { ttlSecond: 600 } },
    ["M:cache.ttlSecond", UNKNOWN, ALLOWED.cache, "did you mean ttlSeconds? rename it $in, or $rm"],
  ],
  [
    "a misspelled key of a vendor",
    acme({ secretVersoin: 2 }),
    [
      "M:vendors.acme.secretVersoin",
      UNKNOWN,
      ALLOWED.vendor,
      "did you mean secretVersion? rename it $in, or $rm",
    ],
  ],
  [
    "snake case",
    { cache: { ttl_seconds: 600 } },
    [
      "M:cache.ttl_seconds",
      UNKNOWN,
      ALLOWED.cache,
      "did you mean ttlSeconds? rename it $in, or $rm",
    ],
  ],
  [
    "kebab case",
    { cache: { "ttl-seconds": 600 } },
    [
      "M:cache.ttl-seconds",
      UNKNOWN,
      ALLOWED.cache,
      "did you mean ttlSeconds? rename it $in, or $rm",
    ],
  ],
  [
    "another case",
    { cache: { TTLSeconds: 600 } },
    [
      "M:cache.TTLSeconds",
      UNKNOWN,
      ALLOWED.cache,
      "did you mean ttlSeconds? rename it $in, or $rm",
    ],
  ],
  [
    "a section in upper case",
    { Cache: {} },
    ["M:Cache", UNKNOWN, ALLOWED.project, "did you mean cache? rename it $in, or $rm"],
  ],
  [
    "a shorter name",
    { cache: { ttl: 600 } },
    ["M:cache.ttl", UNKNOWN, ALLOWED.cache, "did you mean ttlSeconds? rename it $in, or $rm"],
  ],
  [
    "another unit",
    { cache: { ttlMinutes: 60 } },
    [
      "M:cache.ttlMinutes",
      UNKNOWN,
      ALLOWED.cache,
      "did you mean ttlSeconds? rename it $in, or $rm",
    ],
  ],
  [
    "another word for it",
    { allowedIps: ["203.0.113.0/24"] },
    ["M:allowedIps", UNKNOWN, ALLOWED.project, "did you mean allowedCidrs? rename it $in, or $rm"],
  ],
  [
    "the singular",
    { allowedCidr: ["203.0.113.0/24"] },
    ["M:allowedCidr", UNKNOWN, ALLOWED.project, "did you mean allowedCidrs? rename it $in, or $rm"],
  ],
  [
    "the singular of a list of APIs, which is then missing",
    { api: [], apis: undefined },
    [
      "M:apis",
      "is missing",
      ALLOWED.apis,
      'for example $in, M:apis: [{"identifier":"https://api.example.com/orders"}]',
    ],
    ["M:api", UNKNOWN, ALLOWED.project, "did you mean apis? rename it $in, or $rm"],
  ],
  [
    "a grant in the singular",
    { vendors: { acme: { grant: { [ORDERS]: [] } } } },
    [
      "M:vendors.acme.grants",
      "is missing",
      ALLOWED.grants,
      'for example $in, under M:vendors.acme, grants: {"https://api.example.com/orders":["read:orders"]}',
    ],
    ["M:vendors.acme.grant", UNKNOWN, ALLOWED.vendor, "did you mean grants? rename it $in, or $rm"],
  ],
  [
    "a part of the name",
    { monitoring: { topic: "x" } },
    [
      "M:monitoring.topic",
      UNKNOWN,
      ALLOWED.monitoring,
      "did you mean topicArn? rename it $in, or $rm",
    ],
  ],
  [
    "a key with no like",
    acme({ password: "x" }),
    ["M:vendors.acme.password", UNKNOWN, ALLOWED.vendor, "correct its name $in, or $rm"],
  ],
  [
    "an audience by Auth0's word for it",
    { apis: [{ audience: ORDERS }], vendors: {} },
    [
      "M:apis[0].identifier",
      "is missing",
      ALLOWED.audience,
      "for example $set https://api.example.com/orders",
    ],
    ["M:apis[0].audience", UNKNOWN, ALLOWED.api, "correct its name $in, or $rm"],
  ],
  [
    "an invisible character in a key",
    { "cache\u200b": {} },
    [
      'M:["cache<U+200B>"]',
      UNKNOWN,
      ALLOWED.project,
      "did you mean cache? rename it $in, or take it out of the stack's YAML",
    ],
  ],
]);

told("A key in the wrong place", [
  [
    "a key outside its section",
    { ttlSeconds: 600 },
    ["M:ttlSeconds", UNKNOWN, ALLOWED.project, "move it below M:cache $in, or $rm"],
  ],
  [
    "a key of a section at the top",
    { monthlyTokens: 5000 },
    ["M:monthlyTokens", UNKNOWN, ALLOWED.project, "move it below M:quota $in, or $rm"],
  ],
  [
    "a key of another section",
    { cache: { monthlyTokens: 5000 } },
    ["M:cache.monthlyTokens", UNKNOWN, ALLOWED.cache, "move it below M:quota $in, or $rm"],
  ],
  [
    "vendors below an API",
    { apis: [{ identifier: ORDERS, vendors: {} }], vendors: {} },
    ["M:apis[0].vendors", UNKNOWN, ALLOWED.api, "move it up, to be M:vendors, $in, or $rm"],
  ],
  [
    "a TTL below a vendor",
    acme({ ttlSeconds: 600 }),
    ["M:vendors.acme.ttlSeconds", UNKNOWN, ALLOWED.vendor, "move it below M:cache $in, or $rm"],
  ],
  [
    "a key of an API below a vendor",
    acme({ tokenLifetimeSeconds: 600 }),
    [
      "M:vendors.acme.tokenLifetimeSeconds",
      UNKNOWN,
      ALLOWED.vendor,
      "move it below an entry of M:apis $in, or $rm",
    ],
  ],
  [
    "a vendor that lost its indent",
    { globex: { grants: { [ORDERS]: [] } } },
    ["M:globex", UNKNOWN, ALLOWED.project, "move it below M:vendors $in, or $rm"],
  ],
  [
    "a vendor's keys that lost their indent",
    { vendors: { acme: null, grants: { [ORDERS]: [] } } },
    [
      "M:vendors.acme",
      "is empty",
      ALLOWED.vendor,
      'for example $in, under M:vendors, acme: {"grants":{"https://api.example.com/orders":["read:orders"]}}',
    ],
    [
      "M:vendors.grants",
      "is a key of an entry, where an entry's name is expected",
      ALLOWED.entry,
      "indent grants below the entry that it belongs to $in",
    ],
  ],
  [
    "a vendor without its name",
    { vendors: { grants: { [ORDERS]: [] }, contact: "x" } },
    [
      "M:vendors.grants",
      "is a key of an entry, where an entry's name is expected",
      ALLOWED.entry,
      "indent grants below the entry that it belongs to $in",
    ],
    [
      "M:vendors.contact",
      "is a key of an entry, where an entry's name is expected",
      ALLOWED.entry,
      "indent contact below the entry that it belongs to $in",
    ],
  ],
  [
    "config within config",
    { config: {} },
    ["M:config", UNKNOWN, ALLOWED.project, "correct its name $in, or $rm"],
  ],
]);

told("A secret", [
  [
    "a client's, which Auth0 makes",
    acme({ clientSecret: "x" }),
    ["M:vendors.acme.clientSecret", UNKNOWN, ALLOWED.vendor, "correct its name $in, or $rm"],
  ],
  [
    "a provider's in plain text",
    { "auth0:clientSecret": "x" },
    [
      "auth0:clientSecret",
      "is a credential in plain text",
      "a secret, or the environment variable AUTH0_CLIENT_SECRET",
      "pulumi config rm auth0:clientSecret, set AUTH0_CLIENT_SECRET instead, and replace the credential, which whoever can read the stack's YAML has",
    ],
  ],
  [
    "AWS's in plain text",
    { "aws:secretKey": "x" },
    [
      "aws:secretKey",
      "is a credential in plain text",
      "a secret, or the environment variable AWS_SECRET_ACCESS_KEY",
      "pulumi config rm aws:secretKey, set AWS_SECRET_ACCESS_KEY instead, and replace the credential, which whoever can read the stack's YAML has",
    ],
  ],
]);
