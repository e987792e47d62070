/** What keeps the tokens, and for how long: what `cache` may hold in the configuration. */
import { z } from "zod";
import {
  CACHE_SIZES_GB,
  DEFAULT_CACHE_SIZE_GB,
  DEFAULT_RENEW_BEFORE_SECONDS,
  MAX_TOKEN_LIFETIME_SECONDS,
  MAX_TTL_SECONDS,
  MIN_RENEW_BEFORE_SECONDS,
} from "../limits";
import { about, allowed, flag, oneOf, section, wholeNumber } from "./values";

export const STORES = ["stage", "dynamodb", "none"] as const;

/** Every key of every store; rules/store.ts says which goes with which. */
export const cacheKeys = section({
  store: oneOf(STORES)
    .default("stage")
    .meta(
      about(
        "What keeps the tokens: API Gateway's stage cache; a token broker (Lambda) with a DynamoDB table; or nothing, so that every request costs a token. How to change it: docs/operations.md.",
      ),
    ),
  ttlSeconds: wholeNumber(1, MAX_TTL_SECONDS, "seconds", MAX_TTL_SECONDS)
    .optional()
    .meta(
      about(
        "Store `stage`: how long an answer is kept. At least 12 s less than the token lifetime of every granted API.",
        `\`${MAX_TTL_SECONDS}\``,
      ),
    ),
  sizeGb: z
    .preprocess(
      // `pulumi config set --path` and unquoted YAML both make a number of it.
      (size) => (typeof size === "number" ? String(size) : size),
      z
        .enum(CACHE_SIZES_GB, allowed(`one of ${CACHE_SIZES_GB.join(", ")} (GB)`))
        .meta({ examples: [DEFAULT_CACHE_SIZE_GB] })
        .optional(),
    )
    .meta(
      about(
        "Store `stage`, or with `standby`: size of the stage cache. AWS bills it by the hour; resizing takes minutes and empties it.",
        `\`"${DEFAULT_CACHE_SIZE_GB}"\``,
      ),
    ),
  renewBeforeSeconds: wholeNumber(
    MIN_RENEW_BEFORE_SECONDS,
    MAX_TOKEN_LIFETIME_SECONDS / 2,
    "seconds",
    DEFAULT_RENEW_BEFORE_SECONDS,
  )
    .optional()
    .meta(
      about(
        "Store `dynamodb`: how long before a token's expiry a new one is fetched. At most half the token lifetime of every granted API.",
        `\`${DEFAULT_RENEW_BEFORE_SECONDS}\``,
      ),
    ),
  pepperVersion: wholeNumber(1, 1_000_000, "raise it by one to change the pepper", 2)
    .optional()
    .meta(
      about(
        "Store `dynamodb`: raise it by one to change the pepper that the function's environment holds; every kept token is fetched again.",
        "`1`",
      ),
    ),
  standby: flag()
    .optional()
    .meta(
      about(
        "Stores `dynamodb` and `none`: true keeps the stage cache, unused but paid for, so that going back to it does not take minutes.",
        "`false`",
      ),
    ),
});

interface Standby {
  /** Whether the stage cache is kept, unused but paid for, so that going back to it does not take minutes. */
  readonly standby: boolean;
  /** Its size, in GB. Default: there is none. */
  readonly sizeGb?: (typeof CACHE_SIZES_GB)[number];
}

export interface StageCache {
  /** API Gateway's stage cache keeps the tokens. */
  readonly store: "stage";
  /**
   * How long an answer is served from the cache, in seconds: 1 to 3600, and at least 12 less than the lifetime of
   * every API's tokens.
   *
   * @example 3600
   */
  readonly ttlSeconds: number;
  /** Size of the stage cache, in GB. AWS bills it by the hour; resizing takes minutes and empties it. */
  readonly sizeGb: (typeof CACHE_SIZES_GB)[number];
}

export interface BrokerCache extends Standby {
  /** A token broker keeps the tokens in a DynamoDB table. */
  readonly store: "dynamodb";
  /**
   * How long before its expiry a token is replaced, in seconds: 60 to half the lifetime of every API's tokens.
   *
   * @example 600
   */
  readonly renewBeforeSeconds: number;
  /**
   * Number of the pepper: 1 or more. Raise it by one to change the pepper; every kept token is then fetched again.
   *
   * @example 1
   */
  readonly pepperVersion: number;
}

export interface NoCache extends Standby {
  /** Nothing keeps the tokens: every request costs one. */
  readonly store: "none";
}

/** What keeps the tokens; each store has its own settings. */
export type Cache = StageCache | BrokerCache | NoCache;

/** The configuration of the store that there is; keys of another are left out here, and refused by rules/store.ts. */
export const cache = cacheKeys.transform(
  ({ store, ttlSeconds, sizeGb = DEFAULT_CACHE_SIZE_GB, standby = false, ...broker }): Cache => {
    if (store === "stage") return { store, ttlSeconds: ttlSeconds ?? MAX_TTL_SECONDS, sizeGb };
    const cluster = { standby, ...(standby ? { sizeGb } : {}) };
    if (store === "none") return { store, ...cluster };
    const { renewBeforeSeconds = DEFAULT_RENEW_BEFORE_SECONDS, pepperVersion = 1 } = broker;
    return { store, renewBeforeSeconds, pepperVersion, ...cluster };
  },
);
