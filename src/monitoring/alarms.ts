/** The alarms as plain values. monitoring.ts turns them into resources; docs/monitoring.md explains them. */
import { DAY_SECONDS, HOUR_SECONDS } from "../quota";
import type { SignalName } from "./signals";
import { MINUTE_SECONDS, type Thresholds, WINDOW_SECONDS } from "./thresholds";

/** Metric math. Its variables are signals, by name. */
export interface Formula {
  readonly expression: string;
  readonly signals: readonly SignalName[];
}

export interface Alarm {
  /** Suffix of the resource's name. */
  readonly name: string;
  /** The e-mail's text: what it means, and what to do. */
  readonly description: string;
  readonly watches: SignalName | Formula;
  readonly comparison: "GreaterThanThreshold" | "LessThanThreshold";
  readonly threshold: number;
  readonly periodSeconds: number;
  /** The alarm needs this many of the last `periods` beyond the threshold. */
  readonly breaching: number;
  /**
   * CloudWatch allows `periodSeconds * periods` up to a day, or seven days for periods of an hour or
   * more. A month does not fit, so the month's allowance is watched as a thirtieth of it.
   */
  readonly periods: number;
}

/** FILL: AWS does not clearly document whether a missing value counts as 0 next to an existing one. */
const CACHED = "FILL(hits, 0) + FILL(misses, 0)";

/** @param accessLog whether there is an access log, for the signals that come from it */
export function declareAlarms(
  limits: Thresholds,
  accessLog: boolean,
  broker: boolean,
): readonly Alarm[] {
  return [
    ...(broker ? brokerAlarms(limits) : cacheAlarms(limits)),
    ...endpointAlarms(limits, accessLog, broker),
  ];
}

function cacheAlarms(limits: Thresholds): readonly Alarm[] {
  return [
    above("misses-per-day", "misses", limits.missesPerDay, DAY_SECONDS, {
      description:
        "More cache misses in 24 hours than a thirtieth of quota.monthlyTokens. Each can be an Auth0 token: at this pace the month's tokens do not last. Run npm run forecast, and find the vendor whose requests differ each time.",
    }),
    above("misses-per-hour", "misses", limits.missesPerHour, HOUR_SECONDS, {
      description:
        "More cache misses in an hour than a quarter of a day's budget of Auth0 tokens: the month's tokens would be gone in a week. After a flush this clears by itself; otherwise find the vendor, and suspend it or give it a tokenQuota.",
    }),
    {
      name: "hit-ratio",
      description:
        "A busy hour in which most token requests missed the cache. Vendors that repeat their requests cannot cause that: somebody sends a different body each time, or the cache is off or does not work. Run npm run verify.",
      watches: {
        // Without a cache AWS counts neither, and every request is a miss.
        expression:
          `IF(${CACHED} > 0, IF(${CACHED} >= ${limits.busyHour}, 100 * FILL(hits, 0) / (${CACHED}), 100), ` +
          `IF(asked >= ${limits.busyHour}, 0, 100))`,
        signals: ["hits", "misses", "asked"],
      },
      comparison: "LessThanThreshold",
      threshold: limits.hitPercent,
      periodSeconds: HOUR_SECONDS,
      breaching: 1,
      periods: 1,
    },
  ];
}

/** Faults of the endpoint, with any store. */
function endpointAlarms(limits: Thresholds, accessLog: boolean, broker: boolean): readonly Alarm[] {
  return [
    above("server-errors", unavailable(accessLog), limits.serverErrors, WINDOW_SECONDS, {
      description: broker
        ? "Vendors get no tokens: Auth0 is down, slow or out of quota, or the token broker or its table fails. The alarms unavailable, function-errors and table-throttles show which."
        : "Vendors get no tokens: Auth0 is down, slow or out of quota, or a body has line breaks. See Auth0's status page and the tenant's logs.",
      breaching: 2,
      periods: 3,
    }),
    above("client-errors", "clientErrors", limits.clientErrors, WINDOW_SECONDS, {
      description:
        "A burst of refused requests: wrong or old credentials, an audience without a grant, somebody guessing secrets, or the throttle. The access log has the addresses.",
    }),
    ...(accessLog
      ? [
          above("throttled", "throttled", limits.throttled, WINDOW_SECONDS, {
            description:
              "Requests are refused with 429 by the proxy's throttle, which all vendors share. Find the source in the access log, or raise throttle.ratePerSecond and throttle.burst.",
          }),
        ]
      : []),
    above("near-throttle", "requests", limits.nearThrottle, MINUTE_SECONDS, {
      description:
        "Requests come at 80% or more of throttle.ratePerSecond. Beyond it, every vendor is refused with 429.",
      breaching: 3,
      periods: 5,
    }),
    above("latency", "latency", limits.latencyMs, WINDOW_SECONDS, {
      description:
        "The slowest of a hundred token requests takes 5 seconds or more. Auth0 is slow; after the time-out vendors get 504, or 503 from the token broker.",
      breaching: 3,
      periods: 3,
    }),
  ];
}

