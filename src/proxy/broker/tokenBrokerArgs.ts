/** The token broker's arguments; each part uses some of them. */
import type { ApiArgs } from "../../auth0/managedApi";
import type { ProxySecret } from "../../auth0/onlyThroughProxy";
import type { VendorClient } from "../../auth0/vendorClient";
import type { BrokerCache } from "../../config/schema/cache";
import type { LogsArgs } from "../stageLogs";

/** Plain values, so that a preview shows their changes. src/config/ checks them. */
export interface TokenBrokerArgs {
  /**
   * Host name of the Auth0 tenant, or of its custom domain, that tokens are fetched from.
   *
   * @example "example.eu.auth0.com"
   */
  readonly issuerDomain: string;
  /** When a token is renewed, and which pepper encrypts it. */
  readonly cache: Pick<BrokerCache, "renewBeforeSeconds" | "pepperVersion">;
  /** Every audience that is granted to clients, with the lifetime and the form of its tokens. */
  readonly apis: readonly Pick<
    ApiArgs,
    "identifier" | "tokenLifetimeSeconds" | "tokenDialect" | "enforcePolicies"
  >[];
  /** The only clients that the broker serves, by the vendor's name. */
  readonly clients: Readonly<Record<string, Pick<VendorClient, "clients">>>;
  /** How long the function's log is kept. */
  readonly logs: Pick<LogsArgs, "retentionDays">;
  /** What the broker sends so that Auth0 can tell its requests from others. Default: nothing. */
  readonly proxySecret?: ProxySecret | undefined;
  /** Whether AWS refuses to delete the table. */
  readonly protect: boolean;
  /**
   * Tags on every AWS resource that takes them.
   *
   * @example { team: "platform" }
   */
  readonly tags: Readonly<Record<string, string>>;
}
