/** The answer for API Gateway. RFC 6749, 5.1 and 5.2: it must not be stored. */
import type { APIGatewayProxyResult } from "aws-lambda";
import { expiresIn } from "./expiry";
import type { OAuthError } from "./oauthError";

const HEADERS = {
  "Content-Type": "application/json",
  "Cache-Control": "no-store",
  Pragma: "no-cache",
};

/** A token for the caller. */
export interface PassedOn {
  readonly accessToken: string;
  /** Default: Bearer. */
  readonly tokenType?: string | undefined;
  readonly scope?: string;
  /** Epoch seconds; undefined if unknown. */
  readonly expiresAt: number | undefined;
}

export function respondToken(token: PassedOn, nowMs: number): APIGatewayProxyResult {
  return respond(200, {
    access_token: token.accessToken,
    token_type: token.tokenType ?? "Bearer",
    ...(token.expiresAt === undefined ? {} : { expires_in: expiresIn(token.expiresAt, nowMs) }),
    ...(token.scope === undefined ? {} : { scope: token.scope }),
  });
}

/** @param challenge whether the caller used Authorization, which RFC 6749, 5.2 then answers with a scheme */
export function respondError(refusal: OAuthError, challenge: boolean): APIGatewayProxyResult {
  const { status, error, description, retryAfterSeconds } = refusal;
  return respond(
    status,
    { error, error_description: description },
    {
      ...(retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) }),
      // Not for others: libraries would report the challenge instead of the error.
      ...(status === 401 && challenge ? { "WWW-Authenticate": 'Basic realm="token"' } : {}),
    },
  );
}

function respond(status: number, body: object, headers = {}): APIGatewayProxyResult {
  return {
    statusCode: status,
    headers: { ...HEADERS, ...headers },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  };
}
