/**
 * The stack's configuration: from the text that Pulumi holds to one typed, frozen object, or to one
 * error that lists every problem. Pure: load.ts fetches the text from Pulumi.
 */
import { deepFreeze, mapValues } from "../records";
import { onStack, removeCommand } from "./commands";
import { plainCredentials } from "./credentials";
import { apiWithDefaults, vendorWithDefaults } from "./defaults";
import { problemsOf } from "./issues";
import { foreignNamespaces } from "./namespaces";
import { type KeyOf, type KeyPath, pathText } from "./path";
import { ConfigError, type Problem } from "./problems";
import { brokenRules } from "./rules/brokenRules";
import { partsOf } from "./rules/parts";
import { warnings } from "./rules/warnings";
import { projectKeys, providerKeys } from "./schema/proxy";
import type { Config } from "./types";

/** The project's default name: the one in this repository's Pulumi.yaml. */
export const NAMESPACE = "m2m-token-cache";

/** The project's keys that the rules over several keys and the warnings read; they also read the providers'. */
const RULED_KEYS = [
  "issuerDomain",
  "cache",
  "quota",
  "tokenQuota",
  "apis",
  "vendors",
  "monitoring",
  "domain",
];

/** Deeper than any valid configuration goes. */
const MAX_DEPTH = 10;

/** The configuration as Pulumi holds it: full key to text; structured values as JSON. */
export interface RawConfig {
  readonly values: Readonly<Record<string, string>>;
  /** The project's name: the namespace of its own keys. Default m2m-token-cache. */
  readonly project?: string;
  /** Full keys that are marked as secrets: never shown. */
  readonly secretKeys?: readonly string[];
  /** true: overspending is not reported, so that a command can show by how much. Default: false. */
  readonly mayOverspend?: boolean;
  /** Where a key, with a path inside it, comes from: file and line, or an option. */
  readonly where?: (key: string) => string | undefined;
  /** The stack's name, for the commands in errors: without it they would change the selected stack. */
  readonly stack?: string;
}

/**
 * Parses the configuration.
 *
 * @throws ConfigError with all problems; nothing else, whatever the input
 */
export function parseConfig({
  values,
  project: namespace = NAMESPACE,
  secretKeys = [],
  mayOverspend = false,
  where,
  stack,
}: RawConfig): Config {
  const own = ownValues(values, namespace);
  const keyOf: KeyOf = (path) => `${namespace}:${pathText(path)}`;
  const secret = (key: string) => secretKeys.includes(key);
  const provider = providerKeys.safeParse(values);
  const project = safeParseAll(own, keyOf);
  const parts = partsOf(own, project.data, {
    region: providerKeys.shape["aws:region"].safeParse(values["aws:region"]).data,
    tenantDomain: values["auth0:domain"],
  });
  const broken = brokenRules(mayOverspend ? { ...parts, quota: undefined } : parts, keyOf);
  const ruledSecret = [
    ...Object.keys(providerKeys.shape),
    ...RULED_KEYS.map((key) => keyOf([key])),
  ].some(secret);

  const problems: Problem[] = [
    ...foreignNamespaces(Object.keys(values), namespace),
    ...plainCredentials(Object.keys(values), secret),
    ...problemsOf(provider.error?.issues ?? [], {
      schema: providerKeys,
      raw: values,
      keyOf: pathText,
      secret: (path) => secret(pathText(path)),
    }),
    ...problemsOf(project.error?.issues ?? [], {
      schema: projectKeys,
      raw: own,
      keyOf,
      secret: (path) => secret(keyOf(path.slice(0, 1))),
    }),
    ...unreadableKeys(own, keyOf),
    // A rule reads several keys, and reports what it found there.
    ...(ruledSecret ? broken.map(undisclosed) : broken),
  ];
  if (problems.length > 0 || !project.success || !provider.success)
    throw new ConfigError(
      problems.map(({ fix, ...each }) => ({
        ...each,
        fix: stack === undefined ? fix : onStack(fix, stack),
        ...(where ? { where: where(each.key) } : {}),
      })),
    );

  const { data } = project;
  const apis = data.apis.map(apiWithDefaults);
  const vendors = mapValues(data.vendors, (each) => vendorWithDefaults(each, data, apis));
  return deepFreeze({
    ...data,
    region: provider.data["aws:region"],
    issuerDomain: data.issuerDomain ?? provider.data["auth0:domain"],
    apis,
    vendors,
    warnings: warnings({ ...data, apis, vendors }, ruledSecret),
  });
}

/** zod collects issues on the stack, which about 100,000 of them overflow. */
function safeParseAll(
  own: Record<string, unknown>,
  keyOf: KeyOf,
): ReturnType<typeof projectKeys.safeParse> {
  try {
    return projectKeys.safeParse(own);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ConfigError([
      {
        key: keyOf([]),
        found: "has more mistakes than can be listed",
        allowed: "what docs/configuration.md lists",
        fix: "look for a list that is far too long",
      },
    ]);
  }
}

/** Every key named __proto__: zod skips it, so nothing would check its value. */
function unreadableKeys(value: unknown, keyOf: KeyOf, path: KeyPath = []): Problem[] {
  if (typeof value !== "object" || value === null || path.length > MAX_DEPTH) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const key = keyOf([...path, name]);
    return name === "__proto__"
      ? [
          {
            key,
            found: "cannot be used as a name",
            allowed: "any other name",
            fix: removeCommand(key),
          },
        ]
      : unreadableKeys(inner, keyOf, [...path, name]);
  });
}

function undisclosed({ key }: Problem): Problem {
  const [top = key] = key.split(/[.[]/);
  return {
    key: top,
    found:
      "breaks a rule; not shown, because it, or a key that it has to fit, is marked as a secret",
    allowed: "plain values: nothing in this configuration is a secret",
    fix: "write it in the stack's YAML without --secret, to see the problem",
  };
}

/** The project's own keys, decoded. Text that is not JSON stays text: the schema reports what is wrong. */
function ownValues(values: RawConfig["values"], namespace: string): Record<string, unknown> {
  const prefix = `${namespace}:`;
  return Object.fromEntries(
    Object.entries(values)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]) => {
        const name = key.slice(prefix.length);
        return [name, name === "issuerDomain" ? text : decode(text)];
      }),
  );
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
