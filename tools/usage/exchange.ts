/** What one event of the log shows: where the request came from, and why it failed. Pure. */
import { BROKER_USER_AGENT } from "../../src/broker/auth0";
import { mayBeSecret } from "../../src/config/show";
import type { LogEvent } from "./tenantLog";

/**
 * Where a request came from, as far as its user agent shows. How Auth0 records one that is not a browser's is
 * not documented, and the IP address is API Gateway's, which others share.
 */
export type Route = "proxy" | "direct" | "unknown";

/** How Auth0 records a user agent that it does not recognize, according to logs that users have quoted. */
const UNRECOGNIZED = /^Other\b/;

/** @param project the proxy's secret starts with its name; the secret is never shown */
export function routeOf({ user_agent: agent }: LogEvent, project: string): Route {
  if (!agent || UNRECOGNIZED.test(agent)) return "unknown";
  const proxys =
    /^AmazonAPIGateway_/.test(agent) ||
    agent === BROKER_USER_AGENT ||
    agent.startsWith(`${project}/`);
  return proxys ? "proxy" : "direct";
}

/** How the Action of onlyThroughProxy denies a vendor that asked Auth0 directly. */
const DENIED = "the token URL that it was given, not from Auth0 directly";
export const DENIED_DIRECT = "denied: not through the proxy";

/** Auth0's descriptions, as users have quoted them; what the client sent may follow. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/Service not enabled within domain/i, "an audience that the tenant does not have"],
  [/has not been granted scopes/i, "a scope that is not granted"],
  [/not authorized to access/i, "no grant for the audience"],
  [/no audience/i, "no audience"],
  [/grant type/i, "another grant type"],
  [/quota/i, "a token quota is used up"],
  [/rate limit|too many/i, "too many requests"],
  [/unauthorized|client_secret|invalid_client|credentials/i, "wrong client id or secret"],
];

const LONGEST = 60;

/** Why an exchange failed, without what the client sent: that may be a misplaced secret. */
export function reasonOf({ description }: LogEvent): string {
  const text = description ?? "";
  if (text.includes(DENIED)) return DENIED_DIRECT;
  const known = REASONS.find(([pattern]) => pattern.test(text));
  if (known) return known[1];
  const said = text
    .split(/["':]/)[0]
    ?.replace(/[^\x20-\x7e]/g, "?")
    .trim();
  return !said || mayBeSecret(said) || said.length > LONGEST ? "another reason" : said;
}
