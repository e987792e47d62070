/** A forecast as text, the TTLs side by side. */
import { columns as aligned } from "../lib/columns";
import type { Forecast } from "./forecast";
import { percent } from "./verdict";

export function table(forecast: Forecast, stack: string): string {
  const { columns, allowance, days, remarks, cache, verdict } = forecast;
  const names = Object.keys(columns[0]?.vendors ?? {});
  const rows = [
    ["vendor", ...columns.map(heading)],
    ...names.map((name) => [
      name + (remarks[name] ? ` (${remarks[name]})` : ""),
      ...columns.map(({ vendors }) => vendors[name] ?? 0),
    ]),
    ["all vendors", ...columns.map(({ bound }) => bound)],
    [`of ${allowance} (quota)`, ...columns.map(({ bound }) => percent(bound, allowance))],
    [
      "vendors of one audience that the quota carries",
      ...columns.map(({ vendorsCarried }) => vendorsCarried),
    ],
  ];
  return [
    `Stack ${stack}: the most Auth0 tokens in ${days} days, by TTL, if each vendor repeats one request per audience all day.`,
    "",
    ...aligned(rows),
    "",
    ...notes(forecast),
    `Not counted: ${forecast.notCounted}.`,
    `Cache: ${cache.sizeGb} GB holds about ${grouped(cache.holdsTokens)} answers of 2 kB; the vendors need ${grouped(cache.neededTokens)}. ` +
      (cache.neededTokens > cache.holdsTokens
        ? "TOO SMALL: the least recently used go first, and each costs a token when it is asked for again. Raise cache.sizeGb."
        : "The least recently used go first."),
    "",
    verdict.quota,
    verdict.outgrown,
  ].join("\n");
}

function heading({ ttlSeconds, configured, forbiddenBy }: Forecast["columns"][number]): string {
  return `${ttlSeconds} s${configured ? "*" : ""}${forbiddenBy.length > 0 ? "!" : ""}`;
}

function* notes({ columns }: Forecast): Iterable<string> {
  yield "* cache.ttlSeconds as configured";
  for (const { ttlSeconds, forbiddenBy } of columns)
    if (forbiddenBy.length > 0)
      yield `! ${ttlSeconds} s is not allowed: tokens do not live longer than that for ${forbiddenBy.join(", ")}`;
}

/** 250000 as 250,000 */
function grouped(number: number): string {
  return number.toLocaleString("en-GB");
}
