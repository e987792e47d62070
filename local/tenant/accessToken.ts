/** An access token of the client credentials grant, in the API's dialect (Auth0, "Access Token Profiles"). */
import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import type { ResourceServer } from "./registry";

const KEY_ID = "local-tenant";
type Keys = Awaited<ReturnType<typeof generateKeyPair>> & { readonly jwk: JWK };

let sharedKeys: Promise<Keys> | undefined;
/** Creating a key pair takes a while, so all tenants of this process share one. */
export function keys(): Promise<Keys> {
  sharedKeys ??= generateKeyPair("RS256").then(async (pair) => ({
    ...pair,
    jwk: { ...(await exportJWK(pair.publicKey)), kid: KEY_ID, alg: "RS256", use: "sig" },
  }));
  return sharedKeys;
}

interface Issued {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Claims about the organization, if one was requested. */
  readonly organization: Readonly<Record<string, string>>;
  /** Epoch seconds. */
  readonly now: number;
}

export async function accessToken(
  { identifier, tokenLifetimeSeconds, tokenDialect = "access_token", ...api }: ResourceServer,
  { issuer, clientId, scopes, organization, now }: Issued,
): Promise<string> {
  const rfc9068 = tokenDialect.startsWith("rfc9068_profile");
  // A client's grant is both its scopes and its permissions, according to Auth0's staff.
  const permissions = tokenDialect.endsWith("_authz") && api.enforcePolicies === true;
  return new SignJWT({
    ...(rfc9068
      ? { client_id: clientId, jti: randomUUID() }
      : { azp: clientId, gty: "client-credentials" }),
    ...(scopes.length > 0 ? { scope: scopes.join(" ") } : {}),
    ...(permissions ? { permissions: scopes } : {}),
    ...organization,
  })
    .setProtectedHeader({ alg: "RS256", typ: rfc9068 ? "at+jwt" : "JWT", kid: KEY_ID })
    .setIssuer(issuer)
    .setSubject(`${clientId}@clients`)
    .setAudience(identifier)
    .setIssuedAt(now)
    .setExpirationTime(now + tokenLifetimeSeconds)
    .sign((await keys()).privateKey);
}
