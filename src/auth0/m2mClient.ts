/**
 * One M2M client of a vendor at Auth0: the client itself, its secret, and a grant per audience. A
 * vendor has one, and a second while it rotates with overlap. It is not a component, so that the resources
 * are children of the vendor.
 */
import * as auth0 from "@pulumi/auth0";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { LEFT_ALONE } from "./leftAlone";
import { audienceName, versionedName } from "./logicalName";
import type { VendorArgs } from "./vendorArgs";

/** Length of a generated client secret, in letters and digits: about 380 bits. */
const SECRET_LENGTH = 64;

interface M2mClientArgs {
  readonly vendor: VendorArgs;
  /** The configured audience to Auth0's, for every API that may be granted. */
  readonly audiences: Readonly<Record<string, pulumi.Input<string>>>;
  /** Which of the vendor's clients it is: from 1, and in the names of its resources from 2 on. */
  readonly version: number;
  /**
   * Whether the vendor is moving to its next client. Until then this one works as before; Pulumi may delete it,
   * and nothing in the configuration changes its secret or its authentication method.
   */
  readonly retiring: boolean;
}

export interface M2mClient {
  readonly vendorName: string;
  readonly vendor: VendorArgs;
  readonly version: number;
  readonly clientId: pulumi.Output<string>;
  /** A secret in Pulumi's sense: masked in outputs, encrypted in the state. */
  readonly clientSecret: pulumi.Output<string>;
  /** Auth0's value; a retiring client keeps its own. */
  readonly authenticationMethod: pulumi.Output<string>;
  /** Once these exist, Auth0 knows the client, its secret and its grants. */
  readonly resources: readonly pulumi.Resource[];
}

/** @param name the vendor's */
export function createM2mClient(
  name: string,
  args: M2mClientArgs,
  parent: pulumi.Resource,
): M2mClient {
  const client = createClient(name, args, parent);
  const { clientId } = client;
  const credentials = createCredentials(name, { ...args, clientId }, parent);
  const grants = createGrants(name, { ...args, clientId }, parent);
  return {
    vendorName: name,
    vendor: args.vendor,
    version: args.version,
    clientId,
    clientSecret: pulumi.secret(credentials.clientSecret.apply((secret) => present(secret, name))),
    authenticationMethod: credentials.authenticationMethod,
    resources: [credentials, ...grants],
  };
}

function createClient(
  name: string,
  { vendor, version, retiring }: M2mClientArgs,
  parent: pulumi.Resource,
): auth0.Client {
  const project = pulumi.getProject();
  const stack = pulumi.getStack();
  return new auth0.Client(
    versionedName(name, "client", version),
    {
      name: title(name, { vendor, version, retiring }),
      description: vendor.description ?? `Vendor ${name}`,
      // Terraform's values; the camel-cased ones in the SDK's comments are refused.
      appType: "non_interactive",
      // Without these, Auth0 also allows authorization_code, implicit and refresh_token, is not
      // OIDC-conformant and leaves the algorithm open.
      grantTypes: ["client_credentials"],
      oidcConformant: true,
      jwtConfiguration: { alg: "RS256" },
      clientMetadata: {
        project,
        stack,
        vendor: name,
        ...(vendor.contact ? { contact: vendor.contact } : {}),
        ...(retiring ? { retiring: "true" } : {}),
      },
      // Early Access: a tenant without it refuses the property, so it is only set if configured.
      // Without it the provider sends null, which removes an existing limit.
      ...(vendor.tokenQuota ? { tokenQuota: { clientCredentials: { ...vendor.tokenQuota } } } : {}),
    },
    { parent, protect: vendor.protect && !retiring, ignoreChanges: [...LEFT_ALONE] },
  );
}

/** The name in Auth0's dashboard and logs. */
function title(
  name: string,
  { vendor, version, retiring }: Pick<M2mClientArgs, "vendor" | "version" | "retiring">,
): string {
  const which = `${version === 1 ? "" : ` v${version}`}${retiring ? ", retiring" : ""}`;
  return vendor.name === undefined
    ? `${name}${which} (${pulumi.getProject()}/${pulumi.getStack()})`
    : `${vendor.name}${which}`;
}

type OfClient = M2mClientArgs & Pick<auth0.Client, "clientId">;

/** Not replaced on rotation: a new secret is an update of the credentials. */
function createCredentials(
  name: string,
  args: OfClient,
  parent: pulumi.Resource,
): auth0.ClientCredentials {
  const { vendor, version, retiring, clientId } = args;
  // While this client retires, the configured secret belongs to the vendor's new client.
  const generated =
    vendor.secretVersion === 0 && !retiring ? undefined : createSecret(name, args, parent);
  return new auth0.ClientCredentials(
    versionedName(name, "credentials", version),
    {
      clientId,
      // Without it, Auth0 ignores a secret that is set on creation.
      authenticationMethod: vendor.authenticationMethod,
      // Without a secret, Auth0 keeps the one that it generated or was sent before.
      ...(generated && !retiring ? { clientSecret: generated } : {}),
    },
    {
      parent,
      ignoreChanges: retiring ? ["authenticationMethod"] : [],
      // The SDK does this too, but a plain secret in the state would be too bad to rely on it.
      additionalSecretOutputs: ["clientSecret"],
    },
  );
}

/** Kept while retiring, so that cancelling a rotation finds the secret that the client still has. */
function createSecret(
  name: string,
  { vendor, version, retiring }: M2mClientArgs,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const secret = new random.RandomPassword(
    versionedName(name, "secret", version),
    {
      length: SECRET_LENGTH,
      // Letters and digits only: the same in a form, in JSON and in a Basic header.
      special: false,
      keepers: { secretVersion: String(vendor.secretVersion) },
    },
    { parent, ignoreChanges: retiring ? ["keepers"] : [] },
  );
  return secret.result;
}

function createGrants(
  name: string,
  { vendor, audiences, version, clientId }: OfClient,
  parent: pulumi.Resource,
): auth0.ClientGrant[] {
  if (vendor.suspended) return [];
  return Object.entries(vendor.grants).map(
    ([audience, { scopes, ...organizations }]) =>
      new auth0.ClientGrant(
        versionedName(name, `grant-${audienceName(audience)}`, version),
        {
          clientId,
          audience: audiences[audience] ?? audience,
          // An empty list is sent and kept as one, on an API that lists scopes too (recorded in the
          // provider's own tests, TestAccClientGrant); without the property the provider refuses.
          scopes: [...scopes],
          ...organizations,
        },
        // Creating a grant that exists adopts it, scopes unseen, and the delete that follows
        // would then delete the adopted one.
        { parent, deleteBeforeReplace: true },
      ),
  );
}

/** Auth0's management API leaves the secret out, without an error, if the scope is missing. */
function present(secret: string | undefined, vendor: string): string {
  if (!secret)
    throw new pulumi.RunError(
      `Auth0 did not return the client secret of vendor ${vendor}. fix: grant the management client that Pulumi ` +
        "uses the scopes read:client_keys and read:client_credentials, then run pulumi up --refresh.",
    );
  return secret;
}
