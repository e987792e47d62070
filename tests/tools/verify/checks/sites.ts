/** Where the claims judge: every call in their source that can fail, and which of them a failure came from. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { PROJECT_DIR } from "../../../../tools/lib/stackFile";
import { read } from "../../../delivery/support";

const DIRECTORY = join("tools", "verify", "claims");
/** What fails by itself, beside `must` and `new Failed`: the judgements that claims share. */
const SHARED = parse("answers.ts").statements.flatMap((statement) =>
  ts.isFunctionDeclaration(statement) && statement.name ? [statement.name.text] : [],
);
const JUDGES = new Set([
  "must",
  ...SHARED.filter((name) => !["describe", "sendBody", "mustBeNew"].includes(name)),
]);

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, read(DIRECTORY, file), ts.ScriptTarget.ES2023, true);
}

/** file:line of each, for example caching.ts:54 */
export function judgingSites(): string[] {
  return readdirSync(join(PROJECT_DIR, DIRECTORY)).flatMap((file) => {
    const source = parse(file);
    const sites: string[] = [];
    const visit = (node: ts.Node): void => {
      const judges =
        (ts.isCallExpression(node) &&
          ts.isIdentifier(node.expression) &&
          JUDGES.has(node.expression.text)) ||
        (ts.isNewExpression(node) && node.expression.getText() === "Failed");
      if (judges)
        sites.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
      ts.forEachChild(node, visit);
    };
    visit(source);
    return sites;
  });
}

/** The lines of the claims' source that a failure went through. */
export function sitesOf(failure: Error): string[] {
  return [...(failure.stack ?? "").matchAll(/verify\/claims\/([\w-]+\.ts):(\d+):/g)].map(
    ([, file, line]) => `${file}:${line}`,
  );
}

/** Every text that a function of a claim can find wrong, without what is filled in. */
export function textsOf(file: string, functions: readonly string[]): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) texts.push(node.text);
    else if (ts.isTemplateExpression(node))
      texts.push(
        [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].reduce((a, b) =>
          b.length > a.length ? b : a,
        ),
      );
    ts.forEachChild(node, visit);
  };
  for (const statement of parse(file).statements)
    if (ts.isFunctionDeclaration(statement) && functions.includes(statement.name?.text ?? ""))
      visit(statement);
  // Words of AWS's are compared with; what is said has a blank in it.
  return texts.map((text) => text.trim()).filter((text) => text.includes(" "));
}
