/**
 * A table as text: the first column to the left, the others to the right.
 *
 * @param width the longest row, where the other columns leave room: longer names in the first column lose their middle
 */
export function columns(
  rows: readonly (readonly (string | number)[])[],
  width = Infinity,
): string[] {
  const widths = Array.from({ length: Math.max(...rows.map((row) => row.length)) }, (_, column) =>
    Math.max(...rows.map((row) => String(row[column] ?? "").length)),
  );
  const [first = 0, ...others] = widths;
  const left = width - others.reduce((sum, each) => sum + GAP.length + each, 0);
  const room = Math.min(first, Math.max(SHORTEST, left));
  return rows.map(([name = "", ...cells]) =>
    [
      short(String(name), room).padEnd(room),
      ...cells.map((cell, index) => String(cell).padStart(others[index] ?? 0)),
    ].join(GAP),
  );
}

const GAP = "  ";
/** The least that is left of a shortened name. */
const SHORTEST = 12;

/** Keeps both ends: they tell names apart better than the beginning alone. */
export function short(name: string, room: number): string {
  if (name.length <= room) return name;
  const tail = Math.floor(room / 2);
  return `${name.slice(0, room - tail - 1)}…${name.slice(-tail)}`;
}
