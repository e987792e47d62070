/** Reads a token request as Auth0 does: form or JSON, credentials in the body or in Basic. */
import { header, type Headers } from "../gateway/parameters";
import type { UpstreamRequest } from "../gateway/gateway";

export type TenantRequest = Pick<UpstreamRequest, "method" | "url" | "headers" | "body">;

/** An error of the token endpoint (RFC 6749, 5.2). */
export class OAuthError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    description: string,
    readonly headers: Headers = [],
    private readonly uri?: string,
  ) {
    super(description);
  }

  body(): object {
    const { code, message, uri } = this;
    return { error: code, error_description: message, ...(uri ? { error_uri: uri } : {}) };
  }
}

/** @throws OAuthError 400 if the body is neither form nor JSON, or repeats a parameter */
export function readParameters({ headers, body }: TenantRequest): Map<string, string> {
  const mediaType = header(headers, "Content-Type")?.split(";")[0]?.trim().toLowerCase();
  if (mediaType === "application/json") {
    try {
      return new Map(Object.entries(JSON.parse(body) as Record<string, string>));
    } catch {
      throw new OAuthError(400, "invalid_request", "The body is not a JSON object.");
    }
  }
  if (mediaType !== "application/x-www-form-urlencoded")
    throw new OAuthError(400, "invalid_request", "Send form data or JSON.");
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (parameters.has(name))
      throw new OAuthError(400, "invalid_request", "A parameter is repeated.");
    parameters.set(name, value);
  }
  return parameters;
}

interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly method: "client_secret_post" | "client_secret_basic";
}

/** @throws OAuthError if there are none, or more than one kind (RFC 6749, 2.3) */
export function readCredentials(
  parameters: ReadonlyMap<string, string>,
  authorization: string | undefined,
): Credentials {
  const clientSecret = parameters.get("client_secret");
  const basic = /^Basic\s+(\S+)$/i.exec(authorization ?? "")?.[1];
  if (basic !== undefined) {
    if (clientSecret !== undefined)
      throw new OAuthError(
        400,
        "invalid_request",
        "Two methods of client authentication in one request.",
      );
    const [, id = "", secret = ""] =
      /^([^:]*):(.*)$/s.exec(Buffer.from(basic, "base64").toString()) ?? [];
    return {
      clientId: formDecode(id),
      clientSecret: formDecode(secret),
      method: "client_secret_basic",
    };
  }
  const clientId = parameters.get("client_id");
  if (!clientId || clientSecret === undefined)
    throw new OAuthError(401, "access_denied", "Unauthorized");
  return { clientId, clientSecret, method: "client_secret_post" };
}

/** RFC 6749, 2.3.1: both parts of Basic credentials are form-encoded. */
function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
