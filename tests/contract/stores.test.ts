/** The contract holds for the program with each store, as by default and with everything on that means something here. */
import { expect } from "chai";
import { CLAIMS } from "../../tools/verify/claims";
import { BROKER_ONLY, CACHED_ONLY } from "../../tools/verify/claim";
import { costs, type Result } from "../../tools/verify/verify";
import { evaluateDev } from "../support/direct";
import { devValues } from "../support/stack";
import { runContract } from "./support";

const ON = { onlyThroughProxy: { version: 2 }, tokenQuota: "auto", allowedCidrs: ["127.0.0.1/32"] };

const skipped = (results: readonly Result[]) =>
  results.filter(({ status }) => status === "SKIP").map(({ id }) => id);
const idsOf = (only: object | undefined) =>
  CLAIMS.filter((claim) => claim.only === only).map(({ id }) => id);

describe("The contract, with the token broker", () => {
  for (const [what, changes] of [
    ["as by default", {}],
    ["with everything on", ON],
  ] as const)
    it(`holds ${what}, skips only what needs TLS or is not switched on, and costs a token for each request that differs`, async () => {
      const values = { cache: { store: "dynamodb" }, ...changes };
      const evaluation = await evaluateDev(values);
      const { results, issued } = await runContract({ evaluation, values: devValues(values) });
      expect(results.filter(({ status }) => status === "FAIL")).to.deep.equal([]);
      expect(skipped(results)).to.deep.equal(
        changes === ON ? ["tls"] : ["only-through-proxy", "tls"],
      );
      expect(issued).to.be.at.most(10);
      expect(costs(CLAIMS).ifCached).to.be.above(10);
      const text = JSON.stringify(results);
      expect(text).to.not.match(/eyJ[\w-]{10,}/);
    });
});

describe("The contract, without a store", () => {
  it("holds, skips what takes a cache, and says that it does", async () => {
    const values = { cache: { store: "none" } };
    const evaluation = await evaluateDev(values);
    const { results } = await runContract({ evaluation, values: devValues(values) });
    expect(results.filter(({ status }) => status === "FAIL")).to.deep.equal([]);
    expect(skipped(results)).to.have.members([
      ...idsOf(CACHED_ONLY),
      ...idsOf(BROKER_ONLY),
      "only-through-proxy",
      "tls",
    ]);
    expect(results.find(({ id }) => id === "cached")?.detail).to.equal(
      "cache.store is none: every request gets a token of its own",
    );
  });
});
