import { createHash } from "node:crypto";

/**
 * A resource name for an audience: readable, without the characters that URNs and consoles mind, and
 * distinct for distinct audiences (the hash tells https://x/a-b from https://x/a/b).
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
 * The name of a vendor's resource that belongs to its client of some version. The version comes last,
 * and is left out of the first: so the last part tells the names of all versions apart (`client`,
 * `secret`, a hash in hexadecimal digits, or `v2`), whatever vendors are called. In the middle it could
 * not: `acme-v2-client` would be the second client of acme, and the first of acme-v2.
 */
export function versionedName(vendor: string, what: string, version: number): string {
  return [vendor, what, ...(version === 1 ? [] : [`v${version}`])].join("-");
}
