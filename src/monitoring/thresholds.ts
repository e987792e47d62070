/** The alarms' thresholds, calculated from the configuration. */
import type { Cache } from "../config/schema/cache";
import { ttlOf, UPSTREAM_TIMEOUT_MS } from "../expiresIn";
import { RETRY_AFTER_SECONDS } from "../proxy/gatewayResponses";
import { FUNCTION_TIMEOUT_SECONDS } from "../proxy/broker/timeout";
import type { ThrottleArgs } from "../proxy/cachingStage";
import {
  HEADROOM,
  HOUR_SECONDS,
  MONTH_DAYS,
  requestsOfAll,
  type Spender,
  tokensPerHour,
} from "../quota";

export const MINUTE_SECONDS = 60;
export const WINDOW_SECONDS = 300;

/** The lowest acceptable percentage of hits in a busy hour. */
const HIT_PERCENT = 50;

/** The share of a day's budget that one hour may cost: at that rate, the month's tokens last a week. */
const HOUR_SHARE = 1 / 4;

/** Share of what the throttle lets through that may be refused, and from which it is near. */
const REFUSED_SHARE = 1 / 20;
const NEAR_SHARE = 4 / 5;

export type Thresholds = ReturnType<typeof thresholdsOf>;

/** What the alarms' thresholds are calculated from. */
export interface ThresholdArgs {
  /** What is spent. */
  readonly quota: {
    /**
     * Machine-to-machine tokens that the Auth0 plan allows in a month: 1 to 1000000000. Alarms warn early if
     * they will not last.
     *
     * @example 1000
     */
    readonly monthlyTokens: number;
  };
  /** Where tokens are cached, and how long: the same as the proxy's. */
  readonly cache: Cache;
  /** The request rate that the proxy allows: the same as the proxy's. */
  readonly throttle: ThrottleArgs;
  /** The vendors by name, with their audiences: they decide what a busy hour may cost. */
  readonly vendors: Readonly<Record<string, Spender>>;
}

export function thresholdsOf({ quota, cache, throttle, vendors }: ThresholdArgs) {
  const missesPerDay = quota.monthlyTokens / MONTH_DAYS;
  const honestPerHour = requestsOfAll(vendors) * tokensPerHour(ttlOf(cache) || HOUR_SECONDS);
  const { ratePerSecond, burst } = throttle;
  // Whole numbers: more than 166.7 misses are more than 166.
  return {
    /** Misses, or with the broker tokens, in a day: thirty such days spend the month's tokens. */
    missesPerDay: Math.floor(missesPerDay),
    /** The same in an hour; at least the cost of vendors that repeat one request per audience. */
    missesPerHour: Math.max(Math.floor(missesPerDay * HOUR_SHARE), honestPerHour),
    hitPercent: HIT_PERCENT,
    /**
     * Requests in an hour, below which the hit ratio means nothing: a vendor that keeps its token sends few requests,
     * which always miss. In a busier hour, vendors that repeat their requests, even HEADROOM times as often, cannot
     * miss half of the time.
     */
    busyHour: Math.ceil((100 * HEADROOM * Math.max(1, honestPerHour)) / (100 - HIT_PERCENT)),
    /** 5xx in a window: half of the requests of one vendor that waits for Retry-After. */
    serverErrors: Math.floor(WINDOW_SECONDS / RETRY_AFTER_SECONDS / 2),
    /** Milliseconds: near the function's time-out, after which there is no answer. */
    functionMs: 1000 * FUNCTION_TIMEOUT_SECONDS * NEAR_SHARE,
    /** 4xx in a window. */
    clientErrors: Math.floor(ratePerSecond * WINDOW_SECONDS * REFUSED_SHARE),
    /** Throttled requests in a window: one excess burst is allowed. */
    throttled: burst,
    /** Requests in a minute. */
    nearThrottle: Math.floor(ratePerSecond * MINUTE_SECONDS * NEAR_SHARE),
    /** Milliseconds: half of the gateway's time-out for Auth0. */
    latencyMs: UPSTREAM_TIMEOUT_MS / 2,
  };
}
