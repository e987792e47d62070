/** The quota as a budget: the arithmetic. */
import { expect } from "chai";
import fc from "fast-check";
import { MAX_TTL_SECONDS } from "../../src/config/limits";
import {
  budgetOf,
  derivedClientQuota,
  COLD_START,
  HEADROOM,
  longestTtl,
  requestsOf,
  type Spender,
  tokensPerDay,
  tokensPerMonth,
  vendorsCarried,
} from "../../src/quota";
import { ORDERS, parsed } from "../support/configs";

const spender = (audiences: number, changes: Partial<Spender> = {}): Spender => ({
  grants: Object.fromEntries(Array.from({ length: audiences }, (_, i) => [`https://${i}`, []])),
  suspended: false,
  rotation: "cut",
  ...changes,
});
const ttl = fc.integer({ min: 1, max: MAX_TTL_SECONDS });
const vendors = fc
  .dictionary(
    fc.stringMatching(/^[a-z]{1,8}$/),
    fc.record({
      audiences: fc.integer({ min: 0, max: 5 }),
      suspended: fc.boolean(),
      rotation: fc.constantFrom("cut", "overlap"),
    }),
  )
  .map((all) =>
    Object.fromEntries(
      Object.entries(all).map(([name, { audiences, ...rest }]) => [name, spender(audiences, rest)]),
    ),
  );

describe("A request that is repeated all day", () => {
  it("costs 720 tokens in 30 days at 3600 s, and 8640 at 300 s", () => {
    expect(tokensPerMonth(3600)).to.equal(24 * 30);
    expect(tokensPerMonth(1800)).to.equal(1440);
    expect(tokensPerMonth(900)).to.equal(2880);
    expect(tokensPerMonth(300)).to.equal(8640);
    expect(tokensPerDay(1)).to.equal(86_400);
  });

  it("never costs less than the seconds of a day allow, nor a whole token more", () => {
    fc.assert(
      fc.property(ttl, (seconds) => {
        expect(tokensPerDay(seconds) * seconds).to.be.within(86_400, 86_400 + seconds - 1);
      }),
    );
  });
});

describe("A vendor", () => {
  it("repeats one request per audience, with each of its clients; suspended, none", () => {
    expect(requestsOf(spender(1))).to.equal(1);
    expect(requestsOf(spender(3))).to.equal(3);
    expect(requestsOf(spender(3, { rotation: "overlap" }))).to.equal(6);
    expect(requestsOf(spender(3, { suspended: true }))).to.equal(0);
    expect(requestsOf(spender(3, { suspended: true, rotation: "overlap" }))).to.equal(0);
  });
});

describe("The bound", () => {
  it("is the sum over the vendors, beside what the plan allows", () => {
    const all = {
      acme: spender(1),
      initech: spender(2),
      moving: spender(1, { rotation: "overlap" }),
      gone: spender(4, { suspended: true }),
    };
    expect(budgetOf(all, 3600, 1000)).to.deep.equal({
      vendors: { acme: 720, initech: 1440, moving: 1440, gone: 0 },
      bound: 3600,
      allowance: 1000,
    });
  });

  it("leaves tokens for Auth0's own APIs out, which do not count", () => {
    const own = ["https://example.eu.auth0.com/api/v2/", "https://example.eu.auth0.com/userinfo"];
    const grants = Object.fromEntries([ORDERS, ...own].map((audience) => [audience, []]));
    const reader = { grants, suspended: false, rotation: "overlap" } as const;
    expect(budgetOf({ reader }, 3600, 1000).vendors).to.deep.equal({ reader: 1440 });
    // The cache holds them all the same.
    expect(requestsOf(reader)).to.equal(6);
  });

  it("of nobody is nothing", () => {
    expect(budgetOf({}, 3600, 1000).bound).to.equal(0);
  });

  it("never grows with the TTL, and never shrinks with a vendor more", () => {
    fc.assert(
      fc.property(vendors, ttl, ttl, (all, one, other) => {
        const [short, long] = [Math.min(one, other), Math.max(one, other)];
        expect(budgetOf(all, long, 1).bound).to.be.at.most(budgetOf(all, short, 1).bound);
        const more = { ...all, "one-more": spender(1) };
        expect(budgetOf(more, one, 1).bound).to.equal(
          budgetOf(all, one, 1).bound + tokensPerMonth(one),
        );
      }),
    );
  });
});

describe("The vendors of one audience that an allowance carries", () => {
  it("are as many as fit, and not one more", () => {
    expect([300, 900, 1800, 3600].map((seconds) => vendorsCarried(5000, seconds))).to.deep.equal([
      0, 1, 3, 6,
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), ttl, (allowance, seconds) => {
        const bound = (count: number) =>
          budgetOf(
            Object.fromEntries(Array.from({ length: count }, (_, i) => [`v${i}`, spender(1)])),
            seconds,
            allowance,
          ).bound;
        const carried = vendorsCarried(allowance, seconds);
        expect(bound(carried)).to.be.at.most(allowance);
        expect(bound(carried + 1)).to.be.above(allowance);
      }),
    );
  });
});

describe("The longest TTL worth having", () => {
  it("is API Gateway's, or the one that leaves a vendor as long of the shortest token life", () => {
    expect(longestTtl([])).to.equal(3600);
    expect(longestTtl([86_400, 7211])).to.equal(3600);
    expect(longestTtl([86_400, 7210])).to.equal(3599);
    expect(longestTtl([1])).to.equal(1);
  });

  it("is allowed by the configuration, without a warning", () => {
    fc.assert(
      fc.property(fc.integer({ min: 13, max: 20_000 }), (lifetime) => {
        const { warnings } = parsed({
          apis: [{ identifier: ORDERS, tokenLifetimeSeconds: lifetime }],
          cache: { ttlSeconds: longestTtl([lifetime]) },
          quota: { monthlyTokens: 1_000_000_000 },
        });
        expect(warnings).to.deep.equal([]);
      }),
    );
  });
});

describe("The derived limit of one client", () => {
  it("is what its audiences need, with headroom, and enforced", () => {
    expect(derivedClientQuota(2, 3600)).to.deep.equal({
      perHour: HEADROOM * 2 + COLD_START,
      perDay: HEADROOM * 48,
      enforce: true,
    });
    expect(derivedClientQuota(1, 300)).to.deep.include({
      perHour: HEADROOM * 12 + COLD_START,
      perDay: HEADROOM * 288,
    });
  });

  it("has room for a run of verify in the day too, where a token is kept for most of its life", () => {
    const vendors = { acme: { grants: { [ORDERS]: [] } } };
    const limit = (cache: object) =>
      parsed({ tokenQuota: "auto", cache, vendors }).vendors.acme?.tokenQuota;
    // Tokens of a day: two in a day at the most.
    expect(limit({ store: "dynamodb" })).to.deep.equal({
      perHour: HEADROOM + COLD_START,
      perDay: HEADROOM * 2 + COLD_START,
      enforce: true,
    });
    expect(limit({ store: "none" })).to.equal(undefined);
  });

  it("is one that the configuration would take: whole, at least 1, the hour within the day", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), ttl, (audiences, seconds) => {
        const { perHour = 0, perDay = 0 } = derivedClientQuota(audiences, seconds);
        expect(Number.isInteger(perHour) && Number.isInteger(perDay)).to.equal(true);
        expect(perHour).to.be.within(1, perDay);
        expect(perDay).to.be.at.least(HEADROOM * audiences * tokensPerDay(seconds));
      }),
    );
  });
});
