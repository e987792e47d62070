/** How to ask for a token: code to paste. The secret comes from the environment. */
import { SECRET_VARIABLE } from "../lib/curl";
import type { Access } from "./access";

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
