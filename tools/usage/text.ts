/** A usage for people: a table with a chart, the month, what bypassed the proxy, and what nobody can know. */
import { columns } from "../lib/columns";
import { wrap } from "../lib/wrap";
import { DENIED_DIRECT } from "./exchange";
import { LEAST_DAYS, type Month } from "./month";
import { type ClientUsage, sum, type Usage } from "./usage";

export interface Report {
  /** What the tenant is called: its host. */
  readonly tenant: string;
  readonly stack?: string | undefined;
  readonly usage: Usage;
  readonly month?: Month | undefined;
  /** Vendor to the most tokens that it can cost in 30 days; undefined if no stack's file was read. */
  readonly forecast?: Readonly<Record<string, number>> | undefined;
  /** All vendors together, in 30 days. */
  readonly bound?: number | undefined;
  /** Days that the log covers, fractions too; the table's rate. */
  readonly daysRead: number;
  /** When the log begins, if that is later than what was asked for; ISO 8601. */
  readonly logBegins?: string | undefined;
  /** Said before everything else. */
  readonly remarks: readonly string[];
}

const WIDTH = 80;
/** What the table's other columns take, but for the one with a character a day. */
const FIGURES = "  tokens  a day  at most  ".length;
const FORECAST_DAYS = 30;
const BLOCKS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

export function text(report: Report): string {
  const { usage, stack, tenant } = report;
  const [first = "", last = first] = [usage.days[0], usage.days.at(-1)];
  return [
    ...wrap(
      `${stack === undefined ? "" : `Stack ${stack}, `}tenant ${tenant}: tokens that Auth0 issued from ${first} to ${last} (UTC), as its log has them.`,
    ),
    ...report.remarks.flatMap((remark) => wrap(remark)),
    "",
    ...table(report),
    "",
    ...chart(report),
    "",
    ...month(report),
    ...direct(usage),
    ...failures(usage),
    ...unknown(report),
  ].join("\n");
}

function table(report: Report): string[] {
  const { usage, forecast, bound, daysRead } = report;
  const unread = daysUnread(report);
  const spark = (byDay: readonly number[]) => sparkline(byDay, unread);
  const room = WIDTH - FIGURES - Math.max("by day".length, usage.days.length);
  const daily = (tokens: number) => (daysRead < LEAST_DAYS ? "-" : decimal(tokens / daysRead));
  const most = (tokens: number | undefined) =>
    tokens === undefined ? "-" : decimal(tokens / FORECAST_DAYS);
  const rows = [...usage.vendors, usage.others].flatMap((client) => [
    [
      nameOf(client, usage),
      client.tokens,
      daily(client.tokens),
      client === usage.others ? "" : most(forecast?.[client.name]),
      spark(client.byDay),
    ],
    ...(client === usage.others ? [] : client.audiences).map(({ audience, tokens, byDay }) => [
      `  ${audience}`,
      tokens,
      daily(tokens),
      "",
      spark(byDay),
    ]),
  ]);
  const all = ["all", usage.tokens, daily(usage.tokens), most(bound), spark(usage.byDay)];
  return columns(
    [["client, audience", "tokens", "a day", "at most", "by day"], ...rows, all].map(
      ([name, ...rest]) => [short(String(name), room), ...rest],
    ),
  );
}

function nameOf(client: ClientUsage, { others }: Usage): string {
  return client === others ? `${client.name} (${others.clients})` : client.name;
}

/** Days at the beginning that the log does not reach. */
function daysUnread({ usage, logBegins }: Report): number {
  return logBegins === undefined
    ? 0
    : usage.days.filter((day) => day < logBegins.slice(0, 10)).length;
}

/** One character a day, the tallest for the client's own busiest one; none for a day that was not read. */
function sparkline(byDay: readonly number[], unread: number): string {
  const most = Math.max(...byDay);
  return byDay
    .map((tokens, index) => {
      if (tokens === 0) return index < unread ? " " : "·";
      return BLOCKS[Math.ceil((tokens * BLOCKS.length) / most) - 1] ?? "";
    })
    .join("");
}

function chart(report: Report): string[] {
  const { days, byDay } = report.usage;
  const unread = daysUnread(report);
  const most = Math.max(1, ...byDay);
  const figure = String(most).length;
  const room = WIDTH - "2026-01-01  ".length - figure - 1;
  return days.map((day, index) => {
    const tokens = byDay[index] ?? 0;
    if (index < unread) return `${day}  ${"-".padStart(figure)}`;
    const bar = "█".repeat(Math.ceil((tokens * room) / most));
    return `${day}  ${String(tokens).padStart(figure)} ${bar}`.trimEnd();
  });
}

