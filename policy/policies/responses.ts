/** What of the upstream's answers becomes an answer of the proxy, and may be kept in the cache. */
import { known } from "../known";
import { resourceRule } from "../rule";
import { TYPES } from "../types";

/** A status that no upstream sends. */
const NO_STATUS = "999";
/** What upstreams send most. */
const SUCCESSES = ["200", "201", "204"];
const ERRORS = ["400", "401", "403", "404", "429", "500", "502", "503", "504"];

/** A pattern that matches every status, or successes and errors, is a default by another name. */
export const noDefaultIntegrationResponse = resourceRule(
  {
    name: "no-default-integration-response",
    description:
      "No integration response is the default one: API Gateway turns an upstream error into its status.",
    level: "mandatory",
    fix: 'Set selectionPattern, and statusCode, to the one status that it is for, for example "200".',
  },
  [TYPES.integrationResponse],
  ({ props }) => {
    const pattern = props.selectionPattern as string | null | undefined;
    if (!pattern) return ["It has no selectionPattern."];
    if (matches(pattern, NO_STATUS)) return [`Its pattern ${pattern} matches any status.`];
    const [success, error] = [SUCCESSES, ERRORS].map((statuses) =>
      statuses.find((status) => matches(pattern, status)),
    );
    const answer = known(() => props.statusCode as string | null) ?? "";
    if (error && answer.startsWith("2")) return [`It answers ${answer} to an upstream's ${error}.`];
    return success && error ? [`Its pattern ${pattern} matches ${success} and ${error}.`] : [];
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
