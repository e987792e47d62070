/** What a change of a stack's configuration says to whoever reviews it. */
import { expect } from "chai";
import { changesOf } from "../../../tools/changes/changes";
import { type Changes, ORDERS, parsed, vendorWith } from "../../support/configs";

const SCOPED = { identifier: ORDERS, scopes: { "read:orders": "Read", "write:orders": "Write" } };
const EXISTING = { identifier: ORDERS, existing: true, tokenLifetimeSeconds: 86_400 };
const SHIPMENTS = { identifier: "https://api.example.com/shipments" };

const changes = (before: Changes, after: Changes) =>
  changesOf({ before: parsed(before), after: parsed(after) }, "prod");
/** What the line with this title says; undefined without one. */
const said = (title: string, before: Changes, after: Changes) => {
  const found = changes(before, after).filter((line) => line.startsWith(`- **${title}**`));
  expect(found.length, found.join("\n")).to.be.at.most(1);
  return found[0]?.replace(/^- \*\*.*?\*\*/, "");
};
const acme = (own: Changes, more: Changes = {}) => ({ vendors: { ...vendorWith(own), ...more } });
const BROKER = { cache: { store: "dynamodb" } };
const DOMAIN = { domain: { name: "t.example.com", hostedZoneId: "Z0123456789" } };
const other = { other: { grants: { [ORDERS]: [] } } };

