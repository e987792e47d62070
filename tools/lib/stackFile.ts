/**
 * Reads a stack's configuration from its YAML files, as the Pulumi CLI would hand it to the program:
 * full key to text, structured values as JSON, the project's defaults filled in.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { UserError } from "./userError";
import type { RawConfig } from "../../src/config/parse";

/** The directory with Pulumi.yaml: the repository's root. */
export const PROJECT_DIR = join(__dirname, "..", "..");

interface ProjectFile {
  readonly name: string;
  readonly config?: Record<string, { default?: unknown } | null>;
}

/**
 * @param stack the stack's name: Pulumi.<stack>.yaml
 * @throws UserError if a file is missing, is no YAML, or holds an encrypted value
 */
export function readStackFile(
  stack: string,
  dir = PROJECT_DIR,
): { readonly project: string; readonly values: RawConfig["values"] } {
  const project = readYaml(join(dir, "Pulumi.yaml")) as ProjectFile | null;
  if (typeof project?.name !== "string")
    throw new UserError(`${join(dir, "Pulumi.yaml")} has no name: it is not this project's.`);
  const file = join(dir, `Pulumi.${stack}.yaml`);
  if (!/^[A-Za-z0-9._-]+$/.test(stack) || !existsSync(file))
    throw new UserError(
      `There is no stack file Pulumi.${stack}.yaml; there are: ${stackNames(dir).join(", ")}. Choose one with --stack <name>.`,
    );
  const { config } = (readYaml(file) ?? {}) as { config?: Record<string, unknown> };

  const defaults = Object.entries(project.config ?? {}).flatMap(([key, declared]) =>
    declared?.default === undefined
      ? []
      : [[qualified(key, project.name), declared.default] as const],
  );
  const own = Object.entries(config ?? {}).map(
    ([key, value]) => [qualified(key, project.name), value] as const,
  );
  return {
    project: project.name,
    values: Object.fromEntries(
      [...defaults, ...own].map(([key, value]) => [key, asText(key, value)]),
    ),
  };
}

function stackNames(dir: string): string[] {
  return readdirSync(dir).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
}

function qualified(key: string, project: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}

function asText(key: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (isEncrypted(value))
    throw new UserError(
      `${key} is encrypted, and there is no key for it here. Use a stack file without secrets: provider credentials belong in the environment.`,
    );
  return JSON.stringify(value);
}

/** Whether it is, or holds, what the CLI makes of a secret: an object of nothing but `secure: <text>`. */
function isEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const [[key, text] = [], ...more] = Object.entries(value);
  return (
    (key === "secure" && typeof text === "string" && more.length === 0) ||
    Object.values(value).some(isEncrypted)
  );
}

/** @throws UserError that quotes nothing of the file */
export function readYaml(file: string): unknown {
  try {
    // Its warnings would quote the file on standard error.
    return parse(readFileSync(file, "utf8"), { logLevel: "error" }) as unknown;
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${reasonOf(error)}`);
  }
}

/** What and where; the parser's own message may go on to quote the file, which may hold a secret. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown reason";
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return "there is no such file";
  const what = error.message.split(/[\n:"'`]| at line/)[0]?.trim() ?? "";
  const [start] = error instanceof YAMLParseError ? (error.linePos ?? []) : [];
  return start ? `${what} at line ${start.line}, column ${start.col}` : what;
}
