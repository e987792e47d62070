/** The settings of a method in a stage: what the cache keeps, who may empty it, what is logged. */
import { settingsOf } from "../cachedMethods";
import { known } from "../known";
import { resourceRule } from "../rule";
import { TYPES } from "../types";

const SETTINGS = [TYPES.methodSettings];

export const cacheIsEncrypted = resourceRule(
  {
    name: "cache-is-encrypted",
    description: "A cache is encrypted: it contains access tokens.",
    level: "mandatory",
    fix: "Set settings.cacheDataEncrypted to true.",
  },
  SETTINGS,
  (resource) => {
    const { cachingEnabled, cacheDataEncrypted } = settingsOf(resource);
    return cachingEnabled && cacheDataEncrypted !== true ? ["Cached data is not encrypted."] : [];
  },
);

/** Left out, the stage's value stays, so it has to be set. */
export const cacheInvalidationIsClosed = resourceRule(
  {
    name: "cache-invalidation-is-closed",
    description: "A client cannot invalidate cache entries: each time would cost a token.",
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
    description: "Bodies and headers are not logged: they contain client secrets and tokens.",
    level: "mandatory",
    fix: "Set settings.dataTraceEnabled to false, or leave it out; loggingLevel ERROR finds most faults.",
  },
  SETTINGS,
  (resource) => (settingsOf(resource).dataTraceEnabled ? ["Data trace is on."] : []),
);

/**
 * AWS's key of a method: its path with each slash escaped, the first one too, then the HTTP method. The
 * root's is `~1`. Stars for every path and every method only work together.
 */
const METHOD_KEY = /^(\*\/\*|(~1[^/*]*)\/(DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT))$/;

export const methodPathIsEscaped = resourceRule(
  {
    name: "method-path-is-escaped",
    description:
      "Method settings apply to a method: AWS stores them under its escaped path, and the provider does not find others.",
    level: "mandatory",
    fix: "Write it as */*, or as the path with ~1 for each slash and the HTTP method, for example ~1oauth~1token/POST.",
  },
  SETTINGS,
  ({ props }) => {
    const path = known(() => props.methodPath as string);
    return path === undefined || METHOD_KEY.test(path) ? [] : [`The method path is ${path}.`];
  },
);
