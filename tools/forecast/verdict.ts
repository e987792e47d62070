/** What the figures mean: whether the quota is enough, and when the store is outgrown. */
import { MAX_TTL_SECONDS } from "../../src/config/limits";
import type { Config } from "../../src/config/types";
import { tokensPerMonth, vendorsCarried } from "../../src/quota";
import type { Stores } from "./stores";

/** The stage cache at one TTL. */
export interface Column {
  readonly ttlSeconds: number;
  /** Whether it is the configured TTL. */
  readonly configured: boolean;
  /** Granted audiences whose tokens do not live longer, so that the configuration would be refused. */
  readonly forbiddenBy: readonly string[];
  /** Vendor to the most tokens that it can cost in 30 days. */
  readonly vendors: Readonly<Record<string, number>>;
  /** All of them together. */
  readonly bound: number;
  readonly overspent: boolean;
  /** How many vendors with one audience fit the quota. */
  readonly vendorsCarried: number;
}

export interface Verdict {
  /** raise-ttl: over the quota, but not at the best TTL; outgrown: at any TTL; unbounded: nothing is cached. */
  readonly kind: "within" | "raise-ttl" | "outgrown" | "unbounded";
  /** Whether the quota is enough now. */
  readonly quota: string;
  /** When the store is outgrown, and what to do then. */
  readonly outgrown: string;
}

export interface Figures {
  readonly store: Config["cache"]["store"];
  readonly allowance: number;
  /** The stage cache at the configuration's own TTL. */
  readonly now: Column;
  /** The stage cache at the TTL at which it costs least. */
  readonly best: Column;
  readonly stores: Stores;
}

/** The share of the stage cache's tokens below which moving to the broker is worth it. */
const WORTH_IT = 0.9;

export function verdictOf(figures: Figures): Verdict {
  switch (figures.store) {
    case "stage":
      return stageVerdict(figures);
    case "dynamodb":
      return brokerVerdict(figures);
    case "none":
      return {
        kind: "unbounded",
        quota: "cache.store is none: every request costs a token, without a limit.",
        outgrown: whenToMove(figures),
      };
  }
}

function stageVerdict(figures: Figures): Verdict {
  const { now, best } = figures;
  const kind = !now.overspent ? "within" : best.overspent ? "outgrown" : "raise-ttl";
  return { kind, quota: QUOTA[kind](figures), outgrown: whenToMove(figures) };
}

const QUOTA: Readonly<Record<Exclude<Verdict["kind"], "unbounded">, (figures: Figures) => string>> =
  {
    within: ({ allowance, now }) =>
      `Within the quota: the vendors can cost ${share(now.bound, allowance)}. ` +
      `Vendors of one audience that still fit: ${Math.floor((allowance - now.bound) / tokensPerMonth(now.ttlSeconds))}.`,
    "raise-ttl": ({ allowance, now, best }) =>
      `Over the quota: the vendors can cost ${share(now.bound, allowance)}. ` +
      `Raise cache.ttlSeconds: at ${best.ttlSeconds} s they can cost ${share(best.bound, allowance)}.`,
    outgrown: ({ allowance, best }) =>
      `Over the quota at any TTL: at ${best.ttlSeconds} s, ${whyLongest(best)}, ` +
      `the vendors can cost ${share(best.bound, allowance)}.`,
  };

function brokerVerdict({ allowance, stores: { dynamodb } }: Figures): Verdict {
  const { bound, overspent } = dynamodb;
  return {
    kind: overspent ? "outgrown" : "within",
    quota: `${overspent ? "Over" : "Within"} the quota: the vendors can cost ${share(bound, allowance)}.`,
    outgrown:
      `Outgrown with ${dynamodb.vendorsCarried + 1} vendors of one audience, one more than the quota carries. ` +
      "Then: a bigger Auth0 plan, or tokens that live longer (apis.tokenLifetimeSeconds).",
  };
}

/** When the stage cache is outgrown, and whether the broker helps then. */
function whenToMove({ allowance, best, stores: { dynamodb, breakEvenMillions } }: Figures): string {
  const carried = vendorsCarried(allowance, best.ttlSeconds);
  const then =
    dynamodb.bound < WORTH_IT * best.bound
      ? `cache.store dynamodb, with which these vendors can cost ${share(dynamodb.bound, allowance)} instead of ${best.bound}, or a bigger Auth0 plan. ` +
        (breakEvenMillions > 0
          ? `Up to about ${breakEvenMillions} million requests a month AWS's bill is lower with it, too.`
          : "AWS's bill is higher with it.")
      : "a bigger Auth0 plan, or tokens that live longer (apis.tokenLifetimeSeconds): cache.store dynamodb would cost little less.";
  return (
    `The stage cache is outgrown with ${carried + 1} vendors of one audience, one more than the quota carries at ${best.ttlSeconds} s, ${whyLongest(best)}. ` +
    `Then: ${then}`
  );
}

function whyLongest({ ttlSeconds }: Column): string {
  return ttlSeconds === MAX_TTL_SECONDS
    ? "API Gateway's longest TTL"
    : "the longest TTL that the tokens' lifetimes allow";
}

function share(tokens: number, allowance: number): string {
  return `${tokens} of ${allowance} tokens (${percent(tokens, allowance)})`;
}

/** Rounded up, so that it is over 100 % exactly if the quota is overspent. */
export function percent(tokens: number, allowance: number): string {
  return `${Math.ceil((tokens * 100) / allowance)}%`;
}
