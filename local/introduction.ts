/** What `npm start` prints once it serves. */
import { TOKEN_PATH_TEXT } from "../src/proxy/tokenPath";
import { shell } from "../src/shell";
import type { Config } from "../src/config/types";
import { plainAudience } from "../tools/lib/audience";
import { curl, SECRET_VARIABLE } from "../tools/lib/curl";
import { fit } from "../tools/lib/fit";
import type { StackOutputs, VendorOutputs } from "../tools/lib/readOutputs";
import type { LocalStack } from "./localStack";
import { ORGANIZATIONS } from "./tenant/organizations";

/** How many vendors are listed; a stack may have hundreds. */
const NAMED = 5;

/** Prose is wrapped; the commands to paste come last, where a terminal shows them without scrolling. */
export function introduction(local: LocalStack, stack: string, variables: string[]): string[] {
  const { config, outputs } = local;
  const names = Object.keys(outputs.vendors);
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  const prose = [
    `Stack ${stack}, on localhost: no AWS, no Auth0, nothing leaves this machine.`,
    `Cache: ${cacheOf(local)}`,
    `Quota: the vendors can cost ${outputs.quota.bound ?? "any number of"} Auth0 tokens in 30 days; the plan allows ${outputs.quota.allowance} (npm run forecast).`,
    ...backstop(config),
    ...warnings(config),
    ...(config.allowedCidrs
      ? [`Allowed: ${config.allowedCidrs.join(", ")}; come from there with --source-ip <address>`]
      : []),
    "",
    `Token URL: ${outputs.tokenUrl}`,
    `Issuer: ${outputs.issuer}`,
    `Vendors: ${names.slice(0, NAMED).join(", ")}${more}`,
    "All outputs, secrets included: start it with --json.",
  ];
  return [fit(prose.join("\n")), ...variables, "", ...requests(local)];
}

/** The warnings that a preview shows. */
export function warnings(config: Config): string[] {
  return config.warnings.map((warning) => `Warning: ${warning}`);
}

/** A token request to paste, and one that is denied, where there is one. */
function requests({ outputs }: LocalStack): string[] {
  const first = Object.entries(outputs.vendors).find(([, { suspended }]) => !suspended);
  if (!first) return ["The stack has no vendor that is not suspended, so nobody can get a token."];
  const [name, vendor] = first;
  return [
    `A token for ${name}; run it twice, and one token is issued:`,
    ...request(vendor, outputs.store === "dynamodb"),
    ...(outputs.onlyThroughProxy?.enforce ? bypassingProxy(outputs, vendor) : []),
  ];
}

/** The deployed cache, which may differ from the configured one. */
function cacheOf({ config, deployed }: LocalStack): string {
  const { cache } = config;
  const [route] = deployed.routes;
  if (route?.integration.type === "AWS_PROXY")
    return (
      `the token broker, on a table; a new token ` +
      `${cache.store === "dynamodb" ? cache.renewBeforeSeconds : "?"} s before the old one ends. ` +
      "The log says MINTED, HIT, RENEWED, WAITED, STALE, REFUSED, UNVERIFIED or UNAVAILABLE"
    );
  const settings = route?.settings;
  const keys = route?.integration.cacheKeyParameters?.map((key) => key.split(".").at(-1));
  if (deployed.cacheSizeGb === undefined || settings?.cachingEnabled !== true)
    return "OFF: every request costs a token";
  return (
    `${deployed.cacheSizeGb} GB, TTL ${settings.cacheTtlInSeconds ?? 300} s, ` +
    `${settings.cacheDataEncrypted ? "encrypted" : "NOT ENCRYPTED"}, ` +
    `keyed by ${keys?.join(", ") || "NOTHING"}`
  );
}

/** A request to Auth0 directly, which onlyThroughProxy denies. */
function bypassingProxy({ issuer }: StackOutputs, vendor: VendorOutputs): string[] {
  return [
    "",
    fit(
      "The same request to the tenant's own token endpoint, bypassing the proxy; it is denied, and no token is issued:",
    ),
    ...request({ ...vendor, tokenUrl: new URL(TOKEN_PATH_TEXT, issuer).href }, false),
  ];
}

/** The secret has a line of its own: together with its parameter it would not fit a terminal line. */
function request(vendor: VendorOutputs, broker: boolean): string[] {
  const audience = plainAudience(vendor) ?? "";
  const organizations = vendor.organizationUsage?.[audience] === "require" ? ORGANIZATIONS : [];
  const organization = organizations
    .slice(0, 1)
    .map(({ id }) => `--data-urlencode ${shell(`organization=${id}`)}`);
  return [
    `${SECRET_VARIABLE}=${shell(vendor.clientSecret)}`,
    ...curl({ ...vendor, broker }, audience, organization),
  ];
}

/** The vendors' limits at Auth0, which the local tenant enforces. */
function backstop({ vendors }: Config): string[] {
  const limits = Object.entries(vendors).flatMap(([name, { tokenQuota }]) => {
    if (!tokenQuota) return [];
    const { perHour, perDay, enforce } = tokenQuota;
    const periods = [
      ...(perHour === undefined ? [] : [`${perHour} an hour`]),
      ...(perDay === undefined ? [] : [`${perDay} a day`]),
    ];
    return [`${name} ${periods.join(" and ")}${enforce ? "" : ", not enforced"}`];
  });
  return limits.length > 0 ? [`Backstop: tokens that Auth0 allows: ${limits.join("; ")}`] : [];
}
