/** What a change of a stack's configuration says to whoever reviews it. */
import { expect } from "chai";
import { changesOf } from "../../../tools/changes/changes";
import { type Changes, ORDERS, parsed, vendorWith } from "../../support/configs";

const SCOPED = { identifier: ORDERS, scopes: { "read:orders": "Read", "write:orders": "Write" } };
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
      "`acme`: another way to send its credentials",
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
      "added `https",
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
      "offers `a`",
    ],
    [
      "addresses that are limited",
      "Doors",
      {},
      { allowedCidrs: ["203.0.113.0/24"] },
      "closed: only `203.0.113.0/24`",
    ],
    [
      "addresses that are no longer",
      "Doors",
      { allowedCidrs: ["203.0.113.0/24"] },
      {},
      "**opened**: any address",
    ],
    [
      "a range that is every address",
      "Doors",
      { allowedCidrs: ["203.0.113.0/24"] },
      { allowedCidrs: ["203.0.113.0/24", "0.0.0.0/0"] },
      "**opened**: any address",
    ],
    [
      "a range more and one less",
      "Doors",
      { allowedCidrs: ["203.0.113.0/24"] },
      { allowedCidrs: ["198.51.100.0/24"] },
      "**opened**: for `198.51.100.0/24` (`allowedCidrs`); closed: for `203.0.113.0/24`",
    ],
    [
      "a web ACL that is gone",
      "Doors",
      { waf: { ratePerFiveMinutes: 100 } },
      {},
      "**opened**: no web ACL",
    ],
    ["a web ACL", "Doors", {}, { waf: { ratePerFiveMinutes: 100 } }, "closed: a web ACL"],
    [
      "a higher rate of the web ACL",
      "Doors",
      { waf: { ratePerFiveMinutes: 100 } },
      { waf: { ratePerFiveMinutes: 200 } },
      "**opened**: web ACL rate 100 → 200",
    ],
    [
      "the direct way that is closed",
      "Doors",
      {},
      { onlyThroughProxy: {} },
      "closed: vendors cannot bypass",
    ],
    [
      "the direct way that is opened",
      "Doors",
      { onlyThroughProxy: {} },
      {},
      "**opened**: vendors can bypass",
    ],
    [
      "the direct way that is prepared",
      "Doors",
      {},
      { onlyThroughProxy: { enforce: false } },
      "prepared: the proxy sends",
    ],
    [
      "a host name that stays open",
      "Doors",
      { domain: { name: "t.example.com", hostedZoneId: "Z0123456789" } },
      { domain: { name: "t.example.com", hostedZoneId: "Z0123456789", keepDefaultEndpoint: true } },
      "**opened**: API Gateway's own host name",
    ],
    [
      "a domain",
      "Doors",
      {},
      { domain: { name: "t.example.com", hostedZoneId: "Z0123456789" } },
      "API Gateway's own → `t.example.com` (`domain`); closed: API Gateway's own host name",
    ],
    [
      "a throttle",
      "Doors",
      {},
      { throttle: { burst: 80 } },
      "throttle: 20 a second, 40 at once → 20 a second, 80",
    ],
    ["a store", "Cache", {}, { cache: { store: "none", standby: true } }, "store `stage` → `none`"],
    ["a jump", "Cache", {}, BROKER, "store `stage` → `dynamodb`, a jump: go by `none`"],
    ["a jump back", "Cache", BROKER, {}, "store `dynamodb` → `stage`, a jump: go by `none`"],
    ["a cluster that goes", "Cache", {}, BROKER, "no cluster: the way back to `stage` takes"],
    ["a cluster that comes", "Cache", BROKER, {}, "a cluster of 0.5 GB, which takes minutes"],
    [
      "another renewal and another pepper",
      "Cache",
      BROKER,
      { cache: { ...BROKER.cache, renewBeforeSeconds: 900, pepperVersion: 2 } },
      "renewal 600 s → 900 s before the expiry; another pepper: every kept token is fetched anew",
    ],
    [
      "that nothing bounds the tokens without a cache",
      "Tokens in 30 days",
      {},
      { cache: { store: "none" } },
      "one for each request, of 1000: **no bound**",
    ],
    ["the tokens with the broker", "Tokens in 30 days", {}, BROKER, "at most 720 → 31 of 1000"],
    ["the TTL", "Cache", {}, { cache: { ttlSeconds: 1800 } }, "TTL 3600 s → 1800 s"],
    [
      "the issuer",
      "Cache",
      {},
      { issuerDomain: "login.example.com" },
      "issuer `example.eu.auth0.com` → `login",
    ],
    [
      "the tokens that it can cost, over the quota",
      "Tokens in 30 days",
      {},
      { cache: { ttlSeconds: 1800 } },
      "at most 720 → 1440 of 1000: **over**, 144 %",
    ],
    [
      "another plan",
      "Tokens in 30 days",
      {},
      { quota: { monthlyTokens: 5000 } },
      "at most unchanged, 720 of 5000 (the plan: 1000 before): 15 %",
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
      expect(said(title, before, after)).to.contain(says);
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
        .to.contain("store `")
        .and.not.contain("jump");
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
      "- **Tokens in 30 days**: at most unchanged, 720 of 1000: 72 %",
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
  ];
  for (const [what, before, after, says] of FLUSH)
    it(`is a flush after ${what}, with the command`, () => {
      expect(said("Flush", before, after))
        .to.contain("`npm run flush -- --stack prod`")
        .and.to.contain(says);
    });

  it("is no flush where none is needed", () => {
    for (const after of [
      acme({}, other),
      acme({ clientVersion: 2, rotation: "overlap" }),
      { logs: { retentionDays: 90 } },
      { onlyThroughProxy: {} },
    ] as Changes[])
      expect(said("Flush", acme({}), after)).to.equal(undefined);
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
    expect(said("Destroyed", {}, { "aws:region": "eu-north-1" })).to.contain(
      "the proxy in `eu-west-1`",
    );
  });

  it("is to know that Pulumi refuses to destroy what is protected", () => {
    expect(
      said("Destroyed", { protect: true, ...acme({}, other) }, { protect: true, ...acme({}) }),
    ).to.contain("Pulumi refuses until");
    expect(said("Destroyed", acme({}, other), acme({}))).to.not.contain("Pulumi refuses");
  });

  it("is told once where the whole stack's protection changes", () => {
    const lines = changes({ protect: true }, {}).join("\n");
    expect(lines).to.contain("- **Also changed**: `protect`").and.to.not.contain("protected");
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
      tags: { "@everybody": evil },
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
