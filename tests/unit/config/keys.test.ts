import { expect } from "chai";
import { inspect } from "node:util";
import { parseConfig } from "../../../src/config/parse";
import { ConfigError } from "../../../src/config/problems";
import { projectKeys, providerKeys } from "../../../src/config/schema/proxy";
import {
  type Changes,
  configError,
  fullKey,
  onlyProblem,
  ORDERS,
  parsed,
  rawValues,
  vendorWith,
} from "../../support/configs";
import { devValues } from "../../support/stack";

const LEGACY = "https://api.example.com/legacy";
const GRANT = `m2m-token-cache:vendors.acme.grants["${ORDERS}"]`;

const apiWith = (changes: Changes) => ({ apis: [{ identifier: ORDERS, ...changes }] });
const granting = (...scopes: unknown[]) => ({
  vendors: vendorWith({ grants: { [ORDERS]: scopes } }),
});
const acme = (changes: Changes) => ({ vendors: vendorWith(changes) });
const named = (name: string) => ({ vendors: { [name]: { grants: { [ORDERS]: [] } } } });

const READ_WRITE = apiWith({ scopes: { "read:orders": "Read", "write:orders": "Write" } });
const EXISTING = apiWith({ existing: true, tokenLifetimeSeconds: 36_000 });
const EXISTING_SCOPED = apiWith({
  existing: true,
  tokenLifetimeSeconds: 36_000,
  scopes: { "read:orders": "Read" },
});
const organizations = (grant: object) => acme({ grants: { [ORDERS]: grant } });
const lifetime = (tokenLifetimeSeconds: number) => apiWith({ tokenLifetimeSeconds });
const ttl = (ttlSeconds: unknown) => ({ cache: { ttlSeconds } });
const tagsOf = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, "x"]));

describe("The minimal configuration", () => {
  it("gets every default", () => {
    expect(parsed()).to.deep.equal({
      region: "eu-west-1",
      issuerDomain: "example.eu.auth0.com",
      cache: { store: "stage", ttlSeconds: 3600, sizeGb: "0.5" },
      throttle: { ratePerSecond: 20, burst: 40 },
      apis: [
        {
          identifier: ORDERS,
          name: ORDERS,
          existing: false,
          tokenLifetimeSeconds: 86_400,
          scopes: {},
        },
      ],
      vendors: {
        acme: {
          grants: { [ORDERS]: { scopes: [] } },
          authenticationMethod: "client_secret_post",
          secretVersion: 1,
          suspended: false,
          clientVersion: 1,
          rotation: "cut",
          tokenQuota: undefined,
          protect: false,
        },
      },
      quota: { monthlyTokens: 1000, onOverspend: "warn" },
      tokenQuota: "none",
      logs: { access: true, execution: "off", retentionDays: 30, manageAccountRole: false },
      protect: false,
      tags: {},
      warnings: [],
    });
  });

  it("says of a grant with organizations whether it is for any of them: to leave that out would keep what Auth0 has", () => {
    const grantOf = (grant: object) => parsed(organizations(grant)).vendors.acme?.grants[ORDERS];
    expect(grantOf({ scopes: [], organizationUsage: "allow" })).to.deep.equal({
      scopes: [],
      organizationUsage: "allow",
      allowAnyOrganization: false,
    });
    expect(grantOf({ scopes: [] })).to.deep.equal({ scopes: [] });
    expect(grantOf({ scopes: [], allowAnyOrganization: false })).to.deep.equal({ scopes: [] });
  });

  it("keeps the other defaults of a section of which one key is set", () => {
    expect(parsed({ throttle: { burst: 7 } }).throttle).to.deep.equal({
      ratePerSecond: 20,
      burst: 7,
    });
  });
});

