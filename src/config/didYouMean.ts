import { closest, distance } from "fastest-levenshtein";

/** Longer than any valid name; comparing costs the product of both lengths. */
const MAX_LENGTH = 300;

/** The one of the known names that was probably meant; undefined if none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH || known.length === 0) return undefined;
  const folded = name.toLowerCase();
  const same = known.find((each) => each.toLowerCase() === folded);
  if (same !== undefined) return same;
  // Two swapped letters count as two steps.
  const swapped = only(known.filter((each) => lettersOf(each) === lettersOf(folded)));
  if (swapped !== undefined) return swapped;
  const best = closest(name, known);
  if (distance(name, best) <= Math.max(1, Math.floor(name.length / 3))) return best;
  return only(known.filter((each) => folded.length > 3 && each.toLowerCase().includes(folded)));
}

/** The one that has a word of the name in it, as ttlMinutes and ttlSeconds have; undefined if several do. */
export function withItsWord(name: string, known: readonly string[]): string | undefined {
  const words = wordsOf(name);
  const shared = known.map((each) => wordsOf(each).filter((word) => words.includes(word)).length);
  const most = Math.max(0, ...shared);
  return most === 0 ? undefined : only(known.filter((_, index) => shared[index] === most));
}

function lettersOf(name: string): string {
  return Array.from(name.toLowerCase()).sort().join("");
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word.length > 2);
}

function only(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}
