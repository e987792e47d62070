/** What the token broker is made from; its parts take what they need of it. */
import type * as pulumi from "@pulumi/pulumi";
import type { VendorClient } from "../../auth0/vendorClient";
import type { Api } from "../../config/types";

export interface TokenBrokerArgs {
  /** Host name of the Auth0 tenant, or of its custom domain. */
  readonly issuerDomain: string;
  readonly cache: {
    /** How long before its expiry a token is replaced, in seconds. */
    readonly renewBeforeSeconds: number;
    /** Raised by one for another pepper. */
    readonly pepperVersion: number;
  };
  /** What is granted to clients, with the lifetimes of its tokens. */
  readonly apis: readonly Api[];
  /** Whom the broker serves; nobody else. */
  readonly clients: Readonly<Record<string, Pick<VendorClient, "clients">>>;
  readonly logs: { readonly retentionDays: number };
  /** What Auth0 knows the proxy by; a secret. Default: nothing. */
  readonly userAgent?: pulumi.Output<string> | undefined;
  /** Whether AWS refuses to delete the table. */
  readonly protect: boolean;
  readonly tags: Readonly<Record<string, string>>;
}
