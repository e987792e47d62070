/** A client's name as a vendor's: kebab-case, distinct, and the same in every run. */
import { createHash } from "node:crypto";

const LONGEST = 40;

/** @param taken names that are given already */
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

/** To whole words, where there are some. */
function shortened(name: string, length: number): string {
  if (name.length <= length) return name;
  const words = name
    .slice(0, length + 1)
    .split("-")
    .slice(0, -1)
    .join("-");
  return words === "" ? name.slice(0, length) : words;
}

/** For a name without one letter or digit that could be written in ASCII. */
function hashOf(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 8);
}
