/** Usage as a table, with a character per day in each row, and as a chart of all days. */
import { columns } from "../lib/columns";
import { LEAST_DAYS } from "./month";
import { decimal, printable } from "./figures";
import type { Report } from "./report";
import type { ClientUsage, Usage } from "./usage";

const FORECAST_DAYS = 30;
const BLOCKS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

export function table(report: Report, width: number): string[] {
  const { usage, forecast, bound, daysRead } = report;
  const unread = daysUnread(report);
  const spark = (byDay: readonly number[]) => sparkline(byDay, unread);
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
      `  ${printable(audience)}`,
      tokens,
      daily(tokens),
      "",
      spark(byDay),
    ]),
  ]);
  const all = ["all", usage.tokens, daily(usage.tokens), most(bound), spark(usage.byDay)];
  return columns(
    [["client, audience", "tokens", "a day", "at most", "by day"], ...rows, all],
    width,
  );
}

function nameOf(client: ClientUsage, { others }: Usage): string {
  return client === others ? `${client.name} (${others.clients})` : client.name;
}

/** Days at the beginning that the log does not cover. */
function daysUnread({ usage, logBegins }: Report): number {
  return logBegins === undefined
    ? 0
    : usage.days.filter((day) => day < logBegins.slice(0, 10)).length;
}

/** One character a day, the tallest for the client's busiest day; a space for a day that was not read. */
function sparkline(byDay: readonly number[], unread: number): string {
  const most = Math.max(...byDay);
  return byDay
    .map((tokens, index) => {
      if (tokens === 0) return index < unread ? " " : "·";
      return BLOCKS[Math.ceil((tokens * BLOCKS.length) / most) - 1] ?? "";
    })
    .join("");
}

export function chart(report: Report, width: number): string[] {
  const { days, byDay } = report.usage;
  const unread = daysUnread(report);
  const most = Math.max(1, ...byDay);
  const figure = String(most).length;
  const room = width - "2026-01-01  ".length - figure - 1;
  return days.map((day, index) => {
    const tokens = byDay[index] ?? 0;
    if (index < unread) return `${day}  ${"-".padStart(figure)}`;
    const bar = "█".repeat(Math.ceil((tokens * room) / most));
    return `${day}  ${String(tokens).padStart(figure)} ${bar}`.trimEnd();
  });
}
