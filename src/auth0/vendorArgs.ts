/** The arguments of a vendor's component. src/config/ checks them. */
import type { ClientQuota } from "../quota";

/** What is granted for one audience. */
export interface GrantArgs {
  /**
   * Scopes that the API offers; with none, tokens have no scopes.
   *
   * @example ["read:orders"]
   */
  readonly scopes: readonly string[];
  /**
   * Whether an organization may, must or must not be named. Default: what Auth0 has, for a new grant deny. What was
   * set and is left out stays at Auth0.
   *
   * @example "allow"
   */
  readonly organizationUsage?: "deny" | "allow" | "require" | undefined;
  /** Whether any organization will do, or only those that the grant is assigned to at Auth0. Default: what Auth0 has. */
  readonly allowAnyOrganization?: boolean | undefined;
}

export interface VendorArgs {
  /**
   * The client's name in Auth0's dashboard: 1 to 255 characters on one line without < and >. Default: the
   * vendor's name, with project and stack.
   *
   * @example "Acme Logistics"
   */
  readonly name?: string | undefined;
  /**
   * Its description in Auth0's dashboard: at most 140 characters. Default: `Vendor <name>`.
   *
   * @example "Acme Logistics, order sync"
   */
  readonly description?: string | undefined;
  /**
   * Whom to contact: kept in the client's metadata, at most 255 characters. Default: none.
   *
   * @example "integrations@acme.example"
   */
  readonly contact?: string | undefined;
  /**
   * Audience to what is granted for it; at least one audience.
   *
   * @example { "https://api.example.com/orders": { scopes: ["read:orders"] } }
   */
  readonly grants: Readonly<Record<string, GrantArgs>>;
  /** How the vendor sends its credentials to the token endpoint: in the body, or as Authorization: Basic. */
  readonly authenticationMethod: "client_secret_post" | "client_secret_basic";
  /**
   * Number of the client secret: 0 keeps Auth0's, 1 or more is generated; raising it generates another, and the
   * old one stops working within 30 seconds.
   *
   * @example 1
   */
  readonly secretVersion: number;
  /** true: no grants, so no new tokens; the client stays. */
  readonly suspended: boolean;
  /**
   * Number of the client: 1 or more. Raising it replaces the vendor's client with a new one.
   *
   * @example 1
   */
  readonly clientVersion: number;
  /** Whether the previous client is deleted (cut) or also stays, retiring (overlap, from version 2 on). */
  readonly rotation: "cut" | "overlap";
  /** Auth0's own limit for the client (Early Access). Default: none. */
  readonly tokenQuota?: ClientQuota | undefined;
  /** Whether Pulumi refuses to delete the client. */
  readonly protect: boolean;
}
