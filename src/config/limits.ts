/** The values that AWS and Auth0 allow, each with the document it comes from. */

/** Sizes of a stage cache, in GB (API Gateway API reference, `cacheClusterSize`). */
export const CACHE_SIZES_GB = ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"] as const;

/** The smallest. */
export const DEFAULT_CACHE_SIZE_GB = "0.5";

/** Longest TTL of a cached response, in seconds (API Gateway, "Enabling API caching"). */
export const MAX_TTL_SECONDS = 3600;

/** Longest lifetime of an access token, in seconds: 30 days (Auth0 Management API, `token_lifetime`). */
export const MAX_TOKEN_LIFETIME_SECONDS = 2_592_000;

/** Lifetime of an access token for an API without one, in seconds (Auth0's default). */
export const DEFAULT_TOKEN_LIFETIME_SECONDS = 86_400;

/** How long before its expiry the broker fetches a new token, in seconds. */
export const DEFAULT_RENEW_BEFORE_SECONDS = 600;
export const MIN_RENEW_BEFORE_SECONDS = 60;

/** Requests per second and burst that an AWS account has per region (API Gateway quotas). */
export const MAX_RATE_PER_SECOND = 10_000;
export const MAX_BURST = 5_000;

/** Retentions of a log group, in days (CloudWatch Logs, PutRetentionPolicy). */
export const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

/** Longest description of an Auth0 client, in characters (Auth0 Management API, `description`). */
export const MAX_CLIENT_DESCRIPTION = 140;

/** Longest value in an Auth0 client's metadata, in characters (Auth0, "Application metadata"). */
export const MAX_CLIENT_METADATA = 255;

/** Longest description of an API's scope, in characters (Auth0 Management API, "Create a resource server"). */
export const MAX_SCOPE_DESCRIPTION = 500;

/** The most tokens that a quota may have, in any period; more than any plan has. */
export const MAX_TOKENS = 1_000_000_000;

/** Requests per five minutes and address that a rate rule may allow (AWS WAF, `RateBasedStatement`). */
export const MIN_WAF_RATE = 10;
export const MAX_WAF_RATE = 2_000_000_000;

/** Most address ranges: some 150 still fit into the 8,192 bytes of a resource policy (API Gateway quotas). */
export const MAX_CIDRS = 150;
