/**
 * The token broker: its bundle, its start, its own time on a hit, and its cost in tokens compared with
 * the stage cache (an entry for each body, for an hour) and with a function that reads once and takes no lease.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleBroker } from "../../src/broker/bundle";
import { toEnvironment } from "../../src/broker/environment";
import type { Event } from "../../src/broker/parse";
import { powertoolsTelemetry } from "../../src/broker/telemetry";
import { TOKEN_PATH_TEXT } from "../../src/proxy/tokenPath";
import { altered } from "../../tests/broker/support/hostileTable";
import {
  event,
  ISSUER,
  LIFETIME_SECONDS,
  parametersOf,
  PEPPER,
  RENEW_BEFORE_SECONDS,
  request,
  World,
} from "../../tests/broker/support/world";
import { seeded } from "../../tools/simulate/random";

const STARTS = 5;
const HITS = 5_000;
const BURST = 200;
const DAYS = 30;
const WORKERS = 20;
const TTL_SECONDS = 3_600;
const MINT_SECONDS = 0.2;

export async function benchBroker(): Promise<void> {
  console.log("\nThe token broker");
  const bundle = await bundleBroker();
  say("bundle", `${Math.round(Buffer.byteLength(bundle) / 1000)} kB`, "450 kB");
  say("start of the function until ready", `${startMs(bundle).toFixed(0)} ms`, "250 ms");
  const { p50, p99, roundTrips } = await hits();
  say("own time on a hit, p50", `${p50.toFixed(2)} ms`, "1 ms");
  say("own time on a hit, p99", `${p99.toFixed(2)} ms`, "3 ms");
  say("round trips on a hit", String(roundTrips), "1");

  console.log(`\n${"tokens".padEnd(44)} ${["broker", "stage", "no lease"].map(right).join(" ")}`);
  const burst = [await brokerBurst(), BURST, BURST];
  console.log(`${`cold burst of ${BURST}`.padEnd(44)} ${burst.map(right).join(" ")}`);
  const month = [
    await brokerMonth(),
    byKey(TTL_SECONDS, ({ body }) => body ?? ""),
    byKey(LIFETIME_SECONDS, () => ""),
  ];
  console.log(
    `${`${DAYS} days, ${WORKERS} workers restarting hourly`.padEnd(44)} ${month.map(right).join(" ")}`,
  );
}

/** From the process's start to the handler; the best of several runs, when caches are warm. */
function startMs(bundle: string): number {
  const folder = mkdtempSync(join(tmpdir(), "broker-"));
  const file = join(folder, "broker.js");
  writeFileSync(file, bundle);
  const settings = {
    tableName: "tokens",
    tokenEndpoint: new URL(TOKEN_PATH_TEXT, ISSUER).href,
    issuer: ISSUER,
    peppers: [PEPPER],
    renewBeforeSeconds: RENEW_BEFORE_SECONDS,
    serviceName: "bench",
    metricsNamespace: "Bench",
  } as const;
  const script = `require(${JSON.stringify(file)}); process.stdout.write(String(performance.now()))`;
  const starts = Array.from({ length: STARTS }, () =>
    Number(
      execFileSync(process.execPath, ["--no-warnings", "-e", script], {
        env: { ...toEnvironment(settings), AWS_REGION: "local" },
        encoding: "utf8",
      }),
    ),
  );
  rmSync(folder, { recursive: true });
  return Math.min(...starts);
}

async function hits(): Promise<{ p50: number; p99: number; roundTrips: number }> {
  const world = new World();
  const telemetry = powertoolsTelemetry("bench", "Bench");
  let roundTrips = 0;
  const counting = altered(world.memory, {
    read: (keys) => {
      roundTrips += 1;
      return world.memory.read(keys);
    },
  });
  await world.ask();
  const broker = world.function(0, counting, telemetry);
  const asked = request(world.acme);
  const times: number[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = () => true;
  for (let index = 0; index < HITS; index++) {
    const startedMs = performance.now();
    await broker.handle(asked, "request");
    times.push(performance.now() - startedMs);
  }
  process.stdout.write = write;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(HITS * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), roundTrips: roundTrips / HITS };
}

async function brokerBurst(): Promise<number> {
  const world = new World();
  await world.askAll(Array.from({ length: BURST }, () => request(world.acme)));
  return world.auth0.minted.length;
}

async function brokerMonth(): Promise<number> {
  const world = new World();
  for (const hour of hoursOf(world)) {
    await world.askAll(hour);
    await world.pass(3_600);
  }
  return world.auth0.minted.length;
}

/** A cache that does not merge misses: workers that send a request while the first token is fetched miss too. */
function byKey(ttlSeconds: number, keyOf: (event: Event) => string): number {
  const expiries = new Map<string, { fetchedAt: number; until: number }>();
  let tokens = 0;
  for (const [hour, events] of [...hoursOf(new World())].entries())
    for (const asked of events) {
      const now = hour * 3_600;
      const entry = expiries.get(keyOf(asked));
      if (entry && entry.until > now && entry.fetchedAt + MINT_SECONDS <= now) continue;
      tokens += 1;
      expiries.set(keyOf(asked), { fetchedAt: now, until: now + ttlSeconds });
    }
  return tokens;
}

/** All workers request a token when they start, each hour, with their parameters in any order. */
function* hoursOf({ acme }: World): Iterable<Event[]> {
  const random = seeded(1);
  for (let hour = 0; hour < DAYS * 24; hour++)
    yield Array.from({ length: WORKERS }, () => {
      const parameters = Object.entries(parametersOf(acme));
      const order = parameters.map((pair) => [random(), pair] as const);
      order.sort(([a], [b]) => a - b);
      return event(
        new URLSearchParams(Object.fromEntries(order.map(([, pair]) => pair))).toString(),
      );
    });
}

function say(what: string, measured: string, goal: string): void {
  console.log(`${what.padEnd(44)} ${measured.padStart(9)}   goal: at most ${goal}`);
}

function right(value: number | string): string {
  return String(value).padStart(9);
}
