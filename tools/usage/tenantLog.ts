/**
 * The tenant's log, read through Auth0's Management API.
 *
 * It searches instead of reading from a checkpoint, which returns every event of the tenant, user logins
 * included, and ignores `q`. A search returns 100 events a page and 1,000 in all (Auth0, "Retrieve Logs Using
 * the Management API"), so it is repeated from the last event on.
 */
import { ManagementApi, PER_PAGE, type Surroundings, type Tenant } from "../lib/managementApi";

/** The longest that any plan keeps the log, in days (Auth0, "Log Data Retention": 1, 5, 10 or 30). */
export const MAX_DAYS = 30;

const PAGES = 10;
const TYPES = `(type:"seccft" OR type:"feccft")`;

/** The fields of an event that are read (Auth0, "Tenant Log Catalog", seccft and feccft). */
export interface LogEvent {
  readonly log_id: string;
  /** ISO 8601, UTC. */
  readonly date: string;
  /** seccft: a token was issued; feccft: the exchange failed. */
  readonly type: string;
  /** For a failure: whatever was sent. */
  readonly client_id?: string | null;
  readonly audience?: string | null;
  readonly user_agent?: string | null;
  readonly ip?: string | null;
  readonly description?: string | null;
}

export class TenantLog {
  private readonly api: ManagementApi;

  constructor(
    tenant: Tenant,
    private readonly surroundings: Surroundings,
  ) {
    this.api = new ManagementApi(tenant, surroundings);
  }

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
          // To the second, as Auth0 documents it ("Log Search Query Syntax", Ranges).
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
      // Moves on in any case, although 1,000 within a second would exceed every plan's rate limit.
      start = last - start >= 1000 ? last : start + 1000;
    }
  }

  private async page(query: Readonly<Record<string, string>>): Promise<LogEvent[]> {
    const read = { path: "/api/v2/logs", query, scope: "read:logs", what: "the log" };
    return (await this.api.list(read)) as LogEvent[];
  }
}
