/** Parameter mappings (API Gateway, "Request and response data mappings") and the cache key. */
import { GatewayError } from "./errors";
import type { Route } from "./model";
import type { Quirks } from "./quirks";

/** Names and values in the order and the case in which they came. */
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
}

/** All header values of a request together (API Gateway quotas). */
const MAX_HEADER_BYTES = 10_240;

export function header(headers: Headers, name: string, folded = true): string | undefined {
  const wanted = folded ? name.toLowerCase() : name;
  return headers.findLast(([own]) => (folded ? own.toLowerCase() : own) === wanted)?.[1];
}

/** The upstream headers and query string that the mappings give. A value that is not there maps to none. */
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
  for (const { value } of headers)
    if (quirks["unprintable-header"] === "error" && !/^[\t\x20-\x7e]*$/.test(value))
      throw new GatewayError(quirks["header-error"]);
  if (headers.reduce((sum, { value }) => sum + Buffer.byteLength(value), 0) > MAX_HEADER_BYTES)
    throw new GatewayError(quirks["header-error"]);
  return mapped;
}

/**
 * Stage, namespace and the values of the key parameters, and nothing else. A parameter that is not
 * there counts as an empty one: the worse of the two things that it could be.
 */
export function cacheKey(route: Route, request: GatewayRequest, quirks: Quirks): string {
  const { cacheKeyParameters = [], cacheNamespace, requestParameters = {} } = route.integration;
  const values = cacheKeyParameters.map((name) =>
    asHeader(evaluate(requestParameters[name] ?? name, request, quirks) ?? "", quirks),
  );
  return JSON.stringify([cacheNamespace ?? route.resourceId, ...values]);
}

/** What becomes of a value that a header cannot carry, unless it is an error. */
function asHeader(value: string, quirks: Quirks): string {
  if (quirks["unprintable-header"] !== "cut") return value;
  return (value.split(/[\r\n]/, 1)[0] ?? "").replace(/[^\t\x20-\x7e]/g, "?");
}

/** An empty body is an empty object, and what starts as JSON has to be JSON, whatever the Content-Type. */
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
  { headers, query, body }: GatewayRequest,
  quirks: Quirks,
): string | undefined {
  const literal = /^'(.*)'$/s.exec(source);
  if (literal) return literal[1];
  if (source === "method.request.body") return readBody(body, quirks);
  const [, kind, name] = /^method\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (kind === "header" && name)
    return header(headers, name, quirks["header-names-folded"] === "yes");
  if (kind === "querystring" && name) return new URLSearchParams(query).get(name) ?? undefined;
  throw new Error(`The local gateway does not map from ${source}.`);
}
