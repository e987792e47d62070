/** One line per request to the proxy: names, numbers and states, but nothing that the client sent. */
import type { RequestRecord } from "../src/broker/telemetry";
import type { Handled } from "./gateway/gateway";
import { header } from "./gateway/parameters";
import type { Incoming } from "./loopback";
import { short } from "../tools/lib/columns";
import { WIDTH } from "../tools/lib/fit";
import type { StackOutputs } from "../tools/lib/readOutputs";

const LONGEST_NAME = 24;
/** Room for the totals, so that the columns before them stay where they are while these grow. */
const TOTALS = "issued 999, saved 100%".length;

export class RequestLog {
  /** Answers with a token. */
  private given = 0;

  constructor(
    private readonly vendors: StackOutputs["vendors"],
    private readonly issued: () => number,
  ) {}

  /**
   * Fits a terminal's line: long names lose their middle.
   *
   * @param at milliseconds since the epoch
   * @param record the token broker's record of the request, where a table is the store
   */
  line(request: Incoming, handled: Handled, at: number, record?: RequestRecord): string {
    if (handled.reply.status === 200) this.given += 1;
    const time = new Date(at).toISOString().slice("2026-01-01T".length, -".000Z".length);
    const figures = [
      ...(record ? brokerColumns(record, handled) : cacheColumns(handled)),
      `issued ${this.issued()}, saved ${this.saved()}%`.padEnd(TOTALS),
    ].join("  ");
    const room = Math.min(LONGEST_NAME, WIDTH - time.length - figures.length - 2 * "  ".length);
    const vendor = short(this.vendorOf(request) ?? "-", room).padEnd(room);
    return [time, vendor, figures].join("  ").trimEnd();
  }

  total(): string {
    return `tokens issued ${this.issued()} / given ${this.given} (saved ${this.saved()}%)`;
  }

  /** The share of tokens that did not cost one at Auth0; refusals save nothing. */
  private saved(): number {
    return this.given === 0 ? 0 : Math.max(0, Math.round((1 - this.issued() / this.given) * 100));
  }

  /** By the client id, wherever it is; an unknown one is never printed. */
  private vendorOf({ headers, body }: Incoming): string | undefined {
    const basic = /^Basic\s+(\S+)$/i.exec(header(headers, "Authorization") ?? "")?.[1] ?? "";
    const sent = `${Buffer.from(basic, "base64").toString()} ${body}`;
    return Object.entries(this.vendors)
      .flatMap(([name, { clientId, retiring }]) => [
        { name, clientId },
        ...(retiring ? [{ name: `${name} (retiring)`, clientId: retiring.clientId }] : []),
      ])
      .find(({ clientId }) => sent.includes(clientId))?.name;
  }
}

function cacheColumns({ reply, cache, ageSeconds }: Handled): (string | number)[] {
  const age = ageSeconds === undefined ? "-" : `${Math.floor(ageSeconds)} s`;
  return [(cache ?? "-").padEnd(4), reply.status, `age ${age}`.padEnd("age 3600 s".length)];
}

/** The longest outcome has eleven letters. */
function brokerColumns({ outcome }: RequestRecord, { reply }: Handled): (string | number)[] {
  const { expires_in } = JSON.parse(reply.body) as { expires_in?: number };
  const left = expires_in === undefined ? "-" : `${expires_in} s`;
  return [
    outcome.toUpperCase().padEnd(11),
    reply.status,
    `left ${left}`.padEnd("left 86400 s".length),
  ];
}
