/**
 * The budget of attempts with a secret that is not the one in the client's item: wrong, or changed at Auth0
 * by hand. One at a time for each client, and 24 tokens in any hour, as many as a client would cost that
 * sends a request every two and a half minutes without a cache.
 */
import { CLOCK_SKEW_MS, LEASE_MS } from "./lease";
import type { OAuthError } from "./oauthError";
import type { Item } from "./table";
import { tokenPartition } from "./tokenItem";

const TOKENS_PER_HOUR = 24;
const HOUR_SECONDS = 3_600;
const IN_FLIGHT_RETRY_SECONDS = 1;

export type AttemptsItem = Item & { readonly revision: string };

export function attemptsKey(clientId: string) {
  return { pk: tokenPartition(clientId), sk: "unverified" };
}

/** @returns the item that reserves an attempt and a token, or when to try again */
export function reserve(
  clientId: string,
  item: Item | undefined,
  owner: string,
  nowMs: number,
): { readonly item: AttemptsItem } | { readonly retryAfterSeconds: number } {
  const now = Math.floor(nowMs / 1000);
  const minted = mintedAt(item).filter((at) => at > now - HOUR_SECONDS);
  if (Number(item?.inFlightUntil ?? 0) + CLOCK_SKEW_MS > nowMs)
    return { retryAfterSeconds: IN_FLIGHT_RETRY_SECONDS };
  if (minted.length >= TOKENS_PER_HOUR)
    return { retryAfterSeconds: Math.max(1, (minted[0] ?? now) + HOUR_SECONDS - now) };
  return {
    item: {
      ...attemptsKey(clientId),
      revision: owner,
      inFlightUntil: nowMs + LEASE_MS,
      mintedAt: JSON.stringify([...minted, now]),
      expiresAt: now + HOUR_SECONDS + CLOCK_SKEW_MS / 1000,
    },
  };
}

/** Ends the attempt. @param refused whether Auth0 refused it, so that it cost no token */
export function settled(item: AttemptsItem, revision: string, refused: boolean): AttemptsItem {
  const minted = mintedAt(item);
  return {
    ...item,
    revision,
    inFlightUntil: 0,
    mintedAt: JSON.stringify(refused ? minted.slice(0, -1) : minted),
  };
}

function mintedAt(item: Item | undefined): number[] {
  return item ? (JSON.parse(String(item.mintedAt)) as number[]) : [];
}

/** Recent refusals in this instance, by locator. */
export class RecentRefusals {
  private readonly refusals = new Map<string, { refusal: OAuthError; untilMs: number }>();

  get(locator: string, monotonicMs: number): OAuthError | undefined {
    const found = this.refusals.get(locator);
    return found && found.untilMs > monotonicMs ? found.refusal : undefined;
  }

  set(locator: string, refusal: OAuthError, untilMs: number): void {
    if (this.refusals.size >= 1_000) this.refusals.clear();
    this.refusals.set(locator, { refusal, untilMs });
  }
}
