/** What a forecast says of a configuration. */
import { expect } from "chai";
import fc from "fast-check";
import { forecastOf } from "../../../tools/forecast/forecast";
import { table } from "../../../tools/forecast/table";
import { percent } from "../../../tools/forecast/verdict";
import { ConfigError } from "../../../src/config/problems";
import { UNCOVERED } from "../../../src/quota";
import { type Changes, ORDERS, rawValues } from "../../support/configs";

const LEGACY = "https://api.example.com/legacy";
const vendor = (...audiences: string[]) => ({
  grants: Object.fromEntries(audiences.map((audience) => [audience, []])),
});
const forecast = (changes: Changes = {}) => forecastOf({ values: rawValues(changes) });
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`v${i}`, vendor(ORDERS)]));
const at = (ttlSeconds: number, changes: Changes = {}) => {
  const column = forecast(changes).columns.find((each) => each.ttlSeconds === ttlSeconds);
  if (!column) throw new Error(`no column for ${ttlSeconds}`);
  return column;
};

/** Four vendors: 3 audiences, 1 of them twice during a rotation, and one suspended. */
const MIXED: Changes = {
  apis: [
    { identifier: ORDERS },
    { identifier: LEGACY, existing: true, tokenLifetimeSeconds: 1800 },
  ],
  cache: { ttlSeconds: 600 },
  quota: { monthlyTokens: 15_000 },
  vendors: {
    acme: vendor(ORDERS),
    initech: vendor(ORDERS, LEGACY),
    moving: { ...vendor(ORDERS), rotation: "overlap", clientVersion: 2 },
    gone: { ...vendor(ORDERS), suspended: true },
  },
};

