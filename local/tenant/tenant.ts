/**
 * An Auth0 tenant, as far as Auth0 documents it: the token endpoint for the client credentials grant
 * and the keys that its tokens are signed with. It mints and counts a token for every request.
 */
import { TOKEN_PATH_TEXT } from "../../src/proxy/tokenPath";
import { header, type Headers } from "../gateway/parameters";
import type { Reply } from "../gateway/reply";
import type { Clock } from "../gateway/responseCache";
import { accessToken, keys } from "./accessToken";
import { type ExchangeEvent, exchangeEvent } from "./actions";
import { ClientQuotas } from "./clientQuotas";
import { DEFAULT_TENANT_QUIRKS, type TenantQuirks } from "./quirks";
import type { Client } from "./client";
import { organizationClaims } from "./organizations";
import type { Registry } from "./registry";
import { OAuthError, readCredentials, readParameters, type TenantRequest } from "./tokenRequest";

export interface TenantOptions {
  readonly registry: Registry;
  /** The tokens' issuer, with its final slash. */
  readonly issuer: string;
  readonly clock: Clock;
  /** The month's tokens; after them the tenant refuses, as the quirk monthly-quota-spent says. Default: no limit. */
  readonly issueQuota?: number | undefined;
  readonly quirks?: Partial<TenantQuirks> | undefined;
}

/** The local tenant's own text; Auth0's is unknown. */
const MONTHLY_QUOTA_SPENT = "The tenant's quota of machine-to-machine tokens is used up.";

export class Tenant {
  /** Tokens issued so far, which is what Auth0 bills. */
  issued = 0;
  /** Requests to the token endpoint, newest last. */
  readonly requests: TenantRequest[] = [];

  private registry: Registry;
  private readonly quotas: ClientQuotas;
  private readonly quirks: TenantQuirks;

  constructor(private readonly options: TenantOptions) {
    this.registry = options.registry;
    this.quirks = { ...DEFAULT_TENANT_QUIRKS, ...options.quirks };
    this.quotas = new ClientQuotas(options.clock);
  }

  /** Replaces the tenant's objects, as an update of the stack does. Issued tokens stay valid. */
  update(registry: Registry): void {
    this.registry = registry;
  }

  async handle(request: TenantRequest): Promise<Reply> {
    const { issuer } = this.options;
    const { pathname } = new URL(request.url);
    if (request.method === "GET" && pathname === "/.well-known/jwks.json")
      return reply(200, { keys: [(await keys()).jwk] });
    if (request.method === "GET" && pathname === "/.well-known/openid-configuration")
      return reply(200, {
        issuer,
        token_endpoint: new URL(TOKEN_PATH_TEXT, issuer).href,
        jwks_uri: `${issuer}.well-known/jwks.json`,
      });
    if (request.method !== "POST" || pathname !== TOKEN_PATH_TEXT)
      return reply(404, { statusCode: 404, error: "Not Found", message: "Not Found" });

    this.requests.push(request);
    try {
      const { client, token } = await this.issue(request);
      return reply(200, token, [...this.commonHeaders(), ...this.quotaHeaders(client)]);
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      return reply(error.status, error.body(), [
        ...withoutNames(this.commonHeaders(), error.headers),
        ...error.headers,
      ]);
    }
  }

  private async issue(request: TenantRequest): Promise<{ client: Client; token: object }> {
    const { issuer, clock } = this.options;
    const parameters = readParameters(request);
    const grantType = parameters.get("grant_type");
    if (!grantType)
      throw new OAuthError(400, "invalid_request", "Missing required parameter: grant_type");
    if (grantType !== "client_credentials") throw this.unsupported(grantType);

    const client = this.authenticate(request, parameters);
    if (!client.grantTypes.includes(grantType))
      throw new OAuthError(
        403,
        "unauthorized_client",
        `Grant type '${grantType}' not allowed for the client.`,
        [],
        "https://auth0.com/docs/clients/client-grant-types",
      );

    const audience = parameters.get("audience") || this.resourceOf(parameters);
    if (!audience)
      throw new OAuthError(
        403,
        "access_denied",
        "No audience parameter was provided, and no default audience has been configured",
      );
    const api = this.registry.apis.get(audience);
    if (!api)
      throw new OAuthError(403, "access_denied", `Service not enabled within domain: ${audience}`);
    const granted = client.grants.get(audience);
    if (!granted)
      throw new OAuthError(
        403,
        "access_denied",
        `Client is not authorized to access "${audience}". You need to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants`,
      );
    const scopes = scopesOf(parameters.get("scope"), granted.scopes);
    const asked = parameters.get("organization");
    const organization = organizationClaims(asked, granted, this.quirks);
    await this.runActions(exchangeEvent(request, parameters, client, audience));
    this.checkQuotas(client);

    this.issued += 1;
    this.quotas.count(client);
    const now = Math.floor(clock() / 1000);
    const { clientId } = client;
    const token = await accessToken(api, { issuer, clientId, scopes, organization, now });
    return {
      client,
      token: {
        access_token: token,
        ...(scopes.length > 0 ? { scope: scopes.join(" ") } : {}),
        expires_in: api.tokenLifetimeSeconds,
        token_type: "Bearer",
      },
    };
  }

