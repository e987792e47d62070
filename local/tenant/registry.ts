/** The tenant's objects, from the resources that the program registers for Auth0. */
import type { Properties } from "../evaluate/computedOutputs";
import type { Registration } from "../evaluate/evaluate";
import { DEFAULT_TOKEN_LIFETIME_SECONDS } from "../../src/config/limits";
import type { Api, Grant } from "../../src/config/types";
import type { ClientQuota } from "../../src/quota";
import { compileAction, type ExchangeAction } from "./actions";
import type { Client } from "./client";

export type ResourceServer = Pick<
  Api,
  "identifier" | "tokenLifetimeSeconds" | "tokenDialect" | "enforcePolicies"
>;

export interface Registry {
  readonly clients: ReadonlyMap<string, Client>;
  readonly apis: ReadonlyMap<string, ResourceServer>;
  /** Bound to the trigger credentials-exchange, in the order in which they run. */
  readonly exchangeActions: readonly ExchangeAction[];
}

/** @param existing APIs that are managed elsewhere, for which the program only makes grants */
export function registryFrom(
  resources: readonly Registration[],
  existing: readonly ResourceServer[],
): Registry {
  const all = (type: string): Properties[] =>
    resources
      .filter((resource) => resource.type === `auth0:index/${type}`)
      .map(({ state }) => state);

  const apis = all("resourceServer:ResourceServer").map((api): ResourceServer => {
    if (api.signingAlg !== "RS256")
      throw new Error(`The local tenant signs with RS256 only, not ${String(api.signingAlg)}.`);
    return {
      identifier: String(api.identifier),
      tokenLifetimeSeconds: Number(api.tokenLifetime ?? DEFAULT_TOKEN_LIFETIME_SECONDS),
      tokenDialect: api.tokenDialect as Api["tokenDialect"],
      enforcePolicies: api.enforcePolicies as Api["enforcePolicies"],
    };
  });
  const grants = all("clientGrant:ClientGrant");
  const credentials = all("clientCredentials:ClientCredentials");
  const clients = all("client:Client").map((client): Client => {
    const own = credentials.find(({ clientId }) => clientId === client.clientId);
    return {
      clientId: String(client.clientId),
      name: String(client.name),
      metadata: (client.clientMetadata ?? {}) as Client["metadata"],
      clientSecret: String(own?.clientSecret),
      authenticationMethod: String(own?.authenticationMethod),
      grantTypes: client.grantTypes as string[],
      grants: new Map(
        grants
          .filter(({ clientId }) => clientId === client.clientId)
          .map((grant) => [String(grant.audience), grant as unknown as Grant]),
      ),
      tokenQuota: (client.tokenQuota as { clientCredentials: ClientQuota } | undefined)
        ?.clientCredentials,
    };
  });
  return {
    clients: new Map(clients.map((client) => [client.clientId, client])),
    apis: new Map([...apis, ...existing].map((api) => [api.identifier, api])),
    exchangeActions: exchangeActionsFrom(resources),
  };
}

function exchangeActionsFrom(resources: readonly Registration[]): ExchangeAction[] {
  const all = (type: string) =>
    resources.filter((resource) => resource.type === `auth0:index/${type}`);
  return all("triggerAction:TriggerAction")
    .filter(({ state }) => state.trigger === "credentials-exchange")
    .map(({ state: { actionId } }) => {
      const action = all("action:Action").find(({ id }) => id === actionId)?.state;
      if (action?.deploy !== true)
        throw new Error("An Action cannot be bound before it exists and is deployed.");
      return compileAction(String(action.code));
    });
}
