import { expect } from "chai";
import { evaluate } from "../../local/evaluate/evaluate";

describe("An evaluation takes no stack traces", () => {
  const limit = Error.stackTraceLimit;
  const failing = (program: () => never) =>
    evaluate({ values: {}, program }).then(
      () => expect.fail("it did not fail"),
      (error: unknown) => error as Error,
    );

  it("but of what fails in the program, where it failed", async () => {
    const seen: number[] = [];
    const error = await failing(() => {
      seen.push(Error.stackTraceLimit);
      throw new TypeError("unexpected");
    });
    expect(seen).to.deep.equal([0, limit]);
    expect(error.stack).to.include("TypeError: unexpected").and.include("evaluate.test.ts");
  });

  it("and leaves them to whoever comes next", () => {
    expect(limit).to.be.greaterThan(0);
    expect(Error.stackTraceLimit).to.equal(limit);
  });
});
