/**
 * What AWS does not document about a stage cache, by name. The local gateway can behave either way;
 * the proxy has to be safe under all of them. `docs` says what is known.
 */
export interface Quirks {
  /** U1: mapped error responses are kept in the cache. Users report that they are. */
  readonly errorsCached: boolean;
  /** U2: the response is kept before or after its response template ran. Nothing is known. */
  readonly stored: "before-mapping" | "after-mapping";
  /** U3: `method.request.header.Authorization` matches `authorization` too. Likely, not documented. */
  readonly headerNamesFolded: boolean;
  /** U4: a body with line breaks or non-ASCII as a header value. Users report a 500. */
  readonly unprintableHeader: "error" | "accepted";
  /** U5: errors that the gateway raises itself are kept in the cache. Nothing is known. */
  readonly gatewayErrorsCached: boolean;
  /** U6: a client's `Cache-Control: no-cache` counts as an invalidation. Not documented to. */
  readonly noCacheInvalidates: boolean;
  /** U7: concurrent misses for one key are merged. Not known to be. */
  readonly missesMerged: boolean;
  /** U8: a deployment empties the cache. Nothing is known. */
  readonly deploymentFlushes: boolean;
}

export const DEFAULT_QUIRKS: Quirks = {
  errorsCached: true,
  stored: "before-mapping",
  headerNamesFolded: true,
  unprintableHeader: "error",
  gatewayErrorsCached: false,
  noCacheInvalidates: false,
  missesMerged: false,
  deploymentFlushes: false,
};
