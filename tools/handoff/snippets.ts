/** How to ask for a token: code to paste. The secret comes from the environment. */
import { shell } from "../../src/shell";
import type { Access } from "./access";

/** The environment variable that the snippets take the secret from. */
export const SECRET_VARIABLE = "CLIENT_SECRET";

export function curl(
  { tokenUrl, clientId, authenticationMethod, broker }: Access,
  audience: string,
) {
  const credentials =
    authenticationMethod === "client_secret_basic"
      ? // Over HTTP/2 header names are in lower case, and authorization does not get through API Gateway.
        // The broker knows it in any case.
        [...(broker ? [] : ["--http1.1"]), `--user ${shell(`${clientId}:`)}"$${SECRET_VARIABLE}"`]
      : [
          `--data-urlencode ${shell(`client_id=${clientId}`)}`,
          `--data-urlencode "client_secret=$${SECRET_VARIABLE}"`,
        ];
  const parts = [
    `curl --silent --show-error ${shell(tokenUrl)}`,
    "--data grant_type=client_credentials",
    ...credentials,
    `--data-urlencode ${shell(`audience=${audience}`)}`,
  ];
  return parts.map((part, index) => {
    const last = index === parts.length - 1;
    return (index === 0 ? "" : "  ") + part + (last ? "" : " \\");
  });
}

/** An ES module for openid-client 6 that exports `token(audience)`. With the stage cache for client_secret_post only, since it uses fetch. */
export function openidClient(access: Access, audience: string): string[] {
  const { tokenUrl, clientId, issuer } = access;
  // Only a local run has no TLS.
  const insecure = tokenUrl.startsWith("http:") ? ["oauth.allowInsecureRequests(client);"] : [];
  return [
    'import * as oauth from "openid-client";',
    "",
    "const client = new oauth.Configuration(",
    `  { issuer: ${JSON.stringify(issuer)}, token_endpoint: ${JSON.stringify(tokenUrl)} },`,
    `  ${JSON.stringify(clientId)},`,
    "  {},",
    `  oauth.ClientSecretPost(process.env.${SECRET_VARIABLE}),`,
    ");",
    ...insecure,
    "",
    "const kept = new Map();",
    "",
    "/** A token for the audience: the one that is kept, or a new one when that is about to expire. */",
    "export async function token(audience) {",
    "  let answer = kept.get(audience);",
    "  if (!answer || answer.expiresIn() < 30) {",
    "    answer = await oauth.clientCredentialsGrant(client, { audience });",
    "    kept.set(audience, answer);",
    "  }",
    "  return answer.access_token;",
    "}",
    "",
    `// const jwt = await token(${JSON.stringify(audience)});`,
  ];
}
