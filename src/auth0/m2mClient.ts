/**
 * One M2M client of a vendor at Auth0: the client itself, its secret, and a grant per audience. A
 * vendor has one, and a second while it rotates with overlap. Not a component, so that the resources
 * stay the vendor's own children.
 */
import * as auth0 from "@pulumi/auth0";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Vendor } from "../config/types";
import { audienceName, versionedName } from "./logicalName";

/** Length of a generated client secret, in letters and digits: about 380 bits. */
const SECRET_LENGTH = 64;

export interface M2mClientArgs {
  /** The vendor's name. */
  readonly name: string;
  readonly vendor: Vendor;
  /** Audience as configured to audience as Auth0 has it, for every API that may be granted. */
  readonly audiences: Readonly<Record<string, pulumi.Input<string>>>;
  /** Which of the vendor's clients it is: from 1, and in the names of its resources from 2 on. */
  readonly version: number;
  /**
   * Whether it only waits for the vendor to have moved on to the next one. It then works as before, may
   * be deleted, and nothing in the configuration changes its secret or how it authenticates.
   */
  readonly retiring: boolean;
}

export class M2mClient {
  readonly vendorName: string;
  readonly vendor: Vendor;
  readonly version: number;
  readonly clientId: pulumi.Output<string>;
  /** A secret in Pulumi's sense: masked in outputs, encrypted in the state. */
  readonly clientSecret: pulumi.Output<string>;
  /** As Auth0 has it; a retiring client keeps its own. */
  readonly authenticationMethod: pulumi.Output<string>;
  /** With these, Auth0 knows the client, its secret and all that it is granted. */
  readonly resources: readonly pulumi.Resource[];

  constructor(
    private readonly parent: pulumi.ComponentResource,
    private readonly args: M2mClientArgs,
  ) {
    this.vendorName = args.name;
    this.vendor = args.vendor;
    this.version = args.version;
    const client = this.createClient();
    const credentials = this.createCredentials(client);
    this.resources = [credentials, ...this.createGrants(client)];
    this.authenticationMethod = credentials.authenticationMethod;

    this.clientId = client.clientId;
    this.clientSecret = pulumi.secret(
      credentials.clientSecret.apply((secret) => this.present(secret)),
    );
  }

  private createClient(): auth0.Client {
    const { name, vendor, retiring } = this.args;
    const project = pulumi.getProject();
    const stack = pulumi.getStack();
    return new auth0.Client(
      this.nameOf("client"),
      {
        name: this.title(),
        description: vendor.description ?? `Vendor ${name}`,
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
          vendor: name,
          ...(vendor.contact ? { contact: vendor.contact } : {}),
          ...(retiring ? { retiring: "true" } : {}),
        },
        // Early Access: a tenant without it refuses the property, so it is not there unless wanted.
        // Without it the provider sends null, which lifts a limit that was there.
        ...(vendor.tokenQuota
          ? { tokenQuota: { clientCredentials: { ...vendor.tokenQuota } } }
          : {}),
      },
      { parent: this.parent, protect: vendor.protect && !retiring },
    );
  }

  /** What people see in Auth0's dashboard and logs. */
  private title(): string {
    const { name, vendor, version, retiring } = this.args;
    const which = `${version === 1 ? "" : ` v${version}`}${retiring ? ", retiring" : ""}`;
    return vendor.name === undefined
      ? `${name}${which} (${pulumi.getProject()}/${pulumi.getStack()})`
      : `${vendor.name}${which}`;
  }

  /** Not replaced on rotation: a new secret is an update of the credentials. */
  private createCredentials(client: auth0.Client): auth0.ClientCredentials {
    const { vendor, retiring } = this.args;
    // What the configuration says of the secret is about the vendor's new client while this one retires.
    const generated = vendor.secretVersion === 0 && !retiring ? undefined : this.createSecret();
    return new auth0.ClientCredentials(
      this.nameOf("credentials"),
      {
        clientId: client.clientId,
        // Without it, a secret that is given on creation is ignored.
        authenticationMethod: vendor.authenticationMethod,
        // Leaving the secret out keeps the one that Auth0 has: that it made, or that was sent before.
        ...(generated && !retiring ? { clientSecret: generated } : {}),
      },
      {
        parent: this.parent,
        ignoreChanges: retiring ? ["authenticationMethod"] : [],
        // The SDK says so too; a secret in plain in the state would be too much to leave to it.
        additionalSecretOutputs: ["clientSecret"],
      },
    );
  }

  /** Kept while retiring, so that calling a rotation off finds the secret that the client still has. */
  private createSecret(): pulumi.Output<string> {
    const { vendor, retiring } = this.args;
    const secret = new random.RandomPassword(
      this.nameOf("secret"),
      {
        length: SECRET_LENGTH,
        // Letters and digits only: the same in a form, in JSON and in a Basic header.
        special: false,
        keepers: { secretVersion: String(vendor.secretVersion) },
      },
      { parent: this.parent, ignoreChanges: retiring ? ["keepers"] : [] },
    );
    return secret.result;
  }

  private createGrants(client: auth0.Client): auth0.ClientGrant[] {
    const { vendor, audiences } = this.args;
    if (vendor.suspended) return [];
    return Object.entries(vendor.grants).map(
      ([audience, scopes]) =>
        new auth0.ClientGrant(
          this.nameOf(`grant-${audienceName(audience)}`),
          {
            clientId: client.clientId,
            audience: audiences[audience] ?? audience,
            scopes: [...scopes],
          },
          // Creating a grant that exists adopts it, scopes unseen, and the delete that follows
          // would then delete the adopted one.
          { parent: this.parent, deleteBeforeReplace: true },
        ),
    );
  }

  private nameOf(what: string): string {
    return versionedName(this.args.name, what, this.args.version);
  }

  /** Auth0's management API leaves the secret out, without an error, if the scope is missing. */
  private present(secret: string | undefined): string {
    if (!secret)
      throw new pulumi.RunError(
        `Auth0 did not say the client secret of vendor ${this.args.name}. fix: grant the management client that Pulumi ` +
          "uses the scopes read:client_keys and read:client_credentials, then run pulumi up --refresh.",
      );
    return secret;
  }
}
