/** Every error that a vendor can get, its cause, and what to do. */
import {
  bodyOf,
  gatewayResponses,
  type GatewayResponseType,
} from "../../src/proxy/gatewayResponses";
import { code, table } from "../lib/markdown";

export type Row = readonly [status: string, text: string, cause: string, what: string];

type Store = Parameters<typeof gatewayResponses>[0];

export type Cause = readonly [cause: string, what: string];

const ASK_US = "ask us; the same request may get the same answer for up to an hour";
export const WAIT = "use the token that you keep; wait for `Retry-After`, then longer each time";
export const FIX = "fix the request";
const BODY = [
  "a body that starts with `{`, `[`, `\"` or `'` and is not JSON (quotes that a shell has left in, for instance)",
  FIX,
] as const;
const UNREACHED = [
  "a body that a header cannot contain; or Auth0 is down, asks us to slow down, or the quota of your client or of all vendors is used up, until midnight UTC for instance",
  `${FIX}, if it is that; otherwise ${WAIT}, up to minutes`,
] as const;

export const GATEWAY: Readonly<Record<GatewayResponseType, Cause>> = {
  DEFAULT_4XX: BODY,
  BAD_REQUEST_BODY: BODY,
  BAD_REQUEST_PARAMETERS: BODY,
  DEFAULT_5XX: [
    "a line break in the body (pretty-printed JSON, a JSON encoder that ends in a line feed, `curl --json @file`; `multipart/form-data`), non-ASCII, or too long a body",
    `${FIX}; repeating it does not help`,
  ],
  API_CONFIGURATION_ERROR: UNREACHED,
  INTEGRATION_FAILURE: UNREACHED,
  INTEGRATION_TIMEOUT: ["Auth0 is slow", WAIT],
  ACCESS_DENIED: ["a request from an address that we have not allowed", "tell us your addresses"],
  WAF_FILTERED: ["our firewall's rules", `${FIX}, or ask us`],
  MISSING_AUTHENTICATION_TOKEN: ["another path or method", "send `POST` to the token URL"],
  RESOURCE_NOT_FOUND: ["another path or method", "send `POST` to the token URL"],
  REQUEST_TOO_LARGE: ["a body of megabytes", FIX],
  UNSUPPORTED_MEDIA_TYPE: [
    "another `Content-Type`, or one with a parameter or in upper case",
    "send one of the two, exactly as written there",
  ],
  THROTTLED: ["too many requests at once", "wait for `Retry-After`, and keep tokens"],
};

/** The gateway's own errors with a store, one row for each text. */
export function ownAnswers(
  store: Store,
  causes: Readonly<Partial<Record<GatewayResponseType, Cause>>>,
): Row[] {
  const statuses = new Map(
    gatewayResponses(store).map(({ responseType, statusCode }) => [responseType, statusCode]),
  );
  const rows = (Object.keys(causes) as GatewayResponseType[]).map((type): Row => {
    const body = JSON.parse(bodyOf(type, store)) as { error_description: string };
    // A type without a status keeps the original error's.
    return [statuses.get(type) ?? "400, 403", body.error_description, ...(causes[type] ?? BODY)];
  });
  // One text may stand for several types.
  return rows.filter(([, text], index) => rows.findIndex((row) => row[1] === text) === index);
}

const BY_TEMPLATE: readonly Row[] = [
  [
    "502",
    "Auth0 answered without a token. Try again later; if the same request goes on failing, tell the operator.",
    "Auth0 answered with a success without a token",
    `use the token that you keep; ${ASK_US}`,
  ],
  [
    "400 to 404",
    "Auth0 refused the request and gave no reason.",
    "Auth0 refused without a JSON body",
    ASK_US,
  ],
];

/** As Auth0's users have quoted them; Auth0 may change them. */
const BY_AUTH0: readonly Row[] = [
  [
    "401",
    "Unauthorized",
    "a wrong client id or secret, or another authentication method than above",
    "compare both with this sheet; after a rotation wait a minute",
  ],
  [
    "403",
    "Service not enabled within domain: …",
    "an `audience` that does not exist",
    "send the audience as above, to the letter",
  ],
  [
    "403",
    'Client is not authorized to access "…"',
    "an `audience` that you are not granted, or you are suspended",
    ASK_US,
  ],
  [
    "403",
    "No audience parameter was provided, and no default audience has been configured",
    "no `audience`; `resource` does not count as one",
    "send `audience`",
  ],
  [
    "403",
    "Client has not been granted scopes: …",
    "a `scope` that you are not granted, such as `openid profile`, which some libraries add",
    "send no `scope`",
  ],
  ["403", "Grant type '…' not allowed for the client.", "your client's settings", ASK_US],
  [
    "400",
    "Two methods of client authentication in one request.",
    "credentials in the body and as HTTP Basic",
    FIX,
  ],
  [
    "403",
    "another text, of a quota or a limit for instance",
    "our quota or limit, not your credentials",
    ASK_US,
  ],
  [
    "403 or 400",
    "another text, of an organization",
    "an `organization` that you are not granted, or none where one is needed",
    FIX,
  ],
];

/** The templates' reasons. */
const REASONS: Readonly<Record<string, string>> = {
  grant_type_not_found_check_content_type:
    "no `grant_type` was found: check the `Content-Type` first. It is JSON sent as form data (curl does, with `-d`), form data sent as JSON or without a `Content-Type`, or an empty body",
  client_credentials_only: "another grant than `client_credentials`",
  no_repeated_parameter: "a repeated parameter",
  no_client_assertion: "a `client_assertion` (`private_key_jwt`)",
  one_ascii_line_only: "a line break or non-ASCII",
  no_malformed_escape: "a `%` that two hex digits do not follow: encode it as `%25`",
  no_outer_blanks: "a space or tab at the beginning or end of form data",
  at_most_1000_parameters: "more than 1,000 parameters",
};

export function errorTable(rows: readonly Row[]): string[] {
  return table(
    ["status", "`error_description`", "cause", "what to do"],
    rows.map(([status, text, ...rest]) => [status, code(text), ...rest]),
  );
}

export const ERRORS: readonly string[] = [
  "## If it fails",
  "",
  "Every error is JSON with `error` and `error_description` (RFC 6749, section 5.2). Fix a request rather than repeat it: the same one may get the same answer for up to an hour, so tell us if we have to fix something.",
  "",
  ...errorTable([...ownAnswers("stage", GATEWAY), ...BY_TEMPLATE, ...BY_AUTH0]),
  "",
  "What we refuse becomes a `grant_type` that Auth0 does not support (400 or 403, `unsupported_grant_type`). Its text is Auth0's, and may or may not name one of these:",
  "",
  ...table(
    ["named", "cause"],
    Object.entries(REASONS).map(([reason, cause]) => [code(reason), cause]),
  ),
];
