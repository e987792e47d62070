/** Random requests, faults and changes of the stack, on a virtual clock, under an oracle of its own. */
import { refusal } from "../../../local/broker/tokenEndpoint";
import type { Broker } from "../../../src/broker/broker";
import type { Event } from "../../../src/broker/parse";
import { type Random, seeded } from "../../../tools/simulate/random";
import { HostileTable, WRITE_FAULTS } from "../support/hostileTable";
import {
  LIFETIME_SECONDS,
  ORDERS,
  send,
  STOCK,
  type Vendor,
  vendorOf,
  World,
} from "../support/world";
import { Oracle } from "./oracle";
import { malformed, type Meaning, oneOf, wellFormed } from "./requests";

const SCOPES = ["read:orders", "write:orders", "admin"];
const SKEW_SECONDS = 30;
const VENDORS = 6;

export interface Report {
  readonly requests: number;
  readonly tokens: number;
  readonly days: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

interface Member {
  vendor: Vendor;
  secretAtAuth0: string;
  rotations: number;
}

/** @throws Error with the seed, the number of the request and what was wrong with its answer */
export async function fuzz(seed: number, requests: number, faulty: boolean): Promise<Report> {
  return new Fuzz(seed, requests, faulty).run();
}

class Fuzz {
  private readonly random: Random;
  private readonly world: World;
  private readonly oracle: Oracle;
  private readonly functions: readonly Broker[];
  private readonly members: Member[];
  private readonly outcomes: Record<string, number> = {};
  private asked = 0;

  constructor(
    private readonly seed: number,
    private readonly requests: number,
    private readonly faulty: boolean,
  ) {
    this.random = seeded(seed);
    this.world = new World({ seed });
    const { world } = this;
    this.oracle = new Oracle(world.auth0.minted, faulty ? SKEW_SECONDS : 0);
    const offsets = faulty ? [0, SKEW_SECONDS * 1000, -SKEW_SECONDS * 1000] : [0, 0];
    this.functions = offsets.map((offset) =>
      world.function(
        offset,
        new HostileTable(world.memory, world.time, {
          read: "throttled",
          write: oneOf(this.random, WRITE_FAULTS),
          share: faulty ? 0.02 : 0,
        }),
      ),
    );
    if (faulty) world.auth0.behaviour = () => this.misbehaviour();
    this.members = Array.from({ length: VENDORS }, (_, index) => {
      const vendor = vendorOf(`vendor-${index}`);
      return { vendor, secretAtAuth0: vendor.clientSecret, rotations: 0 };
    });
    for (const member of this.members) this.deploy(member);
  }

  async run(): Promise<Report> {
    const { world, random } = this;
    const startedMs = world.time.nowMs;
    while (this.asked < this.requests) {
      const batch = 1 + Math.floor(random() ** 3 * 12);
      await world.time.run(Promise.all(Array.from({ length: batch }, () => this.one())));
      this.tally();
      await world.pass(random() ** 6 * 2_000);
      if (random() < 0.002) this.change(oneOf(random, this.members));
      if (random() < 0.002) this.sweep();
      if (this.faulty && random() < 0.001) this.tamper();
    }
    const days = (world.time.nowMs - startedMs) / 86_400_000;
    const wasted = this.faulty ? undefined : this.oracle.wasted();
    if (wasted) throw new Error(`seed ${this.seed}: ${wasted}`);
    const { asked, outcomes } = this;
    return { requests: asked, tokens: world.auth0.minted.length, days, outcomes };
  }

  /** Records are counted and dropped: of two million there is no room for all. */
  private tally(): void {
    for (const { outcome } of this.world.records.splice(0))
      this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
  }

  private async one(): Promise<void> {
    const { world, random } = this;
    const number = this.asked++;
    await world.time.sleep(random() * 300);
    const meaning = this.meaning();
    const broker = oneOf(random, this.functions);
    if (random() < 0.05) {
      const wrong = malformed(meaning, random);
      const { status, body } = await send(broker, wrong.event);
      if (status !== wrong.status || body.error !== wrong.error)
        this.fail(number, wrong.event, `${status} ${String(body.error)}, not ${wrong.error}`);
      return;
    }
    const event = wellFormed(meaning, random);
    const arrivedAtMs = world.time.nowMs;
    const answer = await send(broker, event);
    const answeredAtMs = world.time.nowMs;
    const { faulty } = this;
    const problem = this.oracle.judge({ meaning, arrivedAtMs, answeredAtMs, faulty }, answer);
    if (problem) this.fail(number, event, `${answer.status}: ${problem}`);
  }