describe("The summary of a change", () => {
  const CASES: [what: string, title: string, before: Changes, after: Changes, says: string][] = [
    ["a vendor that is added", "Vendors", acme({}), acme({}, other), "added `other`"],
    ["a vendor that is removed", "Vendors", acme({}, other), acme({}), "**removed** `other`"],
    [
      "a vendor that is suspended",
      "Vendors",
      acme({}),
      acme({ suspended: true }),
      "`acme`: suspended",
    ],
    ["a vendor that is resumed", "Vendors", acme({ suspended: true }), acme({}), "`acme`: resumed"],
    ["a new secret", "Vendors", acme({}), acme({ secretVersion: 2 }), "`acme`: new secret"],
    [
      "a secret that Auth0 keeps",
      "Vendors",
      acme({}),
      acme({ secretVersion: 0 }),
      "`acme`: keeps the secret that Auth0 has",
    ],
    [
      "a rotation with overlap",
      "Vendors",
      acme({}),
      acme({ clientVersion: 2, rotation: "overlap" }),
      "`acme`: new client, the old one retires",
    ],
    [
      "a rotation that is done",
      "Vendors",
      acme({ clientVersion: 2, rotation: "overlap" }),
      acme({ clientVersion: 2 }),
      "`acme`: rotation done",
    ],
    [
      "another way to send credentials",
      "Vendors",
      acme({}),
      acme({ authenticationMethod: "client_secret_basic" }),
      "`acme`: another authentication method",
    ],
    [
      "an audience that is granted",
      "Access gained",
      { apis: [{ identifier: ORDERS }, SHIPMENTS], ...acme({}) },
      {
        apis: [{ identifier: ORDERS }, SHIPMENTS],
        ...acme({ grants: { [ORDERS]: [], [SHIPMENTS.identifier]: [] } }),
      },
      "`acme` `https://api.example.com/shipments`",
    ],
    [
      "a scope that is granted",
      "Access gained",
      { apis: [SCOPED], ...acme({ grants: { [ORDERS]: ["read:orders"] } }) },
      { apis: [SCOPED], ...acme({ grants: { [ORDERS]: ["read:orders", "write:orders"] } }) },
      `\`acme\` \`${ORDERS}\` \`write:orders\``,
    ],
    [
      "a scope that is withdrawn",
      "Access lost",
      { apis: [SCOPED], ...acme({ grants: { [ORDERS]: ["read:orders", "write:orders"] } }) },
      { apis: [SCOPED], ...acme({ grants: { [ORDERS]: ["read:orders"] } }) },
      `\`acme\` \`${ORDERS}\` \`write:orders\``,
    ],
    [
      "organizations that are allowed",
      "Access gained",
      acme({}),
      acme({ grants: { [ORDERS]: { scopes: [], organizationUsage: "allow" } } }),
      `\`acme\` \`${ORDERS}\` for organizations`,
    ],
    [
      "any organization",
      "Access gained",
      acme({ grants: { [ORDERS]: { scopes: [], organizationUsage: "allow" } } }),
      acme({
        grants: {
          [ORDERS]: { scopes: [], organizationUsage: "allow", allowAnyOrganization: true },
        },
      }),
      `\`acme\` \`${ORDERS}\` for any organization`,
    ],
    [
      "an organization that has to be named",
      "Access lost",
      acme({ grants: { [ORDERS]: { scopes: [], organizationUsage: "allow" } } }),
      acme({ grants: { [ORDERS]: { scopes: [], organizationUsage: "require" } } }),
      `\`acme\` \`${ORDERS}\` without an organization`,
    ],
    [
      "a use of organizations that is taken out, and stays at Auth0",
      "Vendors",
      acme({ grants: { [ORDERS]: { scopes: [], organizationUsage: "allow" } } }),
      acme({ grants: { [ORDERS]: [] } }),
      "`acme`: **`organizationUsage` is taken out, which sends nothing to Auth0: write `deny`**",
    ],
    [
      "another form of an API's tokens",
      "APIs",
      {},
      { apis: [{ identifier: ORDERS, tokenDialect: "rfc9068_profile", enforcePolicies: false }] },
      `\`${ORDERS}\`: its tokens' form or claims (tokenDialect rfc9068_profile, enforcePolicies false)`,
    ],
    [
      "a form of an API's tokens that is taken out, and stays at Auth0",
      "APIs",
      { apis: [{ identifier: ORDERS, tokenDialect: "rfc9068_profile" }] },
      {},
      `\`${ORDERS}\`: its tokens' form or claims (taken out, which changes nothing at Auth0)`,
    ],
    [
      "what a new vendor may get",
      "Access gained",
      acme({}),
      acme({}, other),
      `\`other\` \`${ORDERS}\``,
    ],
    [
      "an API that is added",
      "APIs",
      {},
      { apis: [{ identifier: ORDERS }, SHIPMENTS] },
      "added `https://api.example.com/shipments`",
    ],
    [
      "an API that is removed",
      "APIs",
      { apis: [{ identifier: ORDERS }, SHIPMENTS] },
      {},
      "**removed** `https://api.example.com/shipments`",
    ],
    [
      "an API that is managed elsewhere from now on",
      "APIs",
      {},
      { apis: [EXISTING] },
      `\`${ORDERS}\`: managed elsewhere from now on`,
    ],
    [
      "an API that is managed here from now on",
      "APIs",
      { apis: [EXISTING] },
      {},
      `\`${ORDERS}\`: managed here from now on`,
    ],
    [
      "scopes that an API offers in place of others",
      "APIs",
      {
        apis: [{ ...SCOPED, scopes: { a: "A", c: "C" } }],
        ...acme({ grants: { [ORDERS]: ["c"] } }),
      },
      {
        apis: [{ ...SCOPED, scopes: { b: "B", c: "C" } }],
        ...acme({ grants: { [ORDERS]: ["c"] } }),
      },
      `\`${ORDERS}\`: offers \`b\`, no longer offers \`a\``,
    ],
    [
      "a scope's description",
      "APIs",
      { apis: [{ ...SCOPED, scopes: { a: "A" } }], ...acme({ grants: { [ORDERS]: ["a"] } }) },
      { apis: [{ ...SCOPED, scopes: { a: "B" } }], ...acme({ grants: { [ORDERS]: ["a"] } }) },
      `\`${ORDERS}\`: descriptions of scopes`,
    ],
    [
      "tokens that live for less long",
      "APIs",
      {},
      { apis: [{ identifier: ORDERS, tokenLifetimeSeconds: 7200 }] },
      `\`${ORDERS}\`: tokens live 86400 s → 7200 s`,
    ],
    [
      "a scope that an API offers",
      "APIs",
      {},
      {
        apis: [{ identifier: ORDERS, scopes: { a: "A" } }],
        ...acme({ grants: { [ORDERS]: ["a"] } }),
      },
      `\`${ORDERS}\`: offers \`a\``,
    ],
    [
      "addresses that are limited",
      "Front door",
      {},
      { allowedCidrs: ["203.0.113.0/24"] },
      "closed: only `203.0.113.0/24` may call the proxy (`allowedCidrs`)",
    ],
    [
      "addresses that are no longer",
      "Front door",
      { allowedCidrs: ["203.0.113.0/24"] },
      {},
      "**opened**: any address may call the proxy (`allowedCidrs`)",
    ],
    [
      "a range that is every address",
      "Front door",
      { allowedCidrs: ["203.0.113.0/24"] },
      { allowedCidrs: ["203.0.113.0/24", "0.0.0.0/0"] },
      "**opened**: any address may call the proxy (`allowedCidrs`)",
    ],
    [
      "a range that is every IPv6 address, beside another",
      "Front door",
      { allowedCidrs: ["203.0.113.0/24"] },
      { allowedCidrs: ["203.0.113.0/24", "::/0", "198.51.100.0/24"] },
      "**opened**: any address may call the proxy (`allowedCidrs`)",
    ],
    [
      "a range more, and none that stays",
      "Front door",
      { allowedCidrs: ["203.0.113.0/24"] },
      { allowedCidrs: ["203.0.113.0/24", "198.51.100.0/24"] },
      "**opened**: for `198.51.100.0/24` (`allowedCidrs`)",
    ],
    [
      "a range more and one less",
      "Front door",
      { allowedCidrs: ["203.0.113.0/24"] },
      { allowedCidrs: ["198.51.100.0/24"] },
      "**opened**: for `198.51.100.0/24` (`allowedCidrs`); closed: for `203.0.113.0/24` (`allowedCidrs`)",
    ],
    [
      "a web ACL that is gone",
      "Front door",
      { waf: { ratePerFiveMinutes: 100 } },
      {},
      "**opened**: no web ACL (`waf`)",
    ],
    [
      "a web ACL",
      "Front door",
      {},
      { waf: { ratePerFiveMinutes: 100 } },
      "closed: a web ACL (`waf`)",
    ],
    [
      "a higher rate of the web ACL",
      "Front door",
      { waf: { ratePerFiveMinutes: 100 } },
      { waf: { ratePerFiveMinutes: 200 } },
      "**opened**: web ACL rate 100 → 200 (`waf`)",
    ],
    [
      "a lower rate of the web ACL",
      "Front door",
      { waf: { ratePerFiveMinutes: 200 } },
      { waf: { ratePerFiveMinutes: 100 } },
      "closed: web ACL rate 200 → 100 (`waf`)",
    ],
    [
      "a throttle, and nothing that stays",
      "Front door",
      { waf: { ratePerFiveMinutes: 200 }, onlyThroughProxy: {} },
      { waf: { ratePerFiveMinutes: 200 }, onlyThroughProxy: {}, throttle: { burst: 80 } },
      "throttle: 20 a second, 40 at once → 20 a second, 80 at once",
    ],
    [
      "a new proxy secret",
      "Front door",
      { onlyThroughProxy: {} },
      { onlyThroughProxy: { version: 2 } },
      "a new proxy secret: version 1 → 2 (`onlyThroughProxy`)",
    ],
    [
      "the direct way that is closed",
      "Front door",
      {},
      { onlyThroughProxy: {} },
      "closed: vendors cannot bypass the proxy (`onlyThroughProxy`)",
    ],
    [
      "the direct way that is opened",
      "Front door",
      { onlyThroughProxy: {} },
      {},
      "**opened**: vendors can bypass the proxy and ask Auth0 directly (`onlyThroughProxy`)",
    ],
    [
      "the direct way that is prepared",
      "Front door",
      {},
      { onlyThroughProxy: { enforce: false } },
      "prepared: the proxy sends its secret; requests without it are not denied yet (`onlyThroughProxy`)",
    ],
    [
      "a host name that stays open",
      "Front door",
      { domain: { name: "t.example.com", hostedZoneId: "Z0123456789" } },
      { domain: { name: "t.example.com", hostedZoneId: "Z0123456789", keepDefaultEndpoint: true } },
      "**opened**: API Gateway's own host name answers (`domain.keepDefaultEndpoint`)",
    ],
    [
      "a domain",
      "Front door",
      {},
      { domain: { name: "t.example.com", hostedZoneId: "Z0123456789" } },
      "the token URL's host: API Gateway's own → `t.example.com` (`domain`); closed: API Gateway's own host name (`domain.keepDefaultEndpoint`)",
    ],
    [
      "a domain that is gone",
      "Front door",
      DOMAIN,
      {},
      "the token URL's host: `t.example.com` → API Gateway's own (`domain`); **opened**: API Gateway's own host name answers (`domain.keepDefaultEndpoint`)",
    ],
    [
      "a throttle",
      "Front door",
      {},
      { throttle: { burst: 80 } },
      "throttle: 20 a second, 40 at once → 20 a second, 80 at once",
    ],
    ["a store", "Cache", {}, { cache: { store: "none", standby: true } }, "store `stage` → `none`"],
    [
      "a jump, which takes the cluster along",
      "Cache",
      {},
      BROKER,
      'store `stage` → `dynamodb`, in one step: change to `none` first (docs/operations.md, "Change the store"); no cluster: changing back to `stage` takes minutes',
    ],
    [
      "a jump back, and the cluster that it needs",
      "Cache",
      BROKER,
      {},
      'store `dynamodb` → `stage`, in one step: change to `none` first (docs/operations.md, "Change the store"); a cluster of 0.5 GB, which takes minutes',
    ],
    [
      "another renewal and another pepper",
      "Cache",
      BROKER,
      { cache: { ...BROKER.cache, renewBeforeSeconds: 900, pepperVersion: 2 } },
      "renewal 600 s → 900 s before the expiry; a new pepper: every cached token is fetched again",
    ],
    [
      "another renewal",
      "Cache",
      BROKER,
      { cache: { ...BROKER.cache, renewBeforeSeconds: 900 } },
      "renewal 600 s → 900 s before the expiry",
    ],
    [
      "another pepper",
      "Cache",
      BROKER,
      { cache: { ...BROKER.cache, pepperVersion: 2 } },
      "a new pepper: every cached token is fetched again",
    ],
    [
      "another size",
      "Cache",
      {},
      { cache: { sizeGb: "1.6" } },
      "size 0.5 GB → 1.6 GB, which empties it",
    ],
    [
      "the region",
      "Cache",
      {},
      { "aws:region": "eu-north-1" },
      "region `eu-west-1` → `eu-north-1`",
    ],
    [
      "that nothing bounds the tokens without a cache",
      "Tokens in 30 days",
      {},
      { cache: { store: "none" } },
      "one for each request, of 1000: **no limit**",
    ],
    [
      "the tokens with the broker",
      "Tokens in 30 days",
      {},
      BROKER,
      "at most 720 → 31 of 1000: 4 %",
    ],
    ["the TTL", "Cache", {}, { cache: { ttlSeconds: 1800 } }, "TTL 3600 s → 1800 s"],
    [
      "the issuer",
      "Cache",
      {},
      { issuerDomain: "login.example.com" },
      "issuer `example.eu.auth0.com` → `login.example.com`",
    ],
    [
      "the tokens that it can cost, over the quota",
      "Tokens in 30 days",
      {},
      { cache: { ttlSeconds: 1800 } },
      "at most 720 → 1440 of 1000: **over**, 144 %",
    ],
    [
      "that something bounds the tokens again",
      "Tokens in 30 days",
      { cache: { store: "none" } },
      {},
      "at most no limit → 720 of 1000: 72 %",
    ],
    [
      "a plan that is used up to the last token, and not over it",
      "Tokens in 30 days",
      {},
      { quota: { monthlyTokens: 720 } },
      "unchanged, at most 720 of 720 (the plan had 1000): 100 %",
    ],
    [
      "another plan",
      "Tokens in 30 days",
      {},
      { quota: { monthlyTokens: 5000 } },
      "unchanged, at most 720 of 5000 (the plan had 1000): 15 %",
    ],
    [
      "a part that no line speaks of, by its key",
      "Also changed",
      {},
      { logs: { retentionDays: 90 } },
      "`logs`",
    ],
  ];
  for (const [what, title, before, after, says] of CASES)
    it(`names ${what}`, () => {
      expect(said(title, before, after)).to.equal(`: ${says}`);
    });

  it("names by its key only what no line speaks of", () => {
    for (const [what, title, before, after] of CASES)
      if (title !== "Also changed")
        expect(said("Also changed", before, after), what).to.equal(undefined);
  });

  const VENDOR: [what: string, before: Changes, after: Changes, says: Record<string, string>][] = [
    [
      "suspended",
      {},
      { suspended: true },
      { Vendors: "suspended", Flush: "suspension", Tell: "it gets no more tokens" },
    ],
    [
      "resumed",
      { suspended: true },
      {},
      { Vendors: "resumed", Flush: "its refusals", Tell: "it gets tokens again" },
    ],
    [
      "given a new secret",
      {},
      { secretVersion: 2 },
      {
        Vendors: "new secret",
        Flush: "the old secret",
        Tell: "its new secret; the old one ends within 30 s",
      },
    ],
    [
      "left the secret that Auth0 has",
      {},
      { secretVersion: 0 },
      { Vendors: "keeps the secret that Auth0 has" },
    ],
    [
      "given a new client beside the old one",
      {},
      { clientVersion: 2, rotation: "overlap" },
      { Vendors: "new client, the old one retires", Tell: "its new client id and secret" },
    ],
    [
      "given a new client, and with it a new secret",
      {},
      { clientVersion: 2, secretVersion: 2 },
      {
        Vendors: "new client at once",
        Flush: "the old client",
        Tell: "its new client id and secret, at once",
        Destroyed: "the old client",
      },
    ],
    [
      "given a second client, of the previous version",
      { clientVersion: 2 },
      { clientVersion: 2, rotation: "overlap" },
      { Vendors: "a second client, of the previous version" },
    ],
    [
      "left with its new client",
      { clientVersion: 2, rotation: "overlap" },
      { clientVersion: 2 },
      { Vendors: "rotation done", Flush: "the retiring client", Destroyed: "the retiring client" },
    ],
    [
      "to send its credentials in another way",
      {},
      { authenticationMethod: "client_secret_basic" },
      {
        Vendors: "another authentication method",
        Tell: "to change its authentication method at the same moment",
      },
    ],
    [
      "limited at Auth0",
      {},
      { tokenQuota: { perHour: 5 } },
      { Vendors: "another token quota at Auth0" },
    ],
    [
      "no longer protected",
      { protect: true },
      {},
      { Vendors: "no longer protected against deletion" },
    ],
    ["protected", {}, { protect: true }, { Vendors: "protected against deletion" }],
    [
      "described anew, with the secret that Auth0 has",
      { secretVersion: 0 },
      { secretVersion: 0, description: "Orders" },
      { Vendors: "description or contact" },
    ],
    ["described anew", {}, { description: "Orders" }, { Vendors: "description or contact" }],
    ["of another contact", {}, { contact: "Ann" }, { Vendors: "description or contact" }],
    [
      "suspended while its secret changes",
      {},
      { suspended: true, secretVersion: 2 },
      {
        Vendors: "suspended, new secret",
        Flush: "suspension, the old secret",
        Tell: "it gets no more tokens, its new secret; the old one ends within 30 s",
      },
    ],
  ];
  for (const [what, before, after, says] of VENDOR)
    it(`says everything about a vendor that is ${what}, and nothing else`, () => {
      const others = {
        ...other,
        retiring: { clientVersion: 2, rotation: "overlap", grants: { [ORDERS]: [] } },
      };
      const shown = changes(acme(before, others), acme(after, others)).flatMap((line) => {
        const [, title = "", text] = /^- \*\*(.*?)\*\*.*?: (?:`acme`: )?(.*)$/.exec(line) ?? [];
        return title === "Tokens in 30 days" ? [] : [[title, text]];
      });
      expect(Object.fromEntries(shown)).to.deep.equal(says);
    });

  it("calls it no jump to go by `none`", () => {
    const none = { cache: { store: "none" } };
    for (const [before, after] of [
      [{}, none],
      [none, BROKER],
      [BROKER, none],
      [none, {}],
    ] as const)
      expect(said("Cache", before, after))
        .to.match(/^: store `\w+` → `\w+`(;|$)/)
        .and.to.not.match(/renewal|pepper/);
  });

  it("names each scope once, as gained or as lost", () => {
    const granted = (scope: string) => ({
      apis: [SCOPED],
      ...acme({ grants: { [ORDERS]: [scope] } }),
    });
    const [before, after] = [granted("read:orders"), granted("write:orders")];
    expect(said("Access gained", before, after))
      .to.contain("write:orders")
      .and.to.not.contain("read:");
    expect(said("Access lost", before, after))
      .to.contain("read:orders")
      .and.to.not.contain("write:");
  });

  it("is one line where nothing changes: the tokens", () => {
    expect(changes({}, {})).to.deep.equal([
      "- **Tokens in 30 days**: unchanged, at most 720 of 1000: 72 %",
    ]);
  });
});

