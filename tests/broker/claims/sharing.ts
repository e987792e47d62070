/** What is shared, and for how long. */
import { expect } from "chai";
import type { Event } from "../../../src/broker/parse";
import type { Table } from "../../../src/broker/table";
import type { Claim } from "../claim";
import { altered } from "../support/hostileTable";
import {
  event,
  FORM,
  LIFETIME_SECONDS,
  ofOrganizations,
  ORDERS,
  parametersOf,
  RENEW_BEFORE_SECONDS,
  request,
  STOCK,
  type Vendor,
  World,
} from "../support/world";

const DAY_SECONDS = 86_400;

export const SHARING: readonly Claim[] = [
  {
    name: "the same request again is a hit, in one round trip and without Auth0",
    async check() {
      const reads: number[] = [];
      const world = new World({ wrap: (table) => counted(table, reads) });
      const first = await world.ask();
      reads.length = 0;
      const second = await world.ask();
      expect(second.body.access_token).to.equal(first.body.access_token);
      expect([world.auth0.asked, reads]).to.deep.equal([1, [2]]);
      expect(world.outcomes()).to.deep.equal(["minted", "hit"]);
    },
  },
  {
    name: "requests that mean the same share a token, whatever they look like",
    async check() {
      const world = new World();
      const layouts = layoutsOf(world.acme);
      const answers = [];
      for (const asked of layouts) answers.push(await world.ask(asked));
      expect(answers.map(({ status }) => status)).to.deep.equal(layouts.map(() => 200));
      expect(new Set(answers.map(({ body }) => body.access_token)).size).to.equal(1);
      expect(world.auth0.minted).to.have.length(1);
    },
  },
  {
    name: "scopes in any order, and repeated, are the same; none, an empty one and a subset are not",
    async check() {
      const world = new World();
      const scopes = ["read:orders write:orders", "write:orders  read:orders read:orders"];
      for (const scope of [...scopes, "read:orders", "", undefined])
        await world.ask(request(world.acme, { scope }));
      expect(world.outcomes()).to.deep.equal(["minted", "hit", "minted", "minted", "minted"]);
    },
  },
  {
    name: "200 parallel cold requests to two functions cost one token",
    async check() {
      const world = new World();
      const other = world.function(10_000);
      const events = Array.from({ length: 200 }, () => request(world.acme));
      const answers = await world.askAll(events, (index) => (index % 2 ? other : world.broker));
      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]));
      expect(new Set(answers.map(({ body }) => body.access_token)).size).to.equal(1);
      expect(world.auth0.minted).to.have.length(1);
      expect(world.outcomes().filter((outcome) => outcome === "waited")).to.have.length(199);
    },
  },
  {
    name: "S7 a request that repeats for 30 days costs ceil(span / (lifetime - renewBefore)) tokens",
    async check() {
      const world = new World();
      const span = 30 * DAY_SECONDS;
      for (let second = 0; second < span; second += 600) {
        const { status } = await world.ask();
        expect(status).to.equal(200);
        await world.pass(600);
      }
      const bound = Math.ceil(span / (LIFETIME_SECONDS - RENEW_BEFORE_SECONDS));
      expect(world.auth0.minted).to.have.length.at.most(bound);
    },
  },
  {
    name: "a token is renewed while everybody else is served the old one",
    async check() {
      const world = new World();
      const old = (await world.ask()).body.access_token;
      await world.pass(LIFETIME_SECONDS - RENEW_BEFORE_SECONDS + 1);
      const answers = await world.askInTurn(Array.from({ length: 20 }, () => request(world.acme)));
      expect(answers.filter(({ body }) => body.access_token === old)).to.have.length(19);
      expect(world.outcomes().slice(1).sort()).to.deep.equal([
        ...Array.from({ length: 19 }, () => "hit"),
        "renewed",
      ]);
      expect((await world.ask()).body.access_token).not.to.equal(old);
      expect(world.auth0.minted).to.have.length(2);
    },
  },
  {
    name: "tokens that live shorter than was planned are not renewed with every request",
    async check() {
      const world = new World({ lifetimeSeconds: 300 });
      for (let index = 0; index < 60; index++) {
        await world.ask();
        await world.pass(5);
      }
      expect(world.auth0.minted).to.have.length.at.most(3);
    },
  },
  {
    name: "a client has at most 16 different requests with a live token",
    async check() {
      const world = new World();
      const scopes = Array.from({ length: 20 }, (_, index) => `scope:${index}`);
      world.deploy({
        ...world.acme,
        grants: { [ORDERS]: { scopes, tokenLifetimeSeconds: LIFETIME_SECONDS } },
      });
      const statuses = [];
      for (const scope of scopes)
        statuses.push((await world.ask(request(world.acme, { scope }))).status);
      expect(statuses.filter((status) => status === 200)).to.have.length(16);
      expect(world.auth0.minted).to.have.length(16);
      const again = await world.ask(request(world.acme, { scope: "scope:0" }));
      expect(again.status, "one of the sixteen").to.equal(200);
    },
  },
  {
    name: "a client that may name any organization costs 16 tokens, however many it names",
    async check() {
      const world = new World();
      world.deploy(ofOrganizations(world.acme));
      const statuses = new Set<number>();
      for (let index = 0; index < 40; index++)
        statuses.add(
          (await world.ask(request(world.acme, { organization: `org_${index}` }))).status,
        );
      expect(world.auth0.minted).to.have.length(16);
      expect([...statuses]).to.deep.equal([200, 400]);
    },
  },
  {
    name: "any number of different requests at the same moment cost at most 16 tokens",
    async check() {
      const world = new World();
      const scopes = Array.from({ length: 40 }, (_, index) => `scope:${index}`);
      world.deploy({
        ...world.acme,
        grants: { [ORDERS]: { scopes, tokenLifetimeSeconds: LIFETIME_SECONDS } },
      });
      await world.askAll(scopes.map((scope) => request(world.acme, { scope })));
      expect(world.auth0.minted.length).to.be.at.most(16);
    },
  },
  {
    name: "every granted audience has its token, however many there are",
    async check() {
      const world = new World();
      const audiences = Array.from(
        { length: 20 },
        (_, index) => `https://api.example.com/${index}`,
      );
      const granted = { scopes: ["read"], tokenLifetimeSeconds: LIFETIME_SECONDS };
      world.deploy({
        ...world.acme,
        grants: Object.fromEntries(audiences.map((audience) => [audience, granted])),
      });
      const answers = await world.askAll(
        audiences.map((audience) => request(world.acme, { audience })),
      );
      expect(answers.map(({ status }) => status)).to.deep.equal(audiences.map(() => 200));
    },
  },
  {
    name: "audiences do not share",
    async check() {
      const world = new World();
      const answers = [ORDERS, STOCK].map((audience) => request(world.acme, { audience }));
      const [orders, stock] = await world.askAll(answers);
      expect(orders?.body.access_token).not.to.equal(stock?.body.access_token);
    },
  },
];