  private unsupported(grantType: string): OAuthError {
    const said =
      this.quirks["grant-type-echoed"] === "yes"
        ? `Unsupported grant type: ${grantType}`
        : "Grant type not supported";
    return new OAuthError(Number(this.quirks["unsupported-grant"]), "unsupported_grant_type", said);
  }

  /** The audience from `resource`, where the tenant's settings allow that. */
  private resourceOf(parameters: ReadonlyMap<string, string>): string | undefined {
    return this.quirks["resource-parameter-profile"] === "compatibility"
      ? parameters.get("resource")
      : undefined;
  }

  /** Runs before a token is counted: an exchange that an Action denies does not cost one. */
  private async runActions(event: ExchangeEvent): Promise<void> {
    for (const action of this.registry.exchangeActions) {
      const denial = await action(event);
      // The statuses are those that Auth0 documented for Hooks, the predecessors of Actions. Its answer
      // when an Action denies is not documented.
      if (denial)
        throw new OAuthError(
          denial.code === "server_error" ? 500 : 400,
          denial.code,
          denial.reason,
        );
    }
  }

  private checkQuotas(client: Client): void {
    const { issueQuota = Infinity } = this.options;
    if (this.issued >= issueQuota) {
      const blocked = this.quirks["monthly-quota-spent"] === "403";
      throw new OAuthError(
        blocked ? 403 : 429,
        blocked ? "access_denied" : "too_many_requests",
        MONTHLY_QUOTA_SPENT,
        blocked ? [] : [["Retry-After", "3600"]],
      );
    }
    const spent = this.quotas.spent(client);
    if (spent)
      throw new OAuthError(429, "too_many_requests", "Client quota exceeded", [
        ["Retry-After", String(spent.resetSeconds)],
        ["X-RateLimit-Limit", String(spent.quota)],
        ["X-RateLimit-Remaining", "0"],
        ["X-RateLimit-Reset", String(Math.floor(this.options.clock() / 1000) + spent.resetSeconds)],
        ...this.quotaHeaders(client),
      ]);
  }

  private authenticate(request: TenantRequest, parameters: ReadonlyMap<string, string>): Client {
    const { clientId, clientSecret, method } = readCredentials(
      parameters,
      header(request.headers, "Authorization"),
    );
    const client = this.registry.clients.get(clientId);
    if (client?.clientSecret !== clientSecret || client.authenticationMethod !== method)
      throw new OAuthError(401, "access_denied", "Unauthorized");
    return client;
  }

  private quotaHeaders(client: Client): Headers {
    const value = this.quotas.header(client);
    return value === undefined ? [] : [["Auth0-Client-Quota-Limit", value]];
  }

  /** Auth0's rate limits and cookies; none of them may reach a vendor. */
  private commonHeaders(): Headers {
    return [
      ["X-RateLimit-Limit", "100"],
      ["X-RateLimit-Remaining", "99"],
      ["X-RateLimit-Reset", String(Math.floor(this.options.clock() / 1000) + 1)],
      ["Set-Cookie", "did=s%3Av0%3Alocal; Path=/; HttpOnly; Secure"],
    ];
  }
}

/**
 * A client that requests no scopes gets all that it is granted.
 *
 * @throws OAuthError 403 for a scope that is not granted, even one that a library adds (`openid profile`)
 */
function scopesOf(asked: string | undefined, granted: readonly string[]): readonly string[] {
  const missing = (asked ?? "").split(" ").filter((each) => each && !granted.includes(each));
  if (missing.length > 0)
    throw new OAuthError(
      403,
      "access_denied",
      `Client has not been granted scopes: ${missing.join(", ")}`,
    );
  return granted;
}

function withoutNames(headers: Headers, others: Headers): Headers {
  const names = others.map(([name]) => name);
  return headers.filter(([name]) => !names.includes(name));
}

function reply(status: number, body: object, headers: Headers = []): Reply {
  return {
    status,
    headers: [
      ["Content-Type", "application/json"],
      ["Cache-Control", "no-store"],
      ["Pragma", "no-cache"],
      ...headers,
    ],
    body: JSON.stringify(body),
  };
}