  private meaning(): Meaning {
    const { random } = this;
    const { vendor, secretAtAuth0 } = oneOf(random, this.members);
    const other = oneOf(random, this.members).vendor;
    const wrong = random();
    return {
      clientId: wrong < 0.01 ? "stranger" : vendor.clientId,
      clientSecret:
        wrong < 0.02
          ? oneOf(random, ["guess", other.clientSecret, `${vendor.clientSecret}x`])
          : wrong < 0.04
            ? secretAtAuth0
            : vendor.clientSecret,
      audience: oneOf(random, [
        ORDERS,
        ORDERS,
        ORDERS,
        STOCK,
        STOCK,
        wrong < 0.1 ? undefined : ORDERS,
      ]),
      scopes: oneOf(random, [
        undefined,
        undefined,
        undefined,
        [],
        SCOPES.slice(0, 1),
        wrong < 0.2 ? SCOPES : [],
      ]),
    };
  }

  /** An update of the stack, or somebody at Auth0's dashboard. */
  private change(member: Member): void {
    const { vendor } = member;
    const rotated = () => `secret-${member.rotations++}-of-${vendor.vendor}-0123456789`;
    const kind = oneOf(this.random, ["rotate", "suspend", "scopes", "by hand", "rename"]);
    if (kind === "by hand") {
      member.secretAtAuth0 = rotated();
      this.world.register({ ...vendor, clientSecret: member.secretAtAuth0 });
      this.record(member);
      return;
    }
    if (kind === "rotate") member.vendor = { ...vendor, clientSecret: rotated() };
    if (kind === "suspend") member.vendor = { ...vendor, suspended: !vendor.suspended };
    if (kind === "scopes") {
      const scopes = SCOPES.slice(0, 1 + Math.floor(this.random() * SCOPES.length));
      const grants = {
        ...vendor.grants,
        [ORDERS]: { scopes, tokenLifetimeSeconds: LIFETIME_SECONDS },
      };
      member.vendor = { ...vendor, grants };
    }
    if (kind === "rename") member.vendor = { ...vendor, vendor: `renamed-${member.rotations++}` };
    member.secretAtAuth0 = member.vendor.clientSecret;
    this.deploy(member);
  }

  private deploy(member: Member): void {
    this.world.deploy(member.vendor);
    this.record(member);
  }

  private record({ vendor, secretAtAuth0 }: Member): void {
    const { clientId, clientSecret, suspended } = vendor;
    const grants = Object.fromEntries(
      Object.entries(vendor.grants).map(([audience, { scopes }]) => [audience, scopes]),
    );
    const fromMs = this.world.time.nowMs;
    this.oracle.record(clientId, {
      fromMs,
      secret: clientSecret,
      secretAtAuth0,
      suspended,
      grants,
    });
  }

  /** DynamoDB removes what has expired, some time. */
  private sweep(): void {
    const { memory, time } = this.world;
    for (const item of memory.items())
      if (Number(item.expiresAt) < time.nowMs / 1000) memory.remove(item);
  }

  private tamper(): void {
    const { memory } = this.world;
    const sealed = memory.items().filter((item) => item.sealed instanceof Uint8Array);
    if (sealed.length === 0) return;
    const [first, second] = [oneOf(this.random, sealed), oneOf(this.random, sealed)];
    memory.write({ ...first, sealed: second.sealed! });
  }

  private misbehaviour() {
    const { random } = this;
    if (random() < 0.9) return undefined;
    return oneOf(random, [
      { delayMs: 3_000 },
      { delayMs: 9_000 },
      { answer: refusal(500, "oops") },
      { answer: { ...refusal(429, "too_many_requests"), retryAfter: "2" } },
      { answer: refusal(403, "access_denied") },
      { answer: { status: 200, retryAfter: null, body: "<html>" } },
    ]);
  }

  private fail(number: number, event: Event, what: string): never {
    throw new Error(
      `seed ${this.seed}${this.faulty ? " with faults" : ""}, request ${number}: ${what}\n${JSON.stringify(event)}`,
    );
  }
}