/** Instead of the upper bound by misses: the broker counts the tokens themselves. */
function brokerAlarms(limits: Thresholds): readonly Alarm[] {
  return [
    above("tokens-per-day", "tokens", limits.missesPerDay, DAY_SECONDS, {
      description:
        "More Auth0 tokens in 24 hours than a thirtieth of quota.monthlyTokens: at this pace the month's tokens do not last. The dashboard shows them by vendor; npm run forecast shows what they should cost.",
    }),
    above("tokens-per-hour", "tokens", limits.missesPerHour, HOUR_SECONDS, {
      description:
        "More Auth0 tokens in an hour than a quarter of a day's budget. After a flush, or a change that invalidates tokens, this clears by itself; otherwise find the vendor on the dashboard and suspend it, which works at once.",
    }),
    above("unavailable", "brokerUnavailable", limits.serverErrors, WINDOW_SECONDS, {
      description:
        "The token broker answers 503. Its log has the reason: fault is upstream (Auth0), store or an error's name (the table), misfit (a token that does not fit the client's item: refresh the stack).",
      breaching: 2,
      periods: 3,
    }),
    above("unverified", "brokerUnverified", 0, WINDOW_SECONDS, {
      description:
        "A client uses a secret that the stack does not know: it is wrong, or was rotated at Auth0 by hand. If it was rotated, refresh the stack: pulumi up --refresh. Until then it costs up to 24 tokens an hour, and the old secret still works.",
      breaching: 3,
      periods: 3,
    }),
    above("function-errors", "functionErrors", 0, WINDOW_SECONDS, {
      description: "The token broker's function crashed or timed out. Its log has the reason.",
    }),
    above("function-throttles", "functionThrottles", 0, WINDOW_SECONDS, {
      description:
        "Lambda refused to run the token broker: the account's concurrency is used up. Vendors get 5xx. Raise the limit, or find what uses it.",
    }),
    above("function-duration", "functionDuration", limits.functionMs, WINDOW_SECONDS, {
      description:
        "A request took 80% of the function's time-out. Auth0 or the table is slow, or many requests wait for a token whose request has died.",
      breaching: 2,
      periods: 3,
    }),
    above(
      "table-throttles",
      {
        expression: "FILL(readThrottles, 0) + FILL(writeThrottles, 0)",
        signals: ["readThrottles", "writeThrottles"],
      },
      0,
      WINDOW_SECONDS,
      {
        description:
          "DynamoDB throttles the token broker's table: one vendor sends more than about 1,500 requests a second, or the account's limit is reached. Vendors get 503.",
      },
    ),
  ];
}

function above(
  name: string,
  watches: Alarm["watches"],
  threshold: number,
  periodSeconds: number,
  more: Pick<Alarm, "description"> & Partial<Pick<Alarm, "breaching" | "periods">>,
): Alarm {
  return {
    name,
    watches,
    comparison: "GreaterThanThreshold",
    threshold,
    periodSeconds,
    breaching: 1,
    periods: 1,
    ...more,
  };
}

/** The greater of both counts: by AWS's documentation, 5XXError may miss an outage (signals.ts). */
function unavailable(accessLog: boolean): Alarm["watches"] {
  return accessLog
    ? {
        // Not MAX: CloudWatch advises against it in alarms. FILL: a missing log must not hide the metric.
        expression:
          "IF(FILL(unavailable, 0) > FILL(serverErrors, 0), FILL(unavailable, 0), FILL(serverErrors, 0))",
        signals: ["serverErrors", "unavailable"],
      }
    : "serverErrors";
}
