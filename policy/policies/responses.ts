/** What of the upstream's answers becomes an answer of the proxy, and may be kept in the cache. */
import { resourceRule } from "../rule";
import { TYPES } from "../types";

/** A status that no upstream sends. */
const NO_STATUS = "999";

/** A pattern that matches every status is a default by another name. */
export const noDefaultIntegrationResponse = resourceRule(
  {
    name: "no-default-integration-response",
    description:
      "No integration response is the default one: API Gateway turns an upstream error into its status.",
    level: "mandatory",
    mend: 'Set selectionPattern to the one status that it is for, for example "200".',
  },
  [TYPES.integrationResponse],
  ({ props }) => {
    const pattern = props.selectionPattern as string | null | undefined;
    if (!pattern) return ["It has no selectionPattern."];
    return matches(pattern, NO_STATUS) ? [`Its pattern ${pattern} matches any status.`] : [];
  },
);

/** API Gateway's patterns are Java's; one that JavaScript cannot read is no catch-all that we know. */
function matches(pattern: string, status: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(status);
  } catch {
    return false;
  }
}
