/** Providers' credentials in plain text: the stack's YAML is committed. */
import type { Problem } from "./problems";

/** Full key to the environment variable to use instead. */
export const CREDENTIALS: Readonly<Record<string, string>> = {
  "aws:secretKey": "AWS_SECRET_ACCESS_KEY",
  "aws:token": "AWS_SESSION_TOKEN",
  "auth0:clientSecret": "AUTH0_CLIENT_SECRET",
  "auth0:clientAssertionPrivateKey": "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY",
  "auth0:apiToken": "AUTH0_API_TOKEN",
};

/** @param secret whether the value of a key is marked as a secret */
export function plainCredentials(
  keys: readonly string[],
  secret: (key: string) => boolean,
): Problem[] {
  return keys.flatMap((key): Problem[] => {
    const variable = CREDENTIALS[key];
    if (variable === undefined || secret(key)) return [];
    return [
      {
        key,
        found: "is a credential in plain text",
        allowed: `a secret, or the environment variable ${variable}`,
        fix: `pulumi config rm ${key}, set ${variable} instead, and replace the credential, which whoever can read the stack's YAML has`,
      },
    ];
  });
}
