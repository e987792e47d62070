/** Reads the tenant itself: the same as in an export, with the ids that an import needs. */
import { ManagementApi, type Surroundings, type Tenant } from "../lib/managementApi";
import { type Source, sourceOf } from "./source";

/** The only scopes that it needs: it writes nothing, and reads no keys. */
export const SCOPES = "read:clients, read:client_grants and read:resource_servers";

export async function readTenant(tenant: Tenant, surroundings: Surroundings): Promise<Source> {
  const api = new ManagementApi(tenant, surroundings);
  const read = (path: string, scope: string, what: string, query = {}) => {
    surroundings.onStep(`Reading ${what} of ${tenant.origin}.`);
    return api.all({ path: `/api/v2/${path}`, query, scope, what });
  };
  // Auth0 leaves the secrets out of its answer, so that they are not even sent.
  const secrets = { fields: "client_secret,signing_keys,encryption_key", include_fields: "false" };
  const raw = {
    clients: await read("clients", "read:clients", "the clients", secrets),
    grants: await read("client-grants", "read:client_grants", "the client grants"),
    apis: await read("resource-servers", "read:resource_servers", "the APIs"),
  };
  const { host } = new URL(tenant.origin);
  return { ...sourceOf(raw, host), reader: tenant.clientId, domain: host };
}
