/**
 * One function as a process of its own: the bundle behind HTTP, as API Gateway would call it. An event that
 * comes by message is handled as often as it says, all at once.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";

type Handler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

// eslint-disable-next-line @typescript-eslint/no-require-imports -- what was bundled is known at run time only
const { handler } = require(process.argv[2] ?? "") as { handler: Handler };

const server = createServer((request, response) => {
  void eventOf(request)
    .then(handler)
    .then(({ statusCode, headers, body }) => {
      response.writeHead(statusCode, headers as Record<string, string>).end(body);
    });
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));

process.on("message", ({ event, times }: { event: APIGatewayProxyEvent; times: number }) => {
  void Promise.all(Array.from({ length: times }, () => handler(event))).then((results) =>
    process.send?.(results),
  );
});

async function eventOf(request: IncomingMessage): Promise<APIGatewayProxyEvent> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const multiValueHeaders: Record<string, string[]> = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2)
    (multiValueHeaders[request.rawHeaders[index]!] ??= []).push(request.rawHeaders[index + 1]!);
  return {
    body: Buffer.concat(chunks).toString("utf8"),
    isBase64Encoded: false,
    headers: {},
    multiValueHeaders,
    requestContext: { requestId: "request-1" },
  } as unknown as APIGatewayProxyEvent;
}
