/** Mistakes that people make, each with the line that they are told. */
import { expect } from "chai";
import { type Changes, configError, ORDERS, vendorWith } from "../../support/configs";

const SCOPED = {
  apis: [{ identifier: ORDERS, scopes: { "read:orders": "Read", "write:orders": "Write" } }],
};
const acme = (changes: Changes) => ({ vendors: vendorWith(changes) });
const granting = (...scopes: unknown[]) => ({
  ...SCOPED,
  ...acme({ grants: { [ORDERS]: scopes } }),
});
const many = <T>(count: number, each: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => each(index));

/** A mistake, and the whole line of each problem that comes of it. */
type Row = readonly [mistake: string, changes: Changes, ...lines: string[]];

const NAMESPACES = "allowed: the namespaces m2m-token-cache, aws, auth0, random, pulumi";
const NOWHERE = "is in a namespace that nothing reads, so it would have no effect";

const namespaces: readonly Row[] = [
  [
    "a typo in the project's namespace, which would leave the proxy open to everybody",
    { "m2m-token-cahce:allowedCidrs": ["203.0.113.0/24"] },
    `m2m-token-cahce:allowedCidrs ${NOWHERE}; ${NAMESPACES}; fix: did you mean m2m-token-cache:allowedCidrs? rename it in the stack's YAML, or pulumi config rm m2m-token-cahce:allowedCidrs`,
  ],
  [
    "another project's namespace for a key of this one",
    { "token-proxy:waf": {} },
    `token-proxy:waf ${NOWHERE}; ${NAMESPACES}; fix: did you mean m2m-token-cache:waf? rename it in the stack's YAML, or pulumi config rm token-proxy:waf`,
  ],
  [
    "a typo in a provider's namespace",
    { "auth:debug": true },
    `auth:debug ${NOWHERE}; ${NAMESPACES}; fix: did you mean auth0:debug? rename it in the stack's YAML, or pulumi config rm auth:debug`,
  ],
  [
    "a provider that the program does not use",
    { "google-native:project": "x" },
    `google-native:project ${NOWHERE}; ${NAMESPACES}; fix: did you mean m2m-token-cache:project? rename it in the stack's YAML, or pulumi config rm google-native:project`,
  ],
];

const KEYS =
  "an object with the keys issuerDomain, cache, throttle, quota, tokenQuota, onlyThroughProxy, apis, vendors, support, logs, monitoring, domain, allowedCidrs, waf, protect, tags";
