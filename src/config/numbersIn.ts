/** Numbers that somebody wrote with a unit, or in a format for people. */

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** The numbers that a text may mean, the likeliest first, with an explanation where one is needed. */
export function* numbersIn(text: string): Iterable<readonly [value: number, how?: string]> {
  // 5,000, 5 000 and 5'000, and a decimal comma.
  if (/^\d{1,3}([,'._ ]\d{3})+$/.test(text)) yield [Number(text.replace(/\D/g, ""))];
  if (/^\d+,\d+$/.test(text)) yield [Number(text.replace(",", "."))];
  const [, amount = "", unit = ""] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/i.exec(text) ?? [];
  const seconds = /^(s(ec(ond)?s?)?|m(in(ute)?s?)?|h((ou)?rs?)?|d(ays?)?)$/i.test(unit)
    ? SECONDS[unit.charAt(0).toLowerCase()]
    : undefined;
  if (seconds !== undefined) yield [Number(amount) * seconds, "in seconds:"];
  if (unit.toLowerCase() === "k") yield [Number(amount) * 1000];
  // With another unit, or with a letter before it, as in v2.
  const [bare] = /^[a-z]? ?(\d+(?:\.\d+)?) ?[a-z/]*$/i.exec(text)?.slice(1) ?? [];
  if (bare !== undefined) yield [Number(bare)];
}
