import { expect } from "chai";
import fc from "fast-check";
import { inspect } from "node:util";
import { parseConfig, type RawConfig } from "../../../src/config/parse";
import { ConfigError } from "../../../src/config/problems";
import { ttlOf } from "../../../src/expiresIn";
import { mapValues } from "../../../src/records";
import { network } from "../../../src/config/repair";
import { projectKeys, providerKeys } from "../../../src/config/schema/proxy";
import { type Changes, configError, fullKey, ORDERS, rawValues } from "../../support/configs";
import { marks } from "../../support/stackSchema";

const runs = (numRuns: number) => ({ numRuns, seed: 20260101 });

const LEGACY = "https://api.example.com/legacy";

const CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/0123";
const FOREIGN_TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms";

const ORGANIZATIONS = { scopes: [], organizationUsage: "allow", allowAnyOrganization: true };

/** A configuration in which every key is set, but for a topic, which goes with no addresses only. */
const FULL = {
  "aws:region": "eu-west-1",
  "auth0:domain": "example.eu.auth0.com",
  issuerDomain: "login.example.com",
  cache: { ttlSeconds: 3600, sizeGb: "0.5" },
  throttle: { ratePerSecond: 20, burst: 40 },
  quota: { monthlyTokens: 5000, onOverspend: "fail" },
  tokenQuota: "auto",
  onlyThroughProxy: { version: 2, enforce: true },
  apis: [
    {
      identifier: ORDERS,
      name: "Orders",
      existing: false,
      tokenLifetimeSeconds: 86_400,
      scopes: { "read:orders": "Read orders", "write:orders": "" },
      tokenDialect: "access_token_authz",
      enforcePolicies: true,
    },
    { identifier: LEGACY, existing: true, tokenLifetimeSeconds: 36_000 },
  ],
  vendors: {
    acme: {
      description: "Acme Logistics",
      contact: "integrations@acme.example",
      grants: { [ORDERS]: ["read:orders", "write:orders"], [LEGACY]: ORGANIZATIONS },
      authenticationMethod: "client_secret_post",
      secretVersion: 1,
      suspended: false,
      clientVersion: 2,
      rotation: "overlap",
      tokenQuota: { perHour: 10, perDay: 100, enforce: true },
      protect: true,
    },
    globex: { grants: { [ORDERS]: ["read:orders"] }, tokenQuota: "none" },
  },
  support: "platform@example.com",
  logs: { access: true, execution: "off", retentionDays: 30, manageAccountRole: false },
  monitoring: { emails: ["platform@example.com"], dashboard: true },
  domain: { name: "tokens.example.com", hostedZoneId: "Z01234567", certificateArn: CERTIFICATE },
  allowedCidrs: ["203.0.113.0/24", "2001:db8::/32"],
  waf: { ratePerFiveMinutes: 1000 },
  protect: false,
  tags: { team: "platform" },
};

type Path = readonly (string | number)[];

/** Every place in a value: the value itself, what is in it, and one more entry in every container. */
function places(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inside = Object.entries(value).map(
    ([key, each]) => [Array.isArray(value) ? Number(key) : key, each] as const,
  );
  const more = Array.isArray(value) ? value.length : "unknown";
  return [path, ...inside.flatMap(([key, each]) => places(each, [...path, key])), [...path, more]];
}

/** A copy of the value with another one in a place of it. */
function put(value: unknown, path: Path, other: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return other;
  if (Array.isArray(value)) {
    const index = Number(key);
    return [
      ...(value.slice(0, index) as unknown[]),
      put(value[index], rest, other),
      ...(value.slice(index + 1) as unknown[]),
    ];
  }
  const entries = new Map(
    Object.entries(typeof value === "object" && value !== null ? value : {}) as [string, unknown][],
  );
  return Object.fromEntries(entries.set(String(key), put(entries.get(String(key)), rest, other)));
}

const PLACES = places(FULL).filter(({ length }) => length > 0);

describe("The configuration that the properties start from", () => {
  it("is right, and has every key", () => {
    expect(parseConfig({ values: rawValues(FULL) }).warnings).to.deep.equal([]);
    expect(Object.keys(FULL)).to.have.members([
      ...Object.keys(providerKeys.shape),
      ...Object.keys(projectKeys.shape),
    ]);
  });
});

