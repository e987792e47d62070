/** What the commands that talk to AWS have in common. */
import type { PartialOutputs } from "./readOutputs";
import { UserError } from "./userError";

/** As the SDK names a service in its variable for an endpoint. */
type Service = "API_GATEWAY" | "DYNAMODB";

/** Whether AWS may be asked: about an endpoint of its own, or where the environment names one to ask. */
export function hasControlPlane(
  { tokenUrl }: Pick<PartialOutputs, "tokenUrl">,
  service: Service = "API_GATEWAY",
): boolean {
  const asked = process.env.AWS_ENDPOINT_URL ?? process.env[`AWS_ENDPOINT_URL_${service}`];
  return tokenUrl.startsWith("https://") || Boolean(asked);
}

/** Whether a call failed because the credentials are missing, expired or unknown. */
export function lacksCredentials(error: unknown): boolean {
  return /Credentials|ExpiredToken|InvalidClientTokenId|UnrecognizedClient/.test(
    (error as Error).name,
  );
}

interface Attempt {
  /** In words, for example "the table tokens in eu-west-1". */
  readonly resource: string;
  /** For example "flush". */
  readonly verb: string;
  /** The IAM actions that it needs, and on what. */
  readonly permission: string;
}

/** What AWS's refusal means, and what to do. Never its message: that of a wrong signature quotes the request, session token included. */
export function awsError(error: unknown, { resource, verb, permission }: Attempt): UserError {
  if (lacksCredentials(error))
    return new UserError(
      "AWS credentials are missing or no longer valid. Set them as for the AWS CLI, for example with AWS_PROFILE.",
    );
  const { name, code } = error as NodeJS.ErrnoException;
  if (/AccessDenied|Unauthorized|NotAuthorized/.test(name))
    return new UserError(`AWS denies it. The credentials need the IAM ${permission}.`);
  if (/^(NotFound|ResourceNotFound)Exception$/.test(name))
    return new UserError(
      `AWS knows nothing of ${resource}. The credentials are another account's, or the outputs are out of date.`,
    );
  return new UserError(`AWS did not ${verb} ${resource}: ${code ?? name}.`);
}
