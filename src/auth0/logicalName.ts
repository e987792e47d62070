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
