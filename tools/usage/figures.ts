/** Formats numbers and names from the log. */

export function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, "?");
}

/** With one decimal below ten. */
export function decimal(number: number): string {
  return number >= 10 || Number.isInteger(number) ? String(Math.round(number)) : number.toFixed(1);
}
