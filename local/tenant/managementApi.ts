/**
 * The part of Auth0's Management API that `npm run usage` reads, in front of the tenant: the tenant's log
 * of client credentials exchanges, by search, and a token for it. As Auth0 documents it ("Retrieve Logs
 * Using the Management API", "Log Search Query Syntax", "Tenant Log Catalog": seccft and feccft); an unknown
 * query is an error, not an empty answer.
 *
 * `user_agent` is the unchanged header. How Auth0 records one that is not a browser's is not documented.
 */
import { DEFAULT_TOKEN_LIFETIME_SECONDS } from "../../src/config/limits";
import { TOKEN_PATH_TEXT } from "../../src/proxy/tokenPath";
import { randomUUID } from "node:crypto";
import { jsonReply, type Reply } from "../gateway/reply";
import { header } from "../gateway/parameters";
import type { Clock } from "../gateway/responseCache";
import type { Tenant } from "./tenant";
import { OAuthError, readCredentials, readParameters, type TenantRequest } from "./tokenRequest";

/** Id and secret of the client that may read the log; nothing in the local run is confidential. */
export const MANAGEMENT_CLIENT = "local";

/** The most events that are kept: a day of a busy tenant. */
const KEPT = 100_000;
const MOST_PER_PAGE = 100;
const MOST_RESULTS = 1000;

interface Event {
  readonly date: string;
  readonly type: "seccft" | "feccft";
  readonly description: string;
  readonly client_id: string;
  readonly client_name: string;
  readonly ip: string;
  readonly user_agent: string;
  readonly hostname: string;
  readonly audience: string;
  readonly scope: string | null;
  readonly log_id: string;
}

export class ManagementApi {
  private readonly events: Event[] = [];
  private readonly tokens = new Set<string>();
  private count = 0;

  constructor(
    private readonly tenant: Pick<Tenant, "handle">,
    private readonly options: { readonly issuer: string; readonly clock: Clock },
  ) {}

  /** Answers at the tenant's address: this API, or the tenant itself. */
  async handle(request: TenantRequest): Promise<Reply> {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === "GET" && pathname === "/api/v2/logs")
      return this.search(request, searchParams);
    if (request.method !== "POST" || pathname !== TOKEN_PATH_TEXT)
      return this.tenant.handle(request);

    const sent = parametersOf(request);
    const reply =
      sent.get("audience") === `${this.options.issuer}api/v2/`
        ? this.issue(sent)
        : await this.tenant.handle(request);
    this.record(request, sent, reply);
    return reply;
  }

  private issue(sent: ReadonlyMap<string, string>): Reply {
    if (
      sent.get("client_id") !== MANAGEMENT_CLIENT ||
      sent.get("client_secret") !== MANAGEMENT_CLIENT
    )
      return jsonReply(401, { error: "access_denied", error_description: "Unauthorized" });
    const token = randomUUID();
    this.tokens.add(token);
    return jsonReply(200, {
      access_token: token,
      scope: "read:logs",
      expires_in: DEFAULT_TOKEN_LIFETIME_SECONDS,
      token_type: "Bearer",
    });
  }

  private record(
    { url, headers }: TenantRequest,
    sent: ReadonlyMap<string, string>,
    { status, body }: Reply,
  ): void {
    const answer = JSON.parse(body) as { scope?: string; error_description?: string };
    this.count += 1;
    this.events.push({
      date: new Date(this.options.clock()).toISOString(),
      type: status === 200 ? "seccft" : "feccft",
      description: answer.error_description ?? "",
      client_id: sent.get("client_id") ?? "",
      client_name: "",
      ip: "127.0.0.1",
      user_agent: header(headers, "User-Agent") ?? "",
      hostname: new URL(url).hostname,
      audience: sent.get("audience") ?? "",
      scope: answer.scope ?? null,
      log_id: String(this.count).padStart(30, "0"),
    });
    if (this.events.length > KEPT) this.events.shift();
  }

  private search({ headers }: TenantRequest, query: URLSearchParams): Reply {
    const token = /^Bearer (\S+)$/.exec(header(headers, "Authorization") ?? "")?.[1];
    if (token === undefined || !this.tokens.has(token))
      return refusal(401, "Unauthorized", "Missing or unknown token.");
    const [page, perPage] = [wholeOf(query, "page", 0), wholeOf(query, "per_page", 50)];
    const matches = matcher(query.get("q") ?? "");
    const sort = query.get("sort") ?? "date:-1";
    if (
      page === undefined ||
      perPage === undefined ||
      perPage > MOST_PER_PAGE ||
      (page + 1) * perPage > MOST_RESULTS ||
      !/^date:-?1$/.test(sort) ||
      !matches
    )
      return refusal(400, "Bad Request", "The local tenant does not know this query.");
    const found = this.events.filter(matches);
    if (sort === "date:-1") found.reverse();
    return jsonReply(200, found.slice(page * perPage, (page + 1) * perPage));
  }
}

/** With both kinds of credentials; empty for an invalid body, which the tenant will refuse. */
function parametersOf(request: TenantRequest): Map<string, string> {
  try {
    const parameters = readParameters(request);
    const { clientId } = readCredentials(parameters, header(request.headers, "Authorization"));
    return parameters.set("client_id", clientId);
  } catch (error) {
    if (error instanceof OAuthError) return new Map();
    throw error;
  }
}

function wholeOf(query: URLSearchParams, name: string, fallback: number): number | undefined {
  const text = query.get(name) ?? String(fallback);
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** `(type:"a" OR type:"b") AND date:[<from> TO *]`, either part alone, or nothing; undefined: anything else. */
function matcher(q: string): ((event: Event) => boolean) | undefined {
  const [, types, from] =
    /^(?:\(?(type:"\w+"(?: OR type:"\w+")*)\)?)?(?:(?:^| AND )date:\[([\dT:.Z-]+) TO \*\])?$/.exec(
      q,
    ) ?? [];
  if (q !== "" && types === undefined && from === undefined) return undefined;
  const since = from === undefined ? -Infinity : Date.parse(from.endsWith("Z") ? from : `${from}Z`);
  return ({ type, date }) =>
    (types === undefined || types.includes(`"${type}"`)) && Date.parse(date) >= since;
}

function refusal(statusCode: number, error: string, message: string): Reply {
  return jsonReply(statusCode, { statusCode, error, message });
}
