/** How often the schema looks at a vendor: a stack may have hundreds, and every preview waits. */
import { expect } from "chai";
import { vendor } from "../../../src/config/schema/vendors";
import { ORDERS, parsed } from "../../support/configs";

const vendors = Object.fromEntries(
  ["acme", "globex", "initech"].map((name) => [name, { grants: { [ORDERS]: [] } }]),
);

/** How often the schema of a vendor runs meanwhile. */
function runsDuring(parse: () => unknown): number {
  const run = vendor._zod.run.bind(vendor._zod);
  let runs = 0;
  vendor._zod.run = (...args) => {
    runs += 1;
    return run(...args);
  };
  try {
    parse();
  } finally {
    vendor._zod.run = run;
  }
  return runs;
}

describe("A vendor of a valid configuration", () => {
  it("is validated once", () => {
    expect(runsDuring(() => parsed({ vendors }))).to.equal(3);
  });
});
