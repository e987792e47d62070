/** Which clients can become a vendor's unchanged, and why the others cannot. Pure. */
import { keywordIn } from "./keywords";
import type { SourceClient } from "./source";

/** Why a client is not adopted, and how to fix it; undefined: it can be a vendor's. */
export function againstClient(
  client: SourceClient,
  reader: string | undefined,
): string | undefined {
  const { app_type: appType, grant_types: grantTypes } = client;
  const more = otherGrantTypes(client).filter((each) => !isUnusable(each, client));
  const keyword = againstKeyword(client.name);
  if (keyword) return keyword;
  if (client.global) return "the tenant's defaults for all clients, not a client";
  if (reader !== undefined && client.client_id === reader)
    return "the client in AUTH0_CLIENT_ID: Pulumi must not manage the credentials that it works with";
  if (appType && appType !== "non_interactive")
    return `its application type is ${appType}; only machine-to-machine clients are adopted`;
  if (!grantTypes)
    return "its grant types are unknown, and adopting it would remove all but client_credentials; fix: export the tenant again, or read the tenant itself";
  if (!grantTypes.includes("client_credentials"))
    return "it may not use the client credentials grant";
  if (more.length > 0)
    return `it has other grant types (${more.join(", ")}), which adopting it would remove; fix: remove them at Auth0 if nothing uses them`;
  return againstAuthentication(client);
}

export function againstKeyword(text: string): string | undefined {
  const found = keywordIn(text);
  return (
    found &&
    `it has a keyword of the Deploy CLI (${found}) instead of a value; fix: name the Deploy CLI's configuration with --config, or read the tenant itself`
  );
}

function otherGrantTypes({ grant_types: grantTypes }: SourceClient): string[] {
  return grantTypes?.filter((each) => each !== "client_credentials") ?? [];
}

/** What Auth0 gives a machine-to-machine client that is made without grant types, by Terraform for instance. */
const NEED_A_CALLBACK = ["authorization_code", "implicit", "refresh_token"];

/** Auth0 only redirects to registered URLs, and a refresh token needs a redirect. */
function isUnusable(grantType: string, { app_type: appType, callbacks }: SourceClient): boolean {
  const without = appType === "non_interactive" && (callbacks ?? []).length === 0;
  return without && NEED_A_CALLBACK.includes(grantType);
}

function againstAuthentication({
  token_endpoint_auth_method: method,
  client_authentication_methods: methods,
  require_proof_of_possession: bound,
}: SourceClient): string | undefined {
  const others = Object.keys(methods ?? {});
  if (others.length > 0)
    return `it authenticates with ${others.join(", ")}, which cannot be answered from a cache; fix: give it a client secret`;
  if (method && method !== "client_secret_post" && method !== "client_secret_basic")
    return `its authentication method is ${method}; allowed: client_secret_post, client_secret_basic`;
  if (bound)
    return "its tokens are bound to a key (proof of possession), which the proxy does not forward";
  return undefined;
}

/** The vendor's limit at Auth0, as the configuration has it. */
export function tokenQuotaOf({ token_quota: quota }: SourceClient): object | undefined {
  const { enforce, per_hour: perHour, per_day: perDay } = quota?.client_credentials ?? {};
  if (typeof perHour !== "number" && typeof perDay !== "number") return undefined;
  return {
    ...(typeof perHour === "number" ? { perHour } : {}),
    ...(typeof perDay === "number" ? { perDay } : {}),
    enforce: enforce ?? true,
  };
}

/** What the program changes: docs/vendors.md has the properties. Secrets and grants stay. */
export function changesOf(client: SourceClient, vendor: string): string[] {
  const { description, client_metadata: metadata, oidc_conformant: conformant } = client;
  const alg = client.jwt_configuration?.alg;
  const dropped = Object.keys(metadata ?? {}).filter((key) => !OWN_METADATA.includes(key));
  const unusable = otherGrantTypes(client);
  return [
    ...(description ? [] : [`description: Vendor ${vendor}`]),
    ...(description && description !== onOneLine(description) ? ["description: on one line"] : []),
    ...(dropped.length > 0 ? [`metadata removed: ${dropped.join(", ")}`] : []),
    ...(client.app_type ? [] : ["application type: Machine to Machine"]),
    // Without an application type the provider reads Basic, and for an M2M client client_secret_post.
    ...(client.app_type || client.token_endpoint_auth_method
      ? []
      : ["authentication method: client_secret_post, where none was set"]),
    ...(unusable.length > 0
      ? [
          `grant types removed: ${unusable.join(", ")}, which nobody can use without a callback URL; client_credentials stays`,
        ]
      : []),
    ...(conformant === false ? ["OIDC conformant: on"] : []),
    ...(alg === "RS256"
      ? []
      : [`ID tokens' algorithm: RS256${alg ? ` instead of ${alg}` : ", where none was set"}`]),
  ];
}

/** In the form that the configuration accepts for a description. */
export function onOneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** What the program writes into a client's metadata. */
const OWN_METADATA = ["project", "stack", "vendor", "contact"];
