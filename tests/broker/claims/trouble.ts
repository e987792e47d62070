/** What happens when the table, Auth0 or another function fails. */
import { expect } from "chai";
import { refusal } from "../../../local/broker/tokenEndpoint";
import type { Table } from "../../../src/broker/table";
import type { Claim } from "../claim";
import { altered, dying } from "../support/hostileTable";
import {
  LIFETIME_SECONDS,
  request,
  RENEW_BEFORE_SECONDS,
  send,
  type Vendor,
  World,
} from "../support/world";

export const TROUBLE: readonly Claim[] = [
  {
    name: "a table that cannot be read is a 503, and Auth0 is not asked",
    async check() {
      const world = new World();
      await world.ask();
      const broken = world.function(0, failing(world.memory, ["read"]));
      const { status, headers } = await world.ask(request(world.acme), broken);
      expect([status, world.auth0.asked]).to.deep.equal([503, 1]);
      expect(headers).to.have.property("Retry-After");
      expect(world.records.at(-1)).to.include({ outcome: "unavailable", fault: "Throttled" });
    },
  },
  {
    name: "a table that cannot be written gives no lease, so Auth0 is not asked; a hit needs no write",
    async check() {
      const world = new World();
      await world.ask();
      const broken = world.function(0, failing(world.memory, ["put"]));
      expect((await world.ask(request(world.acme), broken)).status).to.equal(200);
      expect((await world.ask(request(world.globex), broken)).status).to.equal(503);
      expect(world.auth0.asked).to.equal(1);
      await world.pass(LIFETIME_SECONDS - RENEW_BEFORE_SECONDS);
      const due = await world.ask(request(world.acme), broken);
      expect([due.status, world.records.at(-1)?.outcome], "due").to.deep.equal([200, "hit"]);
    },
  },
  {
    name: "a holder that dies in mid-lease costs a lease's length and at most one token",
    async check() {
      const world = new World();
      world.auth0.behaviour = () => ({ delayMs: 500 });
      const killed = world.function(0, dying(world.memory));
      void send(killed, request(world.acme)).catch(() => undefined);
      await world.pass(0.1);
      const startedMs = world.time.nowMs;
      const answers = await world.askAll(Array.from({ length: 20 }, () => request(world.acme)));
      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]));
      expect(world.time.nowMs - startedMs).to.be.within(7_000, 11_000);
      expect(world.auth0.minted).to.have.length(2);
    },
  },
  {
    name: "a lease that was left behind long ago holds nobody up",
    async check() {
      const world = new World();
      const killed = world.function(0, dying(world.memory));
      void send(killed, request(world.acme)).catch(() => undefined);
      await world.pass(120);
      const startedMs = world.time.nowMs;
      expect((await world.ask()).status).to.equal(200);
      expect(world.time.nowMs - startedMs).to.be.below(1_000);
    },
  },
  {
    name: "functions whose clocks differ by a minute still ask Auth0 once",
    async check() {
      for (const [one, two] of [
        [30_000, -30_000],
        [-30_000, 30_000],
      ] as const) {
        const world = new World();
        world.auth0.behaviour = () => ({ delayMs: 6_500 });
        const functions = [world.function(one), world.function(two)];
        const events = Array.from({ length: 10 }, () => request(world.acme));
        const answers = await world.askAll(events, (index) => functions[index % 2]!);
        expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]));
        expect(world.auth0.minted).to.have.length(1);
        await world.pass(LIFETIME_SECONDS - RENEW_BEFORE_SECONDS + 31);
        await world.askAll(events, (index) => functions[index % 2]!);
        expect(world.auth0.minted, "renewed").to.have.length(2);
      }
    },
  },
  {
    name: "a writer that has lost its lease answers its caller and overwrites nothing",
    async check() {
      const world = new World();
      const slow = world.function(
        0,
        slowStore(world.memory, () => world.time.sleep(20_000)),
      );
      const holder = send(slow, request(world.acme));
      await world.pass(1);
      const taker = await world.ask();
      const { status, body } = await world.time.run(holder);
      expect(status).to.equal(200);
      expect(body.access_token).not.to.equal(taker.body.access_token);
      expect((await world.ask()).body.access_token).to.equal(taker.body.access_token);
    },
  },
  {
    name: "a write whose answer is lost counts as written",
    async check() {
      const world = new World({ wrap: (table) => lostAnswers(table) });
      const { status } = await world.ask();
      expect(status).to.equal(200);
      expect((await world.ask()).status).to.equal(200);
      expect(world.outcomes()).to.deep.equal(["minted", "hit"]);
    },
  },
  {
    name: "Auth0 down: the old token is served while it is valid, then 503; Auth0 is asked about once a minute",
    async check() {
      const world = new World();
      const old = (await world.ask()).body.access_token;
      await world.pass(LIFETIME_SECONDS - RENEW_BEFORE_SECONDS);
      world.auth0.behaviour = () => ({ answer: refusal(503, "down"), delayMs: 50 });
      for (let second = 0; second < RENEW_BEFORE_SECONDS - 10; second += 5) {
        const { status, body } = await world.ask();
        expect([status, body.access_token]).to.deep.equal([200, old]);
        await world.pass(5);
      }
      expect(world.auth0.asked).to.be.within(8, 12);
      expect(world.outcomes()).to.include("stale");
      await world.pass(20);
      expect((await world.ask()).status).to.equal(503);
      world.auth0.behaviour = () => undefined;
      expect((await world.ask()).status).to.equal(200);
    },
  },
  {
    name: "Auth0 too slow: 503 after 7 s for all that wait, and the next one asks again at once",
    async check() {
      const world = new World();
      world.auth0.behaviour = () => ({ delayMs: 60_000 });
      const startedMs = world.time.nowMs;
      const answers = await world.askAll(Array.from({ length: 50 }, () => request(world.acme)));
      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([503]));
      expect(world.time.nowMs - startedMs).to.be.within(7_000, 9_000);
      expect(world.auth0.asked).to.equal(1);
      world.auth0.behaviour = () => undefined;
      expect((await world.ask()).status).to.equal(200);
    },
  },
  {
    name: "Auth0 limits the rate: its Retry-After is passed on to all that wait",
    async check() {
      const world = new World();
      const answer = { ...refusal(429, "too_many_requests"), retryAfter: "17" };
      world.auth0.behaviour = () => ({ answer });
      const answers = await world.askAll(Array.from({ length: 50 }, () => request(world.acme)));
      expect(answers.map(({ headers }) => headers["Retry-After"])).to.deep.equal(
        answers.map(() => "17"),
      );
      expect(world.auth0.asked).to.equal(1);
    },
  },
  {
    name: "a renewal that Auth0 refuses ends the old token too",
    async check() {
      const world = new World();
      await world.ask();
      await world.pass(LIFETIME_SECONDS - RENEW_BEFORE_SECONDS);
      world.auth0.behaviour = () => ({ answer: refusal(403, "access_denied") });
      for (let index = 0; index < 2; index++) expect((await world.ask()).status).to.equal(403);
      expect(world.auth0.asked).to.equal(2);
    },
  },
  {
    name: "a secret changed at Auth0 by hand is served by Auth0, 24 tokens an hour, and never from the table",
    async check() {
      const world = new World();
      const changed = changedByHand(world);
      const tokens = new Set<unknown>();
      let served = 0;
      for (let minute = 0; minute < 60; minute++) {
        const { status, body, headers } = await world.ask(request(changed));
        if (status === 200) {
          served += 1;
          tokens.add(body.access_token);
        } else expect([status, "Retry-After" in headers]).to.deep.equal([503, true]);
        await world.pass(60);
      }
      expect([served, tokens.size]).to.deep.equal([24, 24]);
      expect(new Set(world.outcomes())).to.deep.equal(new Set(["unverified"]));
      await world.pass(60);
      expect((await world.ask(request(changed))).status, "an hour later").to.equal(200);
    },
  },
  {
    name: "of many requests with a wrong secret, Auth0 sees one at a time, and each once in 5 s",
    async check() {
      const world = new World();
      const guesses = Array.from({ length: 20 }, (_, index) => ({
        ...world.acme,
        clientSecret: `guess ${index}`,
      }));
      const answers = await world.askInTurn(guesses.map((guess) => request(guess)));
      expect(answers.filter(({ status }) => status === 401)).to.have.length(1);
      expect(answers.filter(({ status }) => status === 503)).to.have.length(19);
      expect(world.auth0.asked).to.equal(1);
      await world.ask(request(guesses[0]!));
      const asked = world.auth0.asked;
      for (let index = 0; index < 10; index++) await world.ask(request(guesses[0]!));
      expect(world.auth0.asked).to.equal(asked);
    },
  },
  {
    name: "an attempt with a wrong secret that dies holds the next one up for about a minute, not for ever",
    async check() {
      const world = new World();
      const changed = changedByHand(world);
      const killed = world.function(0, dying(world.memory));
      void send(killed, request(changed)).catch(() => undefined);
      await world.pass(10);
      expect((await world.ask(request(changed))).status).to.equal(503);
      await world.pass(60);
      expect((await world.ask(request(changed))).status).to.equal(200);
    },
  },
];

function changedByHand(world: World): Vendor {
  const changed = { ...world.acme, clientSecret: "changed by hand" };
  world.register(changed);
  return changed;
}

class Throttled extends Error {
  override readonly name = "Throttled";
}

function failing(table: Table, operations: readonly ("read" | "put")[]): Table {
  const fail = () => Promise.reject(new Throttled());
  return altered(table, Object.fromEntries(operations.map((operation) => [operation, fail])));
}

/** The answer is late in the table. */
function slowStore(table: Table, wait: () => Promise<void>): Table {
  return altered(table, {
    put: async (item, replaces) => {
      if (item.leaseUntil === undefined) await wait();
      return table.put(item, replaces);
    },
  });
}

function lostAnswers(table: Table): Table {
  return altered(table, {
    put: async (item, replaces) => {
      await table.put(item, replaces);
      throw new Throttled();
    },
  });
}
