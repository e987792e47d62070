/** Path segments of the token endpoint, below the stage: the same as Auth0's. */
export const TOKEN_PATH = ["oauth", "token"] as const;

/** As text: `/oauth/token`. */
export const TOKEN_PATH_TEXT = `/${TOKEN_PATH.join("/")}`;

/** The endpoint's only method. */
export const HTTP_METHOD = "POST";

/** Auth0's own endpoint. @param issuerDomain host name of the tenant, or of its custom domain */
export function tokenEndpoint(issuerDomain: string): string {
  return `https://${issuerDomain}${TOKEN_PATH_TEXT}`;
}
