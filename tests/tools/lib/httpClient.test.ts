import { once } from "node:events";
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { sendOverHttp2 } from "../../../tools/lib/httpClient";

describe("The HTTP client", () => {
  it("speaks HTTP/2, with header names in lower case", async () => {
    const server = createServer();
    server.on("stream", (stream, headers) => {
      stream.respond({ ":status": 201, "x-authorization": headers.authorization ?? "" });
      stream.pipe(stream);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const answer = await sendOverHttp2({
      url: `http://127.0.0.1:${port}/oauth/token`,
      method: "POST",
      headers: [["Authorization", "Basic a"]],
      body: "a body",
    });
    server.close();
    expect(answer).to.deep.include({ status: 201, text: "a body" });
    expect(answer.headers["x-authorization"]).to.equal("Basic a");
  });
});
