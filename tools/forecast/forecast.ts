/** What a configuration can cost at each TTL, and how many vendors each store can serve. Pure. */
import { parseConfig, type RawConfig } from "../../src/config/parse";
import type { Config, Vendor } from "../../src/config/types";
import { isOwnApi } from "../../src/config/ownApis";
import { usesOrganizations } from "../../src/config/grant";
import { DEFAULT_CACHE_SIZE_GB, MAX_TTL_SECONDS } from "../../src/config/limits";
import { grantedApis } from "../../src/config/audiences";
import { expiresInSeconds, ttlOf } from "../../src/expiresIn";
import {
  budgetOf,
  COMPARED_TTLS_SECONDS,
  longestTtl,
  MONTH_DAYS,
  requestsOfAll,
  UNCOVERED,
  vendorsCarried,
} from "../../src/quota";
import { type Stores, storesOf } from "./stores";
import { type Column, type Verdict, verdictOf } from "./verdict";

/** Size of one cached answer, in bytes: a token of some hundred bytes to 3 kB, and its key. */
const CACHED_TOKEN_BYTES = 2000;
/** AWS does not say which gigabyte it means; this is the smaller. */
const GIGABYTE = 1e9;

export interface Forecast {
  readonly days: number;
  /** quota.monthlyTokens */
  readonly allowance: number;
  readonly onOverspend: Config["quota"]["onOverspend"];
  /** Vendor to why it does not cost exactly one request per audience, or to another remark. */
  readonly remarks: Readonly<Record<string, string>>;
  /** In the order of their TTLs. */
  readonly columns: readonly Column[];
  readonly cache: {
    readonly sizeGb: string;
    /** How many answers of about 2 kB it holds before it drops the least recently used. */
    readonly holdsTokens: number;
    /** How many the vendors need. */
    readonly neededTokens: number;
  };
  /** What the bound does not cover. */
  readonly notCounted: string;
  /** Both stores, the stage cache at the configured TTL. */
  readonly stores: Stores;
  readonly verdict: Verdict;
}

/** The keys of the configuration that it reads. */
export const NEEDS = ["cache", "quota", "tokenQuota", "apis", "vendors"] as const;

/** @throws ConfigError if the configuration is invalid; overspending is a result, not an error */
export function forecastOf(raw: RawConfig): Forecast {
  const config = parseConfig({ ...raw, mayOverspend: true });
  const { vendors, cache, quota } = config;
  const { sizeGb = DEFAULT_CACHE_SIZE_GB } = cache;
  const ttl = ttlOf(cache) || MAX_TTL_SECONDS;
  const granted = grantedApis(config.apis, vendors);
  const columnAt = (ttlSeconds: number): Column => {
    const budget = budgetOf(vendors, ttlSeconds, quota.monthlyTokens);
    return {
      ttlSeconds,
      configured: ttlSeconds === ttlOf(cache),
      forbiddenBy: granted
        .filter(
          ({ tokenLifetimeSeconds }) => expiresInSeconds(tokenLifetimeSeconds, ttlSeconds) <= 0,
        )
        .map(({ identifier }) => identifier),
      vendors: budget.vendors,
      bound: budget.bound,
      overspent: budget.bound > budget.allowance,
      vendorsCarried: vendorsCarried(budget.allowance, ttlSeconds),
    };
  };
  const ttls = new Set<number>([...COMPARED_TTLS_SECONDS, ttl]);
  const longest = longestTtl(granted.map(({ tokenLifetimeSeconds }) => tokenLifetimeSeconds));
  const stores = storesOf(config, ttl);
  return {
    days: MONTH_DAYS,
    allowance: quota.monthlyTokens,
    onOverspend: quota.onOverspend,
    remarks: remarksOf(vendors),
    columns: [...ttls].sort((a, b) => a - b).map(columnAt),
    cache: {
      sizeGb,
      holdsTokens: (Number(sizeGb) * GIGABYTE) / CACHED_TOKEN_BYTES,
      neededTokens: requestsOfAll(vendors),
    },
    notCounted: UNCOVERED[cache.store === "dynamodb" ? "dynamodb" : "stage"],
    stores,
    verdict: verdictOf({
      store: cache.store,
      allowance: quota.monthlyTokens,
      now: columnAt(ttl),
      best: columnAt(Math.max(longest, ttl)),
      stores,
    }),
  };
}

function remarksOf(vendors: Config["vendors"]): Forecast["remarks"] {
  return Object.fromEntries(
    Object.entries(vendors).flatMap(([name, vendor]) => {
      const remark = remarkOf(vendor);
      return remark === "" ? [] : [[name, remark]];
    }),
  );
}

function remarkOf({ suspended, rotation, grants }: Vendor): string {
  if (suspended) return "suspended";
  return [
    ...(rotation === "overlap" ? ["two clients"] : []),
    // How many there are is not in the configuration.
    ...(Object.values(grants).some(usesOrganizations) ? ["for one organization"] : []),
    ...(Object.keys(grants).some((audience) => isOwnApi(audience))
      ? ["Auth0's own API costs none"]
      : []),
  ].join(", ");
}
