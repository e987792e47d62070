/** A forecast as text, with a column for each TTL. */
import { columns as aligned } from "../lib/columns";
import { WIDTH } from "../lib/fit";
import { MAX_TTL_SECONDS } from "../../src/config/limits";
import type { Forecast } from "./forecast";
import { PRICES, type StoreForecast } from "./stores";
import { percent } from "./verdict";

/** How many vendors with one audience fit the quota. */
const CARRIED = "one-audience vendors that fit";

/** @param width of the tables; prose is wrapped when it is printed */
export function table(forecast: Forecast, stack: string, width = WIDTH): string {
  const { columns, allowance, days, verdict } = forecast;
  const names = Object.keys(columns[0]?.vendors ?? {});
  const rows = [
    ["vendor", ...columns.map(heading)],
    ...names.map((name) => [name, ...columns.map(({ vendors }) => vendors[name] ?? 0)]),
    ["all vendors", ...columns.map(({ bound }) => bound)],
    [`of ${allowance} (quota)`, ...columns.map(({ bound }) => percent(bound, allowance))],
    [CARRIED, ...columns.map(({ vendorsCarried }) => vendorsCarried)],
  ];
  return [
    `Stack ${stack}: the most Auth0 tokens in ${days} days with the stage cache, by TTL, if each vendor repeats one request per audience all day.`,
    "",
    ...aligned(rows, width),
    "",
    ...notes(forecast),
    `Not counted: ${forecast.notCounted}.`,
    ...cacheSize(forecast),
    "",
    `Both stores, in ${days} days; USD: ${PRICES}.`,
    "",
    ...aligned(storeRows(forecast), width),
    "",
    verdict.quota,
    verdict.outgrown,
  ].join("\n");
}

function* cacheSize({ stores, cache }: Forecast): Iterable<string> {
  if (stores.dynamodb.configured) return;
  yield (
    `Cache: ${cache.sizeGb} GB holds about ${grouped(cache.holdsTokens)} answers of 2 kB; the vendors need ${grouped(cache.neededTokens)}. ` +
    (cache.neededTokens > cache.holdsTokens
      ? "TOO SMALL: it drops the least recently used, and each costs a token when it is requested again. Raise cache.sizeGb."
      : "A full cache drops the least recently used.")
  );
}

function storeRows({ stores, allowance, columns }: Forecast): (string | number)[][] {
  const both = [stores.stage, stores.dynamodb];
  const { ttlSeconds = MAX_TTL_SECONDS } = columns.find(({ configured }) => configured) ?? {};
  const star = ({ configured }: StoreForecast) => (configured ? "*" : "");
  return [
    ["store", `stage, ${ttlSeconds} s${star(stores.stage)}`, `dynamodb${star(stores.dynamodb)}`],
    ["tokens, all vendors", ...both.map(({ bound }) => bound)],
    [`of ${allowance} (quota)`, ...both.map(({ bound }) => percent(bound, allowance))],
    [CARRIED, ...both.map(({ vendorsCarried }) => vendorsCarried)],
    ["USD, fixed", ...both.map(({ usd }) => usd.toFixed(2))],
    [
      "USD per million requests",
      ...both.map(({ usdPerMillionRequests }) => usdPerMillionRequests.toFixed(2)),
    ],
  ];
}

function heading({ ttlSeconds, configured, forbiddenBy }: Forecast["columns"][number]): string {
  return `${ttlSeconds} s${configured ? "*" : ""}${forbiddenBy.length > 0 ? "!" : ""}`;
}

function* notes({ columns, remarks }: Forecast): Iterable<string> {
  if (columns.some(({ configured }) => configured)) yield "* cache.ttlSeconds as configured";
  for (const { ttlSeconds, forbiddenBy } of columns)
    if (forbiddenBy.length > 0)
      yield `! ${ttlSeconds} s is not allowed: tokens do not live longer for ${forbiddenBy.join(", ")}`;
  // Not in the table, where a long name loses its middle, and would lose the remark's too.
  for (const remark of new Set(Object.values(remarks))) {
    const names = Object.keys(remarks).filter((name) => remarks[name] === remark);
    yield `${names.join(", ")}: ${remark}`;
  }
}

/** 250000 as 250,000 */
function grouped(number: number): string {
  return number.toLocaleString("en-GB");
}
