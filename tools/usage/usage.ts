/** Counts a log's exchanges: by client, audience and day. Pure. */
import { DAY_MILLISECONDS } from "../../src/quota";
import type { PartialOutputs } from "../lib/readOutputs";
import { isOwnApi } from "../../src/config/ownApis";
import { DENIED_DIRECT, reasonOf, routeOf, type Route } from "./exchange";
import type { LogEvent } from "./tenantLog";

/** The part of the log that was read. Milliseconds since the epoch. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface AudienceUsage {
  readonly audience: string;
  readonly tokens: number;
  /** In the order of the usage's days. */
  readonly byDay: readonly number[];
}

export interface ClientUsage {
  /** A vendor of the stack; `acme (retiring)` is the client that it should stop using. */
  readonly name: string;
  readonly tokens: number;
  readonly byDay: readonly number[];
  readonly audiences: readonly AudienceUsage[];
  /** Tokens by where the request came from. */
  readonly tokensByRoute: Readonly<Record<Route, number>>;
  /** Reason to failed exchanges, which cost no token. */
  readonly failures: Readonly<Record<string, number>>;
  /** Addresses of requests that bypassed the proxy, denied ones included. */
  readonly directAddresses: readonly string[];
}

export interface Usage {
  /** UTC, YYYY-MM-DD. */
  readonly days: readonly string[];
  /** In the order of the outputs. */
  readonly vendors: readonly ClientUsage[];
  /** All clients of other stacks and programs, together. */
  readonly others: ClientUsage & { readonly clients: number };
  /** All that count towards the quota. */
  readonly tokens: number;
  readonly byDay: readonly number[];
  /** Tokens for Auth0's own APIs, including this command's: they do not count. */
  readonly ownApis: number;
}

const OTHERS = "other clients";

/** @param tenant for the local run, whose own API does not have auth0.com in its address */
export function usageOf(
  events: Iterable<LogEvent>,
  { vendors }: Pick<PartialOutputs, "vendors">,
  { project, window, ownAudience }: { project: string; window: Window; ownAudience: string },
): Usage {
  const days = daysOf(window);
  const names = new Map<string, string>();
  for (const [name, { clientId, retiring }] of Object.entries(vendors)) {
    if (clientId !== undefined) names.set(clientId, name);
    if (retiring?.clientId !== undefined) names.set(retiring.clientId, `${name} (retiring)`);
  }
  const counts = new Map([...names.values(), OTHERS].map((name) => [name, new Count(days)]));
  const strangers = new Set<string>();
  let ownApis = 0;
  for (const event of events) {
    const { client_id: id, audience } = event;
    const name = names.get(id ?? "") ?? OTHERS;
    if (event.type === "seccft" && (audience === ownAudience || isOwnApi(audience ?? ""))) {
      // Tokens for Auth0's own APIs do not count ("Management API Access Tokens", Token quotas).
      ownApis += 1;
      continue;
    }
    if (name === OTHERS && event.type === "seccft") strangers.add(id ?? "");
    counts.get(name)?.add(event, routeOf(event, project));
  }
  const usages = [...counts].map(([name, count]) => count.usage(name));
  const others = { ...(usages.at(-1) as ClientUsage), clients: strangers.size };
  const byDay = sums(usages.map((each) => each.byDay));
  return {
    days,
    vendors: usages.slice(0, -1),
    others,
    tokens: sum(byDay),
    byDay,
    ownApis,
  };
}

/** Counts one client's events. */
class Count {
  private readonly audiences = new Map<string, number[]>();
  private readonly tokensByRoute: Record<Route, number> = { proxy: 0, direct: 0, unknown: 0 };
  private readonly failures = new Map<string, number>();
  private readonly addresses = new Set<string>();

  constructor(private readonly days: readonly string[]) {}

  add(event: LogEvent, route: Route): void {
    if (event.type === "seccft") this.addToken(event, route);
    else {
      const reason = reasonOf(event);
      this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
      if (reason === DENIED_DIRECT && event.ip) this.addresses.add(event.ip);
    }
  }

  private addToken({ audience, date, ip }: LogEvent, route: Route): void {
    const name = audience ?? "";
    const byDay = this.audiences.get(name) ?? this.days.map(() => 0);
    this.audiences.set(name, byDay);
    const day = this.days.indexOf(date.slice(0, 10));
    // Auth0's clock may be a little ahead at midnight.
    const index = day < 0 ? this.days.length - 1 : day;
    byDay[index] = (byDay[index] ?? 0) + 1;
    this.tokensByRoute[route] += 1;
    if (route === "direct" && ip) this.addresses.add(ip);
  }

  usage(name: string): ClientUsage {
    const audiences = [...this.audiences]
      .map(([audience, byDay]) => ({ audience, tokens: sum(byDay), byDay }))
      .sort((a, b) => b.tokens - a.tokens);
    const byDay = sums([this.days.map(() => 0), ...audiences.map((each) => each.byDay)]);
    return {
      name,
      tokens: sum(byDay),
      byDay,
      audiences,
      tokensByRoute: this.tokensByRoute,
      failures: Object.fromEntries(this.failures),
      directAddresses: [...this.addresses].sort(),
    };
  }
}

/** Every UTC day that the window touches. */
function daysOf({ from, to }: Window): string[] {
  const first = Math.floor(from / DAY_MILLISECONDS);
  const last = Math.floor(to / DAY_MILLISECONDS);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    new Date((first + index) * DAY_MILLISECONDS).toISOString().slice(0, 10),
  );
}

/** Midnight, `days - 1` days before today: where a window of that many days begins. */
export function startOfDays(days: number, now: number): number {
  return (Math.floor(now / DAY_MILLISECONDS) - days + 1) * DAY_MILLISECONDS;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function sums(lists: readonly (readonly number[])[]): number[] {
  const [first = []] = lists;
  return first.map((_, index) => sum(lists.map((list) => list[index] ?? 0)));
}
