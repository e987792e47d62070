/** A checked configuration with all defaults. The schema (schema/) documents the keys. */
import type { ClientQuota } from "../quota";
import type { Frozen } from "../records";
import type { ProjectKeys } from "./schema/proxy";

type Keys = Frozen<ProjectKeys>;
type ApiKeys = Keys["apis"][number];
type VendorKeys = Keys["vendors"][string];

/** An API (Auth0: resource server) that vendors get tokens for. */
export interface Api extends ApiKeys {
  readonly name: string;
  readonly tokenLifetimeSeconds: number;
}

/** What a vendor may get tokens of one API for: a grant in either form of the schema. */
export interface Grant {
  /** None: tokens without scopes. */
  readonly scopes: readonly string[];
  readonly organizationUsage?: "deny" | "allow" | "require" | undefined;
  /** There if organizationUsage is. */
  readonly allowAnyOrganization?: boolean | undefined;
}

/** An external company that gets tokens through the proxy: one Auth0 M2M client. */
export interface Vendor extends Omit<VendorKeys, "grants" | "tokenQuota" | "protect"> {
  /** By audience. */
  readonly grants: Readonly<Record<string, Grant>>;
  /** Its own or the stack's, with `auto` calculated. Default: none. */
  readonly tokenQuota?: ClientQuota | undefined;
  readonly protect: boolean;
}

/** The whole configuration. */
export interface Config extends Omit<Keys, "apis" | "vendors" | "tokenQuota"> {
  /** `aws:region` */
  readonly region: string;
  readonly issuerDomain: string;
  readonly apis: readonly Api[];
  readonly vendors: Readonly<Record<string, Vendor>>;
  /** What is valid, but probably unintended; shown in every preview. */
  readonly warnings: readonly string[];
}
