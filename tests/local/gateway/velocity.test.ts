import { expect } from "chai";
import { renderTemplate } from "../../../local/gateway/velocity";

const render = (template: string, value: unknown = "") =>
  renderTemplate(template, { input: { value } });

describe("The local template engine has Java's methods, not JavaScript's", () => {
  const CASES: [string, string, string][] = [
    ["$input.value.split('&')", "a&b&&", "[a, b]"],
    ["$input.value.split('&').size()", "a&b&&", "2"],
    ["$input.value.split('&').size()", "", "1"],
    ["$input.value.replace('a', '$&')", "a.a", "$&.$&"],
    ["$input.value.replaceAll('[ab]', 'x')", "a.b", "x.x"],
    ["$input.value.contains('.')", "a.b", "true"],
    ["$input.value.matches('a')", "ab", "false"],
    ["$input.value.length()", "abc", "3"],
    ["$input.value.substring(1)", "abc", "bc"],
    ["$input.value.startsWith('b')", "abc", "false"],
  ];
  for (const [expression, value, expected] of CASES)
    it(`${expression} of "${value}" is ${expected}`, () => {
      expect(render(`#set($x = ${expression})$x`, value)).to.equal(expected);
    });

  it("a method that Java does not have is an error, not an empty text", () => {
    for (const call of ["includes('a')", "padStart(3)", "at(0)"])
      expect(() => render(`#if($input.value.${call})x#end`, "abc"), call).to.throw(
        /does not model/,
      );
    expect(() => render("$input.value.substring(2, 1)", "abc")).to.throw(RangeError);
  });

  it("a comment at the end of a line swallows the line break", () => {
    expect(render('#set($x = "a")##\n$x##\n#if($x == "a")##\nb##\n#end##\n')).to.equal("ab");
  });
});
