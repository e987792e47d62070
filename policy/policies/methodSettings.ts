/** The settings of a method in a stage: what the cache keeps, who may empty it, what is logged. */
import { settingsOf } from "../cachedMethods";
import { resourceRule } from "../rule";
import { TYPES } from "../types";

const SETTINGS = [TYPES.methodSettings];

export const cacheIsEncrypted = resourceRule(
  {
    name: "cache-is-encrypted",
    description: "A cache is encrypted: it holds access tokens.",
    level: "mandatory",
    fix: "Set settings.cacheDataEncrypted to true.",
  },
  SETTINGS,
  (resource) => {
    const { cachingEnabled, cacheDataEncrypted } = settingsOf(resource);
    return cachingEnabled && cacheDataEncrypted !== true ? ["Cached data is in plain."] : [];
  },
);

/** Left out, it is whatever the stage had: so it has to be said. */
export const cacheInvalidationIsClosed = resourceRule(
  {
    name: "cache-invalidation-is-closed",
    description: "A client cannot make the cache forget: each time would cost a token.",
    level: "mandatory",
    fix: "Set settings.requireAuthorizationForCacheControl to true.",
  },
  SETTINGS,
  (resource) => {
    const { cachingEnabled, requireAuthorizationForCacheControl } = settingsOf(resource);
    return cachingEnabled && requireAuthorizationForCacheControl !== true
      ? ["Anyone may invalidate entries with Cache-Control: max-age=0."]
      : [];
  },
);

export const noDataTrace = resourceRule(
  {
    name: "no-data-trace",
    description: "Bodies and headers are not logged: they hold client secrets and tokens.",
    level: "mandatory",
    fix: "Set settings.dataTraceEnabled to false, or leave it out; loggingLevel ERROR finds most faults.",
  },
  SETTINGS,
  (resource) => (settingsOf(resource).dataTraceEnabled ? ["Data trace is on."] : []),
);

export const methodPathHasNoLeadingSlash = resourceRule(
  {
    name: "method-path-has-no-leading-slash",
    description:
      "Method settings apply to a method: with a leading slash AWS applies them to none.",
    level: "mandatory",
    fix: "Write it as path/METHOD, for example oauth/token/POST.",
  },
  SETTINGS,
  ({ props }) => {
    const path = String(props.methodPath);
    return path.startsWith("/") ? [`The method path is ${path}.`] : [];
  },
);
