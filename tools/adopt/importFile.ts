/** Pulumi's import file (`pulumi import --file`), with the names that the program registers. Pure. */
import { audienceName, versionedName } from "../../src/auth0/logicalName";
import type { AdoptedClient } from "./adopt";

export interface ImportedResource {
  readonly type: string;
  readonly name: string;
  /** true: it exists only in Pulumi, so there is nothing to read. */
  readonly component?: true;
  readonly id?: string;
  readonly parent?: string;
}

/** For each vendor: its component, its client, the client's credentials, and a grant for each API. */
export function importFile(clients: readonly AdoptedClient[]): {
  readonly resources: readonly ImportedResource[];
} {
  return { resources: clients.flatMap(resourcesOf) };
}

function resourcesOf({
  key,
  vendor: { name },
  clientId,
  grants,
}: AdoptedClient): ImportedResource[] {
  const child = (type: string, what: string, id: string): ImportedResource => ({
    type: `auth0:index/${type}`,
    name: versionedName(key, what, 1),
    id,
    parent: key,
  });
  const client = clientId ?? `<client id of ${name}>`;
  return [
    { type: "m2m-token-cache:auth0:VendorClient", name: key, component: true },
    child("client:Client", "client", client),
    child("clientCredentials:ClientCredentials", "credentials", client),
    ...grants.map(({ audience, id }) =>
      child(
        "clientGrant:ClientGrant",
        `grant-${audienceName(audience)}`,
        id ?? `<id (cgr_...) of the grant of ${name} for ${audience}>`,
      ),
    ),
  ];
}

/** How many ids are placeholders, because the source has none. */
export function missingIds(clients: readonly AdoptedClient[]): number {
  return clients.reduce(
    (sum, { clientId, grants }) =>
      sum + (clientId === undefined ? 1 : 0) + grants.filter(({ id }) => id === undefined).length,
    0,
  );
}
