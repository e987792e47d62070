/**
 * Auth0's own APIs, which every tenant comes with (Auth0, "Auth0 APIs"): they cannot be created or changed, and
 * tokens for them do not count towards the tenant's quota ("Management API Access Tokens", Token quotas).
 */
const PATHS = ["api/v2/", "userinfo", "mfa/", "me/"];

/** @param domains the tenant's, its custom domain among them. Default: any tenant's under auth0.com. */
export function isOwnApi(audience: string, domains?: readonly string[]): boolean {
  const [, domain = "", path = ""] = /^https:\/\/([^/]+)\/(.*)$/.exec(audience) ?? [];
  return PATHS.includes(path) && (domains?.includes(domain) ?? /(^|\.)auth0\.com$/.test(domain));
}
