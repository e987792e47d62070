/**
 * Reads a stack's configuration from its YAML files, as the Pulumi CLI passes it to the program:
 * full key to text, structured values as JSON, with the project's defaults.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "./userError";
import type { RawConfig } from "../../src/config/parse";
import { stepsOf } from "../../src/config/path";
import { projectKeys, providerKeys } from "../../src/config/schema/proxy";
import { ENCRYPTED, printable } from "../../src/config/show";
import { readYaml } from "./yamlFile";

/** The directory with Pulumi.yaml: the repository's root. */
export const PROJECT_DIR = join(__dirname, "..", "..");

interface ProjectFile {
  readonly name: string;
  readonly config?: Record<string, { default?: unknown } | null>;
}

/**
 * @param stack the stack's name: Pulumi.<stack>.yaml
 * @param needs the project's keys that the caller reads; default: all
 * @throws UserError if a file is missing or is not YAML, or has a key that Pulumi would drop
 */
export function readStackFile(
  stack: string,
  dir = PROJECT_DIR,
  needs?: readonly string[],
): Required<Pick<RawConfig, "project" | "stack" | "values" | "where">> {
  const project = readProject(dir);
  const { name } = project;
  const file = join(dir, `Pulumi.${stack}.yaml`);
  if (!/^[A-Za-z0-9._-]+$/.test(stack) || !existsSync(file))
    throw new UserError(
      `There is no stack file Pulumi.${stack}.yaml; there are: ${stackNames(dir).join(", ")}. fix: choose one with --stack <name>.`,
    );
  const { value, where } = readYaml(file);
  const config = (value.config ?? {}) as Record<string, unknown>;
  refuseDropped(value, config, name, where);

  const defaults = Object.entries(project.config ?? {}).flatMap(([key, declared]) =>
    declared?.default === undefined ? [] : [[qualified(key, name), declared.default] as const],
  );
  const own = Object.entries(config).map(([key, each]) => [qualified(key, name), each] as const);
  const isNeeded = (key: string) =>
    Object.hasOwn(providerKeys.shape, key) ||
    (key.startsWith(`${name}:`) && (needs?.includes(key.slice(name.length + 1)) ?? true));
  return {
    project: name,
    stack,
    values: Object.fromEntries(
      [...defaults, ...own].flatMap(([key, each]) =>
        holdsEncrypted(each) && !isNeeded(key) ? [] : [[key, asText(each)]],
      ),
    ),
    where: (key) => where(["config", ...stepsOfKey(key, config, name)]),
  };
}

/** Next to `config`, Pulumi reads keys of its own and ignores the rest, where anchors can be. */
function isMisplaced(key: string): boolean {
  if (key === "config") return false;
  return key.includes(":") || Object.hasOwn(projectKeys.shape, key) || /^conf/i.test(key);
}

/**
 * Refuses what Pulumi drops silently: a configuration key next to `config`, and one of two spellings of the
 * same key.
 *
 * @throws UserError
 */
function refuseDropped(
  file: object,
  config: object,
  project: string,
  where: (path: string[]) => string,
): void {
  const misplaced = Object.keys(file).find(isMisplaced);
  if (misplaced !== undefined)
    throw new UserError(
      `${where([misplaced])}: ${printable(misplaced)} is next to config, where Pulumi ignores it; fix: ` +
        (/^conf/i.test(misplaced)
          ? "rename it to config"
          : "indent it, so that it is below config"),
    );
  const seen = new Map<string, string>();
  for (const key of Object.keys(config)) {
    const full = qualified(key, project, where(["config", key]));
    const before = seen.get(full);
    if (before !== undefined)
      throw new UserError(
        `${where(["config", key])}: ${printable(full)} is there twice, as ${printable(before)} and as ${printable(key)}; fix: remove one of the two`,
      );
    seen.set(full, key);
  }
}

/** The path in the file: the first step as the file spells it, with or without the project's name. */
function stepsOfKey(key: string, config: object, project: string): (string | number)[] {
  const [namespace = ""] = key.split(":", 1);
  const [top = "", ...rest] = stepsOf(key.slice(namespace.length + 1));
  const spelled = (full: string) =>
    Object.keys(config).find((each) => qualified(each, project) === full);
  // A key that was set without --path has the whole path in its name.
  const whole = spelled(key);
  if (whole !== undefined) return [whole];
  const found = spelled(`${namespace}:${top}`);
  return found === undefined ? [] : [found, ...rest];
}

/** Pulumi.yaml: its name is the namespace of the project's keys. */
export function readProject(dir = PROJECT_DIR): ProjectFile {
  const project = readYaml(join(dir, "Pulumi.yaml")).value as Partial<ProjectFile>;
  if (typeof project.name !== "string")
    throw new UserError(`${join(dir, "Pulumi.yaml")} has no name, so it is not this project's.`);
  return { ...project, name: project.name };
}

function stackNames(dir: string): string[] {
  return readdirSync(dir).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
}

/**
 * Pulumi also accepts `<namespace>:config:<name>`.
 *
 * @throws UserError for what Pulumi does not accept as a key
 */
function qualified(key: string, project: string, where?: string): string {
  const parts = key.split(":");
  const [name = "", middle, namespace = project] = parts.reverse();
  if (parts.length === 3 && middle === "config") return `${namespace}:${name}`;
  if (parts.length <= 2) return `${middle ?? project}:${name}`;
  throw new UserError(
    `${where === undefined ? "" : `${where}: `}${printable(key)} is not a key that Pulumi can read; allowed: <namespace>:<name>, for example ${project}:cache; fix: remove the extra colons`,
  );
}

/** What Pulumi passes to the program: for null, an empty text. */
function asText(value: unknown): string {
  const plain = withStandIns(value);
  return typeof plain === "string" ? plain : plain === null ? "" : JSON.stringify(plain);
}

/**
 * Nothing here can decrypt. Each encrypted value is replaced by a text, which is valid where any text is, such
 * as in a description; elsewhere the configuration's own rules report that the value is encrypted.
 */
function withStandIns(value: unknown): unknown {
  if (isEncrypted(value)) return ENCRYPTED;
  if (Array.isArray(value)) return value.map(withStandIns);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, withStandIns(each)] as const),
  );
}

function holdsEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isEncrypted(value) || Object.values(value).some(holdsEncrypted);
}

/** The CLI writes a secret as an object with only `secure: <text>`. */
function isEncrypted(value: unknown): boolean {
  const [[key, text] = [], ...more] = Object.entries(Object(value) as object);
  return key === "secure" && typeof text === "string" && more.length === 0;
}
