import { connect, type SecureVersion } from "node:tls";
import type { Claim } from "../claim";
import { Failed, must, Skipped } from "../findings";
import { FORM } from "../session";

export const tls: Claim = {
  id: "tls",
  title: "plain HTTP and TLS below 1.2 are refused",
  why: "anybody on the network could read credentials that are sent unencrypted or with weak encryption",
  requests: 0,
  entries: 0,
  async check(session) {
    const url = new URL(session.outputs.tokenUrl);
    if (!session.live) throw new Skipped("the endpoint is on this machine, without TLS");
    must(url.protocol === "https:", `the token URL is not https: ${url.protocol}//`);
    const plain = await session
      .send({
        url: `http://${url.hostname}${url.pathname}`,
        method: "POST",
        headers: [["Content-Type", FORM]],
        body: "grant_type=client_credentials",
      })
      .catch(() => undefined);
    must(!plain?.token && !(plain && plain.status < 300), "plain HTTP is answered");
    const notes = [`plain HTTP: ${plain ? plain.status : "no answer"}`];
    for (const version of ["TLSv1", "TLSv1.1"] as const)
      notes.push(`${version}: ${await offer(url.hostname, Number(url.port || 443), version)}`);
    return notes.join(", ");
  },
};

/**
 * Offers one version of TLS and nothing newer.
 *
 * @throws Failed if it is accepted, Skipped if Node cannot offer it
 */
export function offer(host: string, port: number, version: SecureVersion): Promise<string> {
  return new Promise((resolve, reject) => {
    let socket: ReturnType<typeof connect>;
    try {
      socket = connect({
        host,
        port,
        ...(/^[\d.:]+$/.test(host) ? {} : { servername: host }),
        minVersion: version,
        maxVersion: version,
        ciphers: "DEFAULT@SECLEVEL=0",
        // Nothing is sent: only the handshake counts.
        rejectUnauthorized: false,
        timeout: 10_000,
      });
    } catch {
      reject(new Skipped(`this Node cannot offer ${version}`));
      return;
    }
    socket.on("secureConnect", () => {
      socket.destroy();
      reject(new Failed(`${version} is accepted`));
    });
    socket.on("timeout", () => {
      socket.destroy();
      resolve("no answer");
    });
    socket.on("error", ({ code = "" }: NodeJS.ErrnoException) => {
      if (/NO_PROTOCOLS_AVAILABLE|NO_CIPHERS_AVAILABLE|LIBRARY_HAS_NO/.test(code))
        reject(new Skipped(`this Node cannot offer ${version}`));
      else resolve("refused");
    });
  });
}
