/** Requests per second and latencies of the local gateway over loopback, on hits and on misses. */
import { Agent } from "node:http";
import { startLocalStack } from "../../local/localStack";
import { send } from "../../tools/lib/httpClient";
import { readStackFile } from "../../tools/lib/stackFile";

const REQUESTS = 2_000;
const PARALLEL = 8;

export async function benchGateway(): Promise<void> {
  const { project, values } = readStackFile("dev");
  const throttle = JSON.stringify({ ratePerSecond: 10_000, burst: 5_000 });
  const stack = await startLocalStack({
    project,
    values: { ...values, [`${project}:throttle`]: throttle },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL });
  const vendor = stack.outputs.vendors.acme;
  if (!vendor) throw new Error("Pulumi.dev.yaml has no vendor acme.");
  const body = (nonce: string) =>
    new URLSearchParams({
      grant_type: "client_credentials",
      client_id: vendor.clientId,
      client_secret: vendor.clientSecret,
      audience: Object.keys(vendor.grants)[0] ?? "",
      nonce,
    }).toString();

  console.log(`\nThe local gateway over loopback (${REQUESTS} requests, ${PARALLEL} at a time)`);
  await run("hits", () => body("the same"));
  await run("misses (one RS256 signature each)", (index) => body(String(index)));
  agent.destroy();
  await stack.close();

  async function run(what: string, bodyOf: (index: number) => string): Promise<void> {
    const latencies: number[] = [];
    let next = 0;
    const started = performance.now();
    await Promise.all(
      Array.from({ length: PARALLEL }, async () => {
        while (next < REQUESTS) {
          const sent = performance.now();
          await post(bodyOf(next++));
          latencies.push(performance.now() - sent);
        }
      }),
    );
    const perSecond = REQUESTS / ((performance.now() - started) / 1000);
    latencies.sort((a, b) => a - b);
    const at = (share: number) => (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(1);
    console.log(
      `${what.padEnd(44)} ${perSecond.toFixed(0).padStart(6)} /s   p50 ${at(0.5)} ms   p99 ${at(0.99)} ms`,
    );
  }

  async function post(text: string): Promise<void> {
    const { status } = await send(
      {
        url: stack.outputs.tokenUrl,
        method: "POST",
        headers: [["Content-Type", "application/x-www-form-urlencoded"]],
        body: text,
      },
      { agent },
    );
    if (status !== 200) throw new Error(`status ${status}`);
  }
}
