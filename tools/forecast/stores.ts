/** The stores side by side: tokens from the configuration, USD from AWS's list prices. Pure. */
import type { Config } from "../../src/config/types";
import {
  type CACHE_SIZES_GB,
  DEFAULT_CACHE_SIZE_GB,
  DEFAULT_RENEW_BEFORE_SECONDS,
} from "../../src/config/limits";
import { grantedApis, servedBy } from "../../src/config/audiences";
import type { Cache } from "../../src/config/schema/cache";
import { budgetOf, DAY_SECONDS, HOUR_SECONDS, MONTH_DAYS, vendorsCarried } from "../../src/quota";

/** What the prices are; shown next to every price. */
export const PRICES =
  "AWS list prices of us-east-1 as of November 2024, without API Gateway's own; free tiers not counted";

/** USD an hour (API Gateway, Pricing, "Caching"). */
const CLUSTER_HOUR: Readonly<Record<(typeof CACHE_SIZES_GB)[number], number>> = {
  "0.5": 0.02,
  "1.6": 0.038,
  "6.1": 0.2,
  "13.5": 0.25,
  "28.4": 0.5,
  "58.2": 1,
  "118": 1.9,
  "237": 3.8,
};
/** A custom metric, USD a month (CloudWatch). */
const METRIC = 0.3;
/** Metrics of all vendors together: one for each of eight outcomes, and the tokens. */
const COMMON_METRICS = 9;
/**
 * A million hits: the function's requests, 10 ms of 512 MB on arm64, two consistent reads of up to 4 kB,
 * and 0.6 kB of log. docs/quota.md has the calculation; the two extra writes of a token are negligible.
 */
export const PER_MILLION_HITS = 0.2 + 0.07 + 0.25 + 0.3;

const MONTH_HOURS = (MONTH_DAYS * DAY_SECONDS) / HOUR_SECONDS;

export interface StoreForecast {
  readonly configured: boolean;
  /** All vendors together, in 30 days. */
  readonly bound: number;
  /** The same of each vendor. */
  readonly vendors: Readonly<Record<string, number>>;
  readonly overspent: boolean;
  /** How many vendors with one audience fit the quota. */
  readonly vendorsCarried: number;
  /** In 30 days, for any number of requests. */
  readonly usd: number;
  readonly usdPerMillionRequests: number;
}

export interface Stores {
  readonly stage: StoreForecast;
  readonly dynamodb: StoreForecast;
  /** Above this many million requests in 30 days, the broker costs more; 0: it always does. */
  readonly breakEvenMillions: number;
}

/** @param ttlSeconds the stage cache's TTL: the configured one, or one to compare with */
export function storesOf(config: Config, ttlSeconds: number): Stores {
  const { vendors, cache } = config;
  const { sizeGb = DEFAULT_CACHE_SIZE_GB } = cache;
  const broker = asBroker(config);
  const stage = { store: "stage", ttlSeconds, sizeGb } as const;
  const ofVendors = Object.keys(vendors).length;
  const metrics = (COMMON_METRICS + ofVendors) * METRIC;
  const stores = {
    stage: {
      ...tokensWith(stage, config),
      usd: MONTH_HOURS * CLUSTER_HOUR[sizeGb],
      usdPerMillionRequests: 0,
    },
    dynamodb: {
      ...tokensWith(broker, config),
      usd: metrics,
      usdPerMillionRequests: PER_MILLION_HITS,
    },
  };
  const saved = stores.stage.usd - stores.dynamodb.usd;
  return { ...stores, breakEvenMillions: Math.max(0, Math.floor(saved / PER_MILLION_HITS)) };
}

/** The configured broker, or the default one if the store is another. */
function asBroker({ cache, apis, vendors }: Config): Cache & { readonly store: "dynamodb" } {
  if (cache.store === "dynamodb") return cache;
  const halves = grantedApis(apis, vendors).map((api) => Math.floor(api.tokenLifetimeSeconds / 2));
  const renewBeforeSeconds = Math.min(DEFAULT_RENEW_BEFORE_SECONDS, ...halves);
  return { store: "dynamodb", renewBeforeSeconds, pepperVersion: 1, standby: false };
}

function tokensWith(store: Cache, { cache, vendors, apis, quota }: Config) {
  const served = servedBy(store, apis);
  const budget = budgetOf(vendors, served, quota.monthlyTokens);
  const { bound, allowance } = budget;
  const granted = grantedApis(apis, vendors).map(({ identifier }) => served(identifier));
  const shortest = granted.length > 0 ? Math.min(...granted) : served("");
  return {
    configured: cache.store === store.store,
    vendors: budget.vendors,
    bound,
    overspent: bound > allowance,
    vendorsCarried: vendorsCarried(allowance, shortest),
  };
}
