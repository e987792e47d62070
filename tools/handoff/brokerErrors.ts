/** The token broker's errors, their causes, and what to do. `…` stands for the part that varies. */
import { type Cause, errorTable, FIX, GATEWAY, ownAnswers, type Row, WAIT } from "./errors";
import type { GatewayResponseType } from "../../src/proxy/gatewayResponses";

const AUTHENTICATE = " Send client_id and client_secret in the body, or Authorization: Basic.";

const BY_BROKER: readonly Row[] = [
  [
    "400",
    "grant_type is missing. Send grant_type=client_credentials.",
    "no `grant_type`, or an empty body",
    FIX,
  ],
  [
    "400",
    "Only the client credentials grant is served here. Send grant_type=client_credentials.",
    "another grant",
    FIX,
  ],
  [
    "400",
    "Send one Content-Type: … or ….",
    "another `Content-Type` than form data or JSON, or two",
    FIX,
  ],
  [
    "400",
    "The body is not a JSON object.",
    "a JSON `Content-Type`, or a body that starts like JSON, with invalid JSON",
    FIX,
  ],
  ["400", "The body is larger than the … bytes of a token request.", "too long a body", FIX],
  ["400", "The parameter … is repeated. Send it once.", "form data with a parameter twice", FIX],
  [
    "400",
    "The parameter … is not a string. Send it as a JSON string.",
    "JSON with a number, list or object",
    FIX,
  ],
  ["400", "Send the API as audience, not as resource.", "`resource` without `audience`", FIX],
  [
    "400",
    "Two methods of client authentication in one request. Use one of them.",
    "a secret in the body and HTTP Basic",
    FIX,
  ],
  ["400", "client_id is not the client of the Authorization header.", "two client ids", FIX],
  [
    "400",
    "DPoP is not supported: a token is shared by all requests of a client.",
    "a `DPoP` header",
    FIX,
  ],
  [
    "400",
    "More than … different requests have live tokens. Ask for fewer combinations of audience, scope and organization.",
    "many different scopes or organizations for one audience",
    "send no `scope`; of many organizations, tell us",
  ],
  [
    "401",
    "No client authentication was sent." + AUTHENTICATE,
    "neither a client id nor a secret",
    FIX,
  ],
  [
    "401",
    "… is missing." + AUTHENTICATE,
    "a client id without a secret, or the other way round: often a setting of your library",
    FIX,
  ],
  [
    "401",
    "Authorization is not Basic with a client id and a secret." + AUTHENTICATE,
    "another `Authorization`",
    FIX,
  ],
  [
    "401",
    "The client id is not printable ASCII of up to 200 characters." + AUTHENTICATE,
    "a mangled client id",
    "compare it with this sheet",
  ],
  [
    "401",
    "A client assertion is for a single use, so no token can be shared." + AUTHENTICATE,
    "`private_key_jwt` or another assertion",
    FIX,
  ],
  [
    "401",
    "The client is not known here, or its secret is wrong. Send the client_id and client_secret that you were given.",
    "a wrong client id or secret, or a client that was removed",
    "compare both with this sheet",
  ],
  [
    "401",
    "Unauthorized",
    "a wrong secret, in Auth0's words",
    "compare it with this sheet; after a rotation wait a minute",
  ],
  ["403", "This client is suspended. Ask the operator.", "we have suspended you", "ask us"],
  ["403", "Send an audience, one of: ….", "no `audience`", "send `audience`"],
  [
    "403",
    "The audience … is not granted to this client. Granted: ….",
    "an `audience` that you are not granted, or a typing error",
    "send one of those, or ask us",
  ],
  [
    "403",
    "Not granted to this client for …: …. Granted: ….",
    "a `scope` that you are not granted, such as `openid profile`, which some libraries add",
    "send no `scope`",
  ],
  [
    "403",
    "The organization … is not granted to this client: for …, none is.",
    "an `organization`",
    FIX,
  ],
  [
    "503",
    "No token could be fetched right now. Try again after Retry-After seconds.",
    "Auth0 is down, slow, or out of quota; or a fault of ours; or too many attempts with a secret that we do not know",
    WAIT,
  ],
  [
    "400 to 404, 501",
    "Auth0 refused the request and gave no reason.",
    "Auth0 refused without a JSON body",
    "ask us",
  ],
  [
    "400 to 404, 501",
    "another text",
    "Auth0's own words",
    "wait 5 s after you have fixed the request; otherwise ask us",
  ],
];

const OURS: Cause = ["a fault of ours", `${WAIT}; tell us if it lasts`];
const MALFORMED: Cause = ["an HTTP request that API Gateway does not accept", FIX];

/** Errors of the gateway itself. */
const BY_GATEWAY: Readonly<Partial<Record<GatewayResponseType, Cause>>> = {
  ...GATEWAY,
  DEFAULT_4XX: MALFORMED,
  BAD_REQUEST_BODY: MALFORMED,
  BAD_REQUEST_PARAMETERS: MALFORMED,
  DEFAULT_5XX: OURS,
  API_CONFIGURATION_ERROR: OURS,
  INTEGRATION_FAILURE: OURS,
  INTEGRATION_TIMEOUT: OURS,
};

export const BROKER_ERRORS: readonly string[] = [
  "## If it fails",
  "",
  "Every error is JSON with `error` and `error_description` (RFC 6749, section 5.2), which says what to change. Our refusals are not cached: once you have fixed the request, or we have fixed something, it succeeds. Auth0's refusals are cached for 5 s.",
  "",
  ...errorTable([...BY_BROKER, ...ownAnswers("dynamodb", BY_GATEWAY)]),
];
