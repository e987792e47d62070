/** The defaults that depend on other keys. */
import { servedSeconds } from "../expiresIn";
import { type ClientQuota, COLD_START, derivedClientQuota } from "../quota";
import { mapValues } from "../records";
import { grantedApis } from "./audiences";
import { grantOf } from "./grant";
import { DEFAULT_TOKEN_LIFETIME_SECONDS } from "./limits";
import type { ProjectKeys } from "./schema/proxy";
import type { Api, Vendor } from "./types";

export function apiWithDefaults(api: ProjectKeys["apis"][number]): Api {
  return {
    ...api,
    name: api.name ?? api.identifier,
    tokenLifetimeSeconds: api.tokenLifetimeSeconds ?? DEFAULT_TOKEN_LIFETIME_SECONDS,
  };
}

export function vendorWithDefaults(
  vendor: ProjectKeys["vendors"][string],
  stack: ProjectKeys,
  apis: readonly Api[],
): Vendor {
  return {
    ...vendor,
    grants: mapValues(vendor.grants, grantOf),
    tokenQuota: clientQuota(vendor, stack, apis),
    protect: vendor.protect ?? stack.protect,
  };
}

/** The vendor's own setting, or else the stack's; a suspended vendor keeps its limit. */
function clientQuota(
  vendor: ProjectKeys["vendors"][string],
  { tokenQuota: byDefault, cache }: ProjectKeys,
  apis: readonly Api[],
): ClientQuota | undefined {
  const setting = vendor.tokenQuota ?? byDefault;
  if (setting === "auto") {
    // Without a cache there is nothing to calculate from, and a limit would lock vendors out.
    if (cache.store === "none") return undefined;
    const granted = grantedApis(apis, { vendor });
    const served = granted.map((api) => servedSeconds(cache, api.tokenLifetimeSeconds));
    const extraPerDay = cache.store === "dynamodb" ? COLD_START : 0;
    return derivedClientQuota(granted.length, Math.min(...served), extraPerDay);
  }
  return setting === "none" ? undefined : setting;
}
