import { allQuirks, QUIRK_NAMES, type Quirks } from "../../local/gateway/quirks";

/** A few sets that hold, together, every pair of values of every two switches. Greedy. */
export function pairwise(): Quirks[] {
  const candidates = allQuirks();
  const open = new Set(candidates.flatMap(pairs));
  const chosen: Quirks[] = [];
  while (open.size > 0) {
    const gain = (quirks: Quirks) => pairs(quirks).filter((pair) => open.has(pair)).length;
    const best = candidates.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    chosen.push(best);
    for (const pair of pairs(best)) open.delete(pair);
  }
  return chosen;
}

function pairs(quirks: Quirks): string[] {
  return QUIRK_NAMES.flatMap((one, index) =>
    QUIRK_NAMES.slice(index + 1).map((other) => `${one}=${quirks[one]},${other}=${quirks[other]}`),
  );
}
