/** How to fix a key: a command that works when it is pasted, or else an excerpt of the stack's YAML. */
import { shell } from "../shell";
import type { KeyOf, KeyPath } from "./path";
import { isExact, printable } from "./show";

/** @param key configuration key with a path inside it, as shown */
export function removeCommand(key: string): string {
  if (!isExact(key)) return "take it out of the stack's YAML";
  return `pulumi config rm --path ${quoted(key)}`;
}

/**
 * Sets a key to a value. With `--path`, the CLI takes `true`, `false` and whole numbers for what they look
 * like and everything else for text, and it takes no object and no list (Pulumi, `config set --help`).
 */
export function setCommand(key: string, value: string | number | boolean): string {
  return `pulumi config set --path ${quoted(key)} ${shell(String(value))}`;
}

/** With the stack that the commands in a text are for, and its file. */
export function onStack(text: string, stack: string): string {
  return text
    .replaceAll(/pulumi config (?:set|rm)(?= )/g, `$& --stack ${shell(stack)}`)
    .replaceAll("the stack's YAML", `Pulumi.${stack}.yaml`);
}

/** The command, where one can set the value; the line of YAML where none can. */
export function setTo(keyOf: KeyOf, path: KeyPath, value: unknown): string {
  if (isSettable(value) && isExact(keyOf(path))) return setCommand(keyOf(path), value);
  const yaml = JSON.stringify(value);
  const [last] = path.slice(-1);
  if (path.length === 1) return `in the stack's YAML, ${keyOf(path)}: ${yaml}`;
  const entry = typeof last === "number" ? `- ${yaml}` : `${yamlName(String(last))}: ${yaml}`;
  return `in the stack's YAML, under ${keyOf(path.slice(0, -1))}, ${entry}`;
}

/**
 * The same for a value that is in quotes in the file: the CLI would keep them, and so the text, whatever it is
 * given (Edit in sdk/go/common/util/yamlutil; seen with 3.248). Keys of the project itself it reads by Pulumi.yaml.
 */
export function setUnquoted(keyOf: KeyOf, path: KeyPath, value: unknown): string {
  const set = setTo(keyOf, path, value);
  const isCommand = set.startsWith("pulumi ");
  return isCommand && path.length > 1 ? `${removeCommand(keyOf(path))} && ${set}` : set;
}

function yamlName(name: string): string {
  return /^[A-Za-z][\w:/.-]*$/.test(name) ? name : JSON.stringify(printable(name));
}

function isSettable(value: unknown): value is string | number | boolean {
  if (typeof value === "string")
    return !/^(true|false|-?\d+)$/.test(value) && !value.startsWith("-");
  return typeof value === "boolean" || (Number.isSafeInteger(value) && Number(value) >= 0);
}

function quoted(key: string): string {
  return `'${key.replaceAll("'", "'\\''")}'`;
}
