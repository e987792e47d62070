/** The tenant whose log is read, and the client that reads it: from the environment, as for Pulumi's provider. */
import type { PartialOutputs } from "../lib/readOutputs";
import { credentialsOf, type Tenant, tenantOrigin } from "../lib/managementApi";

/**
 * @param configured `auth0:domain` of the stack file; as for Pulumi, it overrides the environment
 * @throws UserError if the domain or the credentials are missing
 */
export function tenantOf(
  { issuer }: Pick<PartialOutputs, "issuer">,
  configured: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Tenant {
  const credentials = credentialsOf(env, "read:logs");
  return { origin: originOf(issuer, configured ?? env.AUTH0_DOMAIN), ...credentials };
}

/** The local run's tenant is its issuer. A real issuer may be a custom domain, which has no Management API. */
function originOf(issuer: string | undefined, domain: string | undefined): string {
  if (issuer !== undefined && /^http:\/\/127\.0\.0\.1:\d+\/$/.test(issuer))
    return new URL(issuer).origin;
  return tenantOrigin(domain, {
    unset: "not set, and no stack file was read",
    fix: "set it, or name the stack with --stack <name>",
  });
}
