/** A day of traffic on the local stack, on a virtual clock: what each vendor costs, with the proxy and without. */
import { setImmediate as otherWork } from "node:timers/promises";
import { joinInProcess } from "../../local/inProcess";
import { evaluate } from "../../local/evaluate/evaluate";
import { DEFAULT_TOKEN_LIFETIME_SECONDS } from "../../src/config/limits";
import { NAMESPACE } from "../../src/config/parse";
import { COMPARED_TTLS_SECONDS } from "../../src/quota";
import { type AskOnce, BEHAVIOURS } from "./behaviours";
import { brokerDay } from "./brokerDay";
import { seeded } from "./random";

const AUDIENCE = "https://api.example.com/orders";
const START = Date.parse("2026-01-01T00:00:00Z");

export interface VendorDay {
  readonly vendor: string;
  readonly description: string;
  /** Requests for a token, without the proxy. */
  readonly requests: number;
  /** Tokens issued in the day: without the proxy, and with it for each TTL and with the token broker. */
  readonly tokens: {
    readonly without: number;
    readonly withTtl: Readonly<Record<number, number>>;
    /** With cache.store dynamodb. */
    readonly withBroker: number;
  };
}

export interface Simulation {
  readonly seed: number;
  readonly vendors: readonly VendorDay[];
  readonly total: VendorDay["tokens"];
}

/**
 * @param seed the same seed gives the same day
 * @param onStep called with each hour of each day that is played
 */
export async function simulate(
  seed: number,
  onStep: (step: string) => void = () => undefined,
): Promise<Simulation> {
  const without = await playDay(seed, directly());
  const withTtl = new Map<number, Day>();
  for (const ttlSeconds of COMPARED_TTLS_SECONDS) {
    const onHour = (hour: number) => {
      onStep(`Playing a day with a TTL of ${ttlSeconds} s: hour ${hour} of 24.`);
    };
    withTtl.set(ttlSeconds, await playDay(seed, await throughProxy(ttlSeconds), onHour));
  }

  const withBroker = await playDay(seed, throughBroker());

  const tokensOf = (pick: (day: Day) => number): VendorDay["tokens"] => ({
    without: pick(without),
    withTtl: Object.fromEntries([...withTtl].map(([ttlSeconds, day]) => [ttlSeconds, pick(day)])),
    withBroker: pick(withBroker),
  });
  return {
    seed,
    vendors: BEHAVIOURS.map(({ name, description }) => ({
      vendor: name,
      description,
      requests: without.requests[name] ?? 0,
      tokens: tokensOf((day) => day.tokens[name] ?? 0),
    })),
    total: tokensOf((day) => Object.values(day.tokens).reduce((sum, count) => sum + count, 0)),
  };
}

/** Requests and tokens by vendor. */
interface Day {
  readonly requests: Record<string, number>;
  readonly tokens: Record<string, number>;
}

interface World {
  ask(vendor: string, at: number, as: "form" | "json"): ReturnType<AskOnce>;
  tokens(): Record<string, number>;
}

async function playDay(
  seed: number,
  world: World,
  onHour: (hour: number) => void = () => undefined,
): Promise<Day> {
  const requests: Record<string, number> = {};
  let now = 0;
  const steps = BEHAVIOURS.flatMap((behaviour, index) => {
    const { name } = behaviour;
    const ask: AskOnce = (as) => {
      requests[name] = (requests[name] ?? 0) + 1;
      return world.ask(name, now, as);
    };
    return [...behaviour.play(ask, seeded(seed * 1000 + index))];
  });
  let hour = 0;
  for (const step of steps.sort((a, b) => a.at - b.at)) {
    now = step.at;
    if (now >= hour * 3600) {
      onHour((hour += 1));
      // The simulation never waits, but progress (lib/progress.ts) needs a turn of the event loop.
      await otherWork();
    }
    await step.act();
  }
  return { requests, tokens: world.tokens() };
}

/** Auth0 without the proxy: a token for every request. */
function directly(): World {
  const tokens: Record<string, number> = {};
  return {
    ask: (vendor) => {
      tokens[vendor] = (tokens[vendor] ?? 0) + 1;
      return Promise.resolve({ expiresIn: DEFAULT_TOKEN_LIFETIME_SECONDS });
    },
    tokens: () => tokens,
  };
}

/** The broker's handler, on the same day. */
function throughBroker(): World {
  const vendors = BEHAVIOURS.map(({ name }) => name);
  const day = brokerDay(vendors, AUDIENCE, DEFAULT_TOKEN_LIFETIME_SECONDS, START);
  return { ask: (vendor, at, as) => day.ask(vendor, at * 1000, as), tokens: () => day.tokens() };
}

/** The program itself, with this TTL, on the local gateway and tenant. */
async function throughProxy(ttlSeconds: number): Promise<World> {
  const own = {
    cache: { ttlSeconds, sizeGb: "0.5" },
    throttle: { ratePerSecond: 10_000, burst: 5_000 },
    // Without an account there is nothing to warn about.
    logs: { manageAccountRole: false },
    // The day's cost is counted here, so the configuration must not be refused for it.
    quota: { monthlyTokens: 1_000_000 },
    apis: [{ identifier: AUDIENCE, tokenLifetimeSeconds: DEFAULT_TOKEN_LIFETIME_SECONDS }],
    vendors: Object.fromEntries(
      BEHAVIOURS.map(({ name }) => [name, { grants: { [AUDIENCE]: [] } }]),
    ),
  };
  const values = {
    "aws:region": "eu-west-1",
    "auth0:domain": "example.eu.auth0.com",
    ...Object.fromEntries(
      Object.entries(own).map(([key, value]) => [`${NAMESPACE}:${key}`, JSON.stringify(value)]),
    ),
  };
  const stack = joinInProcess(await evaluate({ values }), values, START);
  const tokens: Record<string, number> = {};
  return {
    tokens: () => tokens,
    async ask(vendor, at, as) {
      stack.pass(START / 1000 + at - stack.now());
      const { clientId = "", clientSecret = "" } = stack.vendors[vendor] ?? {};
      const parameters = {
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: clientSecret,
        audience: AUDIENCE,
      };
      const { reply, cache } = await stack.post(
        as === "json" ? JSON.stringify(parameters) : new URLSearchParams(parameters).toString(),
        [
          [
            "Content-Type",
            as === "json" ? "application/json" : "application/x-www-form-urlencoded",
          ],
        ],
      );
      if (reply.status !== 200) throw new Error(`${vendor} was refused: ${reply.status}`);
      if (cache === "MISS") tokens[vendor] = (tokens[vendor] ?? 0) + 1;
      return { expiresIn: (JSON.parse(reply.body) as { expires_in: number }).expires_in };
    },
  };
}
