/**
 * What the gateway itself answers when there is no upstream answer: always JSON in the shape of RFC 6749, 5.2,
 * with no-store, and never a stack trace or an echo of the request. For what its codes do not cover,
 * access_denied and temporarily_unavailable are borrowed from 4.1.2.1: clients show them unchanged.
 * Types and defaults: API Gateway, "Gateway response types".
 */

import type { Cache } from "../config/schema/cache";
import { HTTP_METHOD, TOKEN_PATH_TEXT } from "./tokenPath";

interface GatewayAnswer {
  /**
   * Set even where it is the type's default: AWS returns the default for a missing one, and every preview would
   * show a change. DEFAULT_4XX has none: there it would override the status of each error.
   */
  readonly status?: number;
  readonly error: string;
  readonly description: string;
  readonly retryAfterSeconds?: number;
}

/** The `Retry-After` of a vendor when no token can be fetched. */
export const RETRY_AFTER_SECONDS = 30;

const ONLY_ENDPOINT = `This proxy serves ${HTTP_METHOD} ${TOKEN_PATH_TEXT} only.`;
// The type that API Gateway raises for malformed JSON is not documented (quirk malformed-json-error), so each
// candidate has the same text.
const REFUSED: GatewayAnswer = {
  error: "invalid_request",
  description: `The request was refused. Send grant_type, audience and your credentials as one line of form data or JSON, in ASCII, with the matching Content-Type. ${ONLY_ENDPOINT}`,
};
// Nor is the type for a body that a header cannot contain (quirk header-error). The text starts with what the
// client can fix.
const UNAVAILABLE: GatewayAnswer = {
  status: 503,
  error: "temporarily_unavailable",
  description:
    "No token. If the body holds a line break or non-ASCII, or is longer than 8 kB with the headers, send one short line of ASCII instead. Otherwise no token can be fetched at present: try again later.",
  retryAfterSeconds: RETRY_AFTER_SECONDS,
};

const ANSWERS = {
  DEFAULT_4XX: REFUSED,
  // Most likely the client's body, so neither 503 nor Retry-After, which make clients wait and retry.
  DEFAULT_5XX: {
    status: 500,
    error: "server_error",
    description:
      "No token. Send the body as one line of ASCII, without a line break, not even at its end, and at most 8 kB with the headers. If it is that already, tell the operator.",
  },
  // Every upstream status without an integration response (429 and 5xx) ends here.
  API_CONFIGURATION_ERROR: UNAVAILABLE,
  INTEGRATION_FAILURE: UNAVAILABLE,
  INTEGRATION_TIMEOUT: {
    status: 504,
    error: "temporarily_unavailable",
    description: "Auth0 did not answer in time. Try again later.",
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  },
  BAD_REQUEST_BODY: { ...REFUSED, status: 400 },
  BAD_REQUEST_PARAMETERS: { ...REFUSED, status: 400 },
  // The resource policy (src/proxy/allowedAddresses.ts). That it raises this type is not documented;
  // the other candidate is DEFAULT_4XX.
  ACCESS_DENIED: {
    status: 403,
    error: "access_denied",
    description: "This address may not request tokens. Tell the operator which addresses you use.",
  },
  // The web ACL's common rules (src/proxy/webAcl.ts), or another web ACL on the stage.
  WAF_FILTERED: {
    status: 403,
    error: "access_denied",
    description: "The firewall blocked this request as an attack. Send a plain token request.",
  },
  // An unknown path or method.
  MISSING_AUTHENTICATION_TOKEN: {
    status: 404,
    error: "invalid_request",
    description: ONLY_ENDPOINT,
  },
  RESOURCE_NOT_FOUND: { status: 404, error: "invalid_request", description: ONLY_ENDPOINT },
  REQUEST_TOO_LARGE: {
    status: 413,
    error: "invalid_request",
    description: "The body is too large for a token request.",
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    error: "invalid_request",
    // Of a charset, which many libraries add, and of upper case it is not documented that they are ignored.
    description:
      "Send Content-Type: application/x-www-form-urlencoded or application/json, in lower case and without a charset.",
  },
  THROTTLED: {
    status: 429,
    error: "temporarily_unavailable",
    description:
      "Too many requests. Keep your token for expires_in seconds instead of requesting another.",
    retryAfterSeconds: 1,
  },
} satisfies Readonly<Record<string, GatewayAnswer>>;

export type GatewayResponseType = keyof typeof ANSWERS;

const REFUSED_BY_BROKER: GatewayAnswer = {
  error: "invalid_request",
  description: `The request was refused. Send grant_type, audience and your credentials as form data or JSON. ${ONLY_ENDPOINT}`,
};
const BROKER_FAILED: GatewayAnswer = {
  status: 503,
  error: "temporarily_unavailable",
  description: "No token can be fetched at present. Try again later.",
  retryAfterSeconds: RETRY_AFTER_SECONDS,
};

/**
 * The broker accepts any body, so every server-side error is the broker's: it failed (502), was throttled (500)
 * or was too slow ("Handle Lambda errors in API Gateway").
 */
const BROKERS_ANSWERS: Partial<Record<GatewayResponseType, GatewayAnswer>> = {
  DEFAULT_4XX: REFUSED_BY_BROKER,
  BAD_REQUEST_BODY: { ...REFUSED_BY_BROKER, status: 400 },
  BAD_REQUEST_PARAMETERS: { ...REFUSED_BY_BROKER, status: 400 },
  DEFAULT_5XX: BROKER_FAILED,
  API_CONFIGURATION_ERROR: BROKER_FAILED,
  INTEGRATION_FAILURE: BROKER_FAILED,
  INTEGRATION_TIMEOUT: BROKER_FAILED,
};

/** A gateway response as `aws.apigateway.Response` takes it. */
export interface GatewayResponse {
  readonly responseType: string;
  readonly statusCode?: string;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

/** The responses for a store: the same types for each. */
export function gatewayResponses(store: Cache["store"]): readonly GatewayResponse[] {
  return Object.entries<GatewayAnswer>(answersOf(store)).map(
    ([responseType, { status, error, description, retryAfterSeconds }]) => ({
      responseType,
      ...(status === undefined ? {} : { statusCode: String(status) }),
      responseParameters: {
        "gatewayresponse.header.Cache-Control": "'no-store'",
        "gatewayresponse.header.Pragma": "'no-cache'",
        ...(retryAfterSeconds === undefined
          ? {}
          : { "gatewayresponse.header.Retry-After": `'${retryAfterSeconds}'` }),
      },
      responseTemplates: { "application/json": json(error, description) },
    }),
  );
}

export const GATEWAY_RESPONSES = gatewayResponses("stage");

function answersOf(store: Cache["store"]): Record<GatewayResponseType, GatewayAnswer> {
  return store === "dynamodb" ? { ...ANSWERS, ...BROKERS_ANSWERS } : ANSWERS;
}

/**
 * The gateway's answer for one type, for code that has to give the same answer.
 *
 * @param store default: the stage cache
 */
export function bodyOf(responseType: GatewayResponseType, store: Cache["store"] = "stage"): string {
  const { error, description } = answersOf(store)[responseType];
  return json(error, description);
}

function json(error: string, description: string): string {
  return JSON.stringify({ error, error_description: description });
}