const keys: readonly Row[] = [
  [
    "a path without --path",
    { "quota.monthlyTokens": "10" },
    `m2m-token-cache:quota.monthlyTokens is not a known key (its value is not shown): it was set without --path; allowed: ${KEYS}; fix: with --path: pulumi config rm 'm2m-token-cache:quota.monthlyTokens' && pulumi config set --path 'm2m-token-cache:quota.monthlyTokens' 10`,
  ],
  [
    "a path of a list without --path",
    { 'vendors.acme.grants["https://b.example"]': [] },
    `vendors.acme.grants["https://b.example"] is in a namespace that nothing reads, so it would have no effect; allowed: the namespaces m2m-token-cache, aws, auth0, random, pulumi; fix: did you mean m2m-token-cache://b.example"]? rename it in the stack's YAML, or pulumi config rm 'vendors.acme.grants["https://b.example"]'`,
  ],
  [
    "a misspelled section",
    { vendor: {} },
    `m2m-token-cache:vendor is not a known key (its value is not shown); allowed: ${KEYS}; fix: did you mean vendors? rename it in the stack's YAML, or pulumi config rm --path 'm2m-token-cache:vendor'`,
  ],
  [
    "a misspelled key of a section",
    { cache: { ttlSecond: 600 } },
    `m2m-token-cache:cache.ttlSecond is not a known key (its value is not shown); allowed: an object with the keys store, ttlSeconds, sizeGb, renewBeforeSeconds, pepperVersion, standby; fix: did you mean ttlSeconds? rename it in the stack's YAML, or pulumi config rm --path 'm2m-token-cache:cache.ttlSecond'`,
  ],
  [
    "a key outside its section",
    { ttlSeconds: 600 },
    `m2m-token-cache:ttlSeconds is not a known key (its value is not shown); allowed: ${KEYS}; fix: did you mean cache.ttlSeconds? rename it in the stack's YAML, or pulumi config rm --path 'm2m-token-cache:ttlSeconds'`,
  ],
  [
    "a misspelled key of a vendor",
    acme({ secretVersoin: 2 }),
    `m2m-token-cache:vendors.acme.secretVersoin is not a known key (its value is not shown); allowed: an object with the keys name, description, contact, grants, authenticationMethod, secretVersion, suspended, clientVersion, rotation, tokenQuota, protect; fix: did you mean secretVersion? rename it in the stack's YAML, or pulumi config rm --path 'm2m-token-cache:vendors.acme.secretVersoin'`,
  ],
  [
    "a vendor by its own name",
    { vendors: { "Müller GmbH": { grants: { [ORDERS]: [] } } } },
    `m2m-token-cache:vendors["Müller GmbH"] has a key that is not allowed; allowed: a vendor name in kebab-case: lower-case letters, digits and single hyphens, a letter first, at most 40 characters, for example acme-logistics; fix: did you mean muller-gmbh? rename it in the stack's YAML, or pulumi config rm --path 'm2m-token-cache:vendors["Müller GmbH"]'`,
  ],
  [
    "a vendor in another script",
    { vendors: { 日本物流: { grants: { [ORDERS]: [] } } } },
    `m2m-token-cache:vendors["日本物流"] has a key that is not allowed; allowed: a vendor name in kebab-case: lower-case letters, digits and single hyphens, a letter first, at most 40 characters, for example acme-logistics; fix: rename it in the stack's YAML, or pulumi config rm --path 'm2m-token-cache:vendors["日本物流"]'`,
  ],
  [
    "a misspelled audience",
    acme({ grants: { "https://api.example.com/order": [] } }),
    `m2m-token-cache:vendors.acme.grants["https://api.example.com/order"] is an audience that apis does not list; allowed: https://api.example.com/orders; fix: did you mean https://api.example.com/orders? rename it in the stack's YAML`,
  ],
  [
    "an audience of no API",
    acme({ grants: { "https://other.example": [] } }),
    `m2m-token-cache:vendors.acme.grants["https://other.example"] is an audience that apis does not list; allowed: https://api.example.com/orders; fix: pulumi config rm --path 'm2m-token-cache:vendors.acme.grants["https://other.example"]', or add the API: pulumi config set --path 'm2m-token-cache:apis[1].identifier' https://other.example`,
  ],
];

/** An API of the tenant's own, and what is said of it. */
const ownApi = (index: number, identifier: string): Row => [
  `one to manage that is Auth0's own: ${identifier}`,
  { apis: [{ identifier: ORDERS }, { identifier }] },
  `m2m-token-cache:apis[${String(index)}].existing is false, and ${identifier} is Auth0's own API; allowed: existing: true, with its tokenLifetimeSeconds: the tenant makes it, and it cannot be managed; fix: pulumi config set --path 'm2m-token-cache:apis[${String(index)}].existing' true`,
];
const apis: readonly Row[] = [
  ...["api/v2/", "userinfo", "mfa/", "me/"].map((path) =>
    ownApi(1, `https://example.eu.auth0.com/${path}`),
  ),
];