describe("What a reviewer has to do", () => {
  const FLUSH: [string, Changes, Changes, string][] = [
    ["a lower TTL", {}, { cache: { ttlSeconds: 1800 } }, "the lower TTL"],
    ["a new secret", acme({}), acme({ secretVersion: 2 }), "`acme`: the old secret"],
    ["a suspension", acme({}), acme({ suspended: true }), "`acme`: suspension"],
    ["a removal", acme({}, other), acme({}), "`other` (removed)"],
    [
      "a withdrawn scope",
      { apis: [SCOPED], ...acme({ grants: { [ORDERS]: ["read:orders", "write:orders"] } }) },
      { apis: [SCOPED], ...acme({ grants: { [ORDERS]: ["read:orders"] } }) },
      "`acme` (grants)",
    ],
    [
      "another lifetime",
      {},
      { apis: [{ identifier: ORDERS, tokenLifetimeSeconds: 7200 }] },
      "(lifetime)",
    ],
    [
      "another form of tokens",
      {},
      { apis: [{ identifier: ORDERS, tokenDialect: "rfc9068_profile" }] },
      "(form of its tokens)",
    ],
    [
      "organizations that are denied",
      acme({ grants: { [ORDERS]: { scopes: [], organizationUsage: "allow" } } }),
      acme({ grants: { [ORDERS]: { scopes: [], organizationUsage: "deny" } } }),
      "`acme` (grants)",
    ],
  ];
  for (const [what, before, after, says] of FLUSH)
    it(`is a flush after ${what}, with the command`, () => {
      expect(said("Flush", before, after))
        .to.contain("`npm run flush -- --stack prod`")
        .and.to.contain(says);
    });

  it("has no flush where none is needed", () => {
    for (const after of [
      acme({}, other),
      acme({ clientVersion: 2, rotation: "overlap" }),
      { logs: { retentionDays: 90 } },
      { onlyThroughProxy: {} },
      acme({ grants: { [ORDERS]: { scopes: [], organizationUsage: "deny" } } }),
    ] as Changes[])
      expect(said("Flush", acme({}), after)).to.equal(undefined);
    expect(said("Flush", BROKER, { ...BROKER, ...acme({ suspended: true }) })).to.equal(undefined);
    const allowed = acme({ grants: { [ORDERS]: { scopes: [], organizationUsage: "allow" } } });
    expect(said("Access lost", allowed, acme({}))).to.equal(undefined);
    expect(
      said("Flush", { cache: { ttlSeconds: 1800 } }, { cache: { ttlSeconds: 3600 } }),
    ).to.equal(undefined);
  });

  it("is a word to those whom it concerns, and to nobody else", () => {
    const both = (own: Changes) => acme(own, other);
    expect(said("Tell", both({}), both({ secretVersion: 2 })))
      .to.contain("`acme`: its new secret")
      .and.to.not.contain("other");
    expect(said("Tell", acme({}), acme({}, other))).to.contain("`other`: its sheet");
    expect(said("Tell", {}, { issuerDomain: "login.example.com" })).to.contain("`iss` changes");
    expect(
      said("Tell", {}, { domain: { name: "t.example.com", hostedZoneId: "Z0123456789" } }),
    ).to.contain("new token URL");
    expect(said("Tell", {}, { "aws:region": "eu-north-1" })).to.equal(
      ": every vendor: the token URL changes, unless it is your own domain",
    );
    expect(said("Tell", acme({}, other), acme({}))).to.equal(
      ": `other`: that its access has ended",
    );
    const scopes = (...granted: string[]) => ({
      apis: [SCOPED],
      ...acme({ grants: { [ORDERS]: granted } }),
    });
    expect(said("Tell", scopes("read:orders"), scopes("write:orders"))).to.equal(
      ": `acme`: what it may request now",
    );
    expect(said("Tell", {}, { logs: { retentionDays: 90 } })).to.equal(undefined);
  });

  it("is to know what is destroyed", () => {
    expect(said("Destroyed", acme({}, other), acme({}))).to.contain(
      "the clients and secrets of `other`",
    );
    expect(said("Destroyed", acme({}), acme({ clientVersion: 2 }))).to.contain(
      "`acme`: the old client",
    );
    expect(said("Destroyed", { apis: [{ identifier: ORDERS }, SHIPMENTS] }, {})).to.contain(
      "`https://api.example.com/shipments` at Auth0, for everybody",
    );
    expect(
      said(
        "Destroyed",
        {},
        { apis: [{ identifier: ORDERS, existing: true, tokenLifetimeSeconds: 86400 }] },
      ),
    ).to.contain(`\`${ORDERS}\` at Auth0`);
    const elsewhere = { ...SHIPMENTS, existing: true, tokenLifetimeSeconds: 7200 };
    expect(said("Destroyed", { apis: [{ identifier: ORDERS }, elsewhere] }, {})).to.equal(
      undefined,
    );
    expect(said("Destroyed", { monitoring: {} }, {})).to.contain("alarms and dashboard");
    expect(said("Destroyed", { waf: { ratePerFiveMinutes: 100 } }, {})).to.equal(": the web ACL");
    expect(said("Destroyed", { onlyThroughProxy: {} }, {})).to.equal(": the Action at Auth0");
    const gone = ": the domain `t.example.com` at API Gateway";
    expect(said("Destroyed", DOMAIN, {})).to.equal(gone);
    const renamed = { domain: { ...DOMAIN.domain, name: "u.example.com" } };
    expect(said("Destroyed", DOMAIN, renamed)).to.equal(gone);
    const kept = {
      domain: { ...DOMAIN.domain, keepDefaultEndpoint: true },
      waf: { ratePerFiveMinutes: 200 },
      onlyThroughProxy: { version: 2 },
    };
    const before = { ...DOMAIN, waf: { ratePerFiveMinutes: 100 }, onlyThroughProxy: {} };
    expect(said("Destroyed", before, kept)).to.equal(undefined);
    expect(said("Destroyed", {}, { "aws:region": "eu-north-1" })).to.contain(
      "the proxy in `eu-west-1`",
    );
  });

  it("is to know that Pulumi refuses to destroy what is protected", () => {
    expect(
      said("Destroyed", { protect: true, ...acme({}, other) }, { protect: true, ...acme({}) }),
    ).to.contain("Pulumi refuses until");
    expect(said("Destroyed", acme({}, other), acme({}))).to.not.contain("Pulumi refuses");
    const guarded = { other: { ...other.other, protect: true } };
    expect(said("Destroyed", acme({}, guarded), acme({}))).to.contain("Pulumi refuses until");
    expect(said("Destroyed", { monitoring: {}, ...acme({}, guarded) }, acme({}, guarded))).to.equal(
      ": alarms and dashboard",
    );
  });

  it("is reported once where the whole stack's protection changes", () => {
    const lines = changes({ protect: true }, {}).join("\n");
    expect(lines).to.contain("- **Also changed**: `protect`").and.to.not.contain("protected");
    const more = changes({ protect: true }, acme({ suspended: true }));
    expect(more).to.include("- **Vendors**: `acme`: suspended");
  });
});

