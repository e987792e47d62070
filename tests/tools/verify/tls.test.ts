/** The claim about TLS, against servers on loopback that accept old versions, or do not. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type SecureVersion, type Server } from "node:tls";
import { expect } from "chai";
import { generate } from "selfsigned";
import { Failed } from "../../../tools/verify/claim";
import { offer } from "../../../tools/verify/claims/tls";

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
});
