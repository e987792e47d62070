/**
 * The client's item: who it is, what it may request, and which of its tokens are still valid. Pulumi
 * writes it, from `clientItem()`; the broker reads it before every answer. It must not need the AWS SDK.
 */
import { usesOrganizations } from "../config/grant";
import type { Api, Grant } from "../config/types";
import {
  deriveGeneration,
  deriveVerifier,
  isVerifier,
  type KeySource,
  lengthPrefixed,
  type Pepper,
} from "./keys";
import type { Credentials } from "./parse";
import type { Item, ItemKey } from "./table";

export interface ClientItem {
  readonly vendor: string;
  readonly clientId: string;
  /** How Auth0 expects this client's credentials, however the request sends them. */
  readonly authenticationMethod: "client_secret_post" | "client_secret_basic";
  /** Audience to granted scopes. */
  readonly grants: Readonly<Record<string, readonly string[]>>;
  /** Audiences that it may get tokens of an organization for. Which organizations is for Auth0 to say. */
  readonly organizations: readonly string[];
  readonly suspended: boolean;
  /** A new one invalidates every older token. */
  readonly generation: string;
  readonly verifier: string;
  /** The pepper that verifier and generation were made with. */
  readonly pepperId: string;
}

export interface ClientItemSource extends KeySource {
  readonly vendor: string;
  /** Which of the vendor's clients it is, from 1. */
  readonly clientVersion: number;
  readonly authenticationMethod: ClientItem["authenticationMethod"];
  readonly grants: Readonly<Record<string, Granted>>;
  readonly suspended: boolean;
}

/** What is granted, and what the API makes of it. */
export type Granted = Grant &
  Pick<Api, "tokenLifetimeSeconds" | "tokenDialect" | "enforcePolicies">;

export function clientItem(source: ClientItemSource): Item {
  const { vendor, clientId, authenticationMethod, suspended, pepper } = source;
  const granted = sortedEntries(source.grants);
  const grants = granted.map(([audience, { scopes }]) => [audience, [...scopes].sort()]);
  const organizations = granted.flatMap(([audience, grant]) =>
    usesOrganizations(grant) ? [audience] : [],
  );
  return {
    ...clientKey(clientId),
    vendor,
    authenticationMethod,
    // Texts, not maps: the same configuration is the same item, to the byte.
    grants: JSON.stringify(Object.fromEntries(grants)),
    organizations: JSON.stringify(organizations),
    suspended,
    generation: generationOf(source),
    verifier: deriveVerifier(source),
    pepperId: pepper.id,
  };
}

export function clientKey(clientId: string): ItemKey {
  return { pk: `client#${clientId}`, sk: "client" };
}

/**
 * A hash of everything whose change invalidates old tokens. The vendor's name and authentication method are not
 * part of it: a token survives their change.
 */
function generationOf(source: ClientItemSource): string {
  const { clientVersion, suspended } = source;
  const grants = sortedEntries(source.grants);
  const granted = grants.map(([audience, { scopes, tokenLifetimeSeconds }]) =>
    lengthPrefixed([audience, String(tokenLifetimeSeconds), ...[...scopes].sort()]).toString("hex"),
  );
  // What most grants do not have makes nothing of theirs another one.
  const more = grants.flatMap(([audience, grant]) => {
    const { organizationUsage, allowAnyOrganization, tokenDialect, enforcePolicies } = grant;
    const facts = [
      ...(usesOrganizations(grant) ? [organizationUsage, allowAnyOrganization] : [undefined]),
      tokenDialect,
      enforcePolicies,
    ];
    return facts.some((fact) => fact !== undefined) ? [[audience, ...facts].join(" ")] : [];
  });
  return deriveGeneration(source, [
    String(clientVersion),
    suspended ? "suspended" : "active",
    more.join("\n"),
    ...granted,
  ]);
}

/** @throws if it is not an item that `clientItem()` made */
export function readClientItem(item: Item): ClientItem {
  const text = (name: string): string => {
    const value = item[name];
    if (typeof value !== "string") throw new TypeError(`The client's item has no ${name}.`);
    return value;
  };
  return {
    vendor: text("vendor"),
    clientId: item.pk.slice(clientKey("").pk.length),
    authenticationMethod:
      text("authenticationMethod") === "client_secret_basic"
        ? "client_secret_basic"
        : "client_secret_post",
    grants: JSON.parse(text("grants")) as ClientItem["grants"],
    organizations: JSON.parse(text("organizations")) as string[],
    // Anything but false suspends the client.
    suspended: item.suspended !== false,
    generation: text("generation"),
    verifier: text("verifier"),
    pepperId: text("pepperId"),
  };
}

/** Whether these are the client's credentials. @param peppers the current one and the one before */
export function verifies(
  client: ClientItem,
  credentials: Credentials,
  { issuer, peppers }: { readonly issuer: string; readonly peppers: readonly Pepper[] },
): boolean {
  const pepper = peppers.find(({ id }) => id === client.pepperId);
  return pepper !== undefined && isVerifier(client.verifier, { ...credentials, issuer, pepper });
}

function sortedEntries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
