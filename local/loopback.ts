/** The local stack's sockets, on the loopback interface only: servers, and the gateway's connection to the tenant. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { GatewayError } from "./gateway/errors";
import type { Upstream } from "./gateway/gateway";
import type { Headers } from "./gateway/parameters";
import type { Reply } from "./gateway/reply";
import { collect, NoAnswerInTime, type RawAnswer, send } from "../tools/lib/httpClient";
import { UserError } from "../tools/lib/userError";

const LOOPBACK = "127.0.0.1";

export interface Incoming {
  readonly method: string;
  /** Path and query string. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: string;
}

export interface LoopbackServer {
  /** For example http://127.0.0.1:8787 */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * @param port 0 for any
 * @throws UserError if the port is taken
 */
export async function serve(
  port: number,
  handle: (request: Incoming) => Promise<Reply>,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    respond(request, response, handle).catch((error: unknown) => {
      // A fault of the stand-in itself: reported on standard error, never to the client.
      console.error(error instanceof Error ? (error.stack ?? error.message) : error);
      response.writeHead(500).end();
    });
  });
  await listen(server, port);
  return {
    origin: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE"
          ? new UserError(
              `Port ${port} is taken. fix: choose another with --port <n>, or any free one with --port 0.`,
            )
          : error,
      );
    });
    server.listen(port, LOOPBACK, resolve);
  });
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (request: Incoming) => Promise<Reply>,
): Promise<void> {
  const { status, headers, body } = await handle({
    method: request.method ?? "",
    target: request.url ?? "",
    headers: pairs(request.rawHeaders),
    body: await collect(request),
  });
  for (const [name, value] of headers) response.appendHeader(name, value);
  response.writeHead(status).end(body);
}

/** An Upstream that reaches `host` at a loopback origin instead of on the internet, and nothing else. */
export function loopbackUpstream(host: string, origin: string): Upstream {
  return async ({ url, headers, timeoutMilliseconds, ...request }) => {
    const { pathname, search, origin: asked } = new URL(url);
    if (asked !== host) throw new Error(`The local gateway reaches ${host} only.`);
    try {
      const answer = await send(
        {
          ...request,
          url: origin + pathname + search,
          headers: headers.map(([name, value]) => [name, headerText(value)]),
        },
        { timeoutMilliseconds },
      );
      return { status: answer.status, headers: received(answer), body: answer.text };
    } catch (error) {
      throw new GatewayError(
        error instanceof NoAnswerInTime ? "INTEGRATION_TIMEOUT" : "INTEGRATION_FAILURE",
      );
    }
  };
}

/** The same for a Lambda function. */
export function loopbackFetch(host: string, origin: string): typeof fetch {
  return (input, init) => {
    const target = new URL(input instanceof Request ? input.url : input);
    if (target.origin !== host) throw new Error(`A local function reaches ${host} only.`);
    return fetch(origin + target.pathname + target.search, init);
  };
}

/** Node cannot send every body that the gateway accepts as a header value. */
function headerText(value: string): string {
  return value.replace(/[^\t\x20-\x7e]/g, "?");
}

function received({ headers }: RawAnswer): Headers {
  return Object.entries(headers).flatMap(([name, values = []]) =>
    [values].flat().map((value) => [name, value] as const),
  );
}

function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [
    raw[index * 2] ?? "",
    raw[index * 2 + 1] ?? "",
  ]);
}
