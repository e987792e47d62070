/**
 * The cache key, and all that the client can make the proxy send to Auth0. The safety of the proxy
 * rests on these two being the same: whatever can change the upstream's answer is in the key.
 *
 * The key is the whole body (it holds the credentials, the audience and the organization), the
 * Authorization header (credentials again) and the client's Content-Type (it selects the template
 * that reads the body).
 *
 * API Gateway looks a header up by its exact name (AWS, "Important notes"), and HTTP/2 and fetch send
 * lower-case ones. Content-Type is mapped under both of these spellings, each to a name of its own;
 * under any other one it may choose the template and is not in the key, so that whoever sends it can
 * spoil the entry of its own body, and nobody else's. Authorization is mapped under one spelling: the
 * lower-case one would be a second upstream header that differs in case only, and integrations with
 * two such were seen to answer 500 to everything (serverless-api-gateway-caching, issue 109). What is
 * not mapped does not reach Auth0 either, which refuses the request.
 *
 * A header is a documented key parameter when the method declares it. A body is none, so it is
 * mapped to a header of the integration request first, which costs it its line breaks (docs: the
 * README's limits). `method.request.body` must not be declared on the method: AWS refuses it.
 */

/** The header of the upstream request that carries the client's body for the key's sake. */
export const BODY_KEY_HEADER = "X-Cache-Key-Body";

/** The headers of the upstream request that carry the client's Content-Type for the key's sake, by its spelling. */
export const CONTENT_TYPE_KEY_HEADERS = {
  "Content-Type": "X-Cache-Key-Content-Type",
  "content-type": "X-Cache-Key-Lower-Case-Content-Type",
} as const;

/** Headers of the client's request that the method declares; none is required. */
export const METHOD_PARAMETERS = {
  "method.request.header.Authorization": false,
  "method.request.header.Content-Type": false,
  "method.request.header.content-type": false,
} as const;

/** What the client's request brings to the upstream request: target parameter to source. */
export const CLIENT_MAPPINGS = {
  "integration.request.header.Authorization": "method.request.header.Authorization",
  [`integration.request.header.${CONTENT_TYPE_KEY_HEADERS["Content-Type"]}`]:
    "method.request.header.Content-Type",
  [`integration.request.header.${CONTENT_TYPE_KEY_HEADERS["content-type"]}`]:
    "method.request.header.content-type",
  [`integration.request.header.${BODY_KEY_HEADER}`]: "method.request.body",
} as const;

/** What every upstream request carries whoever asks: literals, in AWS's single quotes. */
export const STATIC_MAPPINGS = {
  "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'",
} as const;

/**
 * Where the proxy secret goes that a request comes from this proxy (`onlyThroughProxy`): a literal as well, so
 * no part of the key. A mapped User-Agent takes the place of API Gateway's own: AWS's "Important notes"
 * list it among the headers that may be remapped; recorded requests of LocalStack's against AWS show it
 * remapped in responses only, and sent as mapped by an HTTP integration.
 */
export const PROXY_SECRET_PARAMETER = "integration.request.header.User-Agent";

/** The key parameters of the integration: one for each of CLIENT_MAPPINGS, and nothing else. */
export const CACHE_KEY_PARAMETERS: readonly string[] = Object.entries(CLIENT_MAPPINGS).map(
  ([target, source]) => (source in METHOD_PARAMETERS ? source : target),
);

/**
 * For a proxy that is to cache nothing: a key that is new with every request, so that an answer that was
 * stored after all is never found again. The settings of a stage come after the stage, so it may still
 * cache when it serves this, for a moment, or for long after an update that failed between the two.
 * The extended id, because a client can choose the other one ("Variables for data transformations").
 */
export const NEVER_FOUND_AGAIN = {
  "integration.request.header.X-Request-Id": "context.extendedRequestId",
} as const;
