/**
 * What stands in front of a local stack for a vendor's program: TLS with HTTP/2 on offer, as API Gateway has it, a
 * token URL that passes requests on to the stack, and an API beside it.
 */
import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import { type HeaderPairs, send } from "../../support/tokenClient";

export interface Identity {
  readonly key: string;
  readonly cert: string;
}

export async function identity(): Promise<Identity> {
  const { private: key, cert } = await generate([{ name: "commonName", value: "front" }], {
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  return { key, cert };
}

export interface Front {
  readonly url: string;
  /** The body of each token request. */
  readonly asked: string[];
  /** The Authorization of each call of the API. */
  readonly calls: (string | undefined)[];
  close(): Promise<void>;
}

interface FrontOptions {
  readonly identity: Identity;
  /** The stack's. */
  readonly tokenUrl: string;
  /** Whether its first answer is a 429, and its second is good for no longer than a program keeps back. */
  readonly spoil: boolean;
}

export async function startFront({ identity, tokenUrl, spoil }: FrontOptions): Promise<Front> {
  const server = createSecureServer({ ...identity, allowHTTP1: true }, (request, response) => {
    const reply = (status: number, answer: object, headers = {}) =>
      response.writeHead(status, headers).end(JSON.stringify(answer));
    if (request.method === "GET") {
      self.calls.push(request.headers.authorization);
      reply(200, {});
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const asked = self.asked.push(body);
      if (spoil && asked === 1) {
        reply(429, { error: "temporarily_unavailable" }, { "Retry-After": "0" });
        return;
      }
      void send(tokenUrl, body, passedOn(request.rawHeaders)).then(({ status, json }) =>
        reply(status, spoil && asked === 2 ? { ...json(), expires_in: 30 } : json()),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const self: Front = {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    calls: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
  return self;
}

/** What API Gateway looks at, spelled as it came. */
function passedOn(raw: readonly string[]): HeaderPairs {
  const pairs = raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ""] as const] : [],
  );
  return pairs.filter(([name]) => /^(authorization|content-type)$/i.test(name));
}
