/** A client's name as a vendor's: kebab-case, distinct, and the same in every run. */
import { createHash } from "node:crypto";

const LONGEST = 40;

/** @param taken names that are already used */
export function vendorName(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/ß/g, "ss")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  const base =
    words === "" ? `client-${hashOf(name)}` : /^\d/.test(words) ? `client-${words}` : words;
  for (let count = 1; ; count += 1) {
    const suffix = count === 1 ? "" : `-${count}`;
    const candidate = shortened(base, LONGEST - suffix.length) + suffix;
    if (!taken.has(candidate)) return candidate;
  }
}

/** Cuts at a word boundary, if there is one. */
function shortened(name: string, length: number): string {
  if (name.length <= length) return name;
  const words = name
    .slice(0, length + 1)
    .split("-")
    .slice(0, -1)
    .join("-");
  return words === "" ? name.slice(0, length) : words;
}

/** For a name without any letter or digit that ASCII can represent. */
function hashOf(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 8);
}
