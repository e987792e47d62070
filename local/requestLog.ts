/** One line per request to the proxy. Holds names, numbers and states; nothing that the client sent. */
import type { RequestRecord } from "../src/broker/telemetry";
import type { Handled } from "./gateway/gateway";
import { header } from "./gateway/parameters";
import type { Incoming } from "./loopback";
import type { StackOutputs } from "../tools/lib/outputs";

export class RequestLog {
  /** Answers with a token. */
  private given = 0;

  constructor(
    private readonly vendors: StackOutputs["vendors"],
    private readonly issued: () => number,
  ) {}

  /**
   * @param at milliseconds since the epoch
   * @param record what the token broker says of the request, where a table is the store
   */
  line(request: Incoming, handled: Handled, at: number, record?: RequestRecord): string {
    if (handled.reply.status === 200) this.given += 1;
    return [
      new Date(at).toISOString(),
      (this.vendorOf(request) ?? "-").padEnd(16),
      ...(record ? brokerColumns(record, handled) : cacheColumns(handled)),
      this.total(),
    ].join("  ");
  }

  /** A refusal saves nothing: what is saved is a share of the tokens that vendors were given. */
  total(): string {
    const issued = this.issued();
    const saved = this.given === 0 ? 0 : Math.round((1 - issued / this.given) * 100);
    return `tokens issued ${issued} / given ${this.given} (saved ${Math.max(0, saved)}%)`;
  }

  /** By the client id, wherever it is; only one that is known is ever printed. */
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
  return [(cache ?? "-").padEnd(4), reply.status, `age ${age}`.padEnd(10)];
}

/** The longest outcome has eleven letters. */
function brokerColumns({ outcome }: RequestRecord, { reply }: Handled): (string | number)[] {
  const { expires_in } = JSON.parse(reply.body) as { expires_in?: number };
  const left = expires_in === undefined ? "-" : `${expires_in} s`;
  return [outcome.toUpperCase().padEnd(11), reply.status, `left ${left}`.padEnd(14)];
}
