/** What the figures mean, in words: whether the quota holds, and when this design is outgrown. */
import { MAX_TTL_SECONDS } from "../../src/config/limits";
import { tokensPerMonth, vendorsCarried } from "../../src/quota";

/** The configuration at one TTL. */
export interface Column {
  readonly ttlSeconds: number;
  /** Whether it is the configuration's own. */
  readonly configured: boolean;
  /** Granted audiences whose tokens do not live for longer, so that the configuration would be refused. */
  readonly forbiddenBy: readonly string[];
  /** Vendor to the most tokens that it can cost in 30 days. */
  readonly vendors: Readonly<Record<string, number>>;
  /** All of them together. */
  readonly bound: number;
  readonly overspent: boolean;
  /** How many vendors of one audience the quota could carry. */
  readonly vendorsCarried: number;
}

export interface Verdict {
  /** raise-ttl: over the quota now, but not at the best TTL; outgrown: over it there too. */
  readonly kind: "within" | "raise-ttl" | "outgrown";
  /** The quota now. */
  readonly quota: string;
  /** When this design is outgrown, and what comes then. */
  readonly outgrown: string;
}

export interface Figures {
  readonly allowance: number;
  /** At the configuration's own TTL. */
  readonly now: Column;
  /** At the TTL at which this design costs least. */
  readonly best: Column;
  /** What the same vendors would cost behind a cache that keeps a token for half of its life. */
  readonly keptForHalfItsLife: number;
}

/** What a cache of one's own may still cost to be worth running: where tokens are short-lived, it saves seconds. */
const WORTH_IT = 0.9;

export function verdictOf(figures: Figures): Verdict {
  const { now, best } = figures;
  const kind = !now.overspent ? "within" : best.overspent ? "outgrown" : "raise-ttl";
  return { kind, quota: QUOTA[kind](figures), outgrown: outgrown(figures) };
}

const QUOTA: Readonly<Record<Verdict["kind"], (figures: Figures) => string>> = {
  within: ({ allowance, now }) =>
    `Within the quota: the vendors can cost ${share(now.bound, allowance)}. ` +
    `Vendors of one audience that still fit: ${Math.floor((allowance - now.bound) / tokensPerMonth(now.ttlSeconds))}.`,
  "raise-ttl": ({ allowance, now, best }) =>
    `Over the quota: the vendors can cost ${share(now.bound, allowance)}. ` +
    `Raise cache.ttlSeconds: at ${best.ttlSeconds} s they can cost ${share(best.bound, allowance)}.`,
  outgrown: ({ allowance, best }) =>
    `Over the quota, and no TTL helps: at ${best.ttlSeconds} s, ${whyLongest(best)}, ` +
    `the vendors can cost ${share(best.bound, allowance)}.`,
};

function outgrown({ allowance, best, keptForHalfItsLife }: Figures): string {
  const carried = vendorsCarried(allowance, best.ttlSeconds);
  const then =
    keptForHalfItsLife < WORTH_IT * best.bound
      ? `or a cache of your own that keeps a token for longer than API Gateway's hour (Lambda and DynamoDB, say): ` +
        `kept for half of its life, these vendors' would cost ${keptForHalfItsLife} instead of ${best.bound}.`
      : "or tokens that live longer (apis.tokenLifetimeSeconds): as it is, no other cache would cost much less.";
  return (
    `Outgrown with ${carried + 1} vendors of one audience, one more than the quota carries at ${best.ttlSeconds} s, ${whyLongest(best)}. ` +
    `Then: a bigger Auth0 plan, ${then}`
  );
}

function whyLongest({ ttlSeconds }: Column): string {
  return ttlSeconds === MAX_TTL_SECONDS
    ? "API Gateway's longest TTL"
    : "the longest TTL that the tokens' lifetimes leave room for";
}

function share(tokens: number, allowance: number): string {
  return `${tokens} of ${allowance} tokens (${percent(tokens, allowance)})`;
}

/** Rounded up, so that it is over 100 % exactly if the quota is overspent. */
export function percent(tokens: number, allowance: number): string {
  return `${Math.ceil((tokens * 100) / allowance)}%`;
}
