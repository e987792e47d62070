/** What to do for a form, given its item. */
import type { FormKeys } from "./keys";
import { mayBeHeld } from "./lease";
import { OAuthError } from "./oauthError";
import { openItem, type Token, type TokenItem } from "./tokenItem";

export type Decision =
  /** Answer with it. */
  | { readonly kind: "hit"; readonly token: Token }
  /** Fetch a new one, as no other request does; answer with this one if that fails. */
  | { readonly kind: "renew"; readonly token: Token }
  /** Auth0 has just refused this. */
  | { readonly kind: "refused"; readonly refusal: OAuthError }
  /** Another request is calling Auth0. */
  | { readonly kind: "wait"; readonly owner: string }
  /** No request is calling Auth0. */
  | { readonly kind: "miss"; readonly failedRetryAfter: number | undefined };

export function decide(
  item: TokenItem | undefined,
  keys: FormKeys,
  generation: string,
  nowMs: number,
): Decision {
  const miss = { kind: "miss", failedRetryAfter: undefined } as const;
  if (!item) return miss;
  const now = nowMs / 1000;
  const held = mayBeHeld(item, nowMs);
  const kept = openItem(item, keys, generation, now);
  if (kept instanceof OAuthError) return { kind: "refused", refusal: kept };
  if (kept) return { kind: kept.renewAt > now || held ? "hit" : "renew", token: kept };

  // The result of a lease of another generation cannot be used.
  if (item.generation !== generation) return miss;
  if (item.failedRetryAfter !== undefined)
    return { kind: "miss", failedRetryAfter: item.failedRetryAfter };
  return held ? { kind: "wait", owner: item.revision } : miss;
}
