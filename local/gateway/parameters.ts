/** Parameter mappings (API Gateway, "Request and response data mappings") and the cache key. */
import { GatewayError } from "./errors";
import type { Route } from "./model";
import type { Quirks } from "./quirks";

/** Names and values in their original order and case. */
export type Headers = readonly (readonly [name: string, value: string])[];

export interface GatewayRequest {
  readonly httpMethod: string;
  /** As the client wrote it, without the query string; inside the gateway, below the stage. */
  readonly path: string;
  readonly query: string;
  readonly headers: Headers;
  readonly body: string;
  /** Where it comes from. Default: this machine. */
  readonly sourceIp?: string;
  /** The gateway's id of it. Default: a new one. */
  readonly requestId?: string;
}

/** All header values of a request together (API Gateway quotas). */
const MAX_HEADER_BYTES = 10_240;

/** The values under a name; folded: in any case. */
function headerValues(headers: Headers, name: string, folded: boolean): string[] {
  const spelled = (text: string) => (folded ? text.toLowerCase() : text);
  return headers.filter(([own]) => spelled(own) === spelled(name)).map(([, value]) => value);
}

export function header(headers: Headers, name: string, folded = true): string | undefined {
  return headerValues(headers, name, folded).at(-1);
}

/**
 * The media type by which a request template is chosen. Without a Content-Type it counts as JSON
 * (API Gateway, "Integration passthrough behaviors").
 */
export function mediaTypeOf(headers: Headers, quirks: Quirks): string {
  const contentType =
    header(headers, "Content-Type", quirks["content-type-name"] === "any") ?? "application/json";
  const whole = quirks["media-type-parameter"] === "no-template";
  const mediaType = (whole ? contentType : (contentType.split(";")[0] ?? "")).trim();
  return quirks["media-type-case"] === "no-template" ? mediaType : mediaType.toLowerCase();
}

/** The upstream headers and query string that the mappings produce. A missing value is not mapped. */
export function mapParameters(route: Route, request: GatewayRequest, quirks: Quirks) {
  const mapped = Object.entries(route.integration.requestParameters ?? {}).flatMap(
    ([target, source]) => {
      const value = evaluate(source, request, quirks);
      const [, kind, name] =
        /^integration\.request\.(header|querystring)\.(.+)$/.exec(target) ?? [];
      if (!kind || !name) throw new Error(`The local gateway does not map to ${target}.`);
      return value === undefined ? [] : [{ target, kind, name, value: asHeader(value, quirks) }];
    },
  );
  const headers = mapped.filter(({ kind }) => kind === "header");
  // Reported to answer every request with 500 (serverless-api-gateway-caching, issue 109).
  const names = Object.keys(route.integration.requestParameters ?? {}).map((name) =>
    name.toLowerCase(),
  );
  if (new Set(names).size < names.length) throw new GatewayError("API_CONFIGURATION_ERROR");
  for (const { value } of headers)
    if (quirks["unprintable-header"] === "error" && !/^[\t\x20-\x7e]*$/.test(value))
      throw new GatewayError(quirks["header-error"]);
  if (headers.reduce((sum, { value }) => sum + Buffer.byteLength(value), 0) > MAX_HEADER_BYTES)
    throw new GatewayError(quirks["header-error"]);
  return mapped;
}

/** Shortens a key parameter, to make a claim fail. */
export type KeyCut = (value: string, parameter: string) => string;

/**
 * Stage, namespace and the values of the key parameters, and nothing else. A missing parameter counts as an
 * empty one, which is the worse of the two possibilities.
 */
export function cacheKey(
  route: Route,
  request: GatewayRequest,
  quirks: Quirks,
  cut: KeyCut = (value) => value,
): string {
  const { cacheKeyParameters = [], cacheNamespace, requestParameters = {} } = route.integration;
  const values = cacheKeyParameters.map((name) =>
    cut(asHeader(evaluate(requestParameters[name] ?? name, request, quirks) ?? "", quirks), name),
  );
  return JSON.stringify([cacheNamespace ?? route.resourceId, ...values]);
}

/** What a value becomes that a header cannot contain, unless it is an error. */
function asHeader(value: string, quirks: Quirks): string {
  if (quirks["unprintable-header"] !== "cut") return value;
  return (value.split(/[\r\n]/, 1)[0] ?? "").replace(/[^\t\x20-\x7e]/g, "?");
}

/** An empty body is an empty object; one that starts like JSON has to be JSON, whatever the Content-Type. */
function readBody(body: string, quirks: Quirks): string {
  if (body === "") return "{}";
  if (/^\s*[{["']/.test(body))
    try {
      JSON.parse(body);
    } catch {
      throw new GatewayError(quirks["malformed-json-error"]);
    }
  return body;
}

function evaluate(
  source: string,
  { headers, query, body, requestId }: GatewayRequest,
  quirks: Quirks,
): string | undefined {
  if (/^context\.(extendedR|r)equestId$/.test(source)) return requestId;
  const literal = /^'(.*)'$/s.exec(source);
  if (literal) return literal[1];
  if (source === "method.request.body")
    return readBody(quirks["body-trimmed"] === "yes" ? body.trim() : body, quirks);
  const [, kind, name] = /^method\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (kind === "header" && name) {
    const values = headerValues(headers, name, quirks["header-names-folded"] === "yes");
    return quirks["repeated-header"] === "first" ? values[0] : values.at(-1);
  }
  if (kind === "querystring" && name) return new URLSearchParams(query).get(name) ?? undefined;
  throw new Error(`The local gateway does not map from ${source}.`);
}
