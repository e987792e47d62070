/**
 * The item of one form of request: a sealed answer of Auth0, a lease on asking it, or both. The key, the
 * generation and the expiry are bound to the seal: an item that was swapped or edited does not open.
 */
import { type FormKeys, lengthPrefixed } from "./keys";
import { OAuthError } from "./oauthError";
import { open, seal } from "./seal";
import type { Item, ItemKey } from "./table";

export interface TokenItem extends ItemKey {
  /** New for every write, so that a writer knows whether it overwrites what it has read. */
  readonly revision: string;
  readonly generation: string;
  /** Epoch seconds. DynamoDB removes the item some time later. */
  readonly expiresAt: number;
  readonly sealed?: Uint8Array;
  /** Epoch milliseconds on the clock of the holder, whose name is the revision. */
  readonly leaseUntil?: number;
  /** Set if the lease ended without an answer: Retry-After for callers, in seconds. */
  readonly failedRetryAfter?: number;
}

export interface Token {
  readonly accessToken: string;
  readonly scope?: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
  /** Epoch seconds after which a new one is fetched. */
  readonly renewAt: number;
}

/** The answers of Auth0 that are stored. */
export type Kept =
  | { readonly token: Omit<Token, "expiresAt"> }
  | {
      readonly refusal: Pick<OAuthError, "status" | "error" | "description" | "retryAfterSeconds">;
    };

export function tokenPartition(clientId: string): string {
  return `token#${clientId}`;
}

export function sealedItem(
  place: ItemKey & { generation: string; expiresAt: number; revision: string },
  { sealingKey }: FormKeys,
  kept: Kept,
): TokenItem {
  return { ...place, sealed: seal(sealingKey, JSON.stringify(kept), bound(place)) };
}

/** @returns undefined if it has nothing for this generation at this time */
export function openItem(
  item: TokenItem,
  { sealingKey }: FormKeys,
  generation: string,
  now: number,
): Token | OAuthError | undefined {
  // DynamoDB removes what has expired within days, not at once.
  if (item.sealed === undefined || item.generation !== generation || item.expiresAt <= now)
    return undefined;
  const text = open(sealingKey, item.sealed, bound(item));
  if (text === undefined) return undefined;
  const kept = JSON.parse(text) as Kept;
  if ("token" in kept) return { ...kept.token, expiresAt: item.expiresAt };
  const { status, error, description, retryAfterSeconds } = kept.refusal;
  return new OAuthError(status, error, description, retryAfterSeconds);
}

/** @throws if it is not an item that the broker wrote */
export function readTokenItem(item: Item): TokenItem {
  const { revision, generation, expiresAt } = item;
  if (typeof revision !== "string") throw new TypeError("A token's item has no revision.");
  return { ...item, revision, generation: String(generation), expiresAt: Number(expiresAt) };
}

function bound({ pk, sk, generation, expiresAt }: Omit<TokenItem, "revision">): Buffer {
  return lengthPrefixed([pk, sk, generation, String(expiresAt)]);
}
