/** Usage as text: a table with a chart, the month, what bypassed the proxy, and what the log does not show. */
import { fit, WIDTH } from "../lib/fit";
import { DENIED_DIRECT } from "./exchange";
import { decimal, printable } from "./figures";
import type { Report } from "./report";
import { chart, table } from "./table";
import { sum, type Usage } from "./usage";

/** @param width of the terminal */
export function text(report: Report, width = WIDTH): string {
  const { usage, stack, tenant } = report;
  const [first = "", last = first] = [usage.days[0], usage.days.at(-1)];
  const lines = [
    `${stack === undefined ? "" : `Stack ${stack}, `}tenant ${tenant}: tokens that Auth0 issued from ${first} to ${last} (UTC), from its log.`,
    ...report.remarks,
    "",
    ...table(report, width),
    "",
    ...chart(report, width),
    "",
    month(report),
    ...direct(usage),
    ...failures(usage),
    ...unknown(report),
  ];
  return fit(lines.join("\n"), width);
}

function month({ month }: Report): string {
  if (!month) return "The outputs have no quota, so what is left of the month is unknown.";
  const { allowance, counted, daysNotRead, perDay, spent, left, daysLeft, atItsEnd, runsOut } =
    month;
  const rate = perDay === undefined ? "" : `${decimal(perDay)} tokens a day`;
  const estimated =
    daysNotRead > 0 && perDay !== undefined
      ? ` The month's first ${decimal(daysNotRead)} days were not read; at ${rate} they bring it to ${spent}.`
      : daysNotRead > 0
        ? ` The month's first ${decimal(daysNotRead)} days were not read, so the real figure may be higher.`
        : "";
  const outlook =
    perDay === undefined
      ? "The log covers less than half a day: too little for a rate."
      : runsOut === undefined
        ? `At ${rate} the month ends at ${atItsEnd ?? spent}: the quota lasts.`
        : left === 0
          ? `At ${rate} the quota is already used up.`
          : `At ${rate} the quota RUNS OUT on ${minute(runsOut)}; the month would end at ${atItsEnd ?? spent}.`;
  return `This month: ${counted} of ${allowance} tokens counted.${estimated} Left: ${left}, for ${decimal(daysLeft)} days. ${outlook}`;
}

function direct({ vendors }: Usage): string[] {
  const lines = vendors.flatMap(({ name, tokensByRoute, failures, directAddresses }) => {
    const denied = failures[DENIED_DIRECT] ?? 0;
    return tokensByRoute.direct + denied === 0
      ? []
      : [
          `${name}: ${some(tokensByRoute.direct, "token")}${denied > 0 ? `, ${denied} denied` : ""}; from ${listed(directAddresses) || "unknown addresses"}`,
        ];
  });
  return section("Called Auth0 directly, bypassing the proxy:", lines);
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
  return items.length === 0 ? [] : ["", title, ...items.map((item) => `- ${item}`)];
}

function unknown({ usage, logBegins, forecast, bound }: Report): string[] {
  const blind = sum(usage.vendors.map(({ tokensByRoute }) => tokensByRoute.unknown));
  return section("What this does not show:", [
    "Requests that the proxy answers from its cache: they are not in Auth0's log, and cost nothing.",
    "What Auth0 bills, which is what counts. Its log can be late, and is kept for 1, 5, 10 or 30 days, depending on the plan.",
    ...(logBegins === undefined
      ? []
      : [
          `The log begins ${minute(logBegins)}: the plan keeps no more, or there were no earlier events.`,
        ]),
    ...(blind > 0
      ? [
          `Whether ${some(blind, "token")} came through the proxy: the log has no user agent there, or none that Auth0 recognized.`,
        ]
      : []),
    ...(usage.ownApis > 0
      ? [
          `${some(usage.ownApis, "token")} for Auth0's own APIs: left out, because they do not count towards the quota.`,
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
