/** How long a token lives, against how long it is kept. */
import { expiresInRange, expiresInSeconds, withheldSeconds } from "../../expiresIn";
import { grantedApis } from "../audiences";
import { setCommand } from "../commands";
import { MIN_RENEW_BEFORE_SECONDS } from "../limits";
import type { KeyOf } from "../path";
import type { Problem } from "../problems";
import { showName } from "../show";
import type { Api, Config } from "../types";
import { NOT_SHOWN, type Parts, type Warned } from "./parts";

export function* keptTooLong(
  cache: Config["cache"],
  apis: readonly Api[],
  vendors: Parts["vendors"],
  keyOf: KeyOf,
): Iterable<Problem> {
  for (const api of grantedApis(apis, vendors)) {
    const { identifier, tokenLifetimeSeconds } = api;
    const raiseTo = (seconds: number) =>
      setCommand(keyOf(["apis", apis.indexOf(api), "tokenLifetimeSeconds"]), String(seconds));
    if (cache.store === "stage" && expiresInRange(cache, tokenLifetimeSeconds).atLeast <= 0)
      yield {
        key: keyOf(["cache", "ttlSeconds"]),
        found: `is ${cache.ttlSeconds}, too long for tokens for ${showName(identifier)}, which live ${tokenLifetimeSeconds} s`,
        allowed: allowedTtl(tokenLifetimeSeconds),
        fix: `lower it, or ${raiseTo(cache.ttlSeconds + withheldSeconds(cache.ttlSeconds))}`,
      };
    if (cache.store === "dynamodb" && cache.renewBeforeSeconds > tokenLifetimeSeconds / 2)
      yield {
        key: keyOf(["cache", "renewBeforeSeconds"]),
        found: `is ${cache.renewBeforeSeconds}, more than half the life of tokens for ${showName(identifier)}, which live ${tokenLifetimeSeconds} s`,
        allowed: allowedRenewal(Math.floor(tokenLifetimeSeconds / 2)),
        fix: `lower it, or ${raiseTo(2 * cache.renewBeforeSeconds)}`,
      };
  }
}

/** A TTL that leaves a vendor at least a second; there may be none. */
function allowedTtl(tokenLifetimeSeconds: number): string {
  const most = expiresInSeconds(tokenLifetimeSeconds, 0) - 1;
  return (
    (most >= 1 ? `at most ${most}` : "no TTL for tokens that live so briefly") +
    `: of its life, a token that is cached loses the TTL and ${withheldSeconds(0)} s`
  );
}

function allowedRenewal(most: number): string {
  return most >= MIN_RENEW_BEFORE_SECONDS
    ? `from ${MIN_RENEW_BEFORE_SECONDS} to ${most}`
    : `none for tokens that live less than ${2 * MIN_RENEW_BEFORE_SECONDS} s`;
}

export function* shortLived({ cache, apis, vendors }: Warned, masked: boolean): Iterable<string> {
  if (cache.store !== "stage") return;
  const { ttlSeconds } = cache;
  for (const { identifier, tokenLifetimeSeconds } of grantedApis(apis, vendors))
    if (expiresInRange(cache, tokenLifetimeSeconds).atLeast < ttlSeconds)
      yield (
        (masked
          ? `Tokens for an API are cached for more than half of their lives (${NOT_SHOWN}). `
          : `Tokens for ${showName(identifier)} live ${tokenLifetimeSeconds} s and are cached for ${ttlSeconds} s: ` +
            `their expires_in is only ${expiresInSeconds(tokenLifetimeSeconds, ttlSeconds)} s, less than the TTL. `) +
        `Raise the API's tokenLifetimeSeconds or lower cache.ttlSeconds.`
      );
}
