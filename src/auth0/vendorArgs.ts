/** What a vendor is at Auth0, as the component takes it. src/config/ checks it. */
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
   * What Auth0's dashboard says of it, in 140 characters at most. Default: `Vendor <name>`.
   *
   * @example "Acme Logistics, order sync"
   */
  readonly description?: string | undefined;
  /**
   * Whom to call: kept in the client's metadata, in 255 characters at most. Default: none.
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
   * Number of the client secret: 0 keeps the one that Auth0 has, 1 or more is generated; raising it
   * makes another, and the old one ends within 30 seconds.
   *
   * @example 1
   */
  readonly secretVersion: number;
  /** true: no grants, so no new tokens; the client stays. */
  readonly suspended: boolean;
  /**
   * Number of the client: 1 or more. Raising it gives the vendor a new client in place of its old one.
   *
   * @example 1
   */
  readonly clientVersion: number;
  /** Whether the client of the version before is deleted (cut) or stays as well, retiring (overlap, from version 2 on). */
  readonly rotation: "cut" | "overlap";
  /** Auth0's own limit for the client (Early Access). Default: none. */
  readonly tokenQuota?: ClientQuota | undefined;
  /** Whether Pulumi refuses to delete the client. */
  readonly protect: boolean;
}
