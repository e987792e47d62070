/** Fits what a command says into a terminal's lines. */

/** Columns of help and of what commands say, where the terminal has no fewer: longer lines are hard to read. */
export const WIDTH = 80;

/** With fewer there is no room for a table. */
const NARROWEST = 40;

interface Stream {
  readonly columns?: number;
  write(text: string): unknown;
}

/** Of what goes to a stream. In a pipe nobody knows. */
export function widthOf({ columns }: Pick<Stream, "columns"> = process.stdout): number {
  return Math.max(NARROWEST, Math.min(WIDTH, columns || WIDTH));
}

/** In a sentence; each is one word, so that it can be pasted as it is shown. */
const COMMANDS =
  /npm (?:start|run [\w:]+)(?: -- [^\s),;]+)?|pulumi (?:config (?:set|rm) .*?(?=, (?:or|and) |;|$)|(?:up|import)(?: --[\w-]+)*)/gm;

const NO_BREAK = "\u00a0";

/**
 * Wraps what is too long. The lines that follow stand below where the text of the first begins, which is
 * after its last wide gap or its bullet: so a row of a table, whose cells are words, stays a row.
 */
export function fit(text: string, width = widthOf()): string {
  return text
    .replaceAll(COMMANDS, (command) => command.replaceAll(" ", NO_BREAK))
    .split("\n")
    .flatMap((line) => fitLine(line, width))
    .join("\n")
    .replaceAll(NO_BREAK, " ");
}

/** Says it, wrapped, on a line of its own. */
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

/** A word that is longer has a line of its own. */
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
