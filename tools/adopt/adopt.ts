/** Turns a tenant's clients, grants and APIs into a stack's configuration. Pure. */
import { MAX_TTL_SECONDS } from "../../src/config/limits";
import { vendor as vendorSchema } from "../../src/config/schema/vendors";
import { longestTtl } from "../../src/quota";
import { type AdoptedApi, adoptApi, apiOf, mistakeIn, mistakeInApi } from "./apis";
import { againstClient, changesOf, onOneLine, tokenQuotaOf } from "./clients";
import { type AdoptedGrant, againstGrant, grantOfSource } from "./grants";
import type { Source, SourceApi, SourceClient, SourceGrant } from "./source";
import { vendorName } from "./vendorName";

/** As in the configuration. */
export interface AdoptedVendor {
  /** The client's, at Auth0. */
  readonly name: string;
  readonly description?: string;
  readonly grants: Readonly<Record<string, AdoptedGrant>>;
  readonly authenticationMethod?: "client_secret_basic";
  readonly secretVersion: 0;
  readonly tokenQuota?: object;
}

export interface AdoptedClient {
  /** The vendor's name. */
  readonly key: string;
  readonly vendor: AdoptedVendor;
  /** undefined: the source has no ids. */
  readonly clientId: string | undefined;
  /** In the order of the vendor's grants. */
  readonly grants: readonly { readonly audience: string; readonly id: string | undefined }[];
  /** What the program changes at Auth0, apart from adding its own metadata. */
  readonly changes: readonly string[];
}

/** An object that stays unchanged, outside the configuration. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
}

export interface Adoption {
  readonly domain: string | undefined;
  /** Only if the default would be too long for an API. */
  readonly ttlSeconds: number | undefined;
  readonly apis: readonly AdoptedApi[];
  readonly clients: readonly AdoptedClient[];
  readonly leftOut: readonly LeftOut[];
  /** APIs whose lifetime the source does not have. */
  readonly assumedLifetimes: readonly string[];
}

/** @param only names or ids of the clients to adopt; undefined: all */
export function adopt(source: Source, only?: readonly string[]): Adoption {
  const leftOut: LeftOut[] = [];
  const chosen = source.clients.filter(
    ({ name, client_id: id }) => only?.some((each) => each === name || each === id) ?? true,
  );
  const taken = new Set<string>();
  const clients = chosen.flatMap((client): AdoptedClient[] => {
    const against = againstClient(client, source.reader) ?? ambiguity(client, source.clients);
    const adopted = against ?? adoptClient(client, source, vendorName(client.name, taken));
    if (typeof adopted === "string") {
      leftOut.push({ what: `client ${client.name}`, why: adopted });
      return [];
    }
    leftOut.push(...adopted.leftOut);
    taken.add(adopted.client.key);
    return [adopted.client];
  });
  const granted = new Set(clients.flatMap(({ vendor }) => Object.keys(vendor.grants)));
  const known = [...granted].sort().flatMap((audience) => apiOf(audience, source) ?? []);
  const apis = known.map((api) => adoptApi(api, scopesGranted(api.identifier, clients)));
  const ttl = longestTtl(apis.map(({ tokenLifetimeSeconds }) => tokenLifetimeSeconds));
  return {
    domain: source.domain,
    ttlSeconds: ttl < MAX_TTL_SECONDS ? ttl : undefined,
    apis,
    clients,
    leftOut: [...leftOut, ...homeless(source), ...ungranted(source, granted)],
    assumedLifetimes: known.flatMap((api) => (api.token_lifetime ? [] : [api.identifier])),
  };
}

function scopesGranted(audience: string, clients: readonly AdoptedClient[]): string[] {
  return clients.flatMap(({ vendor: { grants } }) => {
    const grant = grants[audience] ?? [];
    return "scopes" in grant ? grant.scopes : grant;
  });
}

/** An export names a grant's client, and Auth0 lets two clients have one name. */
function ambiguity(client: SourceClient, all: readonly SourceClient[]): string | undefined {
  const namesakes = all.filter(({ name }) => name === client.name);
  return !client.client_id && namesakes.length > 1
    ? `${namesakes.length} clients have this name, and the export does not show whose the grants are; fix: read the tenant itself`
    : undefined;
}

/** @returns why not, if it cannot be adopted */
function adoptClient(
  client: SourceClient,
  source: Source,
  key: string,
): string | { readonly client: AdoptedClient; readonly leftOut: LeftOut[] } {
  const leftOut: LeftOut[] = [];
  const own = source.grants.filter((grant) => isGrantOf(grant, client, source.clients));
  const grants = own.filter((grant) => {
    const why = againstOne(grant, apiOf(grant.audience, source));
    if (why !== undefined)
      leftOut.push({ what: `grant of ${client.name} for ${grant.audience}`, why });
    return why === undefined;
  });
  if (grants.length === 0) return withoutGrants(own.length, leftOut, source);

  const description = onOneLine(client.description ?? "");
  const tokenQuota = tokenQuotaOf(client);
  const vendor: AdoptedVendor = {
    name: client.name,
    ...(description ? { description } : {}),
    grants: Object.fromEntries(grants.map((grant) => [grant.audience, grantOfSource(grant)])),
    ...(client.token_endpoint_auth_method === "client_secret_basic"
      ? { authenticationMethod: "client_secret_basic" }
      : {}),
    secretVersion: 0,
    ...(tokenQuota ? { tokenQuota } : {}),
  };
  const mistake = mistakeIn(vendorSchema, vendor);
  if (mistake !== undefined) return `the configuration does not accept it: ${mistake}`;
  return {
    leftOut,
    client: {
      key,
      vendor,
      clientId: client.client_id ?? undefined,
      grants: grants.map(({ audience, id }) => ({ audience, id: id ?? undefined })),
      changes: changesOf(client, key),
    },
  };
}

function againstOne(grant: SourceGrant, api: SourceApi | undefined): string | undefined {
  const mistake =
    mistakeIn(vendorSchema.shape.grants, { [grant.audience]: grantOfSource(grant) }) ??
    (api && mistakeInApi(api));
  return (
    againstGrant(grant, api) ?? (mistake && `the configuration does not accept it: ${mistake}`)
  );
}

function withoutGrants(all: number, leftOut: readonly LeftOut[], { reader }: Source): string {
  return all === 0
    ? `it has no client grant, so it gets no token${reader === undefined ? "; the Deploy CLI leaves its own client's grants out" : ""}`
    : `none of its grants can be adopted: ${leftOut.map(({ what, why }) => `${what}: ${why}`).join("; ")}`;
}

/** By id, or, in an export, by name. */
function isGrantOf(
  { client_id: owner }: SourceGrant,
  { client_id: id, name }: SourceClient,
  all: readonly SourceClient[],
): boolean {
  if (!owner) return false;
  return owner === id || (owner === name && !all.some(({ client_id: other }) => other === owner));
}

/** Grants whose client the source does not have. */
function homeless(source: Source): LeftOut[] {
  return source.grants
    .filter((grant) => !source.clients.some((client) => isGrantOf(grant, client, source.clients)))
    .map(({ client_id: owner, audience }) => ({
      what: `grant for ${audience}`,
      why: owner
        ? "the source does not have its client; fix: export all clients"
        : "it is a default for third-party clients",
    }));
}

function ungranted({ apis }: Source, granted: ReadonlySet<string>): LeftOut[] {
  return apis
    .filter(({ identifier }) => !granted.has(identifier))
    .map(({ identifier }) => ({
      what: `API ${identifier}`,
      why: "no client that is adopted has a grant for it",
    }));
}
