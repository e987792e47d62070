/** What is valid in a configuration but probably unintended. */
import { showName } from "../show";
import { shortLived } from "./lifetimes";
import type { Warned } from "./parts";
import { overspent } from "./quota";

/**
 * What is valid but probably unintended.
 *
 * @param masked whether a key that they look at is marked as a secret: then they say no name and no figure
 */
export function warnings(parts: Warned, masked: boolean): string[] {
  return [
    ...shortLived(parts, masked),
    ...overspent(parts, masked),
    ...uncached(parts),
    ...basicOnHttp2(parts, masked),
    ...sameNames(parts, masked),
    ...open(parts),
    ...accountWide(parts),
  ];
}

function* uncached({ cache }: Warned): Iterable<string> {
  if (cache.store === "none")
    yield (
      "cache.store is none: nothing is cached, and every request of a vendor costs an Auth0 token. " +
      "Set it to stage or dynamodb as soon as the switch, or the emergency, is over."
    );
}

/** API Gateway looks headers up by their exact names (src/proxy/cacheKey.ts); the broker does not. */
function* basicOnHttp2({ cache, vendors }: Warned, masked: boolean): Iterable<string> {
  if (cache.store === "dynamodb") return;
  for (const [name, { authenticationMethod }] of Object.entries(vendors))
    if (authenticationMethod === "client_secret_basic")
      yield (
        `${masked ? "A vendor" : `The vendor ${showName(name)}`} uses client_secret_basic: over HTTP/2, or from a library that sends header names in lower case, ` +
        "its credentials do not get through API Gateway and it is refused (401). It needs HTTP/1.1 and the header spelled " +
        "Authorization; if it cannot, set its authenticationMethod to client_secret_post."
      );
}

/** Auth0 allows it, and its dashboard then shows two clients that nobody can tell apart. */
function* sameNames({ vendors }: Warned, masked: boolean): Iterable<string> {
  const seen = new Map<string, string>();
  for (const [vendor, { name }] of Object.entries(vendors)) {
    const other = name === undefined ? undefined : seen.get(name);
    if (other !== undefined)
      yield (
        (masked
          ? "Two vendors have"
          : `The vendors ${showName(other)} and ${showName(vendor)} have`) +
        " the same client name at Auth0, where nobody can tell them apart: change one's name."
      );
    if (name !== undefined) seen.set(name, vendor);
  }
}

function* open({
  monitoring,
  onlyThroughProxy,
  domain,
  allowedCidrs = [],
}: Warned): Iterable<string> {
  if (monitoring && monitoring.emails.length === 0 && monitoring.topicArn === undefined)
    yield "The alarms notify nobody: set monitoring.emails or monitoring.topicArn.";
  if (onlyThroughProxy?.enforce === false)
    yield (
      "onlyThroughProxy.enforce is false: vendors can bypass the proxy and call Auth0 directly. " +
      "Set it to true, or remove onlyThroughProxy once this is deployed."
    );
  for (const range of allowedCidrs.filter((each) => each.endsWith("/0")))
    yield (
      `allowedCidrs has ${range}: any address may call the proxy. ` +
      "Name the vendors' ranges, or remove the key if that is meant."
    );
  if (domain?.keepDefaultEndpoint)
    yield (
      "domain.keepDefaultEndpoint is true: API Gateway's own host name answers as well. " +
      "Remove it once every vendor uses the new token URL."
    );
}

function* accountWide({ logs }: Warned): Iterable<string> {
  if (logs.manageAccountRole && (logs.access || logs.execution !== "off"))
    yield (
      "logs.manageAccountRole is true: this stack sets the role with which every API Gateway API of this " +
      "account and region writes logs, over one that is there. " +
      "Set it to false if another stack or team sets that role."
    );
}