describe("A forecast", () => {
  it("shows four TTLs side by side, and the configured one among them", () => {
    const ttls = (changes: Changes) =>
      forecast(changes).columns.map(
        ({ ttlSeconds, configured }) => `${ttlSeconds}${configured ? "*" : ""}`,
      );
    expect(ttls({})).to.deep.equal(["300", "900", "1800", "3600*"]);
    expect(ttls({ cache: { ttlSeconds: 900 } })).to.deep.equal(["300", "900*", "1800", "3600"]);
    expect(ttls(MIXED)).to.deep.equal(["300", "600*", "900", "1800", "3600"]);
  });

  it("says what organizations and Auth0's own APIs have to do with a vendor's figures", () => {
    const own = "https://example.eu.auth0.com/api/v2/";
    const changes = {
      apis: [
        { identifier: ORDERS },
        { identifier: own, existing: true, tokenLifetimeSeconds: 86_400 },
      ],
      vendors: {
        acme: { grants: { [ORDERS]: { scopes: [], organizationUsage: "require" } } },
        reader: vendor(own),
        moving: {
          grants: { [ORDERS]: { scopes: [], organizationUsage: "allow" } },
          rotation: "overlap",
          clientVersion: 2,
        },
        closed: { grants: { [ORDERS]: { scopes: [], organizationUsage: "deny" } } },
      },
    };
    expect(forecast(changes).remarks).to.deep.equal({
      acme: "for one organization",
      reader: "Auth0's own API costs none",
      moving: "two clients, for one organization",
    });
    expect(at(3600, changes).vendors).to.deep.equal({
      acme: 720,
      reader: 0,
      moving: 1440,
      closed: 720,
    });
    expect(table(forecast(changes), "prod")).to.contain("\nacme: for one organization\n");
  });

  it("counts each vendor and all together, at each TTL, against the quota", () => {
    expect(at(600, MIXED)).to.deep.equal({
      ttlSeconds: 600,
      configured: true,
      forbiddenBy: [],
      vendors: { acme: 4320, initech: 8640, moving: 8640, gone: 0 },
      bound: 21_600,
      overspent: true,
      vendorsCarried: 3,
    });
    expect(at(900, MIXED)).to.include({ bound: 14_400, overspent: false, vendorsCarried: 5 });
  });

  it("marks a TTL that a granted API's tokens do not outlive, and no other", () => {
    const forbidden = (changes: Changes) =>
      forecast(changes).columns.map(({ forbiddenBy }) => forbiddenBy);
    expect(forbidden(MIXED)).to.deep.equal([[], [], [], [LEGACY], [LEGACY]]);
    const ungranted = { ...MIXED, vendors: { acme: vendor(ORDERS) } };
    expect(forbidden(ungranted).flat()).to.deep.equal([]);
  });

  it("marks a TTL at which nothing is left of a token, and not one at which a second is", () => {
    const marked = (tokenLifetimeSeconds: number) =>
      at(3600, { apis: [{ identifier: ORDERS, tokenLifetimeSeconds }], cache: { ttlSeconds: 1 } })
        .forbiddenBy;
    expect(marked(3611)).to.deep.equal([ORDERS]);
    expect(marked(3612)).to.deep.equal([]);
  });

  it("marks exactly the TTLs that the configuration would refuse", () => {
    fc.assert(
      fc.property(fc.integer({ min: 13, max: 5000 }), (lifetime) => {
        const apis = [{ identifier: ORDERS, tokenLifetimeSeconds: lifetime }];
        const { columns } = forecast({ apis, cache: { ttlSeconds: 1 } });
        for (const { ttlSeconds, forbiddenBy } of columns) {
          const set = () => forecast({ apis, cache: { ttlSeconds } });
          if (forbiddenBy.length > 0) expect(set).to.throw(ConfigError, "ttlSeconds");
          else expect(set).to.not.throw();
        }
      }),
      { numRuns: 40 },
    );
  });

  it("does not call a quota overspent that is used up to the last token, with either store", () => {
    const { columns, stores, verdict } = forecast({ quota: { monthlyTokens: 720 } });
    expect(columns.at(-1)).to.include({ bound: 720, overspent: false });
    expect(stores.stage).to.include({ bound: 720, overspent: false, vendorsCarried: 1 });
    expect(verdict.kind).to.equal("within");
    const broker = { cache: { store: "dynamodb" }, quota: { monthlyTokens: 31 } };
    expect(forecast(broker).stores.dynamodb).to.include({ bound: 31, overspent: false });
    expect(forecast(broker).stores.dynamodb.vendors).to.deep.equal({ acme: 31 });
    const less = { ...broker, quota: { monthlyTokens: 30 } };
    expect(forecast(less).stores.dynamodb).to.include({ bound: 31, overspent: true });
  });

  it("goes by the broker's own renewal where it is the store, and by the default's elsewhere", () => {
    const bound = (changes: Changes) => forecast(changes).stores.dynamodb.bound;
    expect(bound({ cache: { store: "dynamodb", renewBeforeSeconds: 43_200 } })).to.equal(60);
    // Half of a token's life, where that is less than 600 s: 2,592,000 / 500.
    const apis = [{ identifier: ORDERS, tokenLifetimeSeconds: 1000 }];
    expect(bound({ apis, cache: { ttlSeconds: 300 } })).to.equal(5184);
  });

  it("carries as many vendors as fit with the shortest-lived token that is granted", () => {
    const carried = (changes: Changes) => forecast(changes).stores.dynamodb.vendorsCarried;
    // 30 days / (1800 s - 600 s) = 2160 tokens; 30 days / (86,400 s - 600 s) = 31.
    expect(carried(MIXED)).to.equal(6);
    expect(carried({ ...MIXED, vendors: { acme: vendor(ORDERS) } })).to.equal(483);
    expect(carried({ vendors: {} })).to.equal(32);
  });

  it("remarks on a vendor of which one grant is used with organizations, or is for Auth0's own API", () => {
    const own = "https://example.eu.auth0.com/api/v2/";
    const existing = { existing: true, tokenLifetimeSeconds: 86_400 };
    const apis = [{ identifier: ORDERS }, { identifier: own, ...existing }];
    const grants = { [ORDERS]: { scopes: [], organizationUsage: "allow" }, [own]: [] };
    expect(
      forecast({ apis, vendors: { acme: { grants }, initech: vendor(ORDERS) } }).remarks,
    ).to.deep.equal({ acme: "for one organization, Auth0's own API costs none" });
  });

  it("says how many answers the cache holds, and how many the vendors need", () => {
    expect(forecast(MIXED).cache).to.deep.equal({
      sizeGb: "0.5",
      holdsTokens: 250_000,
      neededTokens: 5,
    });
    expect(forecast({ cache: { sizeGb: "6.1" } }).cache.holdsTokens).to.equal(3_050_000);
  });

  it("shows the figures of an overspend also where that is refused, and refuses all else", () => {
    const quota = { monthlyTokens: 700, onOverspend: "fail" };
    expect(forecast({ quota })).to.deep.include({ allowance: 700, onOverspend: "fail" });
    expect(() => forecast({ quota: { ...quota, onOverspend: "explode" } })).to.throw(ConfigError);
  });
});

