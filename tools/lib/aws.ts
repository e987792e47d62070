/** What the commands that talk to AWS have in common. */
import type { StackOutputs } from "./outputs";

/** Whether AWS may be asked: about an endpoint of its own, or where the environment names one to ask. */
export function hasControlPlane({ tokenUrl }: Pick<StackOutputs, "tokenUrl">): boolean {
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_API_GATEWAY } = process.env;
  const asked = AWS_ENDPOINT_URL ?? AWS_ENDPOINT_URL_API_GATEWAY;
  return tokenUrl.startsWith("https://") || Boolean(asked);
}

/** Whether a call failed because the credentials are missing, expired or unknown. */
export function lacksCredentials(error: unknown): boolean {
  return /Credentials|ExpiredToken|InvalidClientTokenId|UnrecognizedClient/.test(
    (error as Error).name,
  );
}
