/** Explains why a file is not valid YAML: the parser's own messages are written for its developers. */
import { type LineCounter, YAMLParseError } from "yaml";

/** The parser's message, what it means, and how to fix it. */
const MEANINGS: readonly (readonly [RegExp, what: string, fix: string])[] = [
  [/^Map keys must be unique/, "a key is there twice", "remove one of the two"],
  [
    /^Implicit (map )?keys need|Missing space after :|^Nested mappings .* on the same line/,
    "a key without a value",
    "write a colon and a space between the two",
  ],
  [/^Tabs are not allowed/, "a tab indents a line", "indent with spaces"],
  [
    /items must start at the same column|^Block (scalars|collections?) .*indent/,
    "a line is not indented like its neighbours",
    "line them up",
  ],
  [
    /^Nested mappings are not allowed in compact|^Unexpected scalar/,
    "a value has a colon in it, or something after its closing quote",
    "put the whole value in quotes",
  ],
  [
    /^Plain value cannot start with|^Block scalar header/,
    "a value starts with a character that YAML reserves",
    "put the value in quotes",
  ],
  [/^Missing closing/, "a quote is not closed", "close it"],
  [/^Flow (map|sequence)|in flow (map|sequence)/, "a [ or { is not closed", "close it"],
  [/^Invalid escape/, "a backslash in double quotes", "use single quotes"],
  [/^Source contains multiple/, "it has several documents", "remove the lines with ---"],
  [
    /^Unresolved alias/,
    "an alias (*name) is used before its anchor (&name), or without one",
    "put a value that starts with * in quotes",
  ],
  [/^Merge sources/, "<<: merges something that has no keys", "merge a map, as in <<: *name"],
  [
    /^Converting circular/,
    "an alias (*name) is inside its own anchor (&name)",
    "write the value out",
  ],
  [/^Not a finite/, ".inf or .nan, or a number too large", "write a number"],
  [/^The encoded data was not valid/, "it is not in UTF-8", "save it as UTF-8 in your editor"],
  [/^Excessive alias count/, "its aliases expand to too many values", "write the values out"],
];

/** One line that quotes nothing of the file: it may contain secrets. */
export function reasonOf(error: unknown, lines: LineCounter): string {
  if (!(error instanceof Error)) return "unknown reason";
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return "there is no such file";
  if ((error as NodeJS.ErrnoException).code === "EISDIR") return "it is a folder";
  const start = error instanceof YAMLParseError ? lines.linePos(error.pos[0]) : undefined;
  const at = start ? ` at line ${start.line}, column ${start.col}` : "";
  const [, what, fix] = MEANINGS.find(([message]) => message.test(error.message)) ?? [];
  if (what !== undefined) return `${what}${at}; fix: ${fix ?? ""}`;
  return `${error.message.split(/[\n:"'`]| at line/)[0]?.trim() ?? ""}${at}`;
}
