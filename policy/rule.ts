/**
 * What all policies of the pack have: a name, a level, how to fix a violation, and a configuration that can
 * except resources. A rule is a factory, so your own pack can use it at another level, `noDataTrace("advisory")`.
 */
import type {
  EnforcementLevel,
  PolicyConfigSchema,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";

/** What both resource policies and stack policies know about a resource. */
export type Resource = Pick<PolicyResource, "type" | "name" | "urn" | "props" | "opts">;

type Schemas<Config> = Readonly<Record<keyof Config & string, Schema>>;
type Schema = PolicyConfigSchema["properties"][string];

export interface Rule<Config = object> {
  /** Kebab-case; the key in the file that --policy-pack-config names. */
  readonly name: string;
  readonly description: string;
  readonly level: EnforcementLevel;
  /** Ends every message: how to fix the violation. */
  readonly fix: string;
  /** What else can be configured, each with a default, apart from the level and `except`. */
  readonly config?: Schemas<Config>;
}

export type Factory<Policy> = (level?: EnforcementLevel) => Policy;

/** What is wrong with a resource, in a sentence without any value that may be secret. */
export interface Violation {
  readonly resource: Resource;
  readonly problem: string;
}

interface Exceptions {
  /** Names or URNs of resources that the policy does not check. */
  readonly except: readonly string[];
}

const EXCEPT: Schemas<Exceptions> = {
  except: {
    type: "array",
    items: { type: "string" },
    default: [],
    description: "Names or URNs of resources that this policy does not check.",
  },
};

/**
 * A policy that checks resources one by one, before each is created or updated.
 * @param types type tokens, or what they match
 */
export function resourceRule<Config extends object>(
  rule: Rule<Config>,
  types: readonly string[] | RegExp,
  problemsOf: (resource: Resource, config: Config) => readonly string[],
): Factory<ResourceValidationPolicy> {
  return (level) => ({
    ...described(rule, level),
    validateResource(args: ResourceValidationArgs, reportViolation) {
      const config = configOf(rule, args);
      const applies = types instanceof RegExp ? types.test(args.type) : types.includes(args.type);
      if (!applies || isExcepted(args, config)) return;
      for (const problem of problemsOf(args, config)) reportViolation(message(rule, problem));
    },
  });
}

/** A policy that has to see several resources together, after a preview and after an update. */
export function stackRule<Config extends object>(
  rule: Rule<Config>,
  violationsOf: (resources: readonly PolicyResource[], config: Config) => readonly Violation[],
): Factory<StackValidationPolicy> {
  return (level) => ({
    ...described(rule, level),
    validateStack(args, reportViolation) {
      const config = configOf(rule, args);
      for (const { resource, problem } of violationsOf(args.resources, config))
        if (!isExcepted(resource, config))
          reportViolation(message(rule, `${resource.name}: ${problem}`), resource.urn);
    },
  });
}

function described<Config>(
  { name, description, fix, level, config }: Rule<Config>,
  other?: EnforcementLevel,
) {
  return {
    name,
    description,
    remediationSteps: fix,
    enforcementLevel: other ?? level,
    configSchema: { properties: { ...EXCEPT, ...config } },
  };
}

function message({ fix }: Pick<Rule, "fix">, problem: string): string {
  return `${problem} ${fix}`;
}

/** The CLI fills in the schema's defaults; other hosts of the policy may not. */
function configOf<Config extends object>(
  { config }: Rule<Config>,
  args: Pick<ResourceValidationArgs, "getConfig">,
): Config & Exceptions {
  const schemas: Readonly<Record<string, Schema>> = { ...EXCEPT, ...config };
  const defaults = Object.entries(schemas).map(([key, schema]) => [key, schema.default]);
  return { ...Object.fromEntries(defaults), ...args.getConfig() } as Config & Exceptions;
}

function isExcepted({ name, urn }: Resource, { except }: Exceptions): boolean {
  return except.includes(name) || except.includes(urn);
}
