import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { askAuth0, type UpstreamRequest } from "../../src/broker/auth0";

const REQUEST: UpstreamRequest = {
  clientId: "id+1",
  clientSecret: "s&c:ret %",
  audience: "https://api.example.com/ü",
  organization: undefined,
  scopes: ["a", "b"],
  authenticationMethod: "client_secret_post",
};

describe("The request to Auth0", () => {
  let server: Server;
  let url: string;
  let got: { headers: IncomingHttpHeaders; body: string; socket: unknown }[];
  let respond:
    { status: number; headers?: Record<string, string>; body?: string } | "hang" | "break";
  before(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        got.push({ headers: request.headers, body, socket: request.socket });
        if (respond === "break") request.socket.destroy();
        else if (respond !== "hang")
          response.writeHead(respond.status, respond.headers).end(respond.body);
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth/token`;
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  beforeEach(() => {
    got = [];
    respond = { status: 200, body: "{}" };
  });

  it("sends the canonical request, credentials in the body", async () => {
    await askAuth0(url, undefined)(REQUEST, 5_000);
    expect(Object.fromEntries(new URLSearchParams(got[0]?.body))).to.deep.equal({
      grant_type: "client_credentials",
      client_id: "id+1",
      client_secret: "s&c:ret %",
      audience: "https://api.example.com/ü",
      scope: "a b",
    });
    expect(got[0]?.headers).to.include({
      "content-type": "application/x-www-form-urlencoded",
      connection: "close",
    });
    expect(got[0]?.headers).not.to.have.property("authorization");
  });

  it("or as Basic, form-encoded, for a client that is set up so", async () => {
    const basic = { ...REQUEST, authenticationMethod: "client_secret_basic", scopes: [] } as const;
    await askAuth0(url, undefined)({ ...basic, organization: "org_1" }, 5_000);
    const sent = got[0]?.headers.authorization?.replace("Basic ", "") ?? "";
    expect(Buffer.from(sent, "base64").toString()).to.equal("id%2B1:s%26c%3Aret%20%25");
    expect(got[0]?.body).to.match(/^grant_type=.*&organization=org_1&scope=$/);
    expect(got[0]?.body).not.to.match(/client_(id|secret)/);
  });

  it("sends the proxy secret, if there is one", async () => {
    await askAuth0(url, "proxy/secret")(REQUEST, 5_000);
    expect(got[0]?.headers["user-agent"]).to.equal("proxy/secret");
  });

  it("says who it is otherwise, so that the tenant's log tells it from what bypasses the proxy", async () => {
    await askAuth0(url, undefined)(REQUEST, 5_000);
    expect(got[0]?.headers["user-agent"]).to.equal("m2m-token-cache-broker");
  });

  it("uses a new connection each time: one that was kept may have died in the freeze", async () => {
    for (let index = 0; index < 2; index++) await askAuth0(url, undefined)(REQUEST, 5_000);
    expect(got[0]?.socket).not.to.equal(got[1]?.socket);
  });

  it("passes on status, Retry-After and body", async () => {
    respond = { status: 429, headers: { "Retry-After": "7" }, body: "slow down" };
    expect(await askAuth0(url, undefined)(REQUEST, 5_000)).to.deep.equal({
      status: 429,
      retryAfter: "7",
      body: "slow down",
    });
  });

  it("a broken connection, a redirect, nobody there, nothing in time: no answer, asked once", async () => {
    respond = "break";
    expect(await askAuth0(url, undefined)(REQUEST, 5_000)).to.equal(undefined);
    respond = { status: 307, headers: { Location: url } };
    expect(await askAuth0(url, undefined)(REQUEST, 5_000)).to.equal(undefined);
    respond = "hang";
    expect(await askAuth0(url, undefined)(REQUEST, 20)).to.equal(undefined);
    expect(got.length).to.be.at.most(3);
    expect(await askAuth0("http://127.0.0.1:1/", undefined)(REQUEST, 5_000)).to.equal(undefined);
  });
});
