/** Which tenant's log is read, and as whom: from the environment, as for Pulumi's provider. */
import type { PartialOutputs } from "../lib/outputs";
import { UserError } from "../lib/userError";
import type { Tenant } from "./tenantLog";

/**
 * @param configured `auth0:domain` of the stack's file; as for Pulumi, it comes before the environment's
 * @throws UserError if the domain or the credentials are missing
 */
export function tenantOf(
  { issuer }: Pick<PartialOutputs, "issuer">,
  configured: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Tenant {
  const {
    AUTH0_DOMAIN: domain,
    AUTH0_CLIENT_ID: clientId,
    AUTH0_CLIENT_SECRET: clientSecret,
  } = env;
  if (!clientId || !clientSecret)
    throw new UserError(
      "AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET are not set; allowed: a machine-to-machine client of the tenant that is authorized for its Management API with read:logs; fix: set both, as for Pulumi (npm start prints those of the local run).",
    );
  return { origin: originOf(issuer, configured ?? domain), clientId, clientSecret };
}

/** The local run's tenant is its issuer; a real one's may be a custom domain, which has no Management API. */
function originOf(issuer: string | undefined, domain: string | undefined): string {
  if (issuer !== undefined && /^http:\/\/127\.0\.0\.1:\d+\/$/.test(issuer))
    return new URL(issuer).origin;
  if (domain === undefined || !/^[a-z0-9.-]+$/.test(domain))
    throw new UserError(
      `AUTH0_DOMAIN is ${domain === undefined ? "not set, and no stack's file was read" : JSON.stringify(domain)}; allowed: the tenant's own domain, in lower case and without scheme, for example example.eu.auth0.com; fix: set it, or name the stack with --stack <name>.`,
    );
  return `https://${domain}`;
}
