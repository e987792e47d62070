/**
 * The lease: who may ask Auth0 for one form of request. It is taken by a conditional write and named by
 * the revision of that write, so every request is an owner of its own.
 *
 * Clocks of two functions may differ. A waiter goes by its own monotonic clock: it takes over when it has
 * seen one owner for a lease's length. Only a lease that nobody waits for is judged by the wall clock,
 * with an allowance.
 */
import type { ItemKey } from "./table";
import type { TokenItem } from "./tokenItem";

/** Until a waiter takes over. */
export const LEASE_MS = 8_000;
/** From taking the lease to Auth0's answer: less than a lease, so that the answer can be stored in it. */
export const UPSTREAM_MS = 7_000;
/** How long a request waits for another one's answer before it gets Retry-After. */
export const WAIT_MS = 16_000;
/** The allowed difference between two functions' clocks. */
export const CLOCK_SKEW_MS = 60_000;
/** How long an item without an answer stays in the table. */
const LEFT_BEHIND_SECONDS = 3_600;

/** @param over the existing item, with its answer if that is still valid */
export function leasedItem(
  place: ItemKey & { generation: string },
  owner: string,
  nowMs: number,
  over?: Pick<TokenItem, "sealed" | "expiresAt">,
): TokenItem {
  const { pk, sk, generation } = place;
  return {
    pk,
    sk,
    generation,
    revision: owner,
    expiresAt: over?.expiresAt ?? Math.floor(nowMs / 1000) + LEFT_BEHIND_SECONDS,
    ...(over?.sealed ? { sealed: over.sealed } : {}),
    leaseUntil: nowMs + LEASE_MS,
  };
}

/** Ends the lease without an answer. It then only prevents an immediate retry of a renewal. */
export function failedItem(
  lease: TokenItem,
  revision: string,
  retryAfterSeconds: number,
  leaseUntil = lease.leaseUntil ?? 0,
): TokenItem {
  return { ...lease, revision, leaseUntil, failedRetryAfter: retryAfterSeconds };
}

/** Whether a request may still be calling Auth0, judged by the wall clock. */
export function mayBeHeld({ leaseUntil }: TokenItem, nowMs: number): boolean {
  return leaseUntil !== undefined && leaseUntil + CLOCK_SKEW_MS > nowMs;
}

/** What a waiter has seen of a lease, on its own monotonic clock. */
export class LeaseWatch {
  private owner: string | undefined;
  private sinceMs = 0;

  /** @returns whether this owner has been there, unchanged, for a lease's length */
  isOver(owner: string, monotonicMs: number): boolean {
    if (owner !== this.owner) {
      this.owner = owner;
      this.sinceMs = monotonicMs;
    }
    return monotonicMs - this.sinceMs >= LEASE_MS;
  }
}

/** Doubles from 50 ms to 1 s. @param random from 0 up to 1: half of the time is left to it */
export function pollDelayMs(attempt: number, random: number): number {
  return Math.min(50 * 2 ** attempt, 1_000) * (0.5 + random / 2);
}
