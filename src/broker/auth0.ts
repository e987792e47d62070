/** The request to Auth0's token endpoint. */
import type { UpstreamResponse } from "./answer";
import type { ClientItem } from "./clientItem";
import type { Form } from "./keys";
import type { Credentials } from "./parse";

export interface UpstreamRequest extends Form, Credentials {
  readonly authenticationMethod: ClientItem["authenticationMethod"];
}

/** @returns undefined if there was no answer in time */
export type Ask = (
  request: UpstreamRequest,
  timeoutMs: number,
) => Promise<UpstreamResponse | undefined>;

/** The User-Agent without a proxy secret, for the tenant's log (npm run usage). It is not a secret. */
export const BROKER_USER_AGENT = "m2m-token-cache-broker";

/** @param userAgent the proxy secret, sent unchanged */
export function askAuth0(tokenEndpoint: string, userAgent: string | undefined): Ask {
  return async (request, timeoutMs) => {
    try {
      const response = await fetch(tokenEndpoint, {
        method: "POST",
        headers: {
          "Content-Type": "application/x-www-form-urlencoded",
          ...authorization(request),
          "User-Agent": userAgent ?? BROKER_USER_AGENT,
          // A socket that was kept may have died while the function was frozen, and whether a request
          // on it arrived could not be known: it may have cost a token. A new one costs milliseconds,
          // once in a token's life.
          Connection: "close",
        },
        body: parameters(request).toString(),
        // A redirect would send the secret elsewhere.
        redirect: "error",
        signal: AbortSignal.timeout(Math.max(0, Math.ceil(timeoutMs))),
      });
      return {
        status: response.status,
        retryAfter: response.headers.get("Retry-After"),
        body: await response.text(),
      };
    } catch {
      return undefined;
    }
  };
}

function authorization({
  authenticationMethod,
  clientId,
  clientSecret,
}: UpstreamRequest): Record<string, string> {
  if (authenticationMethod === "client_secret_post") return {};
  const credentials = [clientId, clientSecret].map(encodeURIComponent).join(":");
  return { Authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
}

function parameters(request: UpstreamRequest): URLSearchParams {
  const { authenticationMethod, clientId, clientSecret, audience, organization, scopes } = request;
  const all = {
    grant_type: "client_credentials",
    ...(authenticationMethod === "client_secret_post"
      ? { client_id: clientId, client_secret: clientSecret }
      : {}),
    audience,
    organization,
    scope: scopes?.join(" "),
  };
  return new URLSearchParams(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
