/**
 * Auth0's own limit for each vendor's client: what is worked out, and what is declared.
 *
 * Not proved here: that a tenant has the feature (Early Access) and takes these values. Nothing ran there.
 */
import { expect } from "chai";
import fc from "fast-check";
import { evaluate } from "../../local/evaluate/evaluate";
import { CLAIMS } from "../../tools/verify/claims";
import { costs, isAbout } from "../../tools/verify/verify";
import { COLD_START, derivedClientQuota, HEADROOM, tokensPerDay } from "../../src/quota";
import { named, stackValues, vendorsOf } from "../support/registrations";

const ORDERS = "https://api.dev.example.com/orders";
const LEGACY = "https://api.dev.example.com/legacy";

const audiences = fc.integer({ min: 1, max: 50 });
const ttlSeconds = fc.integer({ min: 1, max: 3600 });

describe("The limit that is worked out from the TTL and the audiences", () => {
  it("at the longest TTL is 36 tokens an hour and 96 a day for one audience", () => {
    expect(derivedClientQuota(1, 3600)).to.deep.equal({ perHour: 36, perDay: 96, enforce: true });
    expect(derivedClientQuota(2, 900)).to.deep.equal({ perHour: 64, perDay: 768, enforce: true });
  });

  it("never stops an honest vendor whose workers ask at the same moment each time an entry runs out", () => {
    fc.assert(
      fc.property(audiences, ttlSeconds, fc.nat(86_399), (count, ttl, first) => {
        const { perHour = 0, perDay = 0 } = derivedClientQuota(count, ttl);
        // All day long, in clock hours and days, from whichever second on.
        const times = Array.from({ length: tokensPerDay(ttl) }, (_, index) => first + index * ttl);
        const most = (window: number) => {
          const counts = new Map<number, number>();
          for (const time of times) {
            const key = Math.floor(time / window);
            counts.set(key, (counts.get(key) ?? 0) + HEADROOM * count);
          }
          return Math.max(...counts.values());
        };
        return most(3600) <= perHour && most(86_400) <= perDay;
      }),
    );
  });

  it("leaves room in every hour for many workers that start at once, and for a run of verify", () => {
    fc.assert(
      fc.property(audiences, ttlSeconds, (count, ttl) => {
        const { perHour = 0 } = derivedClientQuota(count, ttl);
        return perHour >= COLD_START + count * Math.ceil(3600 / ttl);
      }),
    );
    // Not all of them are the first vendor's; tests/contract runs it within this limit.
    expect(costs(CLAIMS.filter((claim) => isAbout(claim, "stage"))).ifCached).to.be.below(
      2 * COLD_START,
    );
  });

  it("never allows more in an hour than in a day, which Auth0 would not understand", () => {
    fc.assert(
      fc.property(audiences, ttlSeconds, (count, ttl) => {
        const { perHour = 0, perDay = 0 } = derivedClientQuota(count, ttl);
        return perHour <= perDay;
      }),
    );
  });

  it("stops a vendor that asks for a new token with every request after a fraction of what it would cost", () => {
    // One request a second, each with another body.
    expect(derivedClientQuota(1, 3600).perDay).to.be.below(86_400 / 500);
  });
});

describe("A vendor's client at Auth0", () => {
  const clientWith = async (
    vendor: Record<string, unknown>,
    stack: Record<string, unknown> = {},
  ) => {
    const vendors = { acme: { ...vendorsOf("dev").acme, ...vendor } };
    const evaluation = await evaluate({ values: stackValues("dev", { vendors, ...stack }) });
    return named(evaluation, "Client", "acme-client").inputs;
  };

  it("has no limit by default: a tenant without the feature would refuse the property itself", async () => {
    expect(await clientWith({})).to.not.have.property("tokenQuota");
    expect(await clientWith({ tokenQuota: "none" }, { tokenQuota: "auto" })).to.not.have.property(
      "tokenQuota",
    );
  });

  it("has what is worked out, if the stack says so, for its own audiences", async () => {
    const grants = { [ORDERS]: ["read:orders"], [LEGACY]: [] };
    expect((await clientWith({ grants }, { tokenQuota: "auto" })).tokenQuota).to.deep.equal({
      clientCredentials: { perHour: 40, perDay: 192, enforce: true },
    });
  });

  it("has its own limit rather than the stack's, with one period or both, enforced or not", async () => {
    for (const [own, declared] of [
      [{ perDay: 50 }, { perDay: 50, enforce: true }],
      [
        { perHour: 5, enforce: false },
        { perHour: 5, enforce: false },
      ],
      [
        { perHour: 5, perDay: 50 },
        { perHour: 5, perDay: 50, enforce: true },
      ],
    ])
      expect(
        (await clientWith({ tokenQuota: own }, { tokenQuota: "auto" })).tokenQuota,
      ).to.deep.equal({ clientCredentials: declared });
  });
});
