/** A client of the tenant's. */
import type { ClientQuota } from "../../src/quota";

export interface Client {
  readonly clientId: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly clientSecret: string;
  readonly authenticationMethod: string;
  readonly grantTypes: readonly string[];
  /** Audience to scopes. */
  readonly grants: ReadonlyMap<string, readonly string[]>;
  readonly tokenQuota?: ClientQuota | undefined;
}
