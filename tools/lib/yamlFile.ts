/** Reads a YAML file as Pulumi does, with merge keys and aliases, and knows the line of each key. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Pair,
} from "yaml";
import { asPulumiReads } from "./pulumiScalars";
import { UserError } from "./userError";
import { reasonOf } from "./yamlErrors";

type Step = string | number;

export interface YamlFile {
  readonly value: Readonly<Record<string, unknown>>;
  /** `Pulumi.dev.yaml:12` for the key or entry at the path, or for the nearest one above it. */
  readonly where: (path: readonly Step[]) => string;
}

/**
 * @param needs what the file must have, for the error
 * @param prepare changes the text before it is parsed; it must keep the lines
 * @throws UserError, which quotes nothing of the file: it may contain secrets
 */
export function readYaml(
  file: string,
  needs = "config: and the keys below that",
  prepare = (text: string) => text,
): YamlFile {
  const lines = new LineCounter();
  const refuse = (why: string) => new UserError(`${file} cannot be read: ${why}`);
  function expectKeys(
    what: string,
    found: unknown,
    allowed: string,
  ): asserts found is Record<string, unknown> {
    if (typeof found !== "object" || Array.isArray(found))
      throw refuse(
        `${what} is ${Array.isArray(found) ? "a list" : "not YAML with keys"}; allowed: ${allowed}`,
      );
  }
  let document: Document;
  let value: unknown;
  try {
    // Warnings would quote the file on standard error.
    document = parseDocument(prepare(textOf(readFileSync(file))), {
      merge: true,
      lineCounter: lines,
      logLevel: "error",
    });
    const [error] = document.errors;
    if (error) throw error;
    asPulumiReads(document);
    value = document.toJS();
    // Fails on a value that contains itself.
    JSON.stringify(value);
  } catch (error) {
    throw refuse(reasonOf(error, lines));
  }
  if (value === null) throw refuse(`it is empty; fix: it needs ${needs}`);
  expectKeys("it", value, needs);
  const { config = null } = value;
  if (config !== null) expectKeys("config", config, "keys");
  const where = (path: readonly Step[]) => {
    const offset = offsetOf(document, path);
    return `${basename(file)}:${lines.linePos(offset).line}`;
  };
  return { value, where };
}

/** Decodes a file as Pulumi does: UTF-16 if it has a byte order mark for it, otherwise UTF-8. */
function textOf(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8", { fatal: true }).decode(bytes);
}

function offsetOf(document: Document, path: readonly Step[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    const found = below(resolved(node, document), step, document);
    if (!found) break;
    offset = found.at.range?.[0] ?? offset;
    node = found.value;
  }
  return offset;
}

function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

interface Found {
  readonly at: Node;
  readonly value: unknown;
}

function below(node: unknown, step: Step, document: Document): Found | undefined {
  if (isSeq(node)) {
    const item = typeof step === "number" ? node.items[step] : undefined;
    return isNode(item) ? { at: item, value: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  const named = (name: string) => (pair: Pair) =>
    isScalar(pair.key) && String(pair.key.value) === name;
  const pair = node.items.find(named(String(step)));
  if (pair && isNode(pair.key)) return { at: pair.key, value: pair.value };
  const merged = node.items
    .filter(({ key }) => isScalar(key) && key.source === "<<")
    .flatMap(({ value }) => {
      const source = resolved(value, document);
      return isSeq(source) ? source.items : [source];
    });
  for (const source of merged) {
    const found = below(resolved(source, document), step, document);
    if (found) return found;
  }
  return undefined;
}
