/** Markdown that can contain any text: an audience may have backticks and pipes. */

/** A code span, with equally many backticks at both ends (CommonMark 6.1), or an angle bracket outside of one. */
const CODE_OR_ANGLE = /(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)|</g;

/** A code span. */
export function code(text: string): string {
  const ticks = fence(text, 1);
  const padding = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return ticks + padding + text + padding + ticks;
}

/**
 * A text that somebody else wrote, in a line of prose: an e-mail address or a URL becomes a link, and any
 * other text has no effect.
 */
export function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
  // Autolinks (CommonMark 6.5).
  return /^(https?:\/\/[^\s<>]+|[\w.+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)$/.test(line)
    ? `<${line}>`
    : line.replace(/[\\`*_[\]<>&|~]/g, "\\$&");
}

export function codeBlock(language: string, lines: readonly string[]): string[] {
  const ticks = fence(lines.join("\n"), 3);
  return [ticks + language, ...lines, ticks];
}

/** @param rows cells of text and code spans: nothing in them ends a cell or begins HTML */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => "---"), ...rows].map(
    (cells) => `| ${cells.map(escaped).join(" | ")} |`,
  );
}

/** A pipe ends a cell even in a code span (GitHub Flavored Markdown 4.10); an angle bracket has no effect in one. */
function escaped(cell: string): string {
  return cell
    .replaceAll("|", "\\|")
    .replace(CODE_OR_ANGLE, (found) => (found === "<" ? "\\<" : found));
}

/** More backticks than the text has in a row. */
function fence(text: string, least: number): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(Math.max(least, longest + 1));
}
