/**
 * The tenant's log, read through Auth0's Management API: one token for it, which does not count towards
 * the quota, and searches. A thin client and not the `auth0` package: for these two calls that one brings
 * 33 MB in 3,000 files, its own former version among them.
 *
 * Searches, not the checkpoint: that one gives every event of the tenant, logins of users included, and
 * ignores `q`. A search gives 100 events a page and 1,000 in all (Auth0, "Retrieve Logs Using the
 * Management API"), so it is asked again from the last event on.
 */
import { UserError } from "../lib/userError";
import { pauseAfter } from "./rateLimit";

/** Longest that any plan keeps the log, in days (Auth0, "Log Data Retention": 1, 5, 10 or 30). */
export const MAX_DAYS = 30;

const PER_PAGE = 100;
const PAGES = 10;
/** Requests for one answer; then Auth0 does not want to be asked now. */
const ATTEMPTS = 6;
const TIMEOUT_MILLISECONDS = 30_000;
const TYPES = `(type:"seccft" OR type:"feccft")`;

/** What is read of an event (Auth0, "Tenant Log Catalog", seccft and feccft). */
export interface LogEvent {
  readonly log_id: string;
  /** ISO 8601, UTC. */
  readonly date: string;
  /** seccft: a token was issued; feccft: the exchange failed. */
  readonly type: string;
  /** Of a failure: whatever was sent. */
  readonly client_id?: string | null;
  readonly audience?: string | null;
  readonly user_agent?: string | null;
  readonly ip?: string | null;
  readonly description?: string | null;
}

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
  /** Told what is being done. */
  readonly onStep: (text: string) => void;
}

export class TenantLog {
  private token: string | undefined;
  /** Before that, Auth0 does not want to be asked. Milliseconds since the epoch. */
  private resumeAt = 0;

  constructor(
    private readonly tenant: Tenant,
    private readonly surroundings: Surroundings,
  ) {}

  /** When the oldest event that Auth0 still has was; undefined if there is none. */
  async begins(): Promise<number | undefined> {
    const [oldest] = await this.page({ sort: "date:1", per_page: "1", page: "0" });
    return oldest && Date.parse(oldest.date);
  }

  /**
   * Every client credentials exchange since then, oldest first, each once.
   *
   * @param from milliseconds since the epoch
   */
  async *exchanges(from: number): AsyncGenerator<LogEvent> {
    const seen = new Set<string>();
    for (let start = from; ;) {
      let last = start;
      for (let page = 0; page < PAGES; page += 1) {
        const events = await this.page({
          // To the second: the form that Auth0 documents ("Log Search Query Syntax", Ranges).
          q: `${TYPES} AND date:[${new Date(start).toISOString().slice(0, 19)} TO *]`,
          sort: "date:1",
          per_page: String(PER_PAGE),
          page: String(page),
        });
        for (const event of events) {
          last = Date.parse(event.date);
          if (!seen.has(event.log_id) && last >= from) yield event;
          seen.add(event.log_id);
        }
        if (events.length < PER_PAGE) return;
        this.surroundings.onStep(`Reading the tenant's log: ${seen.size} exchanges so far.`);
      }
      // 1,000 within a second would be above every plan's rate limit; but never ask for the same twice.
      start = last - start >= 1000 ? last : start + 1000;
    }
  }

  private async page(query: Readonly<Record<string, string>>): Promise<LogEvent[]> {
    this.token ??= await this.fetchToken();
    const response = await this.ask(`/api/v2/logs?${new URLSearchParams(query).toString()}`, {
      headers: { Authorization: `Bearer ${this.token}` },
    });
    if (response.status === 401 || response.status === 403)
      throw new UserError(
        `${this.host()} does not let this client read the log (${response.status}); fix: authorize the client in AUTH0_CLIENT_ID for the Management API with the scope read:logs, and no more.`,
      );
    const events = await json(response);
    if (response.status !== 200 || !Array.isArray(events))
      throw new UserError(
        `${this.host()} answered GET /api/v2/logs with ${response.status}${wordOf(events, "errorCode")}; fix: try again, or look whether AUTH0_DOMAIN is the tenant's own domain.`,
      );
    return events as LogEvent[];
  }

  private async fetchToken(): Promise<string> {
    const { origin, clientId, clientSecret } = this.tenant;
    const response = await this.ask("/oauth/token", {
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
        : `${refused}; fix: authorize it there for ${origin}/api/v2/ with the scope read:logs; AUTH0_DOMAIN has to be the tenant's own domain, not a custom one.`,
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
          `${this.host()} cannot be reached (${reasonOf(error)}); fix: look at AUTH0_DOMAIN and at the network.`,
        );
      });
      this.resumeAt = clock() + pauseAfter(response, attempt, clock());
      if (response.status !== 429) return response;
      if (attempt === ATTEMPTS)
        throw new UserError(
          `${this.host()} still says 429 (rate limit) after ${ATTEMPTS} requests; fix: try again later, or with fewer --days.`,
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

/** The code of an error, with a blank before; its description may quote what was sent. */
function wordOf(body: unknown, field: string): string {
  const word = (Object(body) as Record<string, unknown>)[field];
  return typeof word === "string" && /^[a-z_]{1,40}$/.test(word) ? ` ${word}` : "";
}

function reasonOf(error: unknown): string {
  const { name, cause } = error as Error;
  const { code } = Object(cause) as { code?: unknown };
  return typeof code === "string" ? code : name;
}