describe("The parsed configuration", () => {
  it("names auth0:domain as the issuer, unless issuerDomain is set", () => {
    expect(parsed({ "auth0:domain": "a.eu.auth0.com" }).issuerDomain).to.equal("a.eu.auth0.com");
    expect(parsed({ issuerDomain: "login.example.com" }).issuerDomain).to.equal(
      "login.example.com",
    );
  });

  it("protects a vendor as the stack is protected, unless the vendor says otherwise", () => {
    for (const protect of [true, false]) {
      expect(parsed({ protect }).vendors.acme?.protect).to.equal(protect);
      const opposite = { protect, ...acme({ protect: !protect }) };
      expect(parsed(opposite).vendors.acme?.protect).to.equal(!protect);
    }
  });

  it("takes a cache size as number and as text", () => {
    for (const sizeGb of [0.5, "0.5"])
      expect(parsed({ cache: { sizeGb } }).cache.sizeGb).to.equal("0.5");
    expect(parsed({ cache: { sizeGb: 118 } }).cache.sizeGb).to.equal("118");
  });

  it("cannot be changed, at any depth", () => {
    const unfrozen = (value: unknown, path: string): string[] =>
      typeof value === "object" && value !== null
        ? [
            ...(Object.isFrozen(value) ? [] : [path]),
            ...Object.entries(value).flatMap(([key, each]) => unfrozen(each, `${path}.${key}`)),
          ]
        : [];
    expect(unfrozen(parseConfig({ values: devValues() }), "config")).to.deep.equal([]);
  });
});

describe("The configuration allows", () => {
  const allowed: readonly (readonly [string, Changes])[] = [
    ["a TTL of 1 second", ttl(1)],
    ["a TTL of 3600 seconds", ttl(3600)],
    ["a TTL that leaves a vendor one second", { ...lifetime(3612), ...ttl(3600) }],
    [
      "a TTL above the lifetime of an API that is granted to nobody",
      { apis: [{ identifier: ORDERS }, { identifier: LEGACY, tokenLifetimeSeconds: 60 }] },
    ],
    ["a token lifetime of 30 days", lifetime(2_592_000)],
    ...["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"].map(
      (sizeGb) => [`a cache of ${sizeGb} GB`, { cache: { sizeGb } }] as const,
    ),
    ["half a request per second", { throttle: { ratePerSecond: 0.5 } }],
    ["the account's whole throttle", { throttle: { ratePerSecond: 10_000, burst: 5000 } }],
    ["several scopes of the API", { ...READ_WRITE, ...granting("write:orders", "read:orders") }],
    ["an empty scope list where the API lists none", granting()],
    ["an empty scope list where the API lists some", { ...READ_WRITE, ...granting() }],
    ["a scope without a description", apiWith({ scopes: { "read:orders": "" } })],
    ["RBAC", apiWith({ tokenDialect: "rfc9068_profile_authz", enforcePolicies: true })],
    ["a grant that denies organizations", organizations({ scopes: [], organizationUsage: "deny" })],
    [
      "a grant for any organization",
      organizations({ scopes: [], organizationUsage: "require", allowAnyOrganization: true }),
    ],
    ["any scope of an existing API that lists none", { ...EXISTING, ...granting("any:thing") }],
    ["no scope of an existing API that lists none", { ...EXISTING, ...granting() }],
    ["a listed scope of an existing API", { ...EXISTING_SCOPED, ...granting("read:orders") }],
    ["a vendor name of one letter", named("a")],
    ["a vendor name of 40 characters", named("a".repeat(40))],
    ["a vendor name with digits and hyphens", named("acme-2-go")],
    ["a description of 140 characters", acme({ description: "d".repeat(140) })],
    ["a support of 200 characters", { support: "🙂".repeat(200) }],
    ["a contact of 255 characters", acme({ contact: "c".repeat(255) })],
    ["the secret that Auth0 has", acme({ secretVersion: 0 })],
    ["logs for a day", { logs: { retentionDays: 1 } }],
    ["logs for ten years", { logs: { retentionDays: 3653 } }],
    ["execution logs of errors", { logs: { execution: "error" } }],
    ["40 tags", { tags: tagsOf(40) }],
    ["an empty tag value", { tags: { team: "" } }],
    ["a key of a provider that the program does not read", { "aws:profile": "platform" }],
    ["no APIs and no vendors", { apis: [], vendors: {} }],
  ];
  for (const [title, changes] of allowed)
    it(title, () => {
      expect(() => parsed(changes)).not.to.throw();
    });
});

