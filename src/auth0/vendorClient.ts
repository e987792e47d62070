/**
 * Owns one vendor at Auth0: its M2M client, the client's secret and one grant per audience. Nothing
 * in here is shared, so a change to one vendor touches that vendor only.
 */
import * as auth0 from "@pulumi/auth0";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Vendor } from "../config";
import { audienceName } from "./logicalName";

/** Length of a generated client secret, in letters and digits: about 380 bits. */
const SECRET_LENGTH = 64;

export interface VendorClientArgs {
  readonly vendor: Vendor;
  /** Audience as configured to audience as Auth0 has it, for every API that may be granted. */
  readonly audiences: Readonly<Record<string, pulumi.Input<string>>>;
}

export class VendorClient extends pulumi.ComponentResource {
  readonly clientId: pulumi.Output<string>;
  /** A secret in Pulumi's sense: masked in outputs, encrypted in the state. */
  readonly clientSecret: pulumi.Output<string>;

  constructor(
    private readonly name: string,
    private readonly args: VendorClientArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("m2m-token-cache:auth0:VendorClient", name, {}, opts);

    const client = this.createClient();
    const credentials = this.createCredentials(client);
    this.createGrants(client);

    this.clientId = client.clientId;
    this.clientSecret = pulumi.secret(
      credentials.clientSecret.apply((secret) => this.present(secret)),
    );
    this.registerOutputs({ clientId: this.clientId, clientSecret: this.clientSecret });
  }

  private createClient(): auth0.Client {
    const { vendor } = this.args;
    const project = pulumi.getProject();
    const stack = pulumi.getStack();
    return new auth0.Client(
      `${this.name}-client`,
      {
        name: `${this.name} (${project}/${stack})`,
        description: vendor.description ?? `Vendor ${this.name}`,
        // The values are Terraform's; the camel-cased ones in the SDK's comments are refused.
        appType: "non_interactive",
        // Without these, Auth0 also allows authorization_code, implicit and refresh_token, is not
        // OIDC-conformant and leaves the algorithm open.
        grantTypes: ["client_credentials"],
        oidcConformant: true,
        jwtConfiguration: { alg: "RS256" },
        clientMetadata: {
          project,
          stack,
          vendor: this.name,
          ...(vendor.contact ? { contact: vendor.contact } : {}),
        },
        // Early Access: a tenant without it refuses the property, so it is not there unless wanted.
        ...(vendor.tokenQuota
          ? { tokenQuota: { clientCredentials: { ...vendor.tokenQuota } } }
          : {}),
      },
      { parent: this, protect: vendor.protect },
    );
  }

  /** Not replaced on rotation: a new secret is an update of the credentials. */
  private createCredentials(client: auth0.Client): auth0.ClientCredentials {
    const { vendor } = this.args;
    // Leaving the secret out adopts the one that Auth0 made, or that an imported client has.
    const clientSecret = vendor.secretVersion === 0 ? {} : { clientSecret: this.createSecret() };
    return new auth0.ClientCredentials(
      `${this.name}-credentials`,
      {
        clientId: client.clientId,
        // Without it, a secret that is given on creation is ignored.
        authenticationMethod: vendor.authenticationMethod,
        ...clientSecret,
      },
      // The SDK says so too; a secret in plain in the state would be too much to leave to it.
      { parent: this, additionalSecretOutputs: ["clientSecret"] },
    );
  }

  private createSecret(): pulumi.Output<string> {
    const secret = new random.RandomPassword(
      `${this.name}-secret`,
      {
        length: SECRET_LENGTH,
        // Letters and digits only: the same in a form, in JSON and in a Basic header.
        special: false,
        keepers: { secretVersion: String(this.args.vendor.secretVersion) },
      },
      { parent: this },
    );
    return secret.result;
  }

  private createGrants(client: auth0.Client): void {
    for (const [audience, scopes] of Object.entries(this.args.vendor.grants))
      new auth0.ClientGrant(
        `${this.name}-grant-${audienceName(audience)}`,
        {
          clientId: client.clientId,
          audience: this.args.audiences[audience] ?? audience,
          scopes: [...scopes],
        },
        // Creating a grant that exists adopts it, scopes unseen, and the delete that follows
        // would then delete the adopted one.
        { parent: this, deleteBeforeReplace: true },
      );
  }

  /** Auth0's management API leaves the secret out, without an error, if the scope is missing. */
  private present(secret: string | undefined): string {
    if (!secret)
      throw new pulumi.ResourceError(
        `Auth0 did not say the client secret of vendor ${this.name}. Grant the management client that Pulumi uses ` +
          "the scopes read:client_keys and read:client_credentials, then run pulumi refresh.",
        this,
        true,
      );
    return secret;
  }
}
