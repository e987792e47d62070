/** What the token broker is made from; its parts take what they need of it. */
import type { ApiArgs } from "../../auth0/managedApi";
import type { ProxySecret } from "../../auth0/onlyThroughProxy";
import type { VendorClient } from "../../auth0/vendorClient";
import type { BrokerCache } from "../../config/schema/cache";
import type { LogsArgs } from "../stageLogs";

/** Plain values, so that one of them that changes shows in a preview. src/config/ checks them. */
export interface TokenBrokerArgs {
  /**
   * Host name of the Auth0 tenant, or of its custom domain, that tokens are fetched from.
   *
   * @example "example.eu.auth0.com"
   */
  readonly issuerDomain: string;
  /** When a token is replaced, and under which pepper it is kept. */
  readonly cache: Pick<BrokerCache, "renewBeforeSeconds" | "pepperVersion">;
  /** What is granted to clients, with the lifetimes and the form of its tokens: every audience of theirs. */
  readonly apis: readonly Pick<
    ApiArgs,
    "identifier" | "tokenLifetimeSeconds" | "tokenDialect" | "enforcePolicies"
  >[];
  /** Whom the broker serves, by the vendor's name; nobody else. */
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
