/** The dashboard as a plain object. Structure: CloudWatch, "Dashboard body structure and syntax". */
import { MINUTE_SECONDS, WINDOW_SECONDS } from "../thresholds";
import type { SignalName } from "../signals";
import type { DashboardArgs } from "./dashboardArgs";
import { brokerRows } from "./brokerRows";
import { runbook } from "./runbook";
import { stageRows } from "./stageRows";
import { COLUMNS, HALF, lines, logTable, metrics, placed, type Row, shown } from "./widgets";

export function dashboardBody(args: DashboardArgs) {
  const store = args.location.broker ? brokerRows(args) : stageRows(args);
  const rows = [overview(args), ...store, trouble(args), speed(args)];
  return {
    start: "-PT24H",
    // Each widget's own period: a day's budget is for a day, whatever the time range.
    periodOverride: "inherit",
    widgets: placed([...rows, ...logs(args)]),
  };
}

function overview({ alarmArns, accessLogGroup, ...args }: DashboardArgs): Row {
  return {
    height: 8,
    widgets: [
      {
        type: "text",
        width: 16,
        properties: {
          markdown: runbook({
            ...args,
            accessLog: accessLogGroup !== undefined,
            broker: args.location.broker !== undefined,
          }),
        },
      },
      { type: "alarm", width: 8, properties: { title: "Alarms", alarms: alarmArns } },
    ],
  };
}

function trouble(args: DashboardArgs): Row {
  const { limits, accessLogGroup } = args;
  const logged = (name: SignalName, label: string) =>
    accessLogGroup === undefined ? [] : [shown(name, { label })];
  return {
    height: 6,
    widgets: [
      metrics(
        args,
        HALF,
        "Errors by class",
        [
          shown("clientErrors", { label: "4xx" }),
          shown("serverErrors", { label: "5xx" }),
          ...logged("unavailable", "5xx in the access log"),
          ...logged("throttled", "429 by the throttle"),
        ],
        { period: WINDOW_SECONDS, ...lines([limits.serverErrors, "alarm: 5xx"]) },
      ),
      metrics(args, HALF, "Requests per minute against the throttle", [shown("requests")], {
        period: MINUTE_SECONDS,
        ...lines([limits.nearThrottle, "alarm: 80% of throttle.ratePerSecond"]),
      }),
    ],
  };
}

function speed(args: DashboardArgs): Row {
  return {
    height: 6,
    widgets: [
      metrics(
        args,
        COLUMNS,
        "Latency (ms)",
        [
          shown("latencyMedian", { label: "p50" }),
          shown("latency", { label: "p99" }),
          shown("upstreamLatency", { label: "p99 of Auth0" }),
        ],
        { period: WINDOW_SECONDS, ...lines([args.limits.latencyMs, "alarm: p99"]) },
      ),
    ],
  };
}

/** What metrics do not show: an error's exact kind and its source. */
function logs({ region, accessLogGroup }: DashboardArgs): Row[] {
  if (accessLogGroup === undefined) return [];
  const table = (title: string, query: string) =>
    logTable(region, accessLogGroup, title, `${query} | sort requests desc`);
  return [
    {
      height: 6,
      widgets: [
        table(
          "Errors by status and cause",
          "filter status like /^[45]/ | stats count(*) as requests by status, errorType, integrationStatus",
        ),
        table("Requests by address and status", "stats count(*) as requests by sourceIp, status"),
      ],
    },
  ];
}
