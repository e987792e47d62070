/**
 * The safety claims under a hostile table and a hostile Auth0: the full product of what can go wrong, a day
 * of requests each, from two functions. The oracle knows who asked for what and when, which tokens Auth0
 * issued and when the stack was changed; it knows nothing of items, keys or leases.
 */
import { expect } from "chai";
import { json, refusal } from "../../local/broker/tokenEndpoint";
import type { Broker } from "../../src/broker/broker";
import {
  dying,
  type Faults,
  HostileTable,
  READ_FAULTS,
  WRITE_FAULTS,
} from "./support/hostileTable";
import {
  type Answer,
  LIFETIME_SECONDS,
  ORDERS,
  RENEW_BEFORE_SECONDS,
  request,
  send,
  type Vendor,
  World,
} from "./support/world";

const CLOCKS = [
  [0, 0],
  [30_000, -30_000],
  [-30_000, 30_000],
] as const;
const AUTH0 = {
  "as it should": () => undefined,
  slow: () => ({ delayMs: 3_000 }),
  "too slow": () => ({ delayMs: 8_000 }),
  failing: () => ({ answer: refusal(500, "oops") }),
  limiting: () => ({ answer: { ...refusal(429, "too_many_requests"), retryAfter: "3" } }),
  refusing: () => ({ answer: refusal(403, "access_denied") }),
  "200 without a token": () => ({ answer: json(200, { token_type: "Bearer" }) }),
} as const;
const ITEMS = ["as written", "swapped", "cut"] as const;

interface Scenario {
  readonly auth0: keyof typeof AUTH0;
  readonly read: Faults["read"];
  readonly write: Faults["write"];
  readonly clocks: (typeof CLOCKS)[number];
  readonly holderDies: boolean;
  readonly removesExpired: boolean;
  readonly items: (typeof ITEMS)[number];
}

describe("Under a hostile table and a hostile Auth0, the safety claims hold", () => {
  const outcomes = new Set<string>();
  for (const auth0 of Object.keys(AUTH0) as Scenario["auth0"][])
    for (const write of WRITE_FAULTS)
      it(`Auth0 ${auth0}, writes: ${write}`, async () => {
        for (const scenario of product(auth0, write))
          for (const outcome of await new Day(scenario).play()) outcomes.add(outcome);
      });
  it("and every outcome has occurred", () => {
    expect([...outcomes].sort()).to.deep.equal([
      "hit",
      "minted",
      "refused",
      "renewed",
      "stale",
      "unavailable",
      "unverified",
      "waited",
    ]);
  });
});

function product(auth0: Scenario["auth0"], write: Scenario["write"]): Scenario[] {
  return READ_FAULTS.flatMap((read) =>
    CLOCKS.flatMap((clocks) =>
      [false, true].flatMap((holderDies) =>
        [false, true].flatMap((removesExpired) =>
          ITEMS.map((items) => ({ auth0, write, read, clocks, holderDies, removesExpired, items })),
        ),
      ),
    ),
  );
}

class Day {
  private readonly world = new World({ seed: 7 });
  private readonly faults: Faults;
  private readonly tables: HostileTable[];
  private readonly functions: Broker[];
  /** When the vendor's tokens from before became wrong. */
  private readonly changedAtMs = new Map<string, number>();
  private acme: Vendor = this.world.acme;

  constructor(private readonly scenario: Scenario) {
    const { world } = this;
    this.faults = { read: scenario.read, write: scenario.write, share: 0.3 };
    this.tables = scenario.clocks.map(
      () => new HostileTable(world.memory, world.time, this.faults),
    );
    this.functions = this.tables.map((table, index) =>
      world.function(scenario.clocks[index], table),
    );
    const behaviour = AUTH0[scenario.auth0];
    world.auth0.behaviour = () => (world.time.random() < 0.5 ? behaviour() : undefined);
  }

  /** @returns the outcomes of its requests */
  async play(): Promise<string[]> {
    const { world, scenario } = this;
    await this.ask([this.acme, this.acme, this.acme, world.globex, world.globex, wrong(this.acme)]);
    if (scenario.holderDies) this.kill();
    await this.pass(3_600);
    await this.ask([this.acme, this.acme, world.globex]);
    this.tamper();
    await this.ask([world.globex, this.acme, this.acme]);
    await this.pass(LIFETIME_SECONDS - RENEW_BEFORE_SECONDS - 3_600);
    await this.ask([this.acme, this.acme, this.acme, world.globex]);
    await this.pass(30);
    await this.ask([this.acme, world.globex]);

    const before = this.acme;
    this.change({ ...this.acme, clientSecret: "another secret" });
    await this.ask([this.acme, before, this.acme, world.globex]);
    await this.pass(LIFETIME_SECONDS);
    await this.ask([this.acme, this.acme, world.globex]);
    this.change({ ...this.acme, suspended: true });
    await this.ask([this.acme, this.acme, before, world.globex]);
    this.spend();
    this.leaks();

    this.faults.share = 0;
    world.auth0.behaviour = () => undefined;
    await this.pass(120);
    const [healed] = await this.ask([world.globex]);
    this.expect(healed?.status, "heals").to.equal(200);
    return world.outcomes();
  }

