/**
 * How to fix a value that `--set` gave: with another `--set`, instead of the command or the line of YAML that
 * fixes a stack's file (src/config/commands.ts writes those).
 */
import { ConfigError, type Problem } from "../../src/config/problems";
import { shell } from "../../src/shell";
import { UserError } from "./userError";

/** Where a problem is that comes from the option. */
export const BY_SETTING = "--set";

/** A word of a shell, as src/shell.ts writes it. */
const WORD = String.raw`('(?:[^']|'\\'')*'|[\w@%+=:./-]+(?:,[\w@%+=:./-]+)*)`;
const COMMAND = new RegExp(
  String.raw`pulumi config (set|rm)(?: --stack ${WORD})?(?: --path)? ${WORD}(?: ${WORD})?`,
  "g",
);
/** A value that was given with quotes has to be removed from a stack's file first; `--set` replaces it. */
const REMOVED_FIRST = new RegExp(
  String.raw`pulumi config rm(?: --stack ${WORD})?(?: --path)? ${WORD} && (?=pulumi config set )`,
  "g",
);
const FILE = String.raw`(?:the stack's YAML|Pulumi\.[\w.-]+\.yaml)`;
const KEY = String.raw`(?:\["(?:[^"\\]|\\.)*"\]|[^\s,"])+?`;
/** `in <file>, <key>: <JSON>`, or `in <file>, under <key>, <name or ->: <JSON>` */
const LINE = new RegExp(
  String.raw`in ${FILE}, (?:under (${KEY}), (?:(- )|("(?:[^"\\]|\\.)*"|[^\s,"]+?): )|(${KEY}): )(?=[\[{"\d\-tfn])`,
);

/** Reads a configuration. @throws UserError of what is wrong in it, each with a fix where it comes from */
export function orMistakes<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UserError(new ConfigError(error.problems.map(withSettingFix)).message);
  }
}

function withSettingFix(problem: Problem): Problem {
  return problem.where === BY_SETTING ? { ...problem, fix: settingFix(problem) } : problem;
}

export function settingFix({ fix, key }: Pick<Problem, "fix" | "key">): string {
  return withLines(fix, key)
    .replaceAll(REMOVED_FIRST, "")
    .replaceAll(
      COMMAND,
      (_, verb: string, _stack: string | undefined, at: string, value: string | undefined) =>
        verb === "set" && value !== undefined
          ? setting(plain(at), leaf(plain(value)))
          : `take ${plain(at)} out of ${BY_SETTING}${value === undefined ? "" : ` ${value}`}`,
    )
    .replaceAll(new RegExp(FILE, "g"), BY_SETTING);
}

/** The lines of YAML, each as a setting. */
function withLines(text: string, key: string): string {
  const found = LINE.exec(text);
  if (!found) return text;
  const [all, section = "", entry, name, top] = found;
  const start = found.index + all.length;
  const end = endOfJson(text, start);
  if (end === undefined) return text;
  // The entry that is wrong, or else a first one.
  const inList = key.startsWith(`${section}[`) ? key : `${section}[0]`;
  const path = top ?? (entry === undefined ? section + step(name ?? "") : inList);
  const rest = withLines(text.slice(end), key);
  return text.slice(0, found.index) + setting(path, text.slice(start, end)) + rest;
}

/** Of the longest text from there that is JSON. */
function endOfJson(text: string, start: number): number | undefined {
  for (let end = text.length; end > start; end -= 1)
    if (isJson(text.slice(start, end).trimEnd())) return end;
  return undefined;
}

function setting(path: string, value: string): string {
  return `${BY_SETTING} ${shell(`${path}=${value}`)}`;
}

/** Of what the Pulumi CLI takes for text, `--set` would take some for JSON. */
function leaf(text: string): string {
  return /^(true|false|-?\d+)$/.test(text) || !isJson(text) ? text : JSON.stringify(text);
}

function step(name: string): string {
  const text = name.startsWith('"') ? (JSON.parse(name) as string) : name;
  return /^[\w:-]+$/.test(text) ? `.${text}` : `[${JSON.stringify(text)}]`;
}

/** The text that a word stands for. */
function plain(word: string): string {
  return word.startsWith("'") ? word.slice(1, -1).replaceAll(String.raw`'\''`, "'") : word;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
