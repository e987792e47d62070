/** The proxy is safe whichever way API Gateway behaves where AWS is silent: over the full product of the switches. */
import { expect } from "chai";
import { allQuirks, QUIRK_NAMES, QUIRKS, type Quirks } from "../../local/gateway/quirks";
import { pairwise } from "../contract/pairwise";
import { evaluateDev } from "../support/direct";
import { SAFETY_CLAIMS, type SafetyClaim, violations } from "./safety";

describe("With the proxy as the only way in, under every pair of what AWS does not document", () => {
  it("nothing is wrong, and its proof is a secret too", async () => {
    const evaluation = await evaluateDev({ onlyThroughProxy: { version: 2 } });
    for (const quirks of pairwise())
      expect(await violations(evaluation, quirks), JSON.stringify(quirks)).to.deep.equal([]);
  });
});

describe("Under every combination of what AWS does not document", () => {
  const found: { claim: SafetyClaim; what: string; quirks: Quirks }[] = [];
  const combinations = allQuirks();

  before(async function () {
    this.timeout(300_000);
    const evaluation = await evaluateDev();
    for (const quirks of combinations)
      for (const [claim, what] of await violations(evaluation, quirks))
        found.push({ claim, what, quirks });
  });

  for (const [claim, title] of Object.entries(SAFETY_CLAIMS))
    it(`${claim} ${title} (${combinations.length} combinations)`, () => {
      expect(found.filter((violation) => violation.claim === claim)).to.deep.equal([]);
    });

  it("the combinations are all there are", () => {
    expect(new Set(combinations.map((quirks) => JSON.stringify(quirks))).size).to.equal(
      QUIRK_NAMES.reduce((product, name) => product * QUIRKS[name].values.length, 1),
    );
  });
});
