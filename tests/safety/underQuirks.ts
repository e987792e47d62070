/** The safety claims under sets of what AWS does not document. */
import { expect } from "chai";
import type { Quirks } from "../../local/gateway/quirks";
import { evaluate } from "../../local/evaluate/evaluate";
import { SAFETY_CLAIMS, type SafetyClaim, violations } from "./safety";

export function holdUnder(sets: readonly Quirks[], values: Record<string, string>): void {
  const found: { claim: SafetyClaim; what: string; quirks: Quirks }[] = [];

  before(async () => {
    const evaluation = await evaluate({ values });
    for (const quirks of sets)
      for (const [claim, what] of await violations(evaluation, quirks, values))
        found.push({ claim, what, quirks });
  });

  for (const [claim, title] of Object.entries(SAFETY_CLAIMS))
    it(`${claim} ${title} (${sets.length} sets)`, () => {
      expect(found.filter((violation) => violation.claim === claim)).to.deep.equal([]);
    });
}
