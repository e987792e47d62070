/**
 * Owns one vendor at Auth0: its M2M client, and while it rotates with overlap the one before, each
 * with its secret and grants. Nothing in here is shared, so a change to one vendor touches that
 * vendor only.
 */
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "../config/types";
import { mapValues } from "../records";
import { createM2mClient, type M2mClient } from "./m2mClient";
import type { VendorArgs } from "./vendorArgs";

export interface VendorClientArgs {
  /** Who it is, what it is granted, and how far its rotation is. */
  readonly vendor: VendorArgs;
  /**
   * Audience as configured to audience as Auth0 has it, for every API that may be granted: a grant then waits
   * for the API. Audiences that are not listed are used unchanged.
   *
   * @example { "https://api.example.com/orders": orders.audience }
   */
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
  readonly vendor: VendorArgs;
  readonly clientId: pulumi.Output<string>;
  readonly clientSecret: pulumi.Output<string>;
  /** Those of the client before, while the vendor rotates with overlap. */
  readonly retiring?: Credentials;
  /** The current one first. */
  readonly clients: readonly M2mClient[];

  constructor(
    name: string,
    { vendor, audiences }: VendorClientArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("m2m-token-cache:auth0:VendorClient", name, {}, opts);

    this.vendor = vendor;
    const create = (version: number, retiring: boolean) =>
      createM2mClient(name, { vendor, audiences, version, retiring }, this);
    const { clientVersion, rotation } = vendor;
    const current = create(clientVersion, false);
    const previous = rotation === "overlap" ? [create(clientVersion - 1, true)] : [];
    this.clients = [current, ...previous];
    this.clientId = current.clientId;
    this.clientSecret = current.clientSecret;
    const [retiring] = previous.map(credentialsOf);
    if (retiring) this.retiring = retiring;

    this.registerOutputs({ ...credentialsOf(current), ...(retiring ? { retiring } : {}) });
  }
}

/** A component for each vendor. @returns them by the vendor's name */
export function createVendorClients(
  { vendors }: Pick<Config, "vendors">,
  audiences: VendorClientArgs["audiences"],
): Record<string, VendorClient> {
  return mapValues(vendors, (vendor, name) => new VendorClient(name, { vendor, audiences }));
}

function credentialsOf({ clientId, clientSecret }: M2mClient): Credentials {
  return { clientId, clientSecret };
}
