/** What the commands that talk to AWS have in common. */
import type { PartialOutputs } from "./readOutputs";
import { UserError } from "./userError";

/** Whether API Gateway's API can be called: the proxy is on AWS, or the environment sets an endpoint. */
export function hasControlPlane({ tokenUrl }: Pick<PartialOutputs, "tokenUrl">): boolean {
  const asked = process.env.AWS_ENDPOINT_URL ?? process.env.AWS_ENDPOINT_URL_API_GATEWAY;
  return tokenUrl.startsWith("https://") || Boolean(asked);
}

/** Whether a call failed because the credentials are missing, expired or unknown. */
export function lacksCredentials(error: unknown): boolean {
  return /Credentials|ExpiredToken|InvalidClientTokenId|UnrecognizedClient/.test(
    (error as Error).name,
  );
}

interface Attempt {
  /** For people, for example "the table tokens in eu-west-1". */
  readonly resource: string;
  /** For example "flush". */
  readonly verb: string;
  /** The IAM actions that it needs, and on what. */
  readonly permission: string;
}

/** What AWS's error means and how to fix it. Never its message: for a wrong signature it quotes the session token. */
export function awsError(error: unknown, { resource, verb, permission }: Attempt): UserError {
  if (lacksCredentials(error))
    return new UserError(
      "AWS credentials are missing or no longer valid. fix: set them as for the AWS CLI, for example with AWS_PROFILE.",
    );
  const { name, code } = error as NodeJS.ErrnoException;
  if (/AccessDenied|Unauthorized|NotAuthorized/.test(name))
    return new UserError(`AWS denies access. fix: give the credentials the IAM ${permission}.`);
  if (/^(NotFound|ResourceNotFound)Exception$/.test(name))
    return new UserError(
      `AWS does not know ${resource}: the credentials are for another account, or the outputs are out of date.`,
    );
  // Only the network's errors have a code.
  const fix = code && " fix: check the network, and AWS_ENDPOINT_URL if it is set.";
  return new UserError(`AWS did not ${verb} ${resource}: ${code ?? name}.${fix ?? ""}`);
}
