import { createHash } from "node:crypto";

/**
 * A resource name for an audience: readable, without characters that are awkward in URNs and consoles, and
 * distinct for distinct audiences (the hash distinguishes https://x/a-b from https://x/a/b).
 */
export function audienceName(audience: string): string {
  const slug = audience
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  const hash = createHash("sha256").update(audience).digest("hex").slice(0, 8);
  return [slug.slice(0, 60).replace(/-$/, ""), hash].filter((part) => part !== "").join("-");
}

/**
 * The name of a resource that belongs to one version of a vendor's client. The version comes last, and the
 * first version has none: so the last part (`client`, `secret`, a hash in hexadecimal digits, or `v2`) makes
 * names distinct, whatever vendors are called. In the middle it would not: `acme-v2-client` could be the second
 * client of acme or the first of acme-v2.
 */
export function versionedName(vendor: string, what: string, version: number): string {
  return [vendor, what, ...(version === 1 ? [] : [`v${version}`])].join("-");
}
