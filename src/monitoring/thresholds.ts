/** The alarms' thresholds: arithmetic on the configuration, nothing else. */
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

/** Hits in a hundred requests, below which a busy hour is wrong. */
const HIT_PERCENT = 50;

/** Share of a day's budget that a single hour may cost: the month would last a week. */
const HOUR_SHARE = 1 / 4;

/** Share of what the throttle lets through that may be refused, and from which it is near. */
const REFUSED_SHARE = 1 / 20;
const NEAR_SHARE = 4 / 5;

export type Thresholds = ReturnType<typeof thresholdsOf>;

/** What the alarms' thresholds follow from. */
export interface ThresholdArgs {
  /** What is spent. */
  readonly quota: {
    /**
     * Machine-to-machine tokens that the Auth0 plan allows in a month: 1 to 1000000000. Alarms tell early that
     * they will not last.
     *
     * @example 1000
     */
    readonly monthlyTokens: number;
  };
  /** What keeps the tokens, and how long: the same as the proxy's. */
  readonly cache: Cache;
  /** What the proxy lets through: the same as the proxy's. */
  readonly throttle: ThrottleArgs;
  /** Who asks for tokens, by name, and for how many audiences: what a busy hour may cost. */
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
    /** The same in an hour; never less than vendors cost that repeat one request per audience. */
    missesPerHour: Math.max(Math.floor(missesPerDay * HOUR_SHARE), honestPerHour),
    hitPercent: HIT_PERCENT,
    /**
     * Requests in an hour, below which the hit ratio says nothing: a vendor that keeps its token asks
     * seldom, and then always misses. In a busier hour, vendors that repeat their requests, HEADROOM
     * times over, cannot miss half of the time.
     */
    busyHour: Math.ceil((100 * HEADROOM * Math.max(1, honestPerHour)) / (100 - HIT_PERCENT)),
    /** 5xx in a window: half of the requests that one vendor sends if it waits for Retry-After. */
    serverErrors: Math.floor(WINDOW_SECONDS / RETRY_AFTER_SECONDS / 2),
    /** Milliseconds: near the function's time-out, beyond which nobody gets an answer. */
    functionMs: 1000 * FUNCTION_TIMEOUT_SECONDS * NEAR_SHARE,
    /** 4xx in a window. */
    clientErrors: Math.floor(ratePerSecond * WINDOW_SECONDS * REFUSED_SHARE),
    /** Throttled requests in a window: one burst too many is forgiven. */
    throttled: burst,
    /** Requests in a minute. */
    nearThrottle: Math.floor(ratePerSecond * MINUTE_SECONDS * NEAR_SHARE),
    /** Milliseconds: half of what the gateway waits for Auth0. */
    latencyMs: UPSTREAM_TIMEOUT_MS / 2,
  };
}