describe("A forecast's verdict", () => {
  const verdict = (changes: Changes) => forecast(changes).verdict;

  it("within the quota: how many vendors still fit, and at how many the design ends", () => {
    const { kind, quota, outgrown } = verdict({ quota: { monthlyTokens: 5000 }, vendors: many(4) });
    expect(kind).to.equal("within");
    expect(quota).to.equal(
      "Within the quota: the vendors can cost 2880 of 5000 tokens (58%). Vendors of one audience that still fit: 2.",
    );
    expect(outgrown).to.equal(
      "The stage cache is outgrown with 7 vendors of one audience, one more than the quota carries at 3600 s, API Gateway's longest TTL. " +
        "Then: cache.store dynamodb, with which these vendors can cost 124 of 5000 tokens (3%) instead of 2880, " +
        "or a bigger Auth0 plan. Up to about 12 million requests a month AWS's bill is lower with it, too.",
    );
  });

  it("over the quota, with a TTL that is too short: raise it", () => {
    const { kind, quota } = verdict({ cache: { ttlSeconds: 300 } });
    expect(kind).to.equal("raise-ttl");
    expect(quota).to.equal(
      "Over the quota: the vendors can cost 8640 of 1000 tokens (864%). " +
        "Raise cache.ttlSeconds: at 3600 s they can cost 720 of 1000 tokens (72%).",
    );
  });

  it("rounds shares up, so that what is over the quota is never said to be 100% of it", () => {
    const share = (tokens: number) => percent(tokens, 10_000);
    expect([9999, 10_000, 10_001, 10_049].map(share)).to.deep.equal([
      "100%",
      "100%",
      "101%",
      "101%",
    ]);
  });

  it("counts a token that is begun, with the broker too, as a whole one", () => {
    // Its life without the 600 s before its renewal goes 25.8 times into 30 days.
    const apis = [{ identifier: ORDERS, tokenLifetimeSeconds: 101_000 }];
    expect(verdict({ apis }).outgrown).to.contain("can cost 26 of 1000 tokens");
  });

  it("over the quota at the longest TTL: the design is outgrown", () => {
    const { kind, quota, outgrown } = verdict({ vendors: many(2) });
    expect(kind).to.equal("outgrown");
    expect(quota).to.equal(
      "Over the quota at any TTL: at 3600 s, API Gateway's longest TTL, the vendors can cost 1440 of 1000 tokens (144%).",
    );
    expect(outgrown).to.match(/^The stage cache is outgrown with 2 vendors of one audience, /);
  });

  it("does not promise that the broker helps where the tokens are too short-lived", () => {
    const apis = [{ identifier: ORDERS, tokenLifetimeSeconds: 1211 }];
    const { kind, quota, outgrown } = verdict({ apis, cache: { ttlSeconds: 300 } });
    expect(kind).to.equal("outgrown");
    expect(quota).to.contain(
      "at 600 s, the longest TTL that the tokens' lifetimes allow, the vendors can cost 4320",
    );
    expect(outgrown).to.match(/or tokens that live longer \(apis\.tokenLifetimeSeconds\)/);
    expect(outgrown).to.not.contain("instead of");
  });

  it("does not send nobody's tokens to the broker", () => {
    expect(verdict({ vendors: {} }).outgrown).to.not.contain("instead of");
  });

  it("says that AWS's bill is higher with the broker where it is for any number of requests", () => {
    expect(verdict({ vendors: many(40) }).outgrown).to.match(/ AWS's bill is higher with it\.$/);
  });

  it("with the broker: the broker's own figures, and no word of a TTL", () => {
    const cache = { store: "dynamodb" };
    const within = verdict({ cache, vendors: many(4) });
    expect(within.kind).to.equal("within");
    expect(within.quota).to.equal(
      "Within the quota: the vendors can cost 124 of 1000 tokens (13%).",
    );
    const over = verdict({ cache, vendors: many(40) });
    expect(over.kind).to.equal("outgrown");
    expect(over.quota).to.equal("Over the quota: the vendors can cost 1240 of 1000 tokens (124%).");
    expect(over.outgrown).to.equal(
      "Outgrown with 33 vendors of one audience, one more than the quota carries. " +
        "Then: a bigger Auth0 plan, or tokens that live longer (apis.tokenLifetimeSeconds).",
    );
    expect(JSON.stringify([within, over])).to.not.contain("ttl");
  });

  it("without a store: that nothing bounds what the vendors can cost", () => {
    const { kind, quota } = verdict({ cache: { store: "none" } });
    expect(kind).to.equal("unbounded");
    expect(quota).to.match(/every request costs a token, without a limit\.$/);
  });

  it("never says within where the table is over 100%, and the other way round", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30_000 }),
        fc.integer({ min: 1, max: 3600 }),
        fc.integer({ min: 0, max: 6 }),
        (monthlyTokens, ttlSeconds, count) => {
          const changes = {
            quota: { monthlyTokens },
            cache: { ttlSeconds },
            vendors: many(count),
          };
          const { kind } = verdict(changes);
          expect(kind === "within").to.equal(!at(ttlSeconds, changes).overspent);
          const best = at(3600, changes);
          if (kind !== "within") expect(kind === "outgrown").to.equal(best.overspent);
        },
      ),
    );
  });
});

