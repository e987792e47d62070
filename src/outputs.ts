import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import type { VendorClient } from "./auth0/vendorClient";
import { servedBy } from "./config/audiences";
import type { Config } from "./config/types";
import { expiresInRange } from "./expiresIn";
import type { Monitoring } from "./monitoring/monitoring";
import type { TokenBroker } from "./proxy/broker/tokenBroker";
import type { TokenProxy } from "./proxy/tokenProxy";
import { budgetOf } from "./quota";
import { mapValues } from "./records";

interface Parts {
  readonly clients: Readonly<Record<string, VendorClient>>;
  readonly proxy: TokenProxy;
  readonly broker?: TokenBroker | undefined;
  readonly monitoring?: Monitoring | undefined;
}

/** The stack's outputs. Those of an optional part are left out without it: an undefined output would be an error. */
export function stackOutputs(config: Config, { clients, proxy, broker, monitoring }: Parts) {
  const { proxyUrl, tokenUrl, restApiId, stageName, domainTarget } = proxy;
  const issuer = `https://${config.issuerDomain}/`;
  return {
    proxyUrl,
    tokenUrl,
    restApiId,
    stageName,
    /** Where tokens are cached. */
    store: config.cache.store,
    ...(broker && { tableName: broker.tableName }),
    ...(domainTarget && { domainTarget }),
    region: config.region,
    issuer,
    jwksUrl: `${issuer}.well-known/jwks.json`,
    quota: quotaOutput(config),
    /** Where a vendor's developer gets help. */
    ...(config.support !== undefined && { support: config.support }),
    readme: stackReadme(),
    ...(monitoring?.dashboardUrl && { dashboardUrl: monitoring.dashboardUrl }),
    ...(config.onlyThroughProxy && { onlyThroughProxy: config.onlyThroughProxy }),
    /** What each vendor needs. clientSecret is the only masked field. */
    vendors: mapValues(clients, (client) => vendorOutput(config, client, tokenUrl)),
  };
}

/**
 * What one vendor needs. A plain object with nested outputs: a single output would be masked as a whole, because
 * the secret is.
 */
function vendorOutput(
  config: Config,
  { vendor, ...client }: Pick<VendorClient, "vendor" | "clientId" | "clientSecret" | "retiring">,
  tokenUrl: pulumi.Output<string>,
) {
  const granted = vendor.suspended ? {} : vendor.grants;
  const grants = mapValues(granted, ({ scopes }) => scopes);
  const organizations = withOrganizations(granted);
  return {
    clientId: client.clientId,
    clientSecret: client.clientSecret,
    tokenUrl,
    authenticationMethod: vendor.authenticationMethod,
    /** Audience to the scopes granted at Auth0: none while the vendor is suspended. */
    grants,
    /** Audience to the `expires_in` that the vendor gets, in seconds: a number, or a range. */
    expiresInSeconds: mapValues(granted, (_, audience) => expiresIn(config, audience)),
    /** Audience to whether a request names an organization, where it may. */
    ...(Object.keys(organizations).length > 0 ? { organizationUsage: organizations } : {}),
    ...(vendor.suspended ? { suspended: true } : {}),
    /** The client that the vendor is leaving, while it rotates with overlap. */
    ...(client.retiring ? { retiring: client.retiring } : {}),
  };
}

function withOrganizations(grants: Config["vendors"][string]["grants"]) {
  return Object.fromEntries(
    Object.entries(grants).flatMap(([audience, { organizationUsage: usage }]) =>
      usage === "allow" || usage === "require" ? [[audience, usage] as const] : [],
    ),
  );
}

/**
 * The most tokens that the vendors can cost in 30 days (see src/quota.ts), and what the plan allows. Without
 * a cache there is no bound.
 */
export function quotaOutput({ vendors, cache, quota, apis }: Config): {
  readonly bound?: number;
  readonly allowance: number;
} {
  const allowance = quota.monthlyTokens;
  if (cache.store === "none") return { allowance };
  const { bound } = budgetOf(vendors, servedBy(cache, apis), allowance);
  return { bound, allowance };
}

/** What Pulumi Cloud shows on the stack's page; it fills in the outputs that are named there, so none may be a secret. */
function stackReadme(): string {
  return readFileSync(join(__dirname, "..", "Pulumi.README.md"), "utf8");
}

function expiresIn({ apis, cache }: Config, audience: string): ExpiresIn {
  const api = apis.find(({ identifier }) => identifier === audience);
  const { atLeast, atMost } = expiresInRange(cache, api?.tokenLifetimeSeconds ?? 0);
  return atLeast === atMost ? atLeast : { atLeast, atMost };
}

type ExpiresIn = number | { readonly atLeast: number; readonly atMost: number };
