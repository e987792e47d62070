/**
 * The method's integration: Auth0 itself, called over HTTP with what the templates make of a request, or the token
 * broker, which gets the unchanged request.
 */
import type { Cache } from "../config/schema/cache";
import { ttlOf, UPSTREAM_TIMEOUT_MS } from "../expiresIn";
import {
  CACHE_KEY_PARAMETERS,
  CLIENT_MAPPINGS,
  NEVER_FOUND_AGAIN,
  STATIC_MAPPINGS,
} from "./cacheKey";
import { readTemplates, type Templates } from "./templates";
import { tokenEndpoint } from "./tokenPath";

/** How long the gateway waits for the broker, in milliseconds: the maximum. */
const BROKER_TIMEOUT_MS = 29_000;

/**
 * The statuses that the client gets, each with the upstream statuses that it stands for (a selection pattern).
 * There is no default integration response, on purpose: with one, API Gateway turns an upstream error
 * into its status. Without, 429 and 5xx raise API_CONFIGURATION_ERROR, which gatewayResponses.ts shapes;
 * an error of the gateway's own is less likely to be kept in the cache than a mapped response is. AWS
 * documents neither.
 *
 * 501 is an exception, because it is not a fault of Auth0: its table of errors has it for an unsupported grant_type,
 * where its OpenAPI example has 400; a refused request becomes one.
 */
const RESPONSES = [
  ["200", "200"],
  ["400", "400|501"],
  ["401", "401"],
  ["403", "403"],
  ["404", "404"],
] as const;

const NO_STORE = {
  "method.response.header.Cache-Control": "'no-store'",
  "method.response.header.Pragma": "'no-cache'",
} as const;

export interface Integration {
  readonly type: "HTTP" | "AWS_PROXY";
  readonly integrationHttpMethod: "POST";
  /** undefined: the broker's, which is not known before it exists. */
  readonly uri?: string;
  readonly timeoutMilliseconds: number;
  readonly passthroughBehavior: "NEVER" | "WHEN_NO_MATCH";
  readonly requestParameters: Readonly<Record<string, string>>;
  readonly cacheKeyParameters: string[];
  readonly requestTemplates?: Readonly<Record<string, string>>;
}

export function integrate(issuerDomain: string, cache: Cache) {
  return cache.store === "dynamodb" ? toBroker() : toAuth0(issuerDomain, cache);
}

/**
 * API Gateway passes the request and the answer on. It needs no mapping but the key's; a mapping of Authorization
 * makes it answer 500 (serverless-api-gateway-caching #109).
 */
function toBroker(): { integration: Integration; responses: readonly Response[] } {
  const integration: Integration = {
    type: "AWS_PROXY",
    integrationHttpMethod: "POST",
    timeoutMilliseconds: BROKER_TIMEOUT_MS,
    passthroughBehavior: "WHEN_NO_MATCH",
    requestParameters: NEVER_FOUND_AGAIN,
    cacheKeyParameters: Object.keys(NEVER_FOUND_AGAIN),
  };
  return { integration, responses: [] };
}

export type Response = ReturnType<typeof responsesOf>[number];

function toAuth0(
  issuerDomain: string,
  cache: Cache,
): { integration: Integration; responses: readonly Response[] } {
  const templates = readTemplates(ttlOf(cache));
  const never = cache.store === "none" ? NEVER_FOUND_AGAIN : {};
  const integration: Integration = {
    type: "HTTP",
    integrationHttpMethod: "POST",
    uri: tokenEndpoint(issuerDomain),
    timeoutMilliseconds: UPSTREAM_TIMEOUT_MS,
    passthroughBehavior: "NEVER",
    requestParameters: { ...CLIENT_MAPPINGS, ...STATIC_MAPPINGS, ...never },
    cacheKeyParameters: [...CACHE_KEY_PARAMETERS, ...Object.keys(never)],
    requestTemplates: {
      ...withEachCharset("application/json", templates.requestJson),
      ...withEachCharset("application/x-www-form-urlencoded", templates.requestForm),
    },
  };
  return { integration, responses: responsesOf(templates) };
}

/**
 * What half of the OAuth libraries write after a media type. Whether API Gateway ignores it when it chooses a template is
 * not documented; others declare a template for each spelling, of lower and of upper case, which suggests that it does not.
 */
const CHARSETS = ["", ";charset=UTF-8", "; charset=UTF-8", ";charset=utf-8", "; charset=utf-8"];

function withEachCharset(mediaType: string, template: string): Record<string, string> {
  return Object.fromEntries(CHARSETS.map((charset) => [`${mediaType}${charset}`, template]));
}

function responsesOf(templates: Templates) {
  return RESPONSES.map(([status, selectionPattern]) => ({
    status,
    method: {
      responseParameters: Object.fromEntries(Object.keys(NO_STORE).map((name) => [name, true])),
    },
    integration: {
      selectionPattern,
      responseParameters: NO_STORE,
      // One template: among several, the client's Accept header would choose, which is not in the key.
      responseTemplates: {
        "application/json": status === "200" ? templates.responseToken : templates.responseError,
      },
    },
  }));
}
