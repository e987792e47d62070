/**
 * The cache key, and everything that a client can make the proxy send to Auth0. The proxy is safe because these two
 * are the same: whatever can change the upstream's answer is in the key.
 *
 * The key is the whole body (it holds the credentials, the audience and the organization), the
 * Authorization header (credentials again) and the client's Content-Type (it selects the template
 * that reads the body).
 *
 * API Gateway looks a header up by its exact name (AWS, "Important notes"), and HTTP/2 and fetch send
 * lower-case ones. Content-Type is mapped under both of these spellings, each to a name of its own;
 * under any other it may choose the template without being in the key, so a sender can only affect the entry of
 * its own body. Authorization is mapped under one spelling: the
 * lower-case one would be a second upstream header that differs in case only, and integrations with
 * two such headers are reported to answer every request with 500 (serverless-api-gateway-caching, issue 109). What is
 * not mapped does not reach Auth0 either, which refuses the request.
 *
 * A header is a documented key parameter when the method declares it. A body is none, so it is
 * mapped to a header of the integration request first, which costs it its line breaks (docs: the
 * README's limits). `method.request.body` must not be declared on the method: AWS refuses it.
 */

/** The header of the upstream request that contains the client's body, for the key. */
export const BODY_KEY_HEADER = "X-Cache-Key-Body";

/** The headers of the upstream request that contain the client's Content-Type, for the key, by spelling. */
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

/** What the upstream request takes from the client's: target parameter to source. */
export const CLIENT_MAPPINGS = {
  "integration.request.header.Authorization": "method.request.header.Authorization",
  [`integration.request.header.${CONTENT_TYPE_KEY_HEADERS["Content-Type"]}`]:
    "method.request.header.Content-Type",
  [`integration.request.header.${CONTENT_TYPE_KEY_HEADERS["content-type"]}`]:
    "method.request.header.content-type",
  [`integration.request.header.${BODY_KEY_HEADER}`]: "method.request.body",
} as const;

/** What every upstream request contains: literals, in AWS's single quotes. */
export const STATIC_MAPPINGS = {
  "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'",
} as const;

/**
 * The header with the proxy secret, which proves that a request comes from this proxy (`onlyThroughProxy`): also a
 * literal, so not in the key. A mapped User-Agent replaces API Gateway's own: AWS's "Important notes"
 * list it among the headers that may be remapped; LocalStack's recorded requests to AWS show it
 * remapped in responses only, and sent as mapped by an HTTP integration.
 */
export const PROXY_SECRET_PARAMETER = "integration.request.header.User-Agent";

/** The key parameters of the integration: one for each of CLIENT_MAPPINGS, and nothing else. */
export const CACHE_KEY_PARAMETERS: readonly string[] = Object.entries(CLIENT_MAPPINGS).map(
  ([target, source]) => (source in METHOD_PARAMETERS ? source : target),
);

/**
 * For a proxy that caches nothing: a key that is new with every request, so that an answer that is stored after all
 * is never found again. A stage's settings are updated after the stage, so it may still cache when it serves this:
 * for a moment, or for long if an update fails between the two.
 * The extended id, because a client can choose the other one ("Variables for data transformations").
 */
export const NEVER_FOUND_AGAIN = {
  "integration.request.header.X-Request-Id": "context.extendedRequestId",
} as const;
