/** The claim about TLS, against servers on loopback that accept old versions, or do not. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type SecureVersion, type Server } from "node:tls";
import { expect } from "chai";
import { generate } from "selfsigned";
import { Failed } from "../../../tools/verify/findings";
import { offer, tls } from "../../../tools/verify/claims/tls";
import { type Answer, Session } from "../../../tools/verify/session";

describe("The claim about TLS", () => {
  let pems: Awaited<ReturnType<typeof generate>>;
  before(async () => {
    pems = await generate([{ name: "commonName", value: "localhost" }]);
  });

  async function offered(version: SecureVersion, minVersion: SecureVersion): Promise<unknown> {
    const server: Server = createServer({
      key: pems.private,
      cert: pems.cert,
      minVersion,
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    server.on("tlsClientError", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const outcome = await offer("127.0.0.1", (server.address() as AddressInfo).port, version).catch(
      (error: unknown) => error,
    );
    server.close();
    return outcome;
  }

  for (const version of ["TLSv1", "TLSv1.1"] as const) {
    it(`passes where ${version} is refused`, async () => {
      expect(await offered(version, "TLSv1.2")).to.equal("refused");
    });
    it(`fails where ${version} is accepted`, async () => {
      expect(await offered(version, "TLSv1")).to.be.instanceOf(Failed);
    });
  }

  /** The claim about an endpoint that is not called local, answered on plain HTTP as told. */
  async function claimed(plain: Partial<Answer> | undefined, scheme = "https"): Promise<unknown> {
    const server = createServer({ key: pems.private, cert: pems.cert, minVersion: "TLSv1.2" });
    server.on("tlsClientError", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const tokenUrl = `${scheme}://0.0.0.0:${port}/oauth/token`;
    const session = new Session({ outputs: { tokenUrl, vendors: {} }, limit: 0 });
    const asked: string[] = [];
    session.send = ({ url }) => {
      asked.push(url);
      return plain
        ? Promise.resolve({
            status: 0,
            headers: {},
            text: "",
            json: {},
            sentAt: 0,
            receivedAt: 0,
            ...plain,
          })
        : Promise.reject(new Failed("no answer: ECONNREFUSED"));
    };
    const outcome = await tls.check(session).catch((error: unknown) => error);
    server.close();
    for (const url of asked) expect(url).to.equal("http://0.0.0.0/oauth/token");
    return outcome;
  }
  const token = { text: "a token", fingerprint: "01234567", claims: {} };

  for (const [what, plain, said] of [
    ["there is no answer", undefined, "no answer"],
    ["it is refused", { status: 403 }, "403"],
    ["it leads to HTTPS", { status: 301 }, "301"],
  ] as const)
    it(`passes where plain HTTP is tried and ${what}`, async () => {
      expect(await claimed(plain)).to.equal(
        `plain HTTP: ${said}, TLSv1: refused, TLSv1.1: refused`,
      );
    });

  for (const [what, plain] of [
    ["answered", { status: 200 }],
    ["answered with a token", { status: 302, token }],
  ] as const)
    it(`fails where plain HTTP is ${what}`, async () => {
      expect(await claimed(plain))
        .to.be.instanceOf(Failed)
        .with.property("message", "plain HTTP is answered");
    });

  it("fails where the token URL itself is plain HTTP", async () => {
    expect(await claimed(undefined, "http"))
      .to.be.instanceOf(Failed)
      .with.property("message", "the token URL is not https: http://");
  });
});