function month({ month }: Report): string[] {
  if (!month)
    return wrap("The outputs name no quota, so nothing can be said of what is left of the month.");
  const { allowance, counted, daysNotRead, perDay, spent, left, daysLeft, atItsEnd, runsOut } =
    month;
  const rate = perDay === undefined ? "" : `${decimal(perDay)} tokens a day`;
  const estimated =
    daysNotRead > 0 && perDay !== undefined
      ? ` The month's first ${decimal(daysNotRead)} days were not read; at ${rate} they make it ${spent}.`
      : daysNotRead > 0
        ? ` The month's first ${decimal(daysNotRead)} days were not read, so it may be more.`
        : "";
  const outlook =
    perDay === undefined
      ? "The log covers less than half a day: too little for a rate."
      : runsOut === undefined
        ? `At ${rate} it comes to ${atItsEnd ?? spent}: it lasts.`
        : left === 0
          ? `At ${rate} it is used up already.`
          : `At ${rate} it RUNS OUT on ${minute(runsOut)}, and would come to ${atItsEnd ?? spent}.`;
  return wrap(
    `This month: ${counted} of ${allowance} tokens counted.${estimated} Left: ${left}, for ${decimal(daysLeft)} days. ${outlook}`,
  );
}

function direct({ vendors }: Usage): string[] {
  const lines = vendors.flatMap(({ name, ways, failures, directAddresses }) => {
    const denied = failures[DENIED_DIRECT] ?? 0;
    return ways.direct + denied === 0
      ? []
      : [
          `${name}: ${some(ways.direct, "token")}${denied > 0 ? `, ${denied} denied` : ""}; from ${listed(directAddresses) || "addresses that are not known"}`,
        ];
  });
  return section("Asked Auth0 directly, past the proxy:", lines);
}

function failures(usage: Usage): string[] {
  const lines = [...usage.vendors, usage.others].flatMap(({ name, failures }) => {
    const reasons = Object.entries(failures).sort(([, a], [, b]) => b - a);
    return reasons.length === 0
      ? []
      : [`${name}: ${reasons.map(([reason, count]) => `${count} ${reason}`).join("; ")}`];
  });
  return section("Failed exchanges, which cost no token:", lines);
}

function section(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ["", title, ...items.flatMap(item)];
}

function item(text: string): string[] {
  return wrap(text, WIDTH - 2).map((line, index) => (index === 0 ? "- " : "  ") + line);
}

function unknown({ usage, logBegins, forecast, bound }: Report): string[] {
  const blind = sum(usage.vendors.map(({ ways }) => ways.unknown));
  return section("What this does not show:", [
    "Requests that the proxy answered from its cache are not in Auth0's log, and cost nothing.",
    "What counts is what Auth0 bills. Its log is late at times, and is kept for 1, 5, 10 or 30 days, by the plan.",
    ...(logBegins === undefined
      ? []
      : [
          `The log begins ${minute(logBegins)}: the plan keeps no more, or nothing happened before.`,
        ]),
    ...(blind > 0
      ? [
          `Whether ${some(blind, "token")} came through the proxy: the log names no user agent there, or none that Auth0 recognized.`,
        ]
      : []),
    ...(usage.ownApis > 0
      ? [
          `${some(usage.ownApis, "token")} for Auth0's own APIs: left out, because they do not count.`,
        ]
      : []),
    ...(bound === undefined
      ? ["What the vendors can cost at most: the outputs have no quota."]
      : forecast === undefined
        ? ["What each vendor can cost at most: add --stack <name>."]
        : []),
  ]);
}

function minute(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}

function some(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function listed(names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return names.slice(0, 3).map(printable).join(", ") + more;
}

/** Whatever an audience is, it breaks neither the table nor the terminal. */
function short(name: string, room: number): string {
  const clean = printable(name);
  if (clean.length <= room) return clean;
  const tail = Math.floor(room / 2);
  return `${clean.slice(0, room - tail - 1)}…${clean.slice(-tail)}`;
}

function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, "?");
}

function decimal(number: number): string {
  return number >= 10 || Number.isInteger(number) ? String(Math.round(number)) : number.toFixed(1);
}
