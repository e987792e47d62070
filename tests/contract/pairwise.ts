import { QUIRK_NAMES, QUIRKS, type QuirkName, type Quirks } from "../../local/gateway/quirks";

/** A few sets that hold, together, every pair of values of every two switches. Greedy. */
export function pairwise(): Quirks[] {
  const open = new Set(everyPair());
  const chosen: Quirks[] = [];
  for (const [pair] of open.entries()) {
    if (!open.has(pair)) continue;
    const set = startingWith(pair, open);
    chosen.push(set);
    for (const covered of pairs(set)) open.delete(covered);
  }
  return chosen;
}

type Setting = readonly [name: QuirkName, value: string];

/** Two settings, as text that can be an element of a set. */
const pairOf = (settings: readonly Setting[]) => JSON.stringify(settings);

function everyPair(): string[] {
  const settings = QUIRK_NAMES.map((name) =>
    QUIRKS[name].values.map((value): Setting => [name, value]),
  );
  return settings.flatMap((ones, index) =>
    settings
      .slice(index + 1)
      .flatMap((others) => ones.flatMap((one) => others.map((other) => pairOf([one, other])))),
  );
}

/** The pairs of a set, or of a part of one. */
function pairs(quirks: Partial<Quirks>): string[] {
  const settings = QUIRK_NAMES.flatMap((name): Setting[] => {
    const value = quirks[name];
    return value === undefined ? [] : [[name, value]];
  });
  return settings.flatMap((one, index) =>
    settings.slice(index + 1).map((other) => pairOf([one, other])),
  );
}

/** Two settings, and for each of the other switches the value that covers most. */
function startingWith(pair: string, open: ReadonlySet<string>): Quirks {
  const gain = (quirks: Partial<Quirks>) => pairs(quirks).filter((each) => open.has(each)).length;
  let set = Object.fromEntries(JSON.parse(pair) as Setting[]) as Partial<Quirks>;
  for (const name of QUIRK_NAMES) {
    if (set[name] !== undefined) continue;
    set = QUIRKS[name].values
      .map((value): Partial<Quirks> => ({ ...set, [name]: value }))
      .reduce((best, other) => (gain(other) > gain(best) ? other : best));
  }
  return set as Quirks;
}
