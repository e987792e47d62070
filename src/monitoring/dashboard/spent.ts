/** What the month has cost until now. */
import { DAY_SECONDS } from "../../quota";
import type { SignalName } from "../signals";
import type { DashboardArgs } from "./dashboardArgs";
import { formula, HALF, hidden, lines, metrics, type Row, shown } from "./widgets";

/** The longest month. A widget keeps its own start, whatever time range the operator selects. */
export const MONTH = { start: "-P31D", period: DAY_SECONDS };

/**
 * Misses, or tokens, since the first of the month. RUNNING_SUM has no start of its own, so values outside the
 * month of the last data point count as 0.
 */
export const spent = (signal: SignalName) => [
  formula("month", `12 * YEAR(${signal}) + MONTH(${signal})`, { visible: false }),
  formula("spent", `RUNNING_SUM(IF(month == MAX(month), ${signal}, 0))`, {
    label:
      signal === "misses"
        ? "tokens since the first of the month, at most"
        : "tokens since the first of the month",
  }),
];

/** What the month and each day cost, against the allowance. @param what the signal's name in a title */
export function quotaRow(args: DashboardArgs, signal: SignalName, what: string): Row {
  const { monthlyTokens, limits } = args;
  return {
    height: 6,
    widgets: [
      metrics(
        args,
        HALF,
        "Tokens this month against the allowance",
        [hidden(signal), ...spent(signal)],
        { ...MONTH, ...lines([monthlyTokens, "quota.monthlyTokens"]) },
      ),
      metrics(args, HALF, `${what} per day against a day's budget`, [shown(signal)], {
        ...MONTH,
        view: "bar",
        ...lines([limits.missesPerDay, "a thirtieth of the allowance"]),
      }),
    ],
  };
}
