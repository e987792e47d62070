/** The token broker on the dashboard: tokens, also by vendor; outcomes of requests; function and table. */
import { DAY_SECONDS } from "../../quota";
import type { SignalName } from "../signals";
import { WINDOW_SECONDS } from "../thresholds";
import type { DashboardArgs } from "./dashboardArgs";
import { MONTH, quotaRow } from "./spent";
import { HALF, type Line, lines, logTable, metrics, type Row, shown } from "./widgets";

export function brokerRows(args: DashboardArgs): Row[] {
  const { limits, region, location, brokerLogGroup } = args;
  const { namespace, serviceName } = location.broker ?? {};
  const byVendor: Line = () => [
    {
      id: "byVendor",
      // All vendors' metrics without their names, so that the dashboard does not change with them.
      expression: `SEARCH('{"${namespace}",service,vendor} service="${serviceName}" MetricName="tokensMinted"', 'Sum', ${DAY_SECONDS})`,
    },
  ];
  const table = (title: string, query: string) =>
    logTable(
      region,
      `${brokerLogGroup}`,
      title,
      `filter ispresent(outcome) and ispresent(requestId) | ${query}`,
    );
  return [
    quotaRow(args, "tokens", "Tokens"),
    {
      height: 6,
      widgets: [
        metrics(args, HALF, "Tokens per day by vendor", [byVendor], {
          ...MONTH,
          view: "bar",
          stacked: true,
        }),
        metrics(
          args,
          HALF,
          "Outcomes of requests",
          [
            shown("brokerHits", { label: "hit" }),
            shown("brokerMinted", { label: "minted" }),
            shown("brokerRenewed", { label: "renewed" }),
            shown("brokerWaited", { label: "waited" }),
            shown("brokerStale", { label: "stale" }),
            shown("brokerRefused", { label: "refused" }),
            shown("brokerUnverified", { label: "unverified" }),
            shown("brokerUnavailable", { label: "unavailable" }),
          ],
          { period: WINDOW_SECONDS },
        ),
      ],
    },
    {
      height: 6,
      widgets: [
        table(
          "Requests by vendor and outcome",
          "stats count(*) as requests, sum(tokensMinted) as tokens by vendor, outcome | sort requests desc",
        ),
        table(
          "Slow or failed, by vendor and fault",
          "filter ispresent(fault) or outcome = 'unverified' | stats count(*) as requests, max(durationMs) as slowest by vendor, outcome, fault | sort requests desc",
        ),
      ],
    },
    {
      height: 6,
      widgets: [
        metrics(
          args,
          HALF,
          "Function and table: errors, throttles",
          ["functionErrors", "functionThrottles", "readThrottles", "writeThrottles"].map((name) =>
            shown(name as SignalName),
          ),
          { period: WINDOW_SECONDS },
        ),
        metrics(args, HALF, "Function: longest duration (ms)", [shown("functionDuration")], {
          period: WINDOW_SECONDS,
          ...lines([limits.functionMs, "alarm: 80% of the time-out"]),
        }),
      ],
    },
  ];
}
