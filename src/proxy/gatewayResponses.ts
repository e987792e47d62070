/**
 * What the gateway itself answers when no upstream answer can be given: always JSON in the shape of
 * RFC 6749, 5.2, never stored by anybody, and never a stack trace or an echo of the request. For what
 * its codes do not cover, access_denied and temporarily_unavailable are borrowed from 4.1.2.1: clients
 * show them as they are.
 * Types and defaults: API Gateway, "Gateway response types".
 */

interface GatewayAnswer {
  /** Overrides the type's own status; without it, the gateway's stays. */
  readonly status?: number;
  readonly error: string;
  readonly description: string;
  readonly retryAfterSeconds?: number;
}

/** What a vendor is told to wait when no token can be fetched. */
export const RETRY_AFTER_SECONDS = 30;

const ONLY_ENDPOINT = "This proxy serves POST /oauth/token only.";
const BAD_BODY =
  "The body could not be read. Send grant_type, client_id, client_secret and audience as one line of form data or JSON in ASCII.";
// A body with line breaks or non-ASCII cannot become a key header; which error AWS raises then is
// not documented, so every candidate says both what to wait for and what to send.
const TRY_LATER =
  "No token could be fetched right now. Try again later; if it persists, send the body as one line of ASCII, at most 8 kB with the headers.";

const unavailable = (status?: number): GatewayAnswer => ({
  ...(status === undefined ? {} : { status }),
  error: "temporarily_unavailable",
  description: TRY_LATER,
  retryAfterSeconds: RETRY_AFTER_SECONDS,
});

const ANSWERS = {
  DEFAULT_4XX: {
    error: "invalid_request",
    description: `The request was refused. ${ONLY_ENDPOINT}`,
  },
  DEFAULT_5XX: unavailable(503),
  // Every upstream status without an integration response (429 and 5xx) ends here.
  API_CONFIGURATION_ERROR: unavailable(503),
  INTEGRATION_FAILURE: unavailable(503),
  INTEGRATION_TIMEOUT: unavailable(504),
  BAD_REQUEST_BODY: { error: "invalid_request", description: BAD_BODY },
  BAD_REQUEST_PARAMETERS: { error: "invalid_request", description: BAD_BODY },
  // The resource policy (src/proxy/allowedAddresses.ts). That it raises this type is not documented;
  // the other candidate is DEFAULT_4XX.
  ACCESS_DENIED: {
    error: "access_denied",
    description: "This address may not ask for tokens. Tell the operator which addresses you use.",
  },
  // The web ACL's common rules (src/proxy/webAcl.ts), or a web ACL that others have put there.
  WAF_FILTERED: {
    error: "access_denied",
    description: "The firewall took this request for an attack. Send a plain token request.",
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
    description: "Send Content-Type: application/x-www-form-urlencoded or application/json.",
  },
  THROTTLED: {
    status: 429,
    error: "temporarily_unavailable",
    description:
      "Too many requests. Keep your token for expires_in seconds instead of asking again.",
    retryAfterSeconds: 1,
  },
} satisfies Readonly<Record<string, GatewayAnswer>>;

/** A gateway response as `aws.apigateway.Response` takes it. */
export interface GatewayResponse {
  readonly responseType: string;
  readonly statusCode?: string;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

export const GATEWAY_RESPONSES: readonly GatewayResponse[] = Object.entries<GatewayAnswer>(
  ANSWERS,
).map(([responseType, { status, error, description, retryAfterSeconds }]) => ({
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
}));

/** What the gateway says for one type, for whoever has to say the same in its place. */
export function bodyOf(responseType: keyof typeof ANSWERS): string {
  const { error, description } = ANSWERS[responseType];
  return json(error, description);
}

function json(error: string, description: string): string {
  return JSON.stringify({ error, error_description: description });
}
