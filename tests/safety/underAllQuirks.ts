/** The safety claims over the full product of what AWS does not document. */
import { expect } from "chai";
import { allQuirks, QUIRK_NAMES, QUIRKS, type Quirks } from "../../local/gateway/quirks";
import { evaluate } from "../../local/evaluate/evaluate";
import { SAFETY_CLAIMS, type SafetyClaim, violations } from "./safety";

/** How long the product takes on a busy machine, at most. */
const LIMIT_MS = 480_000;

export function holdUnderAllQuirks(values: Record<string, string>): void {
  const found: { claim: SafetyClaim; what: string; quirks: Quirks }[] = [];
  const combinations = allQuirks();

  before(async function () {
    this.timeout(LIMIT_MS);
    const evaluation = await evaluate({ values });
    for (const quirks of combinations)
      for (const [claim, what] of await violations(evaluation, quirks, values))
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
}
