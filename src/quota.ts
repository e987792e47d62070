/**
 * The quota as a budget: how many tokens the configuration can cost, before anything is created. Pure
 * arithmetic, used by `npm run forecast`, the preview's check and the backstop at Auth0.
 */
import { isOwnApi } from "./config/ownApis";
import { MAX_TTL_SECONDS } from "./config/limits";
import { expiresInSeconds } from "./expiresIn";
import { mapValues } from "./records";

export const HOUR_SECONDS = 3600;
export const DAY_SECONDS = 86_400;
export const DAY_MILLISECONDS = DAY_SECONDS * 1000;

/** Days in a month of the quota. */
export const MONTH_DAYS = 30;

/** TTLs that the commands compare, in seconds: from API Gateway's default to its longest. */
export const COMPARED_TTLS_SECONDS = [300, 900, 1800, 3600] as const;

/**
 * Tokens that the derived backstop allows for each one that a well-behaved vendor needs. API Gateway is not known
 * to merge concurrent misses, so a few workers whose entries expire together must not lock their vendor out.
 */
export const HEADROOM = 4;

/**
 * Extra tokens that the derived backstop allows in an hour, for many workers that start at once on an empty cache,
 * or for a run of `npm run verify`. The day has no such extra, so there is room for one or two.
 */
export const COLD_START = 32;

/** What the bound does not cover: only repetitions of one request can be calculated. */
export const UNCOVERED = {
  stage:
    "several bodies for one audience, concurrent misses, and a cache that is flushed, resized or full",
  dynamodb:
    "several sets of scopes or organizations for one audience, a secret that the stack does not know yet, a function that fails while it calls Auth0, and tokens that a flush or a change invalidates",
} as const;

/** What decides how many tokens a vendor can cost. */
export interface Spender {
  /**
   * The audiences that it may get tokens for are its keys.
   *
   * @example { "https://api.example.com/orders": ["read:orders"] }
   */
  readonly grants: Readonly<Record<string, unknown>>;
  /** true: it gets no tokens. */
  readonly suspended: boolean;
  /** overlap: it has two clients, and each may get a token. */
  readonly rotation: "cut" | "overlap";
}

export interface Budget {
  /** Vendor to the most tokens that it can cost in 30 days. */
  readonly vendors: Readonly<Record<string, number>>;
  /** All of them together. */
  readonly bound: number;
  /** What the tenant's plan allows in a month: `quota.monthlyTokens`. */
  readonly allowance: number;
}

/**
 * The most that all vendors can cost in 30 days if each repeats one request per audience all day,
 * with each of its clients. Tokens for Auth0's own APIs cost nothing. See UNCOVERED for what else that
 * leaves out.
 *
 * @param served how long one token is used, in seconds: the TTL, or a number for each audience
 */
export function budgetOf(
  vendors: Readonly<Record<string, Spender>>,
  served: number | ((audience: string) => number),
  allowance: number,
): Budget {
  const servedOf = typeof served === "number" ? () => served : served;
  const perVendor = mapValues(vendors, (vendor) =>
    Object.keys(vendor.grants)
      .filter((audience) => !isOwnApi(audience))
      .map((audience) => clientsOf(vendor) * tokensPerMonth(servedOf(audience)))
      .reduce((sum, tokens) => sum + tokens, 0),
  );
  return {
    vendors: perVendor,
    bound: Object.values(perVendor).reduce((sum, tokens) => sum + tokens, 0),
    allowance,
  };
}

/** Distinct requests that all vendors together repeat. */
export function requestsOfAll(vendors: Readonly<Record<string, Spender>>): number {
  return Object.values(vendors).reduce((sum, vendor) => sum + requestsOf(vendor), 0);
}

/** Distinct requests that a vendor repeats: one per audience and client. */
export function requestsOf(vendor: Spender): number {
  return Object.keys(vendor.grants).length * clientsOf(vendor);
}

/** Clients with which a vendor asks: a rotation gives it two, a suspension none. */
function clientsOf({ suspended, rotation }: Spender): number {
  if (suspended) return 0;
  return rotation === "overlap" ? 2 : 1;
}

/** Tokens that one repeated request costs in 30 days: one per TTL. @param servedSeconds how long one token is used */
export function tokensPerMonth(servedSeconds: number): number {
  return Math.ceil((MONTH_DAYS * DAY_SECONDS) / servedSeconds);
}

/** The same in a day. */
export function tokensPerDay(servedSeconds: number): number {
  return Math.ceil(DAY_SECONDS / servedSeconds);
}

/** The same in an hour. */
export function tokensPerHour(servedSeconds: number): number {
  return Math.ceil(HOUR_SECONDS / servedSeconds);
}

/** How many vendors of one audience fit the allowance, if each repeats its request all day. */
export function vendorsCarried(allowance: number, ttlSeconds: number): number {
  return Math.floor(allowance / tokensPerMonth(ttlSeconds));
}

/**
 * The longest useful TTL, in seconds. API Gateway keeps nothing for longer than an hour; and beyond
 * about half of a token's life, expires_in would be shorter than the TTL.
 *
 * @param tokenLifetimesSeconds of the APIs that are granted
 */
export function longestTtl(tokenLifetimesSeconds: readonly number[]): number {
  return tokenLifetimesSeconds.reduce(
    (longest, lifetime) =>
      Math.min(longest, Math.max(1, Math.floor(expiresInSeconds(lifetime, 0) / 2))),
    MAX_TTL_SECONDS,
  );
}

/** A token quota of Auth0's for one client (Early Access). */
export interface ClientQuota {
  /**
   * Tokens in an hour of the clock (UTC): 1 to 1000000000. Default: no limit for the hour.
   *
   * @example 10
   */
  readonly perHour?: number | undefined;
  /**
   * Tokens in a day (UTC): 1 to 1000000000. Default: no limit for the day.
   *
   * @example 100
   */
  readonly perDay?: number | undefined;
  /** false: Auth0 only notes it in its logs. */
  readonly enforce: boolean;
}

/**
 * `tokenQuota: auto`: what one client needs for its audiences, with room. Auth0 counts in clock hours
 * and days (UTC); two tokens for one request are a TTL apart, so rounding up covers where they fall.
 *
 * @param servedSeconds how long one token is used: the TTL, or with the broker most of its life
 * @param extraPerDay for a need so small that a single run of `npm run verify` would use up its day
 */
export function derivedClientQuota(
  audiences: number,
  servedSeconds: number,
  extraPerDay = 0,
): ClientQuota {
  return {
    perHour: HEADROOM * audiences * tokensPerHour(servedSeconds) + COLD_START,
    perDay: HEADROOM * audiences * tokensPerDay(servedSeconds) + extraPerDay,
    enforce: true,
  };
}