describe("The configuration refuses", () => {
  const TTL = "m2m-token-cache:cache.ttlSeconds";
  const SIZE = "m2m-token-cache:cache.sizeGb";
  const WHOLE_TTL = "a whole number from 1 to 3600 (seconds), for example 3600";
  const KEBAB = "at most 40 characters, for example acme-logistics";
  const HOST = "a bare host name in lower case, without scheme, port or path";
  const EIGHT = "one of 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237 (GB)";
  const BAD_KEY = "is not a name that is allowed here";
  const UNKNOWN = "is not a known key (its value is not shown)";
  const TAGS = "at most 40 tags, key to value";
  const TAG_KEY = "a tag's key: 1 to 128 of";

  /** Title, change, key, what is found, what is allowed (a part). */
  type Rule = readonly [string, Changes, string, string, string];
  const rules: readonly Rule[] = [
    ["a TTL of 0", ttl(0), TTL, "is 0", WHOLE_TTL],
    ["a TTL of 3601 seconds", ttl(3601), TTL, "is 3601", WHOLE_TTL],
    ["a TTL of one and a half seconds", ttl(1.5), TTL, "is 1.5", WHOLE_TTL],
    ["a TTL that is a text", ttl("x"), TTL, 'is "x"', WHOLE_TTL],
    [
      "a TTL that leaves a vendor nothing of a token's life",
      { ...lifetime(611), ...ttl(600) },
      TTL,
      `is 600, too long for tokens for ${ORDERS}, which live 611 s`,
      "at most 599: of its life, a token that is cached loses the TTL and 11 s",
    ],
    [
      "the default TTL where a token lives shorter",
      lifetime(600),
      TTL,
      `is 3600, too long for tokens for ${ORDERS}, which live 600 s`,
      "at most 588",
    ],
    [
      "any TTL where a token lives for seconds",
      { ...lifetime(12), ...ttl(1) },
      TTL,
      `is 1, too long for tokens for ${ORDERS}, which live 12 s`,
      "no TTL for tokens that live so briefly",
    ],
    ["a cache size that AWS does not have", { cache: { sizeGb: "1" } }, SIZE, 'is "1"', EIGHT],
    ["a cache size with its unit", { cache: { sizeGb: "0.5GB" } }, SIZE, 'is "0.5GB"', EIGHT],
    [
      "a rate of 0 requests per second",
      { throttle: { ratePerSecond: 0 } },
      "m2m-token-cache:throttle.ratePerSecond",
      "is 0",
      "a number above 0, up to 10000 (requests per second)",
    ],
    [
      "a rate above the account's",
      { throttle: { ratePerSecond: 10_001 } },
      "m2m-token-cache:throttle.ratePerSecond",
      "is 10001",
      "up to 10000",
    ],
    [
      "a burst above the account's",
      { throttle: { burst: 5001 } },
      "m2m-token-cache:throttle.burst",
      "is 5001",
      "a whole number from 1 to 5000 (requests)",
    ],
    [
      "a token lifetime above 30 days",
      lifetime(2_592_001),
      "m2m-token-cache:apis[0].tokenLifetimeSeconds",
      "is 2592001",
      "a whole number from 1 to 2592000 (seconds)",
    ],
    [
      "an existing API without its token lifetime",
      apiWith({ existing: true }),
      "m2m-token-cache:apis[0].tokenLifetimeSeconds",
      "is missing",
      "the lifetime of the existing API's tokens, in seconds",
    ],
    [
      "an audience that two APIs share",
      { apis: [{ identifier: ORDERS }, { identifier: ORDERS }] },
      "m2m-token-cache:apis[1].identifier",
      `is "${ORDERS}", which an earlier entry has already`,
      "one entry per audience",
    ],
    [
      "a grant for an audience that apis does not list",
      acme({ grants: { [ORDERS]: [], [LEGACY]: [] } }),
      `m2m-token-cache:vendors.acme.grants["${LEGACY}"]`,
      "is an audience that apis does not list",
      ORDERS,
    ],
    [
      "a vendor without a grant",
      acme({ grants: {} }),
      "m2m-token-cache:vendors.acme.grants",
      "is empty",
      "at least one audience: a vendor without a grant can get no token",
    ],
    [
      "a vendor without the key grants",
      { vendors: { acme: {} } },
      "m2m-token-cache:vendors.acme.grants",
      "is missing",
      "an object of audience: list of scopes",
    ],
    [
      "a scope that the API does not have",
      { ...READ_WRITE, ...granting("reed:orders") },
      `${GRANT}[0]`,
      'is "reed:orders"',
      "one of read:orders, write:orders, each once",
    ],
    [
      "a scope of an API that has none",
      granting("read:orders"),
      `${GRANT}[0]`,
      'is "read:orders"',
      "no scope: the API lists none",
    ],
    [
      "a scope that the existing API does not list",
      { ...EXISTING_SCOPED, ...granting("read:orders", "write:orders") },
      `${GRANT}[1]`,
      'is "write:orders"',
      "one of read:orders, each once",
    ],
    [
      "a scope twice",
      { ...READ_WRITE, ...granting("read:orders", "write:orders", "read:orders") },
      `${GRANT}[2]`,
      'is "read:orders", which the list has already',
      "one of read:orders, write:orders, each once",
    ],
    [
      "a scope twice of an existing API that lists none",
      { ...EXISTING, ...granting("any", "any") },
      `${GRANT}[1]`,
      'is "any", which the list has already',
      "each scope once",
    ],
    [
      "a scope that the API does not list, in a grant with organizations",
      { ...READ_WRITE, ...organizations({ scopes: ["read:order"], organizationUsage: "allow" }) },
      `${GRANT}.scopes[0]`,
      'is "read:order"',
      "one of read:orders, write:orders, each once",
    ],
    [
      "a grant that is neither a list nor an object",
      acme({ grants: { [ORDERS]: true } }),
      GRANT,
      "is true",
      "a list of scopes, or an object with the keys scopes, organizationUsage, allowAnyOrganization",
    ],
    [
      "a grant without scopes",
      organizations({ organizationUsage: "allow" }),
      `${GRANT}.scopes`,
      "is missing",
      "a list of scopes",
    ],
    [
      "an unknown use of organizations",
      organizations({ scopes: [], organizationUsage: "required" }),
      `${GRANT}.organizationUsage`,
      'is "required"',
      "deny or allow or require",
    ],
    [
      "an unknown key of a grant",
      organizations({ scopes: [], organizations: ["org_1"] }),
      `${GRANT}.organizations`,
      "is not a known key (its value is not shown)",
      "an object with the keys scopes, organizationUsage, allowAnyOrganization",
    ],
    [
      "any organization where none is allowed",
      organizations({ scopes: [], organizationUsage: "deny", allowAnyOrganization: true }),
      `${GRANT}.allowAnyOrganization`,
      "is true",
      "true only with organizationUsage allow or require",
    ],
    [
      "an unknown token dialect",
      apiWith({ tokenDialect: "access_token_rbac" }),
      "m2m-token-cache:apis[0].tokenDialect",
      'is "access_token_rbac"',
      "access_token or access_token_authz or rfc9068_profile or rfc9068_profile_authz",
    ],
    [
      "the token dialect of an existing API",
      apiWith({ existing: true, tokenLifetimeSeconds: 36_000, tokenDialect: "access_token" }),
      "m2m-token-cache:apis[0].tokenDialect",
      'is "access_token"',
      "nothing with existing: true",
    ],
    [
      "the policies of an existing API",
      apiWith({ existing: true, tokenLifetimeSeconds: 36_000, enforcePolicies: false }),
      "m2m-token-cache:apis[0].enforcePolicies",
      "is false",
      "nothing with existing: true",
    ],
    [
      "a scope whose description is left out",
      apiWith({ scopes: { "read:orders": null } }),
      "m2m-token-cache:apis[0].scopes.read:orders",
      "is empty",
      'a description of the scope, 1 to 500 characters on one line, or "" for none',
    ],
    [
      "a scope with a space",
      granting("read orders"),
      `${GRANT}[0]`,
      'is "read orders"',
      "a scope: printable ASCII without space, quote or backslash",
    ],
    ...["Acme", "a--b", "-a", "a-", "1a", "a_b", "a".repeat(41)].map((name): Rule => [
      `the vendor name ${name}`,
      named(name),
      `m2m-token-cache:vendors.${name}`,
      BAD_KEY,
      KEBAB,
    ]),
    [
      "a description of 141 characters",
      // Its length shows it to be a mistake; a text in one case without digits is no secret.
      acme({ description: "d".repeat(141) }),
      "m2m-token-cache:vendors.acme.description",
      "has 141 characters, 140 are allowed",
      "a description: 1 to 140 characters on one line",
    ],
    [
      "a description of two lines",
      acme({ description: "a\nb" }),
      "m2m-token-cache:vendors.acme.description",
      'is "a<U+000A>b"',
      "on one line",
    ],
    [
      "a contact of 256 characters",
      acme({ contact: "d".repeat(256) }),
      "m2m-token-cache:vendors.acme.contact",
      "has 256 characters, 255 are allowed",
      "1 to 255 characters on one line",
    ],
    [
      "a support of 201 characters",
      { support: "d".repeat(201) },
      "m2m-token-cache:support",
      "has 201 characters, 200 are allowed",
      "where a vendor's developer gets help, an e-mail address, a URL or a text: 1 to 200 characters on one line, for example platform@example.com",
    ],
    [
      "a support of two lines",
      { support: "a\nb" },
      "m2m-token-cache:support",
      'is "a<U+000A>b"',
      "on one line",
    ],
    [
      "a negative secretVersion",
      acme({ secretVersion: -1 }),
      "m2m-token-cache:vendors.acme.secretVersion",
      "is -1",
      "a whole number from 0 to 1000000 (raise it to rotate the secret",
    ],
    [
      "an authentication method that the proxy does not take",
      acme({ authenticationMethod: "private_key_jwt" }),
      "m2m-token-cache:vendors.acme.authenticationMethod",
      'is "private_key_jwt"',
      "client_secret_post or client_secret_basic",
    ],
    [
      "a retention that CloudWatch does not have",
      { logs: { retentionDays: 31 } },
      "m2m-token-cache:logs.retentionDays",
      "is 31",
      "one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, " +
        "2557, 2922, 3288, 3653 (days)",
    ],
    [
      "execution logs of a bare off, which YAML 1.1 reads as false",
      { logs: { execution: false } },
      "m2m-token-cache:logs.execution",
      "is false",
      "off or error",
    ],
    [
      "protection that is a text",
      { protect: "yes" },
      "m2m-token-cache:protect",
      'is "yes"',
      "true or false",
    ],
    [
      "a tag key that starts with aws:",
      { tags: { "aws:team": "x" } },
      "m2m-token-cache:tags.aws:team",
      BAD_KEY,
      TAG_KEY,
    ],
    [
      "a tag key that starts with AWS:",
      { tags: { "AWS:team": "x" } },
      "m2m-token-cache:tags.AWS:team",
      BAD_KEY,
      TAG_KEY,
    ],
    [
      "a tag value that is not a text",
      { tags: { team: 7 } },
      "m2m-token-cache:tags.team",
      "is 7",
      "a tag's value: up to 256 of",
    ],
    ["41 tags", { tags: tagsOf(41) }, "m2m-token-cache:tags", "has 41 tags, 40 are allowed", TAGS],
    ...["auth0:domain", "issuerDomain"].flatMap((key) =>
      [
        "https://example.eu.auth0.com",
        "example.eu.auth0.com:443",
        "example.eu.auth0.com/oauth",
        "example.eu.auth0.com.",
        "Example.eu.auth0.com",
        "localhost",
      ].map((host): Rule => [
        `${host} as ${key}`,
        { [key]: host },
        fullKey(key),
        `is ${JSON.stringify(host)}`,
        HOST,
      ]),
    ),
    [
      "an issuerDomain in quotes of its own",
      { issuerDomain: '"login.example.com"' },
      "m2m-token-cache:issuerDomain",
      String.raw`is "\"login.example.com\""`,
      HOST,
    ],
    [
      "a configuration without aws:region",
      { "aws:region": undefined },
      "aws:region",
      "is missing",
      "an AWS region that exists, for example eu-west-1",
    ],
    [
      "an availability zone as aws:region",
      { "aws:region": "eu-west-1a" },
      "aws:region",
      'is "eu-west-1a"',
      "an AWS region",
    ],
    ...(["apis", "vendors"] as const).map((key): Rule => [
      `a configuration without ${key}`,
      { [key]: undefined },
      fullKey(key),
      "is missing",
      key === "apis" ? "a list of APIs" : "an object of vendor name: vendor",
    ]),
    [
      "an unknown key",
      { vendor: {} },
      "m2m-token-cache:vendor",
      UNKNOWN,
      "an object with the keys issuerDomain, cache, throttle, quota, tokenQuota, onlyThroughProxy, apis, vendors, support, logs, monitoring, domain, allowedCidrs, waf, protect, tags",
    ],
    [
      "a typo in a key of cache",
      { cache: { ttlSecond: 60 } },
      "m2m-token-cache:cache.ttlSecond",
      UNKNOWN,
      "an object with the keys store, ttlSeconds, sizeGb, renewBeforeSeconds, pepperVersion, standby",
    ],
    [
      "a typo in a key of a vendor",
      acme({ secretVersions: 2 }),
      "m2m-token-cache:vendors.acme.secretVersions",
      UNKNOWN,
      "description, contact, grants, authenticationMethod, secretVersion, suspended, clientVersion, rotation, tokenQuota, protect",
    ],
    [
      "a typo in a key of an API",
      apiWith({ tokenLifetime: 60 }),
      "m2m-token-cache:apis[0].tokenLifetime",
      UNKNOWN,
      "identifier, name, existing, tokenLifetimeSeconds, scopes",
    ],
    [
      "malformed JSON where an object is expected",
      { cache: "{ttlSeconds: 60" },
      "m2m-token-cache:cache",
      'is "{ttlSeconds: 60"',
      "an object with the keys store, ttlSeconds, sizeGb, renewBeforeSeconds, pepperVersion, standby",
    ],
    [
      "a list where an object is expected",
      { cache: [60] },
      "m2m-token-cache:cache",
      "is a list",
      "an object with the keys store, ttlSeconds, sizeGb, renewBeforeSeconds, pepperVersion, standby",
    ],
  ];

  for (const [title, changes, key, found, allowed] of rules)
    it(title, () => {
      const problem = onlyProblem(changes);
      expect(problem).to.include({ key, found });
      expect(problem.allowed).to.include(allowed);
      expect(problem.fix).to.match(/pulumi config (set|rm) --path '|in the stack's YAML/);
    });

  it("a vendor, a tag and a grant named __proto__", () => {
    const proto = (value: unknown) => Object.fromEntries([["__proto__", value]]);
    for (const changes of [
      { vendors: proto({ grants: { [ORDERS]: [] } }) },
      { tags: proto("x") },
      acme({ grants: { [ORDERS]: [], ...proto([]) } }),
    ])
      expect(() => parsed(changes)).to.throw(ConfigError, "__proto__");
  });
});