  /** Asks for the vendors all at once, half of them at each function. */
  private async ask(vendors: readonly Vendor[]): Promise<Answer[]> {
    const { world } = this;
    const arrivedAtMs = world.time.nowMs;
    const asked = vendors.map(async (vendor, index) => {
      const answer = await send(this.functions[index % 2]!, request(vendor));
      this.check(vendor, arrivedAtMs, answer);
      return answer;
    });
    return world.time.run(Promise.all(asked));
  }

  private check(vendor: Vendor, arrivedAtMs: number, { status, body }: Answer): void {
    const { world } = this;
    if (status !== 200) {
      this.expect(status, "an error").to.be.oneOf([401, 403, 503]);
      this.expect(body).not.to.have.property("access_token");
      return;
    }
    const minted = world.auth0.minted.find(({ token }) => token === body.access_token);
    this.expect([minted?.clientId, minted?.audience], "S1, S3").to.deep.equal([
      vendor.clientId,
      ORDERS,
    ]);
    this.expect(world.auth0.clients.get(vendor.clientId)?.clientSecret, "S1").to.equal(
      vendor.clientSecret,
    );
    // A function whose clock is 30 s behind cannot know better.
    const skew = Math.max(...this.scenario.clocks) / 1_000;
    const left = (minted!.expiresAtMs - world.time.nowMs) / 1000;
    this.expect(body.expires_in, "S2").to.be.at.most(left + skew);
    this.expect(left + skew, "S2").to.be.above(0);
    const changedAtMs = this.changedAtMs.get(vendor.clientId) ?? 0;
    if (changedAtMs <= arrivedAtMs) this.expect(minted!.atMs, "S9").to.be.at.least(changedAtMs);
  }

  /** Nothing is fetched without a lease, and what is stored not again before it is due. */
  private spend(): void {
    const { world } = this;
    const leases = this.tables.flatMap((table) => table.leases);
    const unverified = world.records.filter(
      ({ outcome, upstreamMs }) => outcome === "unverified" && upstreamMs !== undefined,
    );
    this.expect(world.auth0.asked, "S7: asked without a lease").to.be.at.most(
      leases.length + unverified.length + Number(this.scenario.holderDies),
    );
    const { auth0, items, holderDies } = this.scenario;
    const due = Math.ceil((2 * LIFETIME_SECONDS) / (LIFETIME_SECONDS - RENEW_BEFORE_SECONDS));
    // An item that was spoiled or lost is fetched again; a refusal is kept for 5 s only.
    const again =
      Number(items !== "as written") + Number(holderDies) + (auth0 === "refusing" ? 3 : 0);
    for (const [key, count] of countBy(this.tables.flatMap((table) => table.stored)))
      this.expect(count, `S7 ${key}`).to.be.at.most(due + again);
  }

  private leaks(): void {
    const { world } = this;
    const dump = [world.memory.items(), world.records]
      .map((part) =>
        JSON.stringify(part, (_, value: unknown) =>
          value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value,
        ),
      )
      .join();
    const secrets = [this.acme, world.acme, world.globex].map(({ clientSecret }) => clientSecret);
    for (const text of [...secrets, ...world.auth0.minted.map(({ token }) => token)])
      this.expect(dump.includes(text), "S8").to.equal(false);
  }

  private change(vendor: Vendor): void {
    this.acme = vendor;
    this.world.deploy(vendor);
    this.changedAtMs.set(vendor.clientId, this.world.time.nowMs);
  }

  /** A third function that is killed once it has a lease. */
  private kill(): void {
    const { world } = this;
    for (const item of world.memory.items())
      if (item.pk.startsWith("token#")) world.memory.remove(item);
    const killed = world.function(0, dying(world.memory));
    void send(killed, request(this.acme));
  }

  private tamper(): void {
    const { memory } = this.world;
    const sealed = memory.items().filter((item) => item.sealed instanceof Uint8Array);
    const [first, second] = [sealed[0], sealed.at(-1)];
    if (!first || !second || this.scenario.items === "as written") return;
    if (this.scenario.items === "cut")
      memory.write({ ...first, sealed: (first.sealed as Uint8Array).subarray(0, -3) });
    else {
      memory.write({ ...first, sealed: second.sealed! });
      memory.write({ ...second, sealed: first.sealed! });
    }
  }

  private async pass(seconds: number): Promise<void> {
    const { world } = this;
    await world.pass(seconds);
    if (this.scenario.removesExpired)
      for (const item of world.memory.items())
        if (Number(item.expiresAt) < world.time.nowMs / 1000) world.memory.remove(item);
  }

  private expect(value: unknown, what = ""): Chai.Assertion {
    return expect(value, `${what}: ${JSON.stringify(this.scenario)}`);
  }
}

function wrong(vendor: Vendor): Vendor {
  return { ...vendor, clientSecret: "a wrong secret" };
}

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
