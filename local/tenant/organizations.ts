/**
 * The tenant's organizations, and which of them a grant may be used with (Auth0, "Machine-to-Machine Access for
 * Organizations"). This program manages neither organizations nor what a grant is assigned to, so the local
 * tenant has two organizations of its own.
 */
import type { Grant } from "../../src/config/types";
import type { TenantQuirks } from "./quirks";
import { OAuthError } from "./tokenRequest";

interface Organization {
  /** Auth0 accepts the id in a request, and the name only where the tenant's settings allow it. */
  readonly id: string;
  readonly name: string;
  /** Whether every grant is assigned to it. The other needs allowAnyOrganization. */
  readonly assigned: boolean;
}

export const ORGANIZATIONS: readonly Organization[] = [
  { id: "org_local", name: "local", assigned: true },
  { id: "org_other", name: "other", assigned: false },
];

/**
 * @param asked the request's parameter
 * @returns the token's claims about it
 * @throws OAuthError with the local tenant's own text: Auth0's is unknown
 */
export function organizationClaims(
  asked: string | undefined,
  { organizationUsage: usage, allowAnyOrganization: any }: Grant,
  quirks: TenantQuirks,
): Readonly<Record<string, string>> {
  const refused = (text: string) => {
    const invalid = quirks["organization-refused"] === "400";
    return new OAuthError(invalid ? 400 : 403, invalid ? "invalid_request" : "access_denied", text);
  };
  if (!asked) {
    if (usage === "require") throw refused("This grant needs an organization.");
    return {};
  }
  if (usage !== "allow" && usage !== "require")
    throw refused("Organizations are not enabled for this grant.");
  const found = ORGANIZATIONS.find(({ id, name }) => asked === id || asked === name);
  if (!found || !(any || found.assigned))
    throw refused("The grant is not assigned to this organization.");
  return { org_id: found.id, ...(asked === found.name ? { org_name: found.name } : {}) };
}
