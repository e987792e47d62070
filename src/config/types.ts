/** What a configuration is once it is checked. */
import type { ClientQuota } from "../quota";
import type { ProjectKeys } from "./schema/proxy";

/** An API (Auth0: resource server) that vendors get tokens for. */
export interface Api {
  /** The audience. Immutable at Auth0. */
  readonly identifier: string;
  /** What Auth0's dashboard calls it. Default: the identifier. */
  readonly name: string;
  /** true: managed elsewhere, only granted to. Default false. */
  readonly existing: boolean;
  /** Lifetime of its access tokens. Default 86400, at most 2592000; required where existing. */
  readonly tokenLifetimeSeconds: number;
  /** Scope to description. Default: none. */
  readonly scopes: Readonly<Record<string, string>>;
}

/** An external company that gets tokens through the proxy: one Auth0 M2M client. */
export interface Vendor {
  /** The client's name at Auth0. Default: the vendor's, with project and stack. */
  readonly name?: string;
  readonly description?: string;
  /** Whom to call. Kept in the client's metadata. */
  readonly contact?: string;
  /** Audience to the scopes granted for it; at least one audience. */
  readonly grants: Readonly<Record<string, readonly string[]>>;
  /** How the vendor sends its credentials to the token endpoint. Default client_secret_post. */
  readonly authenticationMethod: "client_secret_post" | "client_secret_basic";
  /** Raise it to rotate the secret; 0 keeps the one that Auth0 has. Default 1. */
  readonly secretVersion: number;
  /** true: no grants, so no tokens; the client stays. Default false. */
  readonly suspended: boolean;
  /** Raise it to give the vendor a new client in place of its old one. Default 1. */
  readonly clientVersion: number;
  /** overlap: the client of the version before stays as well, retiring. Default cut. */
  readonly rotation: "cut" | "overlap";
  /** Auth0's own limit for this vendor's client, with `auto` calculated. Default: none. */
  readonly tokenQuota?: ClientQuota | undefined;
  /** Whether Pulumi refuses to delete the client. Default: the stack's `protect`. */
  readonly protect: boolean;
}

/** The whole configuration, with every default filled in. */
export interface Config {
  /** aws:region */
  readonly region: string;
  /** Tenant or custom domain that the proxy calls and that tokens name as their issuer. */
  readonly issuerDomain: string;
  /** Which store keeps the tokens, and the settings of that store. */
  readonly cache: ProjectKeys["cache"];
  readonly throttle: ProjectKeys["throttle"];
  readonly quota: ProjectKeys["quota"];
  /** undefined: vendors may call Auth0 directly. */
  readonly onlyThroughProxy?: ProjectKeys["onlyThroughProxy"];
  readonly apis: readonly Api[];
  readonly vendors: Readonly<Record<string, Vendor>>;
  readonly logs: ProjectKeys["logs"];
  /** undefined: no alarms and no dashboard. */
  readonly monitoring?: ProjectKeys["monitoring"];
  /** undefined: vendors call API Gateway's own host name. */
  readonly domain?: ProjectKeys["domain"];
  /** undefined: from any address. */
  readonly allowedCidrs?: readonly string[] | undefined;
  /** undefined: no web ACL. */
  readonly waf?: ProjectKeys["waf"];
  readonly protect: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** What is valid, but probably unintended; shown in every preview. */
  readonly warnings: readonly string[];
}
