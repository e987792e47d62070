/**
 * Owns one vendor at Auth0: its M2M client, and while it rotates with overlap the one before, each
 * with its secret and grants. Nothing in here is shared, so a change to one vendor touches that
 * vendor only.
 */
import * as pulumi from "@pulumi/pulumi";
import type { Vendor } from "../config/parse";
import { M2mClient, type M2mClientArgs } from "./m2mClient";

export interface VendorClientArgs {
  readonly vendor: Vendor;
  /** Audience as configured to audience as Auth0 has it, for every API that may be granted. */
  readonly audiences: Readonly<Record<string, pulumi.Input<string>>>;
}

/** What a vendor authenticates with. */
export interface Credentials {
  readonly clientId: pulumi.Output<string>;
  /** A secret in Pulumi's sense: masked in outputs, encrypted in the state. */
  readonly clientSecret: pulumi.Output<string>;
}

export class VendorClient extends pulumi.ComponentResource implements Credentials {
  readonly clientId: pulumi.Output<string>;
  readonly clientSecret: pulumi.Output<string>;
  /** Those of the client before, while the vendor rotates with overlap. */
  readonly retiring?: Credentials;

  constructor(
    private readonly name: string,
    private readonly args: VendorClientArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("m2m-token-cache:auth0:VendorClient", name, {}, opts);

    const { clientVersion, rotation } = args.vendor;
    const current = this.createM2mClient({ version: clientVersion, retiring: false });
    this.clientId = current.clientId;
    this.clientSecret = current.clientSecret;
    if (rotation === "overlap")
      this.retiring = this.createM2mClient({ version: clientVersion - 1, retiring: true });

    this.registerOutputs({
      ...current,
      ...(this.retiring ? { retiring: this.retiring } : {}),
    });
  }

  private createM2mClient(which: Pick<M2mClientArgs, "version" | "retiring">): Credentials {
    const { name, args } = this;
    const { clientId, clientSecret } = new M2mClient(this, { ...args, name, ...which });
    return { clientId, clientSecret };
  }
}
