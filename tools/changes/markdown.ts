/** Markdown that a reviewer can trust: a contributor's names stand in it, and nothing of theirs has an effect. */
import { code } from "../lib/markdown";

const LONGEST_NAME = 80;
const MOST_ITEMS = 6;
/** Of a list's items. A dozen such lines leave the rest of a comment's 65,536 to the diff. */
const MOST_CHARACTERS = 500;

/** A line of the summary: what is said, and each thing it is said of. */
export interface Line {
  readonly title: string;
  /** What follows the title. */
  readonly note?: string;
  readonly items: readonly string[];
}

/**
 * A name of somebody else's. In a code span there is no HTML, no link, no picture and no mention; of
 * other than printable ASCII nothing is left that could end the line or turn its direction round.
 */
export function name(text: string): string {
  const clean = text.replace(/[^\x20-\x7e]/g, "?") || "?";
  const cut = clean.length > LONGEST_NAME ? `${clean.slice(0, LONGEST_NAME - 3)}...` : clean;
  return code(cut);
}

export function names(texts: readonly string[]): string {
  return some(texts.map(name), ", ");
}

/** Nothing of a line without items. */
export function lines(all: readonly Line[]): string[] {
  return all.flatMap(({ title, note = "", items }) =>
    items.length === 0 ? [] : [`- **${title}**${note}: ${some(items, "; ")}`],
  );
}

/** As many as fit, one at least, and how many more there are. */
function some(items: readonly string[], separator: string): string {
  let length = 0;
  const shown = items.slice(0, MOST_ITEMS).filter((item, index) => {
    length += item.length;
    return index === 0 || length <= MOST_CHARACTERS;
  });
  const more = items.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}
