/** What Auth0's answer to a token request means. */
import { isOwnApi } from "../config/ownApis";
import type { ClientItem } from "./clientItem";
import { expiryOf } from "./expiry";
import type { Form } from "./keys";
import { OAuthError } from "./oauthError";
import type { PassedOn } from "./respond";
import type { Token } from "./tokenItem";

export interface UpstreamResponse {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
}

export interface Asked {
  readonly form: Form;
  readonly client: ClientItem;
  /** Epoch milliseconds, from before the request was sent. */
  readonly sentAtMs: number;
  readonly renewBeforeSeconds: number;
}

export type Answer =
  /** Valid for every request of this form until it expires. */
  | { readonly kind: "token"; readonly token: Token }
  /** Only for the request that fetched it. */
  | { readonly kind: "passedOn"; readonly token: PassedOn }
  | { readonly kind: "refused"; readonly refusal: OAuthError }
  /** A token that differs from what the client's item grants. It is not passed on, but it has cost a token. */
  | { readonly kind: "misfit" }
  | { readonly kind: "unavailable"; readonly retryAfterSeconds: number | undefined };

const REFUSALS = new Set([400, 401, 403, 404, 501]);
const MAX_RETRY_AFTER_SECONDS = 3_600;

/** What an answer costs the tenant's quota, in tokens. */
export function costOf({ kind }: Answer, { audience = "" }: Form): number {
  return ["token", "passedOn", "misfit"].includes(kind) && !isOwnApi(audience) ? 1 : 0;
}

/** @param response undefined if there was none in time */
export function classify(response: UpstreamResponse | undefined, asked: Asked): Answer {
  if (!response) return { kind: "unavailable", retryAfterSeconds: undefined };
  const body = parseObject(response.body);
  if (response.status === 200 && typeof body.access_token === "string" && body.access_token)
    return tokenAnswer(body.access_token, body, asked);
  if (REFUSALS.has(response.status))
    return { kind: "refused", refusal: refusalOf(response.status, body) };
  return { kind: "unavailable", retryAfterSeconds: retryAfterOf(response.retryAfter) };
}

function tokenAnswer(accessToken: string, body: Fields, asked: Asked): Answer {
  const claims = jwtClaims(accessToken);
  const scope = typeof body.scope === "string" ? body.scope : undefined;
  if (!fits(claims, scope, asked)) return { kind: "misfit" };

  const sentAt = asked.sentAtMs / 1000;
  const { expiresAt, reliable } = expiryOf(sentAt, body.expires_in, claims);
  const tokenType = typeof body.token_type === "string" ? body.token_type : undefined;
  const common = { accessToken, ...(scope === undefined ? {} : { scope }) };
  // Nobody else can use a token that is bound to a key (RFC 7800).
  const bearer = tokenType?.toLowerCase() === "bearer" && claims?.cnf === undefined;
  if (!bearer || !reliable || expiresAt <= sentAt)
    return { kind: "passedOn", token: { ...common, tokenType, expiresAt } };
  // A shorter lifetime than configured must not cause a renewal with every request.
  const renewBefore = Math.min(asked.renewBeforeSeconds, (expiresAt - sentAt) / 2);
  return { kind: "token", token: { ...common, expiresAt, renewAt: expiresAt - renewBefore } };
}

/** Whether it is for this client, audience and organization, with no scope beyond those that are granted. */
function fits(
  claims: Fields | undefined,
  scope: string | undefined,
  { form, client: { clientId, grants, organizations } }: Asked,
): boolean {
  const { audience = "", organization } = form;
  const granted = grants[audience] ?? [];
  const within = (scopes: unknown) => {
    if (scopes === undefined) return true;
    const each: unknown[] | undefined =
      typeof scopes === "string" ? scopes.split(" ") : Array.isArray(scopes) ? scopes : undefined;
    return each?.every((one) => one === "" || granted.includes(one as string)) ?? false;
  };
  if (!within(scope)) return false;
  // An opaque or encrypted token has no readable claims.
  if (!claims) return true;
  const audiences = [claims.aud].flat();
  return (
    // Auth0's own profile has azp, RFC 9068's has client_id.
    (claims.azp ?? claims.client_id) === clientId &&
    audiences.length === 1 &&
    audiences[0] === audience &&
    within(claims.scope) &&
    // An API with role-based access control checks these (dialects that end in _authz).
    within(claims.permissions) &&
    // If the request names none, Auth0 may have used the client's default organization.
    (organization === undefined
      ? claims.org_id === undefined || organizations.includes(audience)
      : isOf(organization, claims))
  );
}

/** By its id, or by its name, which Auth0 keeps in lower case. */
function isOf(organization: string, { org_id: id, org_name: name }: Fields): boolean {
  return id === organization || (id !== undefined && name === organization.toLowerCase());
}

function refusalOf(status: number, { error, error_description: description }: Fields): OAuthError {
  return typeof error === "string" && error
    ? new OAuthError(status, error, typeof description === "string" ? description : "")
    : new OAuthError(status, "invalid_request", "Auth0 refused the request and gave no reason.");
}

function retryAfterOf(header: string | null): number | undefined {
  return /^\d{1,9}$/.test(header ?? "")
    ? Math.min(Math.max(Number(header), 1), MAX_RETRY_AFTER_SECONDS)
    : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** The claims of a signed JWT. Not verified: it came from Auth0 itself, over TLS. */
function jwtClaims(token: string): Fields | undefined {
  const [, payload = "", ...rest] = token.split(".");
  const claims = parseObject(Buffer.from(payload, "base64url").toString("utf8"));
  return rest.length === 1 && Object.keys(claims).length > 0 ? claims : undefined;
}

/** @returns an empty object if it is not one */
function parseObject(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Fields) : {};
  } catch {
    return {};
  }
}