describe("A forecast's table", () => {
  const lines = table(forecast(MIXED), "prod").split("\n");
  const row = (start: string) =>
    (lines.find((line) => line.startsWith(start)) ?? "").trim().split(/ {2,}/);

  it("has a column for each TTL, with the configured and the forbidden ones marked", () => {
    expect(row("vendor ")).to.deep.equal([
      "vendor",
      "300 s",
      "600 s*",
      "900 s",
      "1800 s!",
      "3600 s!",
    ]);
    expect(lines).to.include("* cache.ttlSeconds as configured");
    expect(lines).to.include(`! 1800 s is not allowed: tokens do not live longer for ${LEGACY}`);
  });

  it("has a row for each vendor, the total, its share of the quota, and what the quota carries", () => {
    expect(row("acme")).to.deep.equal(["acme", "8640", "4320", "2880", "1440", "720"]);
    expect(row("gone")).to.deep.equal(["gone", "0", "0", "0", "0", "0"]);
    expect(lines).to.include("moving: two clients").and.to.include("gone: suspended");
    expect(row("all vendors").slice(1)).to.deep.equal(["43200", "21600", "14400", "7200", "3600"]);
    expect(row("of 15000").slice(1)).to.deep.equal(["288%", "144%", "96%", "48%", "24%"]);
    expect(row("one-audience").slice(1)).to.deep.equal(["1", "3", "5", "10", "20"]);
  });

  it("says what is not counted, what the cache holds, and the verdict", () => {
    const { verdict } = forecast(MIXED);
    expect(lines).to.include(`Not counted: ${UNCOVERED.stage}.`);
    expect(lines).to.include(
      "Cache: 0.5 GB holds about 250,000 answers of 2 kB; the vendors need 5. A full cache drops the least recently used.",
    );
    expect(lines.slice(-2)).to.deep.equal([verdict.quota, verdict.outgrown]);
  });

  it("has both stores side by side: tokens, and USD at list prices that have a date", () => {
    const from = lines.findIndex((line) => line.startsWith("Both stores, "));
    expect(lines[from]).to.contain("AWS list prices of us-east-1 as of November 2024");
    const stores = lines.slice(from).map((line) => line.trim().split(/ {2,}/));
    const { bound } = forecast(MIXED).stores.dynamodb;
    expect(stores).to.deep.include.members([
      ["store", "stage, 600 s*", "dynamodb"],
      ["tokens, all vendors", "21600", `${bound}`],
      ["USD, fixed", "14.40", "3.90"],
      ["USD per million requests", "0.00", "0.82"],
    ]);
    // 31 tokens of a day, four times; and 2160 that are renewed after 1200 s.
    expect(bound).to.equal(4 * 31 + 2160);
  });

  it("marks the store that is configured, and says of a stage cache's size only where there is one", () => {
    const broker = table(forecast({ cache: { store: "dynamodb" } }), "prod");
    expect(broker).to.match(/^store +stage, 3600 s +dynamodb\*$/m);
    expect(broker).to.contain(`Not counted: ${UNCOVERED.dynamodb}.`);
    expect(broker).to.not.match(/^Cache: |cache\.ttlSeconds as configured/m);
  });

  it("says that a cache is too small", () => {
    const full = forecast();
    const text = table({ ...full, cache: { ...full.cache, neededTokens: 250_001 } }, "prod");
    expect(text).to.contain(
      "the vendors need 250,001. TOO SMALL: it drops the least recently used",
    );
  });
});
