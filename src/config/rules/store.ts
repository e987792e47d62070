/** Which keys of `cache` go with which store. */
import { removeCommand, setCommand } from "../commands";
import type { KeyOf } from "../path";
import type { Problem } from "../problems";
import { STORES } from "../schema/cache";
import type { Parts } from "./parts";

/** What goes with a store; `sizeGb` with the stage's, and wherever the stage cache is kept. */
export const KEYS_OF_STORE = {
  stage: ["ttlSeconds", "sizeGb"],
  dynamodb: ["renewBeforeSeconds", "pepperVersion", "standby"],
  none: ["standby"],
} as const;

/** A key of another store would be ignored, and somebody would rely on it. */
export function* foreignCacheKeys(
  { cache, cacheKeys = [] }: Parts,
  keyOf: KeyOf,
): Iterable<Problem> {
  if (!cache) return;
  const { store } = cache;
  const own: readonly string[] = [
    "store",
    ...KEYS_OF_STORE[store],
    ...("standby" in cache && cache.standby ? ["sizeGb"] : []),
  ];
  for (const key of cacheKeys) {
    const stores = STORES.filter((each) =>
      (KEYS_OF_STORE[each] as readonly string[]).includes(key),
    );
    if (own.includes(key) || stores.length === 0) continue;
    const [first = store] = stores;
    const standby =
      key === "sizeGb" ? `${setCommand(keyOf(["cache", "standby"]), "true")}, or ` : "";
    yield {
      key: keyOf(["cache", key]),
      found: `goes with the store ${stores.join(" or ")}, and cache.store is ${store}`,
      allowed: `with ${store}: ${own.join(", ")}`,
      fix: `${removeCommand(keyOf(["cache", key]))}, or ${standby}${setCommand(keyOf(["cache", "store"]), first)}`,
    };
  }
}
