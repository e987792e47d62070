/** The token broker in process, on the simulation's own clock: its handler, a table in memory, a token endpoint. */
import { MemoryTable } from "../../local/broker/memoryTable";
import { TokenEndpoint } from "../../local/broker/tokenEndpoint";
import { VirtualTime } from "../../local/broker/virtualTime";
import { RecentRefusals } from "../../src/broker/attempts";
import { Broker } from "../../src/broker/broker";
import { clientItem } from "../../src/broker/clientItem";
import { DEFAULT_RENEW_BEFORE_SECONDS } from "../../src/config/limits";
import { seeded } from "./random";

const ISSUER = "https://tenant.example/";
const PEPPER = { id: "v1", value: Buffer.alloc(32, 1).toString("base64") };

export function brokerDay(
  vendors: readonly string[],
  audience: string,
  tokenLifetimeSeconds: number,
  startMs: number,
) {
  const time = new VirtualTime(startMs, seeded(1));
  const auth0 = new TokenEndpoint(time, tokenLifetimeSeconds);
  const table = new MemoryTable();
  let revision = 0;
  const broker = new Broker({
    issuer: ISSUER,
    peppers: [PEPPER],
    renewBeforeSeconds: DEFAULT_RENEW_BEFORE_SECONDS,
    table,
    ask: auth0.ask,
    clock: time.clock(),
    telemetry: () => undefined,
    recentRefusals: new RecentRefusals(),
    newRevision: () => `${revision++}`,
  });
  for (const vendor of vendors) {
    const clientSecret = `secret-of-${vendor}`.padEnd(32, "-");
    auth0.clients.set(vendor, { clientSecret, grants: { [audience]: [] } });
    table.write(
      clientItem({
        vendor,
        clientId: vendor,
        clientSecret,
        issuer: ISSUER,
        pepper: PEPPER,
        clientVersion: 1,
        authenticationMethod: "client_secret_post",
        grants: { [audience]: { scopes: [], tokenLifetimeSeconds } },
        suspended: false,
      }),
    );
  }
  return {
    /** @param atMs since the start */
    async ask(vendor: string, atMs: number, as: "form" | "json"): Promise<{ expiresIn: number }> {
      time.nowMs = Math.max(time.nowMs, startMs + atMs);
      const parameters = {
        grant_type: "client_credentials",
        client_id: vendor,
        client_secret: auth0.clients.get(vendor)?.clientSecret ?? "",
        audience,
      };
      const type = as === "json" ? "application/json" : "application/x-www-form-urlencoded";
      const body =
        as === "json" ? JSON.stringify(parameters) : new URLSearchParams(parameters).toString();
      const headers = { "Content-Type": type };
      const event = { headers, multiValueHeaders: null, body, isBase64Encoded: false };
      const result = await time.run(broker.handle(event, "simulated"));
      if (result.statusCode !== 200) throw new Error(`${vendor} was refused: ${result.statusCode}`);
      return { expiresIn: (JSON.parse(result.body) as { expires_in: number }).expires_in };
    },
    tokens(): Record<string, number> {
      const tokens: Record<string, number> = {};
      for (const { clientId } of auth0.minted) tokens[clientId] = (tokens[clientId] ?? 0) + 1;
      return tokens;
    },
  };
}
