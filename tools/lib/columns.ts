/**
 * A table as text: the first column to the left, the others to the right.
 *
 * @param width most characters of a row, if the others leave room: a longer name in the first column loses its middle
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
/** Of a name that is cut. */
const SHORTEST = 12;

/** Both ends of a name tell more than its beginning. */
export function short(name: string, room: number): string {
  if (name.length <= room) return name;
  const tail = Math.floor(room / 2);
  return `${name.slice(0, room - tail - 1)}…${name.slice(-tail)}`;
}