function counted(table: Table, reads: number[]): Table {
  return altered(table, {
    read: (keys) => {
      reads.push(keys.length);
      return table.read(keys);
    },
  });
}

/** The same request, in the bytes of different programs. */
export function layoutsOf(vendor: Vendor): Event[] {
  const parameters = parametersOf(vendor);
  const form = new URLSearchParams(parameters).toString();
  const backwards = new URLSearchParams(Object.entries(parameters).reverse()).toString();
  const { client_id: id = "", client_secret: secret = "", ...rest } = parameters;
  const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
  const withoutCredentials = new URLSearchParams(rest).toString();
  return [
    event(form),
    event(backwards),
    event(`${form}\r\n`),
    event(form.replace("client_credentials", "client%5Fcredentials")),
    event(`${form}&nonce=1&prompt=none`),
    event(form, { "content-type": `${FORM};charset=UTF-8` }),
    event(form, { "CONTENT-TYPE": FORM.toUpperCase() }),
    event(JSON.stringify(parameters), { "Content-Type": "application/json" }),
    event(`\uFEFF${JSON.stringify(parameters, undefined, 2)}\n`, {
      "content-type": "application/json; charset=utf-8",
    }),
    event(JSON.stringify({ ...parameters, cache: false, organization: null }), {
      "Content-Type": "Application/JSON",
    }),
    event(withoutCredentials, { "Content-Type": FORM, authorization: basic }),
    event(`${withoutCredentials}&client_id=${id}`, {
      "Content-Type": FORM,
      AUTHORIZATION: basic.replace("Basic", "basic"),
    }),
    {
      ...event(Buffer.from(form).toString("base64")),
      isBase64Encoded: true,
    },
  ];
}
