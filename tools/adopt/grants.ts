/** Which grants of a client can be adopted unchanged, and why the others cannot. Pure. */
import { expiresInSeconds } from "../../src/expiresIn";
import { againstKeyword } from "./clients";
import type { SourceApi, SourceGrant } from "./source";

/** Why a grant is left out of the configuration, and so unchanged at Auth0. */
export function againstGrant(grant: SourceGrant, api: SourceApi | undefined): string | undefined {
  const { organization_usage: usage, allow_any_organization: any } = grant;
  if (grant.subject_type && grant.subject_type !== "client")
    return `it is for ${grant.subject_type}s, not for the client credentials grant`;
  const keyword = againstKeyword([grant.audience, ...(grant.scope ?? [])].join(" "));
  if (keyword) return keyword;
  if (!api) return "the source does not have this API; fix: export the APIs (resourceServers) too";
  if (api.proof_of_possession?.required)
    return "the API's tokens are bound to a key (proof of possession), which the proxy does not forward";
  if (expiresInSeconds(api.token_lifetime ?? Infinity, 1) <= 0)
    return `tokens that live ${api.token_lifetime ?? 0} s are too short-lived for a cache`;
  if (grant.allow_all_scopes)
    return "it allows all scopes of the API (allow_all_scopes), and the configuration lists scopes";
  if ((grant.authorization_details_types?.length ?? 0) > 0)
    return "it has authorization_details_types, which the configuration does not";
  if (any && usage !== "allow" && usage !== "require")
    return `it allows any organization (allow_any_organization), and denies organizations (organization_usage: ${usage ?? "not set"}); fix: settle it at Auth0`;
  return undefined;
}

/** For the configuration. It includes the source's settings for organizations, which would otherwise look removed. */
export function grantOfSource({
  scope,
  organization_usage: usage,
  allow_any_organization: any,
}: SourceGrant) {
  const scopes = scope ?? [];
  return usage
    ? { scopes, organizationUsage: usage, ...(any ? { allowAnyOrganization: true } : {}) }
    : scopes;
}

export type AdoptedGrant = ReturnType<typeof grantOfSource>;
