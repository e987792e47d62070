/**
 * The templates hold only what is known to run on API Gateway's engine: what it does not know is nothing
 * there, and then every request is refused. The table in docs/platform-behaviour.md says where each is.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "velocityjs";
import { readTemplates } from "../../src/proxy/templates";

interface Node {
  readonly type?: string;
  readonly id?: unknown;
  readonly path?: readonly Node[];
  readonly args?: unknown;
  readonly operator?: string;
  readonly isEval?: boolean;
  readonly value?: unknown;
}

/** Directives, operators, methods and the variables that API Gateway gives, as the table writes them. */
function constructsOf(template: string): Set<string> {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, id, path = [], operator, isEval, value } = node as Node;
    if (type === "else") found.add("#{else}");
    else if (type === "math") found.add(operator === "not" ? "!" : String(operator));
    else if (type === "method") found.add(`.${String(id)}()`);
    else if (type === "references" && ["input", "util", "context"].includes(String(id))) {
      // $input.body, $input.json, $context.a.b: the names up to the first call; what follows is Java's.
      const call = path.findIndex((part) => part.type === "method");
      const own = call < 0 ? path : path.slice(0, Math.max(call, 1));
      found.add(["$" + String(id), ...own.map((part) => String(part.id))].join("."));
      if (call === 0) visit(path[0]?.args);
      path.slice(own.length).forEach(visit);
      return;
    } else if (type === "string" && isEval && /[$#]/.test(String(value))) {
      found.add('"$name"');
      visit(parse(String(value)));
    } else if (!["references", "string", "integer", "property", undefined].includes(type))
      found.add(`#${type ?? ""}`);
    for (const part of Object.values(node) as unknown[]) visit(part);
  };
  visit(parse(template));
  return found;
}

describe("Every construct of the templates", () => {
  const used = new Set(
    Object.values<string>({ ...readTemplates(3600) }).flatMap((template) => [
      ...constructsOf(template),
    ]),
  );
  const section = readFileSync(join(__dirname, "../../docs/platform-behaviour.md"), "utf8")
    .split("## Template constructs")[1]
    ?.split("\n## ")[0];
  const known = [...(section ?? "").matchAll(/^\| (`.*?`) +\|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`(.+?)`/g)].map(([, text = ""]) => text.replaceAll("\\|", "|")),
  );

  it("is in the table of what is known to run on API Gateway, which holds no other", () => {
    expect([...used].sort()).to.deep.equal([...known].sort());
  });

  it("is seen, wherever it stands: in a condition, an argument, a text, a comment", () => {
    const all = (template: string) => [...constructsOf(template)].sort();
    expect(all('#if($a.indexOf("b") >= 0)x#end')).to.deep.equal(["#if", ".indexOf()", ">="]);
    expect(all("$util.urlEncode($input.path('$.a').trim())")).to.deep.equal(
      ["$input.path", "$util.urlEncode", ".trim()"].sort(),
    );
    expect(all('#set($a = "$b.toUpperCase()")')).to.deep.equal(
      ['"$name"', "#set", ".toUpperCase()"].sort(),
    );
    expect(all("#*a*#")).to.deep.equal(["#comment"]);
    expect(all("#set($context.responseOverride.status = $input.body.size())")).to.deep.equal(
      ["#set", "$context.responseOverride.status", "$input.body", ".size()"].sort(),
    );
  });

  it("stands in one line: no comment, line break or indentation is deployed", () => {
    for (const template of Object.values(readTemplates(3600)))
      expect(template)
        .to.match(/^#set.*#end$/)
        .and.to.not.match(/##|#\*|\n| {2}/);
  });
});
