/** Markdown in which any text may stand: an audience may hold backticks and pipes. */

/** A code span (CommonMark 6.1) that may stand in a table. */
export function code(text: string): string {
  return codeSpan(text).replaceAll("|", "\\|");
}

/** A code span outside tables, where a backslash would be seen. */
export function codeSpan(text: string): string {
  const ticks = fence(text, 1);
  const padding = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return ticks + padding + text + padding + ticks;
}

export function codeBlock(language: string, lines: readonly string[]): string[] {
  const ticks = fence(lines.join("\n"), 3);
  return [ticks + language, ...lines, ticks];
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

/** More backticks than the text has in a row. */
function fence(text: string, least: number): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(Math.max(least, longest + 1));
}
