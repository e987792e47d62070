/**
 * Auth0's Management API, read only: one token, which does not count towards the quota, and GET requests that
 * respect the rate limit. The `auth0` package would bring 33 MB in 3,000 files, its previous major version
 * included, for a handful of calls.
 */
import { TOKEN_PATH_TEXT } from "../../src/proxy/tokenPath";
import { UserError } from "./userError";
import { pauseAfter } from "./rateLimit";

/** Gives up after this many requests for one answer. */
const ATTEMPTS = 6;
const TIMEOUT_MILLISECONDS = 30_000;

/** The most entries that Auth0 returns on one page. */
export const PER_PAGE = 100;

export interface Tenant {
  /** For example https://example.eu.auth0.com */
  readonly origin: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Surroundings {
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Called with what is being done. */
  readonly onStep: (text: string) => void;
}

/** One read request. */
export interface Read {
  /** For example /api/v2/logs */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The scope that it needs. */
  readonly scope: string;
  /** For people, for example "the log". */
  readonly what: string;
}

/**
 * The reading client: AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, as for Pulumi's provider.
 *
 * @param scopes that the client needs, as text
 * @throws UserError if one is missing
 */
export function credentialsOf(
  env: Readonly<Record<string, string | undefined>>,
  scopes: string,
): Pick<Tenant, "clientId" | "clientSecret"> {
  const { AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: clientSecret } = env;
  if (clientId && clientSecret) return { clientId, clientSecret };
  throw new UserError(
    `AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET are not set; allowed: a machine-to-machine client of the tenant that is authorized for its Management API with ${scopes}; fix: set both, as for Pulumi (npm start prints those of the local run).`,
  );
}

/** @throws UserError if it is not a domain. @param unset the text for an unset domain */
export function tenantOrigin(
  domain: string | undefined,
  { unset, fix }: { readonly unset: string; readonly fix: string },
): string {
  if (domain === undefined || !/^[a-z0-9.-]+$/.test(domain))
    throw new UserError(
      `AUTH0_DOMAIN is ${domain === undefined ? unset : JSON.stringify(domain)}; allowed: the tenant's own domain, in lower case and without scheme, for example example.eu.auth0.com; fix: ${fix}.`,
    );
  return `https://${domain}`;
}

export class ManagementApi {
  private token: string | undefined;
  /** No request before this time: Auth0's rate limit. Milliseconds since the epoch. */
  private resumeAt = 0;

  constructor(
    private readonly tenant: Tenant,
    private readonly surroundings: Surroundings,
  ) {}

  /** One page of a list. @throws UserError in one line: what Auth0 answered, how to fix it */
  async list({ path, query, scope, what }: Read): Promise<unknown[]> {
    this.token ??= await this.fetchToken(scope);
    const response = await this.ask(`${path}?${new URLSearchParams(query).toString()}`, {
      headers: { Authorization: `Bearer ${this.token}` },
    });
    if (response.status === 401 || response.status === 403)
      throw new UserError(
        `${this.host()} does not let this client read ${what} (${response.status}); fix: authorize the client in AUTH0_CLIENT_ID for the Management API with the scope ${scope} only.`,
      );
    const body = await json(response);
    if (response.status !== 200 || !Array.isArray(body))
      throw new UserError(
        `${this.host()} answered GET ${path} with ${response.status}${wordOf(body, "errorCode")}; fix: try again, or check that AUTH0_DOMAIN is the tenant's own domain.`,
      );
    return body as unknown[];
  }

  /** Every entry of a list. */
  async all(read: Read): Promise<unknown[]> {
    const entries: unknown[] = [];
    for (let page = 0; ; page += 1) {
      const query = { ...read.query, per_page: String(PER_PAGE), page: String(page) };
      const found = await this.list({ ...read, query });
      entries.push(...found);
      if (found.length < PER_PAGE) return entries;
    }
  }

  private async fetchToken(scope: string): Promise<string> {
    const { origin, clientId, clientSecret } = this.tenant;
    const response = await this.ask(TOKEN_PATH_TEXT, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: clientSecret,
        audience: `${origin}/api/v2/`,
      }),
    });
    const body = await json(response);
    const { access_token: token } = Object(body) as { access_token?: unknown };
    if (response.status === 200 && typeof token === "string") return token;
    const refused = `${this.host()} gives this client no token for its Management API (${response.status}${wordOf(body, "error")})`;
    throw new UserError(
      response.status === 401
        ? `${refused}; fix: AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET have to be a machine-to-machine client of this tenant.`
        : `${refused}; fix: authorize it there for ${origin}/api/v2/ with the scope ${scope}; AUTH0_DOMAIN has to be the tenant's own domain, not a custom one.`,
    );
  }

  private async ask(path: string, init: RequestInit): Promise<Response> {
    const { clock } = this.surroundings;
    for (let attempt = 1; ; attempt += 1) {
      await this.waitForTurn();
      const response = await fetch(this.tenant.origin + path, {
        ...init,
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      }).catch((error: unknown) => {
        throw new UserError(
          `${this.host()} cannot be reached (${reasonOf(error)}); fix: ${this.tenant.origin.startsWith("http:") ? "start the local run (npm start), and use the outputs that it prints" : "check AUTH0_DOMAIN and the network"}.`,
        );
      });
      this.resumeAt = clock() + pauseAfter(response, attempt, clock());
      if (response.status !== 429) return response;
      if (attempt === ATTEMPTS)
        throw new UserError(
          `${this.host()} still answers 429 (rate limit) after ${ATTEMPTS} requests; fix: try again later, or ask for less.`,
        );
    }
  }

  private async waitForTurn(): Promise<void> {
    const { clock, wait, onStep } = this.surroundings;
    const pause = this.resumeAt - clock();
    if (pause <= 0) return;
    onStep(`Waiting ${Math.ceil(pause / 1000)} s, for the rate limit of ${this.host()}.`);
    await wait(pause);
  }

  private host(): string {
    return new URL(this.tenant.origin).host;
  }
}

async function json(response: Response): Promise<unknown> {
  return response.json().catch(() => undefined);
}

/** The code of an error, after a space. Its description could quote what was sent. */
function wordOf(body: unknown, field: string): string {
  const word = (Object(body) as Record<string, unknown>)[field];
  return typeof word === "string" && /^[a-z_]{1,40}$/.test(word) ? ` ${word}` : "";
}

function reasonOf(error: unknown): string {
  const { name, cause } = error as Error;
  const { code } = Object(cause) as { code?: unknown };
  return typeof code === "string" ? code : name;
}
