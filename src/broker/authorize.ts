/** What a client with the right secret may request. */
import type { ClientItem } from "./clientItem";
import type { Form } from "./keys";
import { OAuthError } from "./oauthError";

/** @throws OAuthError 403 that says what is not granted */
export function authorize(form: Form, client: ClientItem): void {
  const refusal = refusalOf(form, client);
  if (refusal !== undefined) throw new OAuthError(403, "access_denied", refusal);
}

export function isAuthorized(form: Form, client: ClientItem): boolean {
  return refusalOf(form, client) === undefined;
}

function refusalOf(
  { audience, organization, scopes = [] }: Form,
  { suspended, grants, organizations }: ClientItem,
): string | undefined {
  if (suspended) return "This client is suspended. Ask the operator.";
  if (audience === undefined) return `Send an audience, one of: ${list(Object.keys(grants))}.`;
  const granted = Object.hasOwn(grants, audience) ? grants[audience] : undefined;
  if (granted === undefined)
    return `The audience ${audience} is not granted to this client. Granted: ${list(Object.keys(grants))}.`;
  const beyond = scopes.filter((scope) => !granted.includes(scope));
  if (beyond.length > 0)
    return `Not granted to this client for ${audience}: ${list(beyond)}. Granted: ${list(granted)}.`;
  if (organization !== undefined && !organizations.includes(audience))
    return `The organization ${organization} is not granted to this client: for ${audience}, none is.`;
  return undefined;
}

function list(values: readonly string[]): string {
  return values.join(", ") || "none";
}
