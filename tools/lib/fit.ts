/** Wraps a command's output to the terminal's width. */

/** The widest that help and output get, even in a wider terminal: longer lines are hard to read. */
export const WIDTH = 80;

/** A table needs at least this many columns. */
const NARROWEST = 40;

interface Stream {
  readonly columns?: number;
  write(text: string): unknown;
}

/** The width for a stream. A pipe has none of its own. */
export function widthOf({ columns }: Pick<Stream, "columns"> = process.stdout): number {
  return Math.max(NARROWEST, Math.min(WIDTH, columns || WIDTH));
}

/** Commands in a sentence: each stays on one line, so that it can be pasted. */
const COMMANDS =
  /npm (?:start|run [\w:]+)(?: -- [^\s),;]+)?|pulumi (?:config (?:set|rm) .*?(?=, (?:or|and) |;|$)|(?:up|import)(?: --[\w-]+)*)/gm;

const NO_BREAK = "\u00a0";

/**
 * Wraps long lines. Continuation lines start below the text of the first, after its bullet or its last wide
 * gap, so that the last cell of a table's row wraps within its column.
 */
export function fit(text: string, width = widthOf()): string {
  return text
    .replaceAll(COMMANDS, (command) => command.replaceAll(" ", NO_BREAK))
    .split("\n")
    .flatMap((line) => fitLine(line, width))
    .join("\n")
    .replaceAll(NO_BREAK, " ");
}

/** Prints a text, wrapped, and a line break. */
export function say(text: string, stream: Stream = process.stdout): void {
  stream.write(`${fit(text, widthOf(stream))}\n`);
}

function fitLine(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const [margin = ""] = /^(?:.*\s{2,}|- )/.exec(line) ?? [];
  const indent = " ".repeat(margin.length);
  return wrap(line.slice(margin.length), width - margin.length).map(
    (part, index) => (index === 0 ? margin : indent) + part,
  );
}

/** A longer word gets a line of its own. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