describe("A summary of what a contributor wrote", () => {
  const evil =
    "@everybody </details><img src=x onerror=alert(1)> [a](javascript:b) `x` ![](//e) #1";
  const audience = "https://x/`</details><img/src=x>@everybody|[a](b)" + "x".repeat(500);
  const api = { identifier: audience, name: "fine" };
  const lines = changes(
    {},
    {
      apis: [{ identifier: ORDERS, name: "@everybody" }, api],
      vendors: {
        acme: { grants: { [ORDERS]: [] }, description: evil, contact: evil },
        ...Object.fromEntries(
          Array.from({ length: 50 }, (_, n) => [`vendor-${n}`, { grants: { [audience]: [] } }]),
        ),
      },
      tags: { "@everybody": "@everybody" },
    },
  );
  /** What is left of a line without its code spans (CommonMark 6.1). */
  const outside = (line: string) => line.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, "");

  it("has none of it outside a code span", () => {
    expect(lines.join("\n")).to.contain("@everybody");
    for (const line of lines) expect(outside(line), line).to.not.match(/[@<>[\]!#`|]|javascript/);
  });

  it("shows no description and no contact", () => {
    expect(lines.join("\n")).to.not.contain("onerror");
  });

  it("stays a dozen lines that fit into a comment, however much changes", () => {
    expect(lines).to.have.length.at.most(12);
    for (const line of lines) expect(line.length).to.be.at.most(750);
    expect(lines.join("\n")).to.match(/and \d+ more/);
  });
});
