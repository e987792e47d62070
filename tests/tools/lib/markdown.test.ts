/** Whatever a cell holds, a table stays one, and says what was given. */
import { expect } from "chai";
import { code, table } from "../../../tools/lib/markdown";

describe("A Markdown table", () => {
  const row = (...cells: string[]) => table(["a", "b"], [cells])[2];

  it("has as many cells as were given, with pipes in text and in code spans", () => {
    expect(row("a|b", code("c|d"))).to.equal("| a\\|b | `c\\|d` |");
  });

  it("has no HTML, and shows no backslash in a code span", () => {
    expect(row("<b> `<audience>` <", code("`<`"))).to.equal(
      "| \\<b> `<audience>` \\< | `` `<` `` |",
    );
    expect(row("`` ` <", "``<``")).to.equal("| `` ` \\< | ``<`` |");
  });
});
