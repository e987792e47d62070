/**
 * Owns one vendor at Auth0: its M2M client, and while it rotates with overlap the one before, each
 * with its secret and grants. Nothing in here is shared, so a change to one vendor touches that
 * vendor only.
 */
import * as pulumi from "@pulumi/pulumi";
import type { Vendor } from "../config/types";
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
  /** As configured. */
  readonly vendor: Vendor;
  readonly clientId: pulumi.Output<string>;
  readonly clientSecret: pulumi.Output<string>;
  /** Those of the client before, while the vendor rotates with overlap. */
  readonly retiring?: Credentials;
  /** The current one first. */
  readonly clients: readonly M2mClient[];

  constructor(
    private readonly name: string,
    private readonly args: VendorClientArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("m2m-token-cache:auth0:VendorClient", name, {}, opts);

    this.vendor = args.vendor;
    const { clientVersion, rotation } = args.vendor;
    const current = this.createM2mClient({ version: clientVersion, retiring: false });
    const previous =
      rotation === "overlap"
        ? [this.createM2mClient({ version: clientVersion - 1, retiring: true })]
        : [];
    this.clients = [current, ...previous];
    this.clientId = current.clientId;
    this.clientSecret = current.clientSecret;
    const [retiring] = previous.map(credentialsOf);
    if (retiring) this.retiring = retiring;

    this.registerOutputs({ ...credentialsOf(current), ...(retiring ? { retiring } : {}) });
  }

  private createM2mClient(which: Pick<M2mClientArgs, "version" | "retiring">): M2mClient {
    const { name, args } = this;
    return new M2mClient(this, { ...args, name, ...which });
  }
}

function credentialsOf({ clientId, clientSecret }: M2mClient): Credentials {
  return { clientId, clientSecret };
}
