/** How the alarms' thresholds follow the configuration. */
import { expect } from "chai";
import { vendorsOf } from "../support/registrations";
import { alarm, watched } from "../program/monitoring/support";

describe("The alarms' thresholds follow", () => {
  const threshold = async (suffix: string, changes: Record<string, unknown>) =>
    alarm(await watched(undefined, changes), suffix).threshold;
  const { acme } = vendorsOf("dev");

  it("the budget of a day and of an hour, the quota", async () => {
    const quota = { monthlyTokens: 60_000 };
    expect(await threshold("misses-per-day", { quota })).to.equal(2000);
    expect(await threshold("misses-per-hour", { quota })).to.equal(500);
  });

  it("an hour's budget, never less than vendors cost that repeat their requests", async () => {
    const quota = { monthlyTokens: 300 };
    const cache = { ttlSeconds: 300 };
    // 4 requests, 12 times an hour; a quarter of a day's budget would be 2.
    expect(await threshold("misses-per-hour", { quota, cache })).to.equal(48);
  });

  it("what a busy hour is, the TTL and the vendors", async () => {
    const busy = async (changes: Record<string, unknown>) => {
      const [query] = alarm(await watched(undefined, changes), "hit-ratio").metricQueries as {
        expression?: string;
      }[];
      return query?.expression;
    };
    expect(await busy({ cache: { ttlSeconds: 900 } })).to.include(">= 128,");
    expect(await busy({ vendors: { acme } })).to.include(">= 8,");
    expect(await busy({ vendors: { acme: { ...acme, suspended: true } } })).to.include(">= 8,");
  });

  it("throttling and bursts of 4xx, the throttle", async () => {
    const throttle = { ratePerSecond: 7.5, burst: 9 };
    expect(await threshold("near-throttle", { throttle })).to.equal(360);
    expect(await threshold("throttled", { throttle })).to.equal(9);
    expect(await threshold("client-errors", { throttle })).to.equal(112);
  });
});
