/** A grant in either of its two forms, and what it means. */
import type { KeyPath } from "./path";
import type { Grant } from "./types";

/** A list of scopes, or an object that has them. */
export type GrantSetting = readonly string[] | Grant;

export function grantOf(setting: GrantSetting): Grant {
  if (!("scopes" in setting)) return { scopes: setting };
  const { scopes, organizationUsage, allowAnyOrganization = false } = setting;
  // Both or neither: for a key that was removed, the provider sends nothing.
  return { scopes, ...(organizationUsage && { organizationUsage, allowAnyOrganization }) };
}

/** The path of its scopes. */
export function scopesPath(path: KeyPath, setting: GrantSetting): KeyPath {
  return "scopes" in setting ? [...path, "scopes"] : path;
}

/** Whether requests may name an organization. */
export function usesOrganizations({ organizationUsage: usage }: Grant): boolean {
  return usage === "allow" || usage === "require";
}
