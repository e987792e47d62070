import { closest, distance } from "fastest-levenshtein";

/** Longer than any right name; comparing costs the product of both lengths. */
const MAX_LENGTH = 300;

/** The one of the known names that was probably meant; undefined if none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH || known.length === 0) return undefined;
  const folded = name.toLowerCase();
  const same = known.find((each) => each.toLowerCase() === folded);
  if (same !== undefined) return same;
  const best = closest(name, known);
  return distance(name, best) <= Math.max(1, Math.floor(name.length / 3)) ? best : undefined;
}
