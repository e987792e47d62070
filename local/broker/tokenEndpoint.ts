/**
 * Auth0's token endpoint as the broker sees it, on any clock and without keys: unsigned tokens, counted.
 * The tenant of the local run (local/tenant) models Auth0's answers in detail.
 */
import type { UpstreamResponse } from "../../src/broker/answer";
import type { Ask, UpstreamRequest } from "../../src/broker/auth0";
import { DEFAULT_TOKEN_LIFETIME_SECONDS } from "../../src/config/limits";

export interface Registered {
  readonly clientSecret: string;
  /** Audience to scopes. */
  readonly grants: Readonly<Record<string, readonly string[]>>;
}

export interface Minted {
  readonly token: string;
  readonly clientId: string;
  readonly audience: string;
  readonly organization: string | undefined;
  /** As requested. */
  readonly scopes: readonly string[] | undefined;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly expiresAtMs: number;
}

/** An error, or an answer instead of the normal one; undefined: the normal one. */
export type Behaviour = (
  request: UpstreamRequest,
) => { readonly delayMs?: number; readonly answer?: UpstreamResponse } | undefined;

interface Time {
  readonly nowMs: number;
  sleep: (ms: number) => Promise<void>;
}

export class TokenEndpoint {
  readonly clients = new Map<string, Registered>();
  readonly minted: Minted[] = [];
  /** How many requests it has received. */
  asked = 0;
  behaviour: Behaviour = () => undefined;

  constructor(
    private readonly time: Time,
    private readonly lifetimeSeconds = DEFAULT_TOKEN_LIFETIME_SECONDS,
    private readonly latencyMs = 100,
  ) {}

  readonly ask: Ask = async (request, timeoutMs) => {
    this.asked += 1;
    const { delayMs = this.latencyMs, answer } = this.behaviour(request) ?? {};
    await this.time.sleep(Math.min(delayMs, timeoutMs));
    // A failed request may still have issued a token.
    const given = answer ?? this.answer(request);
    return delayMs > timeoutMs ? undefined : given;
  };

  private answer(request: UpstreamRequest): UpstreamResponse {
    const { clientId, clientSecret, audience = "", organization, scopes: asked } = request;
    const client = this.clients.get(clientId);
    if (client?.clientSecret !== clientSecret) return refusal(401, "access_denied", "Unauthorized");
    const scopes = client.grants[audience];
    if (!scopes) return refusal(403, "access_denied", `Client is not authorized: ${audience}`);
    const atMs = this.time.nowMs;
    const iat = Math.floor(atMs / 1000);
    const exp = iat + this.lifetimeSeconds;
    const scope = scopes.length > 0 ? { scope: scopes.join(" ") } : {};
    const jti = this.minted.length;
    const of = organization === undefined ? {} : { org_id: organization };
    const token = unsignedJwt({ aud: audience, azp: clientId, iat, exp, jti, ...scope, ...of });
    this.minted.push({
      token,
      clientId,
      audience,
      organization,
      scopes: asked,
      atMs,
      expiresAtMs: exp * 1000,
    });
    return json(200, {
      access_token: token,
      ...scope,
      expires_in: this.lifetimeSeconds,
      token_type: "Bearer",
    });
  }
}

export function unsignedJwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part(claims)}.signature`;
}

export function json(status: number, body: object, retryAfter?: string): UpstreamResponse {
  return { status, retryAfter: retryAfter ?? null, body: JSON.stringify(body) };
}

export function refusal(status: number, error: string, description = error): UpstreamResponse {
  return json(status, { error, error_description: description });
}
