/**
 * One HTTP request with full control over bytes and header names, malformed ones included. Everything else uses
 * Node's `fetch` (managementApi.ts, the token broker), which sends header names in lower case and follows the
 * browsers' rules.
 */
import * as http from "node:http";
import * as http2 from "node:http2";
import * as https from "node:https";

export type HeaderPairs = readonly (readonly [name: string, value: string])[];

export interface Request {
  readonly url: string;
  readonly method: string;
  readonly headers: HeaderPairs;
  readonly body: string | Buffer;
}

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Connection {
  /** The longest silence. Default: 35,000, longer than the gateway waits for Auth0. */
  readonly timeoutMilliseconds?: number;
  /** Reuses connections. Default: a connection for each request. */
  readonly agent?: http.Agent;
}

const TIMEOUT_MILLISECONDS = 35_000;

export class NoAnswerInTime extends Error {
  override readonly name = "NoAnswerInTime";
  constructor(milliseconds: number) {
    super(`no answer in ${milliseconds / 1000} s`);
  }
}

/** @throws NoAnswerInTime, or Node's own error if there is no answer */
export function send(
  { url, method, headers, body }: Request,
  { timeoutMilliseconds = TIMEOUT_MILLISECONDS, agent }: Connection = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { request } = url.startsWith("https:") ? https : http;
    const outgoing = request(url, { method, agent: agent ?? false, timeout: timeoutMilliseconds });
    // A repeated name is sent twice, unchanged.
    for (const [name, value] of headers) outgoing.appendHeader(name, value);
    outgoing.setHeader("Content-Length", Buffer.byteLength(body));
    outgoing.on("error", reject);
    outgoing.on("timeout", () => outgoing.destroy(new NoAnswerInTime(timeoutMilliseconds)));
    outgoing.on("response", (incoming) => {
      const { statusCode = 0 } = incoming;
      collect(incoming).then((text) => {
        resolve({ status: statusCode, headers: incoming.headers, text });
      }, reject);
    });
    outgoing.end(body);
  });
}

/** @throws Error if there is no answer, also if the endpoint does not speak HTTP/2 */
export function sendOverHttp2({ url, method, headers, body }: Request): Promise<RawAnswer> {
  const { origin, pathname } = new URL(url);
  return new Promise<RawAnswer>((resolve, reject) => {
    const session = http2.connect(origin);
    session.setTimeout(TIMEOUT_MILLISECONDS, () => {
      session.destroy(new NoAnswerInTime(TIMEOUT_MILLISECONDS));
    });
    session.on("error", reject);
    const stream = session.request({
      ":method": method,
      ":path": pathname,
      ...Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    });
    stream.on("error", reject);
    stream.on("response", (incoming) => {
      collect(stream).then((text) => {
        session.close();
        resolve({
          status: Number(incoming[":status"]),
          headers: incoming,
          text,
        });
      }, reject);
    });
    stream.end(body);
  });
}

/** A whole body, as text. */
export async function collect(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
}