const values: readonly Row[] = [
  [
    "a number in quotes",
    { cache: { ttlSeconds: "3600" } },
    `m2m-token-cache:cache.ttlSeconds is "3600"; allowed: a whole number from 1 to 3600 (seconds), for example 3600; fix: without quotes: pulumi config set --path 'm2m-token-cache:cache.ttlSeconds' 3600`,
  ],
  [
    "a fraction in quotes",
    { throttle: { ratePerSecond: "0.5" } },
    `m2m-token-cache:throttle.ratePerSecond is "0.5"; allowed: a number above 0, up to 10000 (requests per second), for example 20; fix: without quotes: in the stack's YAML, under m2m-token-cache:throttle, ratePerSecond: 0.5`,
  ],
  [
    "a choice among numbers in quotes",
    { logs: { retentionDays: "30" } },
    `m2m-token-cache:logs.retentionDays is "30"; allowed: one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 (days); fix: without quotes: pulumi config set --path 'm2m-token-cache:logs.retentionDays' 30`,
  ],
  [
    "a number beside the choices",
    { logs: { retentionDays: 31 } },
    `m2m-token-cache:logs.retentionDays is 31; allowed: one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 (days); fix: did you mean 30? pulumi config set --path 'm2m-token-cache:logs.retentionDays' 30`,
  ],
  [
    "a number for a text",
    { tags: { year: 2026 } },
    `m2m-token-cache:tags.year is 2026; allowed: a tag value of up to 256 characters, for example platform; fix: in quotes: in the stack's YAML, under m2m-token-cache:tags, year: "2026"`,
  ],
  [
    "YAML's other words for true and false",
    acme({ suspended: "yes" }),
    `m2m-token-cache:vendors.acme.suspended is "yes"; allowed: true or false; fix: did you mean true? pulumi config set --path 'm2m-token-cache:vendors.acme.suspended' true`,
  ],
  [
    "a misspelled choice",
    acme({ authenticationMethod: "client_secret_bsic" }),
    `m2m-token-cache:vendors.acme.authenticationMethod is "client_secret_bsic"; allowed: client_secret_post or client_secret_basic; fix: did you mean client_secret_basic? pulumi config set --path 'm2m-token-cache:vendors.acme.authenticationMethod' client_secret_basic`,
  ],
  [
    "a choice in upper case",
    { cache: { store: "STAGE" } },
    `m2m-token-cache:cache.store is "STAGE"; allowed: stage or dynamodb or none; fix: did you mean stage? pulumi config set --path 'm2m-token-cache:cache.store' stage`,
  ],
  [
    "a misspelled scope",
    granting("read:order"),
    `m2m-token-cache:vendors.acme.grants["https://api.example.com/orders"][0] is "read:order"; allowed: one of read:orders, write:orders, each once; fix: did you mean read:orders? pulumi config set --path 'm2m-token-cache:vendors.acme.grants["https://api.example.com/orders"][0]' read:orders, or pulumi config rm --path 'm2m-token-cache:vendors.acme.grants["https://api.example.com/orders"][0]'`,
  ],
  [
    "a scope for a list of scopes",
    { ...SCOPED, ...acme({ grants: { [ORDERS]: "read:orders" } }) },
    `m2m-token-cache:vendors.acme.grants["https://api.example.com/orders"] is "read:orders"; allowed: a list of scopes; fix: as a list: in the stack's YAML, under m2m-token-cache:vendors.acme.grants, https://api.example.com/orders: ["read:orders"]`,
  ],
  [
    "upper case in a host name",
    { "auth0:domain": "Example-Dev.eu.auth0.com" },
    `auth0:domain is "Example-Dev.eu.auth0.com"; allowed: a bare host name in lower case, without scheme, port or path, for example example.eu.auth0.com; fix: did you mean example-dev.eu.auth0.com? pulumi config set --path 'auth0:domain' example-dev.eu.auth0.com`,
  ],
  [
    "a URL for a host name",
    { "auth0:domain": "https://example.eu.auth0.com/" },
    `auth0:domain is "https://example.eu.auth0.com/"; allowed: a bare host name in lower case, without scheme, port or path, for example example.eu.auth0.com; fix: did you mean example.eu.auth0.com? pulumi config set --path 'auth0:domain' example.eu.auth0.com`,
  ],
  [
    "a region that does not exist",
    { "aws:region": "eu-west-9" },
    `aws:region is "eu-west-9"; allowed: an AWS region that exists, for example eu-west-1; fix: did you mean eu-west-1? pulumi config set --path 'aws:region' eu-west-1`,
  ],
  [
    "a region in upper case",
    { "aws:region": "EU-WEST-1" },
    `aws:region is "EU-WEST-1"; allowed: an AWS region that exists, for example eu-west-1; fix: did you mean eu-west-1? pulumi config set --path 'aws:region' eu-west-1`,
  ],
  [
    "a range with host bits",
    { allowedCidrs: ["203.0.113.7/24"] },
    `m2m-token-cache:allowedCidrs[0] is "203.0.113.7/24"; allowed: an address range without host bits: the rest of the address is zero; fix: did you mean 203.0.113.0/24? pulumi config set --path 'm2m-token-cache:allowedCidrs[0]' 203.0.113.0/24`,
  ],
  [
    "a range of IPv6 with host bits",
    { allowedCidrs: ["2001:db8::1/32"] },
    `m2m-token-cache:allowedCidrs[0] is "2001:db8::1/32"; allowed: an address range without host bits: the rest of the address is zero; fix: did you mean 2001:db8::/32? pulumi config set --path 'm2m-token-cache:allowedCidrs[0]' 2001:db8::/32`,
  ],
  [
    "an address without its length",
    { allowedCidrs: ["203.0.113.7"] },
    `m2m-token-cache:allowedCidrs[0] is "203.0.113.7"; allowed: an address range, IPv4 or IPv6, for example 203.0.113.0/24 or 2001:db8::/32; fix: did you mean 203.0.113.7/32? pulumi config set --path 'm2m-token-cache:allowedCidrs[0]' 203.0.113.7/32`,
  ],
  [
    "a range for a list of ranges",
    { allowedCidrs: "203.0.113.0/24" },
    `m2m-token-cache:allowedCidrs is "203.0.113.0/24"; allowed: a list of 1 to 150 address ranges, each once; without the key, any address; fix: as a list: in the stack's YAML, m2m-token-cache:allowedCidrs: ["203.0.113.0/24"]`,
  ],
  [
    "too many tags",
    { tags: Object.fromEntries(many(60, (i) => [`tag${String(i)}`, "x"])) },
    `m2m-token-cache:tags has 60 tags, 40 are allowed; allowed: at most 40 tags: keys of 1 to 128 characters, not starting with aws:; fix: take 20 out in the stack's YAML`,
  ],
  [
    "too many ranges",
    { allowedCidrs: many(151, (i) => `10.0.${String(i)}.0/24`) },
    `m2m-token-cache:allowedCidrs has 151 entries, 150 are allowed; allowed: a list of 1 to 150 address ranges, each once; without the key, any address; fix: take 1 out in the stack's YAML`,
  ],
  [
    "a long description",
    acme({ description: "d".repeat(141) }),
    `m2m-token-cache:vendors.acme.description has 141 characters, 140 are allowed; allowed: a description: 1 to 140 characters on one line, for example Acme Logistics, order sync; fix: take 1 out in the stack's YAML`,
  ],
  [
    "nothing after a key",
    { cache: null },
    `m2m-token-cache:cache is empty; allowed: an object with the keys store, ttlSeconds, sizeGb, renewBeforeSeconds, pepperVersion, standby; fix: for example in the stack's YAML, m2m-token-cache:cache: {"store":"stage"}`,
  ],
  [
    "a number for a section",
    { cache: 600 },
    `m2m-token-cache:cache is 600; allowed: an object with the keys store, ttlSeconds, sizeGb, renewBeforeSeconds, pepperVersion, standby; fix: for example in the stack's YAML, m2m-token-cache:cache: {"store":"stage"}`,
  ],
  [
    "a list for the vendors",
    { vendors: [] },
    `m2m-token-cache:vendors is an empty list; allowed: an object of vendor name: vendor; fix: for example in the stack's YAML, m2m-token-cache:vendors: {"acme-logistics":{"grants":{"https://api.example.com/orders":["read:orders"]}}}`,
  ],
  [
    "a name for a vendor",
    { vendors: { acme: "Acme" } },
    `m2m-token-cache:vendors.acme is "Acme"; allowed: an object with the keys name, description, contact, grants, authenticationMethod, secretVersion, suspended, clientVersion, rotation, tokenQuota, protect; fix: for example in the stack's YAML, under m2m-token-cache:vendors, acme: {"grants":{"https://api.example.com/orders":["read:orders"]}}`,
  ],
  [
    "a URL for an API",
    { apis: [ORDERS] },
    `m2m-token-cache:apis[0] is "https://api.example.com/orders"; allowed: an object with the keys identifier, name, existing, tokenLifetimeSeconds, scopes; fix: for example in the stack's YAML, under m2m-token-cache:apis, - {"identifier":"https://api.example.com/orders"}`,
  ],
  [
    "no vendors",
    { vendors: undefined },
    `m2m-token-cache:vendors is missing; allowed: an object of vendor name: vendor; fix: for example in the stack's YAML, m2m-token-cache:vendors: {"acme-logistics":{"grants":{"https://api.example.com/orders":["read:orders"]}}}`,
  ],
  [
    "no region",
    { "aws:region": undefined },
    `aws:region is missing; allowed: an AWS region that exists, for example eu-west-1; fix: for example pulumi config set --path 'aws:region' eu-west-1`,
  ],
  [
    "a topic beside addresses",
    {
      monitoring: {
        emails: ["a@example.com"],
        topicArn: "arn:aws:sns:eu-west-1:123456789012:alarms",
      },
    },
    `m2m-token-cache:monitoring.topicArn is "arn:aws:sns:eu-west-1:123456789012:alarms"; allowed: either emails or topicArn: the owner of a given topic subscribes to it; fix: pulumi config rm --path 'm2m-token-cache:monitoring.topicArn'`,
  ],
];

const tables = { "A namespace": namespaces, "A key": keys, "An API": apis, "A value": values };
for (const [title, rows] of Object.entries(tables))
  describe(`${title}, mistaken`, () => {
    for (const [mistake, changes, ...lines] of rows)
      it(`as ${mistake}`, () => {
        const { problems } = configError(changes);
        expect(
          problems.map(
            ({ key, found, allowed, fix }) => `${key} ${found}; allowed: ${allowed}; fix: ${fix}`,
          ),
        ).to.deep.equal(lines);
      });
  });
