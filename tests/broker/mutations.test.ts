import { expect } from "chai";
import { claimsUnder } from "./mutations/mutated";
import { MUTATIONS } from "./mutations/mutations";

describe("A broker that is broken in one place turns a claim red", () => {
  for (const mutation of MUTATIONS)
    it(`${mutation.what}: ${mutation.red.join(", ")}`, async () => {
      const claims = await claimsUnder(mutation);
      for (const red of mutation.red) {
        const [claim, ...others] = claims.filter(({ name }) => name.startsWith(red));
        expect([claim !== undefined, others.length], red).to.deep.equal([true, 0]);
        const failed = await claim!.check().then(
          () => false,
          () => true,
        );
        expect(failed, `${red} … turned red`).to.equal(true);
      }
    });
});
