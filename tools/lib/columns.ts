/** A table as text: the first column to the left, the others to the right. */
export function columns(rows: readonly (readonly (string | number)[])[]): string[] {
  const width = (column: number) =>
    Math.max(...rows.map((row) => String(row[column] ?? "").length));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? String(cell).padEnd(width(column)) : String(cell).padStart(width(column)),
      )
      .join("  "),
  );
}
