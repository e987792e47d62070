/** A client of the tenant. */
import type { Grant } from "../../src/config/types";
import type { ClientQuota } from "../../src/quota";

export interface Client {
  readonly clientId: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly clientSecret: string;
  readonly authenticationMethod: string;
  readonly grantTypes: readonly string[];
  /** By audience. */
  readonly grants: ReadonlyMap<string, Grant>;
  readonly tokenQuota?: ClientQuota | undefined;
}
