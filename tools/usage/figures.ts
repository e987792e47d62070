/** How numbers and other people's names are written. */

export function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, "?");
}

/** With one digit where there is less than ten. */
export function decimal(number: number): string {
  return number >= 10 || Number.isInteger(number) ? String(Math.round(number)) : number.toFixed(1);
}
