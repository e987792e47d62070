/** A grant as it is written, in either form, and what it means. */
import type { KeyPath } from "./path";
import type { Grant } from "./types";

/** A list of scopes, or an object that has them. */
export type GrantSetting = readonly string[] | Grant;

export function grantOf(setting: GrantSetting): Grant {
  if (!("scopes" in setting)) return { scopes: setting };
  const { scopes, organizationUsage, allowAnyOrganization = false } = setting;
  // Both or neither: the provider sends nothing of a key that was there and is not any more.
  return { scopes, ...(organizationUsage && { organizationUsage, allowAnyOrganization }) };
}

/** Where its scopes stand. */
export function scopesPath(path: KeyPath, setting: GrantSetting): KeyPath {
  return "scopes" in setting ? [...path, "scopes"] : path;
}

/** Whether tokens of an organization can be asked for. */
export function usesOrganizations({ organizationUsage: usage }: Grant): boolean {
  return usage === "allow" || usage === "require";
}
