/** What an editor shows of a component's arguments. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as ts from "typescript";

const SRC = join(__dirname, "..", "..", "src");

interface Property {
  readonly at: string;
  readonly text: string;
  readonly optional: boolean;
  /** Whether its type alone does not tell what a value looks like. */
  readonly open: boolean;
  readonly example: boolean;
}

const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(SRC, file), "utf8"))
  .map((text) => ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest, true));
const statements = sources.flatMap((source) => [...source.statements]);
const declared = new Map(
  statements
    .filter((each) => ts.isInterfaceDeclaration(each) || ts.isTypeAliasDeclaration(each))
    .map((each) => [each.name.text, each] as const),
);

describe("The arguments of a component", () => {
  const components = statements.filter(ts.isClassDeclaration).flatMap((each) => {
    const [base] = each.heritageClauses?.flatMap(({ types }) => [...types]) ?? [];
    if (base?.getText() !== "pulumi.ComponentResource") return [];
    const args = each.members.find(ts.isConstructorDeclaration)?.parameters[1]?.type;
    return [{ name: each.name?.text ?? "", args }];
  });

  it("are those of every component", () => {
    expect(components.map(({ name }) => name).sort()).to.deep.equal([
      "CustomDomain",
      "ManagedApi",
      "Monitoring",
      "OnlyThroughProxy",
      "TokenBroker",
      "TokenProxy",
      "VendorClient",
    ]);
  });

  for (const { name, args } of components)
    describe(name, () => {
      const properties = args ? [...propertiesOf(args, name)] : [];

      it("each say what they mean", () => {
        expect(properties).to.have.length.greaterThan(0);
        expect(properties.filter(({ text }) => text === "").map(({ at }) => at)).to.deep.equal([]);
      });

      it("say what holds without them, if they may be left out", () => {
        const silent = properties.filter((each) => each.optional && !/Default: /.test(each.text));
        expect(silent.map(({ at }) => at)).to.deep.equal([]);
      });

      it("give an example of a text, a number, a list or a map", () => {
        const bare = properties.filter((each) => each.open && !each.example);
        expect(bare.map(({ at }) => at)).to.deep.equal([]);
      });
    });
});

/** Those of the type itself and of what it is made of, as far as this project declares it. */
function* propertiesOf(type: ts.Node, at: string, keys?: readonly string[]): Iterable<Property> {
  if (ts.isTypeReferenceNode(type) || ts.isExpressionWithTypeArguments(type)) {
    const [name] = type.getText().split("<");
    const [first, second] = type.typeArguments ?? [];
    const found = declared.get(name ?? "");
    if (name === "Pick" && first && second)
      yield* propertiesOf(first, at, second.getText().match(/\w+/g) ?? []);
    else if (found) yield* propertiesOf(found, at, keys);
    else for (const each of type.typeArguments ?? []) yield* propertiesOf(each, at);
    return;
  }
  if (ts.isPropertySignature(type)) {
    const path = `${at}.${type.name.getText()}`;
    if (keys && !keys.includes(type.name.getText())) return;
    yield {
      at: path,
      text: docOf(type),
      optional: type.questionToken !== undefined,
      open: type.type !== undefined && isOpen(type.type),
      example: ts.getJSDocTags(type).some(({ tagName }) => tagName.text === "example"),
    };
    if (type.type) yield* propertiesOf(type.type, path);
    return;
  }
  const inner: ts.Node[] = [];
  ts.forEachChild(type, (child) => {
    inner.push(child);
  });
  for (const each of inner) yield* propertiesOf(each, at, keys);
}

function docOf(property: ts.PropertySignature): string {
  return ts
    .getJSDocCommentsAndTags(property)
    .filter(ts.isJSDoc)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "")
    .join("\n");
}

function isOpen(type: ts.TypeNode): boolean {
  if (ts.isUnionTypeNode(type)) return type.types.some(isOpen);
  if (ts.isTypeOperatorNode(type)) return isOpen(type.type);
  if (ts.isArrayTypeNode(type)) return isOpen(type.elementType);
  if (ts.isTypeReferenceNode(type) && /^(Readonly|Record)</.test(type.getText()))
    return type.typeArguments?.slice(-1).some(isOpen) ?? false;
  return [ts.SyntaxKind.StringKeyword, ts.SyntaxKind.NumberKeyword].includes(type.kind);
}
