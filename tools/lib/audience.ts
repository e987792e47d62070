/** What to ask for, where any of a vendor's audiences will do. Pure. */
import type { PartialVendor } from "./readOutputs";

/** An audience that can be asked for without naming an organization, or else the first. */
export function plainAudience({
  grants = {},
  organizationUsage = {},
}: Pick<PartialVendor, "grants" | "organizationUsage">): string | undefined {
  const audiences = Object.keys(grants);
  return audiences.find((each) => organizationUsage[each] !== "require") ?? audiences[0];
}
