/**
 * API Gateway's proxy event to a token request. What means the same becomes the same here: form or
 * JSON, any order, any layout, any case of header names. Anything but a clear client credentials
 * request is refused first.
 */
import { OAuthError } from "./oauthError";

export interface TokenRequest {
  /**
   * As the caller sent them. Two readings where a Basic header allows two: RFC 6749, 2.3.1 has both
   * parts form-encoded, and most libraries send them plain.
   */
  readonly credentials: readonly Credentials[];
  readonly audience: string | undefined;
  readonly organization: string | undefined;
  /** Sorted, without repeats; undefined if none was sent, which is not the same as an empty one. */
  readonly scopes: readonly string[] | undefined;
}

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The parts of API Gateway's event that are read. Either kind of headers is null if there are none. */
export interface Event {
  readonly headers: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

const MAX_BODY_BYTES = 16_384;
const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";
/** RFC 6749, appendix A.1, and far below the size limit of a table's key. */
const CLIENT_ID = /^[ -~]{1,200}$/;

/** @throws OAuthError if it is not a client credentials request that could be served */
export function parse(event: Event): TokenRequest {
  const headers = foldedHeaders(event);
  if (headers.has("dpop"))
    throw invalid("DPoP is not supported: a token is shared by all requests of a client.");

  const parameters = readParameters(readBody(event), headers.get("content-type") ?? []);
  checkGrant(parameters);
  return {
    credentials: readCredentials(parameters, headers.get("authorization") ?? []),
    audience: readAudience(parameters),
    organization: parameters.get("organization") || undefined,
    scopes: readScopes(parameters.get("scope")),
  };
}

export function usesAuthorization(event: Event): boolean {
  return foldedHeaders(event).has("authorization");
}

/**
 * Names in lower case, since they arrive as the caller wrote them; every value of a repeated one. A blank
 * one says nothing: with `Authorization: ""` client-oauth2 (Node) keeps Basic out of a request.
 */
function foldedHeaders({ headers, multiValueHeaders }: Event): Map<string, string[]> {
  const folded = new Map<string, string[]>();
  const all: Readonly<Record<string, string | readonly string[] | undefined>> =
    multiValueHeaders ?? headers ?? {};
  for (const [name, values = []] of Object.entries(all)) {
    const key = name.toLowerCase();
    const said = [values].flat().filter((value) => value.trim() !== "");
    if (said.length > 0) folded.set(key, (folded.get(key) ?? []).concat(said));
  }
  return folded;
}

function readBody({ body, isBase64Encoded }: Event): string {
  const bytes = Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > MAX_BODY_BYTES)
    throw invalid(`The body is larger than the ${MAX_BODY_BYTES} bytes of a token request.`);
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}

function readParameters(body: string, contentTypes: readonly string[]): Map<string, string> {
  const mediaTypes = new Set(contentTypes.map((type) => type.split(";")[0]?.trim().toLowerCase()));
  const [mediaType = body.trimStart().startsWith("{") ? JSON_TYPE : FORM] = mediaTypes;
  if (mediaTypes.size > 1 || ![FORM, JSON_TYPE].includes(mediaType))
    throw invalid(`Send one Content-Type: ${FORM} or ${JSON_TYPE}.`);
  return mediaType === JSON_TYPE ? readJson(body) : readForm(body);
}

function readForm(body: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body.replace(/[\r\n]+$/, ""))) {
    if (parameters.has(name)) throw invalid(`The parameter ${name} is repeated. Send it once.`);
    parameters.set(name, value);
  }
  return parameters;
}

function readJson(body: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of Object.entries(parseObject(body))) {
    if (value === null || !KNOWN.has(name)) continue;
    if (typeof value !== "string")
      throw invalid(`The parameter ${name} is not a string. Send it as a JSON string.`);
    parameters.set(name, value);
  }
  return parameters;
}

const KNOWN = new Set([
  "grant_type",
  "client_id",
  "client_secret",
  "client_assertion",
  "client_assertion_type",
  "audience",
  "resource",
  "organization",
  "scope",
]);

function parseObject(body: string): object {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Reported below: the parser's own message quotes the body.
  }
  throw invalid("The body is not a JSON object.");
}

function checkGrant(parameters: ReadonlyMap<string, string>): void {
  const grant = parameters.get("grant_type");
  if (!grant) throw invalid("grant_type is missing. Send grant_type=client_credentials.");
  if (grant !== "client_credentials")
    throw new OAuthError(
      400,
      "unsupported_grant_type",
      "Only the client credentials grant is served here. Send grant_type=client_credentials.",
    );
}

function readCredentials(
  parameters: ReadonlyMap<string, string>,
  authorization: readonly string[],
): Credentials[] {
  if (parameters.get("client_assertion") || parameters.get("client_assertion_type"))
    throw unauthenticated("A client assertion is for a single use, so no token can be shared.");
  const clientId = parameters.get("client_id");
  const clientSecret = parameters.get("client_secret");
  const [header, ...others] = authorization;
  if (header === undefined) {
    if (!clientId && !clientSecret) throw unauthenticated("No client authentication was sent.");
    if (!clientId || !clientSecret)
      throw unauthenticated(`${clientId ? "client_secret" : "client_id"} is missing.`);
    return [checked({ clientId, clientSecret })];
  }
  if (others.length > 0 || clientSecret)
    throw invalid("Two methods of client authentication in one request. Use one of them.");
  const credentials = readBasic(header).map(checked);
  if (clientId && !credentials.some((read) => read.clientId === clientId))
    throw invalid("client_id is not the client of the Authorization header.");
  return credentials;
}

function readBasic(header: string): Credentials[] {
  const encoded = /^Basic +([A-Za-z0-9+/_-]+=*) *$/i.exec(header)?.[1];
  const plain = Buffer.from(encoded ?? "", "base64").toString("utf8");
  const [, clientId = "", clientSecret = ""] = /^([^:]+):(.+)$/s.exec(plain) ?? [];
  if (!clientId) throw unauthenticated("Authorization is not Basic with a client id and a secret.");
  const asSent = { clientId, clientSecret };
  const decoded = { clientId: formDecoded(clientId), clientSecret: formDecoded(clientSecret) };
  const same = decoded.clientId === clientId && decoded.clientSecret === clientSecret;
  return same ? [asSent] : [decoded, asSent];
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function checked(credentials: Credentials): Credentials {
  if (CLIENT_ID.test(credentials.clientId)) return credentials;
  throw unauthenticated("The client id is not printable ASCII of up to 200 characters.");
}

/** Whether `resource` means the audience depends on the tenant's settings, so it is refused. */
function readAudience(parameters: ReadonlyMap<string, string>): string | undefined {
  const audience = parameters.get("audience") || undefined;
  if (!audience && parameters.get("resource"))
    throw invalid("Send the API as audience, not as resource.");
  return audience;
}

function readScopes(scope: string | undefined): string[] | undefined {
  return scope === undefined ? undefined : [...new Set(scope.split(/ +/).filter(Boolean))].sort();
}

function invalid(description: string): OAuthError {
  return new OAuthError(400, "invalid_request", description);
}

function unauthenticated(description: string): OAuthError {
  return new OAuthError(
    401,
    "invalid_client",
    `${description} Send client_id and client_secret in the body, or Authorization: Basic.`,
  );
}
