import { expect } from "chai";
import { fuzz } from "./fuzz/fuzz";

describe("200,000 random requests are answered as the oracle says", function () {
  this.timeout(240_000);
  for (const [seed, faulty] of [
    [1, false],
    [2, false],
    [3, true],
    [4, true],
  ] as const)
    it(`50,000 ${faulty ? "with faults" : "without faults"}, seed ${seed}`, async () => {
      const { requests, outcomes } = await fuzz(seed, 50_000, faulty);
      expect(requests).to.be.at.least(50_000);
      const always = ["hit", "minted", "renewed", "waited", "refused", "unverified"];
      expect(outcomes).to.include.all.keys(faulty ? [...always, "stale", "unavailable"] : always);
    });
});
