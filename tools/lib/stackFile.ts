/**
 * Reads a stack's configuration from its YAML files, as the Pulumi CLI would hand it to the program:
 * full key to text, structured values as JSON, the project's defaults filled in.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "./userError";
import type { RawConfig } from "../../src/config/parse";
import { stepsOf } from "../../src/config/path";
import { providerKeys } from "../../src/config/schema/proxy";
import { readYaml } from "./yamlFile";

/** The directory with Pulumi.yaml: the repository's root. */
export const PROJECT_DIR = join(__dirname, "..", "..");

interface ProjectFile {
  readonly name: string;
  readonly config?: Record<string, { default?: unknown } | null>;
}

/**
 * @param stack the stack's name: Pulumi.<stack>.yaml
 * @param needs the project's keys that the caller looks at; default: all
 * @throws UserError if a file is missing, is not YAML, or has a key encrypted that is needed
 */
export function readStackFile(
  stack: string,
  dir = PROJECT_DIR,
  needs?: readonly string[],
): Required<Pick<RawConfig, "project" | "values" | "where">> {
  const project = readProject(dir);
  const { name } = project;
  const file = join(dir, `Pulumi.${stack}.yaml`);
  if (!/^[A-Za-z0-9._-]+$/.test(stack) || !existsSync(file))
    throw new UserError(
      `There is no stack file Pulumi.${stack}.yaml; there are: ${stackNames(dir).join(", ")}. Choose one with --stack <name>.`,
    );
  const { value, where } = readYaml(file);
  const config = (value.config ?? {}) as Record<string, unknown>;

  const defaults = Object.entries(project.config ?? {}).flatMap(([key, declared]) =>
    declared?.default === undefined ? [] : [[qualified(key, name), declared.default] as const],
  );
  const own = Object.entries(config).map(([key, each]) => [qualified(key, name), each] as const);
  const isNeeded = (key: string) =>
    Object.hasOwn(providerKeys.shape, key) ||
    (key.startsWith(`${name}:`) && (needs?.includes(key.slice(name.length + 1)) ?? true));
  return {
    project: name,
    values: Object.fromEntries(
      [...defaults, ...own].flatMap(([key, each]) =>
        isEncrypted(each) && !isNeeded(key) ? [] : [[key, asText(key, each)]],
      ),
    ),
    where: (key) => where(["config", ...stepsOfKey(key, config, name)]),
  };
}

/** The path in the file: the first step as it is spelled there, with or without the project's name. */
function stepsOfKey(key: string, config: object, project: string): (string | number)[] {
  const [namespace = ""] = key.split(":", 1);
  const [top = "", ...rest] = stepsOf(key.slice(namespace.length + 1));
  const spelled = Object.keys(config).find(
    (each) => qualified(each, project) === `${namespace}:${top}`,
  );
  return spelled === undefined ? [] : [spelled, ...rest];
}

/** Pulumi.yaml: its name is the namespace of the project's keys. */
export function readProject(dir = PROJECT_DIR): ProjectFile {
  const project = readYaml(join(dir, "Pulumi.yaml")).value as Partial<ProjectFile>;
  if (typeof project.name !== "string")
    throw new UserError(`${join(dir, "Pulumi.yaml")} has no name: it is not this project's.`);
  return { ...project, name: project.name };
}

function stackNames(dir: string): string[] {
  return readdirSync(dir).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
}

/** Pulumi takes `<namespace>:config:<name>` too. */
function qualified(key: string, project: string): string {
  const [name = "", ...before] = key.split(":").reverse();
  return `${before.at(-1) ?? project}:${name}`;
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