describe("Whatever the configuration", () => {
  const names = fc.oneof(
    fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "then", "", "0"),
    fc.constantFrom(...PLACES.map((path) => String(path.at(-1)))),
    fc.string({ maxLength: 12, unit: "binary" }),
  );

  /** JSON as text, so that an object may have an own key __proto__, or one key twice. */
  const { json } = fc.letrec<{ json: string }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 6, depthSize: "medium" },
      fc
        .oneof(
          fc.string(),
          fc.string({ unit: "binary" }),
          names,
          fc.integer(),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.constantFrom(true, false, null, 0, -1, 0.5, 3600, 1e300),
        )
        .map((value) => JSON.stringify(value)),
      fc.array(tie("json"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
      fc
        .array(fc.tuple(names, tie("json")), { maxLength: 4 })
        .map((all) => `{${all.map(([key, each]) => `${JSON.stringify(key)}:${each}`).join(",")}}`),
    ),
  }));

  /** Fails by throwing anything but a ConfigError. */
  function parseOrRefuse(values: RawConfig["values"], secretKeys: readonly string[] = []): void {
    try {
      parseConfig({ values, secretKeys });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      expect(error.problems).not.to.be.empty;
    }
  }

  it("it is parsed or refused, and nothing else happens: any text under any keys", () => {
    const keys = fc.oneof(
      fc.constantFrom(...Object.keys(projectKeys.shape), ...Object.keys(providerKeys.shape)),
      names,
    );
    const text = fc.oneof({ weight: 4, arbitrary: json }, { weight: 1, arbitrary: fc.string() });
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, text), { maxLength: 10 }), (entries) => {
        const values = entries.map(([key, each]) => [fullKey(key), each] as const);
        parseOrRefuse(Object.fromEntries(values), entries.length > 5 ? [fullKey("vendors")] : []);
      }),
      runs(1000),
    );
  });

  it("it is parsed or refused, and nothing else happens: any value in place of a valid one", () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLACES), names, json, (path, name, text) => {
        const value = JSON.parse(text) as unknown;
        for (const place of [path, [...path, name], [...path.slice(0, -1), name]])
          parseOrRefuse(rawValues(put(FULL, place, value) as Changes));
      }),
      runs(1000),
    );
  });

  it("it is parsed or refused, and nothing else happens: JSON of any depth", () => {
    const depth = 100_000;
    const lists = `${"[".repeat(depth)}${"]".repeat(depth)}`;
    const objects = `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
    for (const key of ["cache", "apis", "vendors", "protect", "tags", "unknown"])
      for (const deep of [lists, objects, `{"a":${lists}}`, `[${objects}]`])
        parseOrRefuse(rawValues({ [key]: deep }));
  });

  it("it is parsed or refused, and nothing else happens: a text of any length", function () {
    this.timeout(5000);
    parseOrRefuse(rawValues({ protect: "a".repeat(200_000) }));
  });

  it("it is parsed or refused, and nothing else happens: a list of any length", () => {
    const scopes = new Array<number>(300_000).fill(1);
    parseOrRefuse(rawValues({ vendors: { acme: { grants: { [ORDERS]: scopes } } } }));
    for (const each of ["a@example.com", "203.0.113.0/24", 1]) {
      const list = new Array<unknown>(20_000).fill(each);
      parseOrRefuse(rawValues({ monitoring: { emails: list }, allowedCidrs: list }));
    }
  });
});

describe("A secret that somebody put in the wrong place", () => {
  const secrets = fc
    .stringMatching(/^[A-Za-z0-9]{32,64}$/)
    .filter((text) => /[0-9]/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text));

  /** So that there is an error even where the secret is a legal text, as in a description. */
  const mistakes = fc.constantFrom<readonly [Path, unknown]>(
    [["throttle", "burst"], 0],
    [["aws:region"], undefined],
    [["vendors", "acme", "grants", "https://unlisted.example.com"], []],
    [["vendors", "acme", "grants", ORDERS], ["read:order"]],
    [["vendors", "acme", "grants", ORDERS], { scopes: [], allowAnyOrganization: true }],
    [["vendors", "globex", "grants"], {}],
    [["apis", 0, "tokenLifetimeSeconds"], 60],
    [["apis", 1, "tokenLifetimeSeconds"], 3600],
    [["apis", 2], { identifier: ORDERS }],
    [["unknown"], {}],
    [["quota", "monthlyTokens"], 1],
    [["vendors", "acme", "clientVersion"], 1],
    [["vendors", "acme", "tokenQuota", "perHour"], 101],
    [["domain", "name"], "login.example.com"],
    [["domain", "certificateArn"], CERTIFICATE.replace("eu-west-1", "us-east-1")],
    [["monitoring"], { topicArn: FOREIGN_TOPIC }],
    [["allowedCidrs", 1], "203.0.113.0/24"],
    [["waf"], {}],
  );

  const everything = (error: ConfigError) =>
    [error.message, JSON.stringify(error.problems), error.stack, inspect(error)].join("\n");

  /** The secret goes in last: the mistake may not push it out. */
  function expectNotShown(secret: string, path: Path, [place, mistake]: readonly [Path, unknown]) {
    const changes = put(put(FULL, place, mistake), path, secret) as Changes;
    expect(everything(configError(changes))).not.to.include(secret);
  }

  const isIdentifier = (path: Path) => path[0] === "apis" && path.at(-1) === "identifier";

  it("is in no error, whatever the place and whatever else is wrong", () => {
    const anywhere = fc.constantFrom(
      ...PLACES.filter((path) => !isIdentifier(path)),
      ["auth0:clientSecret"],
      ["aws:secretKey"],
    );
    fc.assert(fc.property(secrets, anywhere, mistakes, expectNotShown), runs(2000));
  });

  it("is in no error, where an API's identifier should be", () => {
    const identifiers = fc.constantFrom(...PLACES.filter(isIdentifier));
    fc.assert(fc.property(secrets, identifiers, mistakes, expectNotShown), runs(200));
  });
});

describe("Any valid configuration", () => {
  const longest = 2_592_000;
  const ascii = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index));
  const textOf = (characters: readonly string[]) =>
    fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 20 });
  const scopes = textOf(ascii.filter((character) => !['"', "\\"].includes(character)));
  const descriptions = textOf([" ", "a", "B", "7", ".", "é", "😀"]).filter(
    (text) => text.trim() !== "",
  );
  const tagTexts = textOf([" ", "a", "B", "7", ".", "é", "_", ":", "@"]);
  const vendorNames = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,3}$/);
  const api = (shortest: number) =>
    fc.record(
      {
        identifier: fc.oneof(fc.webUrl({ size: "xsmall" }), textOf(ascii)),
        name: descriptions,
        existing: fc.boolean(),
        tokenLifetimeSeconds: fc.integer({ min: shortest, max: longest }),
        scopes: fc.dictionary(scopes, descriptions, { maxKeys: 4 }),
      },
      { requiredKeys: ["identifier", "tokenLifetimeSeconds"] },
    );
  interface Api {
    readonly identifier: string;
    readonly existing?: boolean;
    readonly scopes?: Record<string, string>;
  }

  /** What a vendor may be granted of an API. */
  function scopesOf({ existing, scopes: listed = {} }: Api): fc.Arbitrary<string[]> {
    const known = Object.keys(listed);
    if (known.length > 0) return fc.subarray(known, { minLength: 1 });
    return existing ? fc.uniqueArray(scopes, { maxLength: 3 }) : fc.constant([]);
  }

  const clientQuotas = fc
    .record(
      {
        perHour: fc.integer({ min: 1, max: 1000 }),
        perDay: fc.integer({ min: 1000, max: 1_000_000_000 }),
        enforce: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    .filter(({ perHour, perDay }) => perHour !== undefined || perDay !== undefined);

  const emails = fc.stringMatching(/^[a-z.+]{1,20}@[a-z]{1,20}\.example$/);
  const monitoring = fc.record(
    { emails: fc.uniqueArray(emails, { maxLength: 3 }), dashboard: fc.boolean() },
    { requiredKeys: [] },
  );
  const topics = fc
    .stringMatching(/^[A-Za-z0-9_-]{1,30}$/)
    .map((name) => ({ topicArn: `arn:aws:sns:eu-west-1:123456789012:${name}` }));

  const domains = fc
    .record(
      {
        name: fc.stringMatching(/^[a-z]{1,20}\.tokens\.example$/),
        hostedZoneId: fc.stringMatching(/^Z[A-Z0-9]{1,31}$/),
        certificateArn: fc.constant(CERTIFICATE),
      },
      { requiredKeys: ["name"] },
    )
    .filter(({ hostedZoneId, certificateArn }) => (hostedZoneId ?? certificateArn) !== undefined);

  const cidrs = fc.oneof(
    fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
    fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
  );

  const vendors = (granted: readonly Api[]) =>
    fc.dictionary(
      vendorNames,
      fc
        .record(
          {
            description: descriptions,
            contact: descriptions,
            grants: fc
              .subarray([...granted], { minLength: Math.min(1, granted.length) })
              .chain((chosen) =>
                fc
                  .tuple(...chosen.map(scopesOf))
                  .map((all) =>
                    Object.fromEntries(all.map((each, i) => [chosen[i]!.identifier, each])),
                  ),
              ),
            authenticationMethod: fc.constantFrom("client_secret_post", "client_secret_basic"),
            secretVersion: fc.nat(1_000_000),
            suspended: fc.boolean(),
            clientVersion: fc.integer({ min: 2, max: 1_000_000 }),
            tokenQuota: fc.oneof(fc.constantFrom("none", "auto"), clientQuotas),
            protect: fc.boolean(),
          },
          { requiredKeys: ["grants"] },
        )
        .chain((vendor) =>
          // An overlap is one of two clients.
          fc
            .constantFrom("cut", ...(vendor.clientVersion === undefined ? [] : ["overlap"]))
            .map((rotation) => ({ ...vendor, rotation })),
        ),
      { maxKeys: Math.min(4, 4 * granted.length) },
    );

  /** APIs that are granted, whose tokens outlive the TTL, among others that nobody is granted. */
  const configurations = fc.integer({ min: 1, max: 3600 }).chain((ttlSeconds) =>
    fc
      .uniqueArray(
        fc.oneof(
          api(ttlSeconds + 12).map((each) => ({ api: each, granted: true })),
          api(1).map((each) => ({ api: each, granted: false })),
        ),
        { minLength: 1, maxLength: 4, selector: (each) => each.api.identifier },
      )
      .chain((all) => {
        const granted = all.filter((each) => each.granted).map((each) => each.api);
        return fc.record(
          {
            cache: fc.record(
              {
                ttlSeconds: fc.constant(ttlSeconds),
                sizeGb: fc.constantFrom("0.5", 0.5, "118", 118, 6.1),
              },
              { requiredKeys: ["ttlSeconds"] },
            ),
            throttle: fc.record(
              {
                ratePerSecond: fc.integer({ min: 1, max: 10_000 }),
                burst: fc.integer({ min: 1, max: 5000 }),
              },
              { requiredKeys: [] },
            ),
            apis: fc.constant(all.map((each) => each.api)),
            vendors: vendors(granted),
            logs: fc.record(
              {
                access: fc.boolean(),
                execution: fc.constantFrom("off", "error"),
                retentionDays: fc.constantFrom(1, 30, 3653),
                manageAccountRole: fc.boolean(),
              },
              { requiredKeys: [] },
            ),
            quota: fc.record({ monthlyTokens: fc.integer({ min: 1, max: 1_000_000_000 }) }),
            tokenQuota: fc.constantFrom("none", "auto"),
            onlyThroughProxy: fc.record(
              { version: fc.integer({ min: 1, max: 1_000_000 }), enforce: fc.boolean() },
              { requiredKeys: [] },
            ),
            monitoring: fc.oneof(monitoring, topics),
            domain: domains,
            allowedCidrs: fc
              .uniqueArray(cidrs, {
                minLength: 1,
                maxLength: 5,
                selector: (each) => each.join("/"),
              })
              .map((all) => [...new Set(all.map((each) => network(each.join("/")) ?? ""))]),
            waf: fc.record({ ratePerFiveMinutes: fc.integer({ min: 10, max: 2_000_000_000 }) }),
            protect: fc.boolean(),
            tags: fc.dictionary(tagTexts, tagTexts, { maxKeys: 5 }),
          },
          { requiredKeys: ["cache", "apis", "vendors"] },
        );
      }),
  );

  const withoutLists = (section: object = {}) =>
    Object.fromEntries(Object.entries(section).filter(([, value]) => !Array.isArray(value)));

  it("is parsed, with nothing lost, and leaves every granted token some time to live", () => {
    fc.assert(
      fc.property(configurations, (changes) => {
        const config = parseConfig({ values: rawValues(changes) });
        expect(marks({ config: changes })).to.deep.equal([]);
        const { cache, apis, vendors } = config;
        for (const key of ["onlyThroughProxy", "monitoring", "domain", "waf"] as const)
          expect(config[key] ?? {}, key).to.include(withoutLists(changes[key]));
        expect(config.allowedCidrs).to.deep.equal(changes.allowedCidrs);
        expect(apis).to.have.length(changes.apis.length);
        expect(Object.keys(vendors)).to.have.members(Object.keys(changes.vendors));
        for (const [name, { grants }] of Object.entries(vendors)) {
          expect(mapValues(grants, ({ scopes }) => scopes)).to.deep.equal(
            changes.vendors[name]?.grants,
          );
          const { suspended = false, clientVersion = 1, rotation } = changes.vendors[name]!;
          expect(vendors[name]).to.include({ suspended, clientVersion, rotation });
          for (const audience of Object.keys(grants)) {
            const api = apis.find(({ identifier }) => identifier === audience);
            expect(api?.tokenLifetimeSeconds).to.be.above(ttlOf(cache) + 11);
          }
        }
      }),
      runs(500),
    );
  });

  it("has a TTL that leaves a vendor something of every granted token's life: any other is refused", () => {
    const seconds = fc.integer({ min: 1, max: 3600 });
    fc.assert(
      fc.property(
        seconds,
        fc.oneof(seconds, fc.integer({ min: 1, max: 7200 })),
        (ttl, lifetime) => {
          const values = rawValues({
            cache: { ttlSeconds: ttl },
            apis: [{ identifier: ORDERS, tokenLifetimeSeconds: lifetime }],
          });
          if (lifetime > ttl + 11) expect(ttlOf(parseConfig({ values }).cache)).to.equal(ttl);
          else expect(() => parseConfig({ values })).to.throw(ConfigError, "cache.ttlSeconds");
        },
      ),
      runs(500),
    );
  });
});
