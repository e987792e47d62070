/** The proxy's arguments; each part uses some of them. */
import type { ProxySecret } from "../auth0/onlyThroughProxy";
import type { Cache } from "../config/schema/cache";
import type { ThrottleArgs } from "./cachingStage";
import type { DomainArgs } from "./customDomain";
import type { LogsArgs } from "./stageLogs";
import type { BrokerEndpoint } from "./tokenMethod";
import type { WafArgs } from "./webAcl";

/** Plain values, so that a preview shows their changes. src/config/ checks them. */
export interface TokenProxyArgs {
  /**
   * Host name of the Auth0 tenant, or of its custom domain, that token requests are forwarded to.
   *
   * @example "example.eu.auth0.com"
   */
  readonly issuerDomain: string;
  /** Where tokens are cached, how long, and in how much memory. */
  readonly cache: Cache;
  /** Requests that all vendors together may send; 429 beyond that. */
  readonly throttle: ThrottleArgs;
  /** What is written to CloudWatch Logs. */
  readonly logs: LogsArgs;
  /** A host name of your own for the token URL. Default: none, so vendors call API Gateway's host name. */
  readonly domain?: DomainArgs | undefined;
  /**
   * Address ranges that requests may come from, IPv4 or IPv6: 1 to 150. An IPv6 range switches IPv6 on.
   * Default: any IPv4 address.
   *
   * @example ["203.0.113.0/24", "2001:db8::/32"]
   */
  readonly allowedCidrs?: readonly string[] | undefined;
  /** A web ACL in front of the stage. Default: none. */
  readonly waf?: WafArgs | undefined;
  /** Whether Pulumi refuses to delete the REST API and the custom domain. */
  readonly protect: boolean;
  /**
   * Tags on every AWS resource that takes them.
   *
   * @example { team: "platform" }
   */
  readonly tags: Readonly<Record<string, string>>;
  /** What the proxy sends so that Auth0 can tell its requests from others. Default: nothing. */
  readonly proxySecret?: ProxySecret | undefined;
  /** Answers instead of Auth0; with cache.store dynamodb only. Default: none. */
  readonly broker?: BrokerEndpoint | undefined;
}
