/** Looks up audiences in the configuration's APIs. */
import { servedSeconds } from "../expiresIn";
import { DEFAULT_TOKEN_LIFETIME_SECONDS } from "./limits";
import type { Api, Config } from "./types";

/** The APIs that a vendor is granted. */
export function grantedApis(
  apis: readonly Api[],
  vendors: Readonly<Record<string, { readonly grants: Readonly<Record<string, unknown>> }>>,
): Api[] {
  const granted = new Set(Object.values(vendors).flatMap(({ grants }) => Object.keys(grants)));
  return apis.filter(({ identifier }) => granted.has(identifier));
}

/** @returns how long one token for an audience is used, in seconds */
export function servedBy(
  cache: Config["cache"],
  apis: readonly Api[],
): (audience: string) => number {
  return (audience) => {
    const api = apis.find(({ identifier }) => identifier === audience);
    return servedSeconds(cache, api?.tokenLifetimeSeconds ?? DEFAULT_TOKEN_LIFETIME_SECONDS);
  };
}
