/** Markdown that a reviewer can trust: it contains a contributor's names, but none of them has an effect. */
import { code } from "../lib/markdown";

const LONGEST_NAME = 80;
const MOST_ITEMS = 6;
/** For a list's items. A dozen such lines leave room for the diff in a comment's 65,536 characters. */
const MOST_CHARACTERS = 500;

/** A line of the summary: a title, and the items that it applies to. */
export interface Line {
  readonly title: string;
  /** What follows the title. */
  readonly note?: string;
  readonly items: readonly string[];
}

/**
 * A name that somebody else chose. A code span prevents HTML, links, pictures and mentions; only printable
 * ASCII is kept, so that nothing can end the line or reverse its direction.
 */
export function name(text: string): string {
  const clean = text.replace(/[^\x20-\x7e]/g, "?") || "?";
  const cut = clean.length > LONGEST_NAME ? `${clean.slice(0, LONGEST_NAME - 3)}...` : clean;
  return code(cut);
}

export function names(texts: readonly string[]): string {
  return some(texts.map(name), ", ");
}

/** Leaves out lines without items. */
export function lines(all: readonly Line[]): string[] {
  return all.flatMap(({ title, note = "", items }) =>
    items.length === 0 ? [] : [`- **${title}**${note}: ${some(items, "; ")}`],
  );
}

/** As many items as fit, at least one, and how many more there are. */
function some(items: readonly string[], separator: string): string {
  let length = 0;
  const shown = items.slice(0, MOST_ITEMS).filter((item, index) => {
    length += item.length;
    return index === 0 || length <= MOST_CHARACTERS;
  });
  const more = items.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}
