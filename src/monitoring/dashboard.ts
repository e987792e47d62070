/** The dashboard as a plain object. Structure: CloudWatch, "Dashboard body structure and syntax". */
import { DAY_SECONDS, HOUR_SECONDS } from "../quota";
import { runbook, type RunbookArgs } from "./runbook";
import type { MetricLocation, SignalName } from "./signals";
import { MINUTE_SECONDS, type Thresholds, WINDOW_SECONDS } from "./thresholds";
import {
  COLUMNS,
  formula,
  HALF,
  hidden,
  type Line,
  lines,
  metrics,
  placed,
  type Row,
  shown,
  type Widget,
} from "./widgets";

export interface DashboardArgs extends Omit<RunbookArgs, "accessLog" | "broker"> {
  readonly region: string;
  readonly location: MetricLocation<string>;
  readonly limits: Thresholds;
  readonly alarmArns: readonly string[];
  /** undefined: no access log, so nothing that comes from it. */
  readonly accessLogGroup?: string | undefined;
  /** The token broker's; undefined with the stage cache. */
  readonly brokerLogGroup?: string | undefined;
}

/** The longest month. A widget with a start of its own keeps it, whatever the operator looks at. */
const MONTH = { start: "-P31D", period: DAY_SECONDS };

/**
 * Misses, or tokens, since the first of the month. RUNNING_SUM has no beginning of its own, so what is not in the
 * month of the last data point counts as nothing.
 */
const spent = (signal: SignalName) => [
  formula("month", `12 * YEAR(${signal}) + MONTH(${signal})`, { visible: false }),
  formula("spent", `RUNNING_SUM(IF(month == MAX(month), ${signal}, 0))`, {
    label:
      signal === "misses"
        ? "tokens since the first of the month, at most"
        : "tokens since the first of the month",
  }),
];

const HIT_RATIO = formula("hitRatio", "100 * hits / (hits + misses)", { label: "hit ratio (%)" });

export function dashboardBody(args: DashboardArgs) {
  const store = args.location.broker ? broker(args) : [numbers(args), quota(args), cache(args)];
  const rows = [overview(args), ...store, trouble(args), speed(args)];
  return {
    start: "-PT24H",
    // As set on each widget: a day's budget is meant for a day, whatever the time range.
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

function numbers(args: DashboardArgs): Row {
  const share = formula("share", `100 * spent / ${args.monthlyTokens}`, {
    label: `% of ${args.monthlyTokens}`,
  });
  const view = { view: "singleValue" };
  return {
    height: 4,
    widgets: [
      metrics(
        args,
        HALF,
        "Tokens this month, at most",
        [hidden("misses"), ...spent("misses"), share],
        {
          ...view,
          ...MONTH,
        },
      ),
      metrics(
        args,
        HALF,
        "In the time range",
        [shown("requests"), shown("hits"), shown("misses"), HIT_RATIO],
        { ...view, setPeriodToTimeRange: true, period: DAY_SECONDS },
      ),
    ],
  };
}

function quota(args: DashboardArgs): Row {
  const { monthlyTokens, limits } = args;
  return {
    height: 6,
    widgets: [
      metrics(
        args,
        HALF,
        "Tokens this month against the allowance",
        [hidden("misses"), ...spent("misses")],
        {
          ...MONTH,
          ...lines([monthlyTokens, "quota.monthlyTokens"]),
        },
      ),
      metrics(args, HALF, "Misses per day against a day's budget", [shown("misses")], {
        ...MONTH,
        view: "bar",
        ...lines([limits.missesPerDay, "a thirtieth of the allowance"]),
      }),
    ],
  };
}

function cache(args: DashboardArgs): Row {
  return {
    height: 6,
    widgets: [
      metrics(args, HALF, "Requests", [shown("requests"), shown("hits"), shown("misses")], {
        period: WINDOW_SECONDS,
      }),
      metrics(args, HALF, "Hit ratio by the hour", [hidden("hits"), hidden("misses"), HIT_RATIO], {
        period: HOUR_SECONDS,
        ...lines([args.limits.hitPercent, "alarm, in a busy hour"]),
      }),
    ],
  };
}

/** Tokens in place of misses, by vendor too; what became of each request; what the function and the table do. */
function broker(args: DashboardArgs): Row[] {
  const { monthlyTokens, limits, region, location, brokerLogGroup } = args;
  const { namespace, serviceName } = location.broker ?? {};
  const byVendor: Line = () => [
    {
      id: "byVendor",
      // All vendors' metrics, without naming one: the dashboard does not change with them.
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
    {
      height: 6,
      widgets: [
        metrics(
          args,
          HALF,
          "Tokens this month against the allowance",
          [hidden("tokens"), ...spent("tokens")],
          { ...MONTH, ...lines([monthlyTokens, "quota.monthlyTokens"]) },
        ),
        metrics(args, HALF, "Tokens per day against a day's budget", [shown("tokens")], {
          ...MONTH,
          view: "bar",
          ...lines([limits.missesPerDay, "a thirtieth of the allowance"]),
        }),
      ],
    },
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
          "What became of requests",
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

/** What metrics cannot say: the exact class of an error, and who it is. */
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

/** The first twenty rows of a Logs Insights query. */
function logTable(region: string, logGroup: string, title: string, query: string): Widget {
  return {
    type: "log",
    width: HALF,
    properties: {
      title,
      region,
      view: "table",
      query: `SOURCE '${logGroup}' | ${query} | limit 20`,
    },
  };
}
