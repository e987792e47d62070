/** Which of the upstream's answers become an answer of the proxy, and may be cached. */
import { known } from "../known";
import { resourceRule } from "../rule";
import { TYPES } from "../types";

/** A status that no upstream sends. */
const NO_STATUS = "999";
/** The most common successes. */
const SUCCESSES = ["200", "201", "204"];
const ERRORS = ["400", "401", "403", "404", "429", "500", "501", "502", "503", "504"];
/** Temporary errors. 501 is not one: it means that the request itself is not supported. */
const PASSING = ["429", "500", "502", "503", "504"];

/**
 * A pattern that matches every status, or both successes and errors, amounts to a default. One that matches a
 * temporary error lets it be cached, and reports it to clients as their own fault.
 */
export const noDefaultIntegrationResponse = resourceRule(
  {
    name: "no-default-integration-response",
    description:
      "No integration response is the default one: API Gateway turns an upstream error into its status.",
    level: "mandatory",
    fix: 'Set selectionPattern, and statusCode, to the one status that it is for, for example "200"; leave 429 and 5xx to the gateway responses.',
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
    if (success && error) return [`Its pattern ${pattern} matches ${success} and ${error}.`];
    const passing = PASSING.find((status) => matches(pattern, status));
    return passing ? [`The cache keeps its answer to ${passing}, a temporary error.`] : [];
  },
);

/** API Gateway's patterns are Java's; one that JavaScript cannot parse is not treated as a catch-all. */
function matches(pattern: string, status: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(status);
  } catch {
    return false;
  }
}
