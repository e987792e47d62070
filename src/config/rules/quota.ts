/** What the vendors can cost, against what the Auth0 plan allows. */
import { type Budget, budgetOf, longestTtl, UNCOVERED } from "../../quota";
import { grantedApis, servedBy } from "../audiences";
import type { KeyOf } from "../path";
import type { Problem } from "../problems";
import { showName } from "../show";
import type { Api, Config } from "../types";
import { NOT_SHOWN, type Parts, type Warned } from "./parts";

export function* overspend(
  cache: Config["cache"],
  quota: Config["quota"],
  parts: Parts,
  keyOf: KeyOf,
): Iterable<Problem> {
  const budget = budgetWith(cache, quota, parts);
  if (budget && quota.onOverspend === "fail" && budget.bound > budget.allowance)
    yield {
      key: keyOf(["quota", "monthlyTokens"]),
      found: `is ${quota.monthlyTokens}, less than the ${budget.bound} tokens that the vendors can cost in 30 days (${largest(budget)}), and quota.onOverspend is "fail"`,
      allowed: `at least ${budget.bound}, if the Auth0 plan has that many; not counted: ${uncovered(cache)}`,
      fix: remedies(budget, cache, parts),
    };
}

export function* overspent(parts: Warned, masked: boolean): Iterable<string> {
  const budget = budgetWith(parts.cache, parts.quota, parts);
  if (budget && budget.bound > budget.allowance)
    yield masked
      ? `The vendors can cost more Auth0 tokens in 30 days than quota.monthlyTokens (${NOT_SHOWN}).`
      : `The vendors can cost ${budget.bound} Auth0 tokens in 30 days (${largest(budget)}), ` +
        `more than the ${budget.allowance} of quota.monthlyTokens. ` +
        `To fix this: ${remedies(budget, parts.cache, parts)} Not counted: ${uncovered(parts.cache)}.`;
}

/** @returns undefined if nothing bounds it, or if the APIs are needed for it and cannot be read */
function budgetWith(
  cache: Config["cache"],
  { monthlyTokens }: Config["quota"],
  { apis, vendors }: Pick<Parts, "apis" | "vendors">,
): Budget | undefined {
  if (cache.store === "none" || (cache.store === "dynamodb" && !apis)) return undefined;
  return budgetOf(vendors, servedBy(cache, apis ?? []), monthlyTokens);
}

function uncovered({ store }: Config["cache"]): string {
  return UNCOVERED[store === "dynamodb" ? store : "stage"];
}

/** The vendors that cost most, at most five. */
function largest({ vendors }: Budget): string {
  const [...sorted] = Object.entries(vendors).sort(([, a], [, b]) => b - a);
  const more = sorted.length > 5 ? [`${sorted.length - 5} more`] : [];
  return [
    ...sorted.slice(0, 5).map(([name, tokens]) => `${showName(name)} ${tokens}`),
    ...more,
  ].join(", ");
}

function remedies(
  { bound }: Budget,
  cache: Config["cache"],
  { apis = [], vendors }: Pick<Parts, "apis" | "vendors">,
): string {
  return [
    ...longerKept(bound, cache, grantedApis(apis, vendors), vendors),
    "remove vendors or audiences, or buy a bigger Auth0 plan and raise quota.monthlyTokens.",
  ].join(" ");
}

function* longerKept(
  bound: number,
  cache: Config["cache"],
  granted: readonly Api[],
  vendors: Parts["vendors"],
): Iterable<string> {
  if (cache.store !== "stage") return;
  const longest = longestTtl(granted.map((api) => api.tokenLifetimeSeconds));
  const atMost = budgetOf(vendors, longest, 0).bound;
  if (atMost < bound)
    yield `raise cache.ttlSeconds from ${cache.ttlSeconds} (at ${longest} s they can cost ${atMost}),`;
}
