import type { RawConfig } from "../../src/config/parse";
import { pathText, stepsOf } from "../../src/config/path";
import { BY_SETTING } from "./settingFix";
import { UserError } from "./userError";

const EXAMPLES =
  "for example --set cache.ttlSeconds=600, --set aws:region=eu-central-1 or --set 'onlyThroughProxy={}'";

type Step = string | number;

/**
 * The configuration with each `--set <key>=<value>` instead of the stack file's value, to try something
 * without editing it. The key may be a path, as `pulumi config set --path` takes it; the value is JSON or text.
 *
 * @throws UserError for one that is not of that form; what the value may be is the configuration's matter
 */
export function withSettings<Raw extends RawConfig & { readonly project: string }>(
  raw: Raw,
  settings: readonly string[],
): Raw {
  const values: Record<string, string> = { ...raw.values };
  const set = new Set<string>();
  for (const setting of settings) {
    const [, path = "", text] = /^((?:"[^"]*"|[^="])+)=(.+)$/s.exec(setting) ?? [];
    const [namespace, own] = qualified(path, raw.project);
    const [top, ...steps] = stepsOf(own);
    if (text === undefined || typeof top !== "string")
      throw new UserError(
        `--set has to be <key>=<value>, the key with a path inside it, the value text or JSON; ${EXAMPLES}.`,
      );
    const key = `${namespace}:${top}`;
    set.add(`${namespace}:${pathText([top, ...steps])}`);
    values[key] =
      steps.length === 0
        ? text
        : JSON.stringify(put(decode(values[key]), steps, decode(text), `--set ${path}`));
  }
  const isSet = (key: string) => [...set].some((each) => within(key, each) || within(each, key));
  return { ...raw, values, where: (key) => (isSet(key) ? BY_SETTING : raw.where?.(key)) };
}

function within(key: string, section: string): boolean {
  return key === section || key.startsWith(`${section}.`) || key.startsWith(`${section}[`);
}

/** Colons may be in the path too, as in scopes. */
function qualified(path: string, project: string): readonly [namespace: string, own: string] {
  const [prefix] = path.startsWith(`${project}:`)
    ? [`${project}:`]
    : (/^[\w-]+:/.exec(path) ?? [""]);
  return prefix === "" ? [project, path] : [prefix.slice(0, -1), path.slice(prefix.length)];
}

function put(
  value: unknown,
  [step, ...rest]: readonly Step[],
  leaf: unknown,
  what: string,
): unknown {
  if (step === undefined) return leaf;
  const list = Array.isArray(value);
  const container = value ?? (typeof step === "number" ? [] : {});
  if (typeof container !== "object" || (value !== undefined && list !== (typeof step === "number")))
    throw new UserError(
      `${what}: ${list ? "a list, which takes [0], [1] and so on" : "nothing with such a key"} is there; ${EXAMPLES}.`,
    );
  if (typeof step === "number") {
    const copy = [...(container as unknown[])];
    copy[step] = put(copy[step], rest, leaf, what);
    return copy;
  }
  const object = container as Record<string, unknown>;
  const inner = Object.hasOwn(object, step) ? object[step] : undefined;
  return { ...object, [step]: put(inner, rest, leaf, what) };
}

function decode(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
