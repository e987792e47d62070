/**
 * Owns one API at Auth0 (a resource server) and its scopes: what vendors get tokens for. APIs that
 * are managed elsewhere have no component; vendors are only granted to them.
 */
import * as auth0 from "@pulumi/auth0";
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "../config/types";
import { audienceName } from "./logicalName";

/** Auth0's default for tokens from implicit and hybrid flows, in seconds; must not exceed the other. */
const WEB_LIFETIME_SECONDS = 7200;

export interface ApiArgs {
  /**
   * The audience: 1 to 600 characters of printable ASCII without spaces. Auth0 cannot change it; another one
   * is another API.
   *
   * @example "https://api.example.com/orders"
   */
  readonly identifier: string;
  /**
   * What Auth0's dashboard calls it: 1 to 200 characters without < and >.
   *
   * @example "Orders API"
   */
  readonly name: string;
  /**
   * How long its access tokens live, in seconds: 1 to 2592000 (30 days).
   *
   * @example 86400
   */
  readonly tokenLifetimeSeconds: number;
  /**
   * Scope to its description, which may be empty. With none, tokens are granted without scopes.
   *
   * @example { "read:orders": "Read orders" }
   */
  readonly scopes: Readonly<Record<string, string>>;
  /**
   * What its tokens look like: Auth0's own profile or RFC 9068's, and with `_authz` with the claim `permissions`.
   * Default: what Auth0 has, for a new API access_token. What was set and is left out stays at Auth0.
   *
   * @example "rfc9068_profile"
   */
  readonly tokenDialect?:
    "access_token" | "access_token_authz" | "rfc9068_profile" | "rfc9068_profile_authz" | undefined;
  /** Whether role-based access control is enforced for it. Default: what Auth0 has, for a new API false. */
  readonly enforcePolicies?: boolean | undefined;
}

export interface ManagedApiArgs {
  /** The API's configuration at Auth0. */
  readonly api: ApiArgs;
  /** Whether Pulumi refuses to delete the resource server. */
  readonly protect: boolean;
}

export class ManagedApi extends pulumi.ComponentResource {
  /** The audience, known once the API and its scopes exist. */
  readonly audience: pulumi.Output<string>;

  constructor(
    name: string,
    { api, protect }: ManagedApiArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("m2m-token-cache:auth0:ManagedApi", name, {}, opts);

    const resourceServer = new auth0.ResourceServer(
      `${name}-api`,
      {
        identifier: api.identifier,
        name: api.name,
        // Machine-to-machine tokens take signature and lifetime from the API, not from the client.
        signingAlg: "RS256",
        tokenLifetime: api.tokenLifetimeSeconds,
        tokenLifetimeForWeb: Math.min(WEB_LIFETIME_SECONDS, api.tokenLifetimeSeconds),
        allowOfflineAccess: false,
        // Left out, the provider sends neither, and Auth0 keeps its values.
        ...(api.tokenDialect === undefined ? {} : { tokenDialect: api.tokenDialect }),
        ...(api.enforcePolicies === undefined ? {} : { enforcePolicies: api.enforcePolicies }),
      },
      { parent: this, protect },
    );
    const scopes = Object.entries(api.scopes);
    this.audience =
      scopes.length === 0
        ? resourceServer.identifier
        : new auth0.ResourceServerScopes(
            `${name}-scopes`,
            {
              resourceServerIdentifier: resourceServer.identifier,
              scopes: scopes.map(([name, description]) => ({
                name,
                ...(description === "" ? {} : { description }),
              })),
            },
            { parent: this },
          ).resourceServerIdentifier;
    this.registerOutputs({ audience: this.audience });
  }
}

/** A component for each API that is managed here. @returns the configured audience to Auth0's */
export function createApis({ apis, protect }: Config): Record<string, pulumi.Input<string>> {
  return Object.fromEntries(
    apis.map((api) => [
      api.identifier,
      api.existing
        ? api.identifier
        : new ManagedApi(audienceName(api.identifier), { api, protect }).audience,
    ]),
  );
}
