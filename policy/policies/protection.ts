/** What a mistake must not delete, and what must not be kept for ever. */
import { resourceRule, type Resource } from "../rule";
import { TYPES } from "../types";

interface Stacks {
  readonly stacks: readonly string[];
}

const STACKS = {
  stacks: {
    type: "array" as const,
    items: { type: "string" as const },
    default: ["prod"],
    description: "Names of the stacks in which this must hold.",
  },
};

export const prodIsProtected = resourceRule<Stacks>(
  {
    name: "prod-is-protected",
    description:
      "In production, Pulumi refuses to delete the API and its host name (every vendor's URL) and the audiences.",
    level: "mandatory",
    fix: "Set protect: true in the stack's configuration, or in the resource's options.",
    config: STACKS,
  },
  [TYPES.restApi, TYPES.domainName, TYPES.resourceServer],
  unprotected,
);

/** Advisory: to remove a vendor, its protection is removed first. */
export const prodVendorsAreProtected = resourceRule<Stacks>(
  {
    name: "prod-vendors-are-protected",
    description: "In production, Pulumi refuses to delete a vendor's client.",
    level: "advisory",
    fix: "Set protect: true, unless the vendor is about to be removed: then this is expected.",
    config: STACKS,
  },
  [TYPES.client],
  unprotected,
);

export const logsHaveRetention = resourceRule(
  {
    name: "logs-have-retention",
    description:
      "Log groups have a retention: access logs contain addresses, and storage costs money.",
    level: "advisory",
    fix: "Set retentionInDays.",
  },
  [TYPES.logGroup],
  ({ props }) => (props.retentionInDays ? [] : ["It keeps its logs for ever."]),
);

function unprotected({ urn, opts }: Resource, { stacks }: Stacks): string[] {
  return stacks.includes(stackOf(urn)) && !opts.protect ? ["It is not protected."] : [];
}

/** urn:pulumi:<stack>::<project>::<type>::<name> */
function stackOf(urn: string): string {
  return urn.split("::", 1)[0]?.replace("urn:pulumi:", "") ?? "";
}