describe("A token whose expires_in is shorter than the TTL", () => {
  it("is a warning that says for how long, not a problem", () => {
    expect(parsed(lifetime(7210)).warnings).to.deep.equal([
      `Tokens for ${ORDERS} live 7210 s and are cached for 3600 s: ` +
        "their expires_in is only 3599 s, less than the TTL. " +
        "Raise the API's tokenLifetimeSeconds or lower cache.ttlSeconds.",
    ]);
  });

  it("is a warning that shows nothing of apis that are marked as a secret", () => {
    const values = rawValues({
      ...apiWith({ identifier: "hunter2", tokenLifetimeSeconds: 4000 }),
      ...acme({ grants: { hunter2: [] } }),
    });
    const { warnings } = parseConfig({ values, secretKeys: [fullKey("apis")] });
    expect(warnings.join("\n")).not.to.include("hunter2");
  });

  it("is not reported where exactly the TTL is left", () => {
    expect(parsed(lifetime(7211)).warnings).to.deep.equal([]);
  });
});

describe("A problem", () => {
  it("says how to fix it, as a command", () => {
    const fixes: readonly (readonly [Changes, string])[] = [
      [ttl(0), "for example pulumi config set --path 'm2m-token-cache:cache.ttlSeconds' 3600"],
      [
        { chache: {} },
        "did you mean cache? rename it in the stack's YAML, or pulumi config rm --path 'm2m-token-cache:chache'",
      ],
      [
        lifetime(600),
        "lower it, or pulumi config set --path 'm2m-token-cache:apis[0].tokenLifetimeSeconds' 7211",
      ],
      [
        named("Acme"),
        "did you mean acme? rename it in the stack's YAML, or pulumi config rm --path 'm2m-token-cache:vendors.Acme'",
      ],
    ];
    for (const [changes, fix] of fixes) expect(onlyProblem(changes).fix).to.equal(fix);
  });

  it("comes with all the others: in six keys at once, one of them by a rule that spans keys", () => {
    const error = configError({
      "aws:region": undefined,
      cache: { sizeGb: "3" },
      throttle: { burst: 0 },
      logs: { retentionDays: 31 },
      tgas: {},
      ...acme({ grants: { [LEGACY]: [] } }),
    });
    expect(error.problems.map(({ key }) => key)).to.have.members([
      "aws:region",
      "m2m-token-cache:cache.sizeGb",
      "m2m-token-cache:throttle.burst",
      "m2m-token-cache:logs.retentionDays",
      "m2m-token-cache:tgas",
      `m2m-token-cache:vendors.acme.grants["${LEGACY}"]`,
    ]);
    expect(error.message).to.match(/^The stack's configuration has 6 problems:\n/);
    for (const { key, found, allowed, fix } of error.problems)
      expect(error.message).to.include(`\n  ${key} ${found}; allowed: ${allowed}; fix: ${fix}`);
  });

  it("in one vendor does not hide another's", () => {
    const { problems } = configError({
      vendors: { acme: { grants: { [LEGACY]: [] } }, globex: { secretVersion: -1, grants: {} } },
    });
    expect(problems.map(({ key }) => key)).to.have.members([
      `m2m-token-cache:vendors.acme.grants["${LEGACY}"]`,
      "m2m-token-cache:vendors.globex.secretVersion",
    ]);
  });
});

describe("A problem never shows", () => {
  /** Short enough that it would be shown if it were not known to be a secret. */
  const SHORT = "hunter2";
  const CREDENTIAL = "Xk9mQ2vR7tLw4zYb8NpA3c";
  const everything = (error: ConfigError) =>
    [error.message, JSON.stringify(error.problems), error.stack, inspect(error)].join("\n");

  it("the value of a key that it does not know", () => {
    for (const changes of [
      { auth0ClientSecret: SHORT },
      { cache: { password: SHORT } },
      apiWith({ secret: SHORT }),
      acme({ clientSecret: SHORT }),
    ])
      expect(everything(configError(changes))).not.to.include(SHORT);
  });

  for (const key of [...Object.keys(providerKeys.shape), ...Object.keys(projectKeys.shape)])
    it(`the value of ${key} if it is marked as a secret`, () => {
      // On two lines it is wrong even where any text will do.
      const changes = { [key]: `${SHORT}\n` };
      expect(everything(configError(changes))).to.include(SHORT);
      const error = configError(changes, [fullKey(key)]);
      expect(everything(error)).not.to.include(SHORT);
      expect(error.problems[0]).to.include({
        key: fullKey(key),
        found: "is a secret value, not shown",
      });
    });

  it("what is inside a key that is marked as a secret", () => {
    const error = configError(acme({ secretVersion: SHORT }), [fullKey("vendors")]);
    expect(everything(error)).not.to.include(SHORT);
  });

  it("what a rule that spans keys finds in a key that is marked as a secret", () => {
    for (const [changes, key] of [
      [granting(SHORT), "vendors"],
      [apiWith({ identifier: SHORT }), "apis"],
    ] as const)
      expect(everything(configError(changes, [fullKey(key)]))).not.to.include(SHORT);
  });

  it("a credential in the place of something else", () => {
    for (const changes of [
      { protect: CREDENTIAL },
      { cache: CREDENTIAL },
      { cache: { sizeGb: CREDENTIAL } },
      { vendors: CREDENTIAL },
      { vendors: { acme: CREDENTIAL } },
      acme({ secretVersion: CREDENTIAL }),
      acme({ authenticationMethod: CREDENTIAL }),
      acme({ contact: [CREDENTIAL] }),
      acme({ contact: { secret: CREDENTIAL } }),
      acme({ contact: `Ask for\n${CREDENTIAL}` }),
      granting(CREDENTIAL),
      {
        ...apiWith({ identifier: CREDENTIAL, tokenLifetimeSeconds: 60 }),
        ...acme({ grants: { [CREDENTIAL]: [] } }),
      },
      { "auth0:domain": CREDENTIAL },
      { issuerDomain: `https://acme:${CREDENTIAL}@login.example.com` },
    ])
      expect(everything(configError(changes))).not.to.include(CREDENTIAL);
  });

  it("a credential in malformed JSON", () => {
    const vendors = `{"acme": {"contact": "${CREDENTIAL}"`;
    expect(everything(configError({ vendors }))).not.to.include(CREDENTIAL);
  });

  it("a credential with dots in it", () => {
    const dotted = "Xk9mQ2vR7tL.w4zYb8NpA3c.Kd5jH6gF1s";
    expect(everything(configError(acme({ secretVersion: dotted })))).not.to.include(dotted);
  });
});
