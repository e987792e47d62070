/** Who gets what, and what nobody gets. */
import { expect } from "chai";
import { json, refusal, unsignedJwt } from "../../../local/broker/tokenEndpoint";
import { clientItem } from "../../../src/broker/clientItem";
import type { Event } from "../../../src/broker/parse";
import type { Item } from "../../../src/broker/table";
import type { Claim } from "../claim";
import {
  type Answer,
  LIFETIME_SECONDS,
  ofOrganizations,
  ORDERS,
  request,
  send,
  STOCK,
  type Vendor,
  vendorOf,
  World,
} from "../support/world";

export const SAFETY: readonly Claim[] = [
  {
    name: "S1 a token reaches only its own client, audience and scopes",
    async check() {
      const world = new World();
      for (const vendor of [world.acme, world.globex])
        for (const audience of [ORDERS, STOCK])
          for (const scope of [undefined, ""]) {
            const asked = request(vendor, { audience, scope });
            for (const { body } of [await world.ask(asked), await world.ask(asked)])
              expect(mintedFor(world, body.access_token)).to.deep.equal([
                vendor.clientId,
                audience,
              ]);
          }
      expect(world.auth0.minted).to.have.length(8);
    },
  },
  {
    name: "S1 a token of an organization reaches only requests that name it",
    async check() {
      const world = new World();
      world.deploy(ofOrganizations(world.acme));
      const asked = [undefined, "org_1", "org_2", "acme-2"];
      for (const organization of [...asked, ...asked]) {
        const { body } = await world.ask(request(world.acme, { organization }));
        const minted = world.auth0.minted.find(({ token }) => token === body.access_token);
        expect(minted?.organization).to.equal(organization);
      }
      expect(world.auth0.minted).to.have.length(asked.length);
    },
  },
  {
    name: "S1 an item that was put in another one's place, cut or edited is not answered",
    async check() {
      const world = new World();
      const ours = await itemOf(world, request(world.acme));
      const theirs = await itemOf(world, request(world.globex));
      const stock = await itemOf(world, request(world.acme, { audience: STOCK }));
      const sealed = ours.sealed as Uint8Array;
      const forged: Item[] = [
        { ...ours, sealed: theirs.sealed! },
        { ...ours, sealed: stock.sealed! },
        { ...ours, sealed: sealed.subarray(0, -1) },
        { ...ours, sealed: sealed.subarray(0, 20) },
        { ...ours, sealed: sealed.map((byte, index) => (index === 15 ? byte ^ 1 : byte)) },
        { ...ours, expiresAt: Number(ours.expiresAt) + 86_400 },
      ];
      for (const item of forged) {
        const minted = world.auth0.minted.length;
        world.memory.write(item);
        const { status, body } = await world.ask();
        expect(status).to.equal(200);
        expect(world.auth0.minted.slice(minted).map(({ token }) => token)).to.deep.equal([
          body.access_token,
        ]);
      }
    },
  },
  {
    name: "S2 expires_in is what is left, to the second, counted from before Auth0 was asked",
    async check() {
      const world = new World();
      world.auth0.behaviour = () => ({ delayMs: 3_000 });
      for (const pause of [0, 1, 3_600, 80_000]) {
        await world.pass(pause);
        checkExpiry(world, await world.ask());
      }
    },
  },
  {
    name: "S2 the stricter of the answer's and the JWT's expiry counts",
    async check() {
      const world = new World();
      const exp = Math.floor(world.time.nowMs / 1000) + 1_000;
      const claims = { azp: world.acme.clientId, aud: ORDERS, exp };
      const token = { access_token: unsignedJwt(claims), token_type: "bearer", expires_in: 1_500 };
      world.auth0.behaviour = () => ({ answer: json(200, token) });
      for (const pause of [0, 10]) {
        await world.pass(pause);
        const { body } = await world.ask();
        expect(body.expires_in).to.equal(Math.floor(exp - world.time.nowMs / 1000));
      }
      await world.pass(1_000);
      await world.ask();
      expect(world.auth0.asked, "after the JWT has expired").to.be.greaterThan(1);
    },
  },
  {
    name: "S2 a token that does not say when it expires counts from before Auth0 was asked",
    async check() {
      const world = new World();
      const token = { access_token: "opaque", token_type: "Bearer", expires_in: 1_000 };
      world.auth0.behaviour = () => ({ answer: json(200, token), delayMs: 3_000 });
      const startedMs = world.time.nowMs;
      for (const pause of [0, 10]) {
        await world.pass(pause);
        const { body } = await world.ask();
        const sinceSeconds = (world.time.nowMs - startedMs) / 1000;
        expect(body.expires_in).to.equal(Math.floor(1_000 - sinceSeconds));
      }
    },
  },
  {
    name: "S2 an item that DynamoDB has not removed yet is not answered after its expiry",
    async check() {
      const world = new World();
      const first = await world.ask();
      await world.pass(LIFETIME_SECONDS + 60);
      expect((await world.ask()).body.access_token).not.to.equal(first.body.access_token);
      expect(world.outcomes()).to.deep.equal(["minted", "minted"]);
    },
  },
  {
    name: "S2 an answer without a usable expires_in is passed on and not kept",
    async check() {
      for (const expires_in of [undefined, "86400", null, -1, 0]) {
        const world = new World();
        const claims = { azp: world.acme.clientId, aud: ORDERS };
        const token = { access_token: unsignedJwt(claims), token_type: "Bearer", expires_in };
        world.auth0.behaviour = () => ({ answer: json(200, token) });
        for (const { status, body } of [await world.ask(), await world.ask()]) {
          expect(status).to.equal(200);
          expect(body).not.to.have.property("expires_in");
        }
        expect(world.auth0.asked).to.equal(2);
      }
    },
  },
  {
    name: "a token that is bound to a key is passed on as it came, and not kept",
    async check() {
      for (const [token_type, cnf] of [
        ["DPoP", undefined],
        ["Bearer", { "x5t#S256": "thumbprint" }],
      ] as const) {
        const world = new World();
        const access_token = unsignedJwt({ azp: world.acme.clientId, aud: ORDERS, cnf });
        const token = { access_token, token_type, expires_in: 3_600 };
        world.auth0.behaviour = () => ({ answer: json(200, token) });
        for (const { body } of [await world.ask(), await world.ask()])
          expect(body.token_type).to.equal(token_type);
        expect(world.auth0.asked).to.equal(2);
        const together = await world.askAll(Array.from({ length: 5 }, () => request(world.acme)));
        expect(together.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 200]);
        expect(world.auth0.asked).to.equal(7);
      }
    },
  },
  {
    name: "a renewal that brings a token that cannot be kept is not tried again with every request",
    async check() {
      const world = new World();
      await world.ask();
      await world.pass(LIFETIME_SECONDS - 500);
      const token = { access_token: "opaque", token_type: "DPoP", expires_in: 3_600 };
      world.auth0.behaviour = () => ({ answer: json(200, token) });
      for (let second = 0; second < 60; second += 5) {
        expect((await world.ask()).status).to.equal(200);
        await world.pass(5);
      }
      expect(world.auth0.asked).to.equal(2);
    },
  },
  {
    name: "S3 an error of Auth0 never becomes a 2xx, and 429 and 5xx are gone with their cause",
    async check() {
      for (const status of [400, 401, 403, 404, 429, 500, 501, 502, 503, 302, 204, 200]) {
        const world = new World();
        world.auth0.behaviour = () => ({ answer: refusal(status, "some_error") });
        const answer = await world.ask();
        const refused = [400, 401, 403, 404, 501].includes(status);
        expect(answer.status).to.equal(refused ? status : 503);
        expect(answer.body.error).to.equal(refused ? "some_error" : "temporarily_unavailable");
        if (!refused) expect(answer.headers).to.have.property("Retry-After");
        world.auth0.behaviour = () => undefined;
        if (refused) await world.pass(5);
        expect((await world.ask()).status, `after ${status}`).to.equal(200);
      }
    },
  },
  {
    name: "S3 a refusal is kept for 5 s, and not longer",
    async check() {
      const world = new World();
      world.auth0.behaviour = () => ({ answer: refusal(403, "access_denied"), delayMs: 0 });
      for (let index = 0; index < 20; index++) {
        expect((await world.ask()).status).to.equal(403);
        await world.pass(0.1);
      }
      expect(world.auth0.asked).to.equal(1);
      await world.pass(3.1);
      await world.ask();
      expect(world.auth0.asked).to.equal(2);
    },
  },
  {
    name: "S5 nobody without a vendor's credentials can make its next request a miss",
    async check() {
      const world = new World();
      await world.ask();
      const guess = { ...world.acme, clientSecret: "a guess" };
      for (const asked of [
        request(guess),
        request(guess, { scope: "" }),
        request({ ...world.globex, clientId: world.acme.clientId }),
        request({ clientId: world.acme.clientId, clientSecret: world.acme.clientSecret.slice(1) }),
      ]) {
        expect((await world.ask(asked)).status).to.equal(401);
        expect((await world.ask()).status).to.equal(200);
        expect(world.outcomes().at(-1)).to.equal("hit");
        await world.pass(2);
      }
    },
  },
  {
    name: "S8 the table, the logs and errors reveal no secret and no token",
    async check() {
      const world = new World();
      const answers = [];
      for (const vendor of [world.acme, world.globex, { ...world.acme, clientSecret: "a-guess" }])
        for (const audience of [ORDERS, STOCK, "https://other.example"])
          answers.push(await world.ask(request(vendor, { audience })));
      world.auth0.behaviour = () => ({ answer: refusal(500, "oops") });
      await world.pass(LIFETIME_SECONDS - 100);
      answers.push(await world.ask());
      const dump = [
        world.memory.items(),
        world.records,
        answers.filter(({ status }) => status > 200),
      ]
        .map((part) => JSON.stringify(part, (_, value: unknown) => readable(value)))
        .join("\n");
      const secret = [
        ...[world.acme, world.globex].map(({ clientSecret }) => clientSecret),
        "a-guess",
        ...world.auth0.minted.map(({ token }) => token),
      ];
      for (const text of secret) expect(dump).not.to.include(text);
    },
  },
  {
    name: "S8 two seals of the same answer have nothing in common",
    async check() {
      const [first, second] = [new World(), new World()];
      const a = (await itemOf(first, request(first.acme))).sealed as Uint8Array;
      const b = (await itemOf(second, request(second.acme))).sealed as Uint8Array;
      expect(first.auth0.minted[0]?.token).to.equal(second.auth0.minted[0]?.token);
      expect(Buffer.from(a).subarray(0, 12)).not.to.deep.equal(Buffer.from(b).subarray(0, 12));
      expect(Buffer.from(a).subarray(12)).not.to.deep.equal(Buffer.from(b).subarray(12));
    },
  },
  ...s9(),
  {
    name: "S9 a request that waits while its client is suspended gets nothing",
    async check() {
      const world = new World();
      world.auth0.behaviour = () => ({ delayMs: 4_000 });
      const holder = send(world.broker, request(world.acme));
      const waiting = send(world.function(), request(world.acme));
      await world.pass(1);
      world.memory.write(clientItem({ ...world.acme, suspended: true }));
      expect((await world.time.run(waiting)).status).to.equal(403);
      await world.time.run(holder);
      expect((await world.ask()).status, "after the holder has stored its token").to.equal(403);
    },
  },
  {
    name: "a client that is not in the stack gets 401, and Auth0 is not asked",
    async check() {
      const world = new World();
      const stranger = vendorOf("stranger");
      world.register(stranger);
      const { status, body } = await world.ask(request(stranger));
      expect([status, body.error, world.auth0.asked]).to.deep.equal([401, "invalid_client", 0]);
    },
  },
  {
    name: "what is not granted is refused with a text that says which, and Auth0 is not asked",
    async check() {
      const world = new World();
      for (const [changes, said] of [
        [{ audience: "https://other.example" }, "https://other.example"],
        [{ audience: "toString" }, "toString"],
        [{ audience: undefined }, ORDERS],
        [{ scope: "read:orders admin" }, "admin"],
        [{ audience: STOCK, scope: "read:orders" }, "read:orders"],
        [{ organization: "org_1" }, "org_1"],
      ] as const) {
        const { status, body } = await world.ask(request(world.acme, changes));
        expect([status, body.error]).to.deep.equal([403, "access_denied"]);
        expect(body.error_description).to.include(said);
      }
      expect(world.auth0.asked).to.equal(0);
    },
  },
  {
    name: "a token that does not fit the client's item is neither answered nor kept, and not fetched again at once",
    async check() {
      for (const claims of [
        { azp: "another client" },
        { aud: STOCK },
        { aud: [ORDERS, STOCK] },
        { scope: "read:orders admin" },
        { permissions: ["read:orders", "admin"] },
        { org_id: "org_1" },
      ]) {
        const world = new World();
        const fitting = { azp: world.acme.clientId, aud: ORDERS, scope: "read:orders" };
        const access_token = unsignedJwt({ ...fitting, ...claims });
        const token = { access_token, token_type: "Bearer", expires_in: 3_600 };
        world.auth0.behaviour = () => ({ answer: json(200, token) });
        for (let minute = 0; minute < 14; minute++) {
          expect((await world.ask()).status).to.equal(503);
          await world.pass(60);
        }
        expect(world.auth0.asked).to.equal(1);
        world.auth0.behaviour = () => undefined;
        await world.pass(120);
        expect((await world.ask()).status).to.equal(200);
      }
    },
  },
  {
    name: "a token of another organization than was named is not answered, nor one of none",
    async check() {
      for (const org_id of ["org_2", undefined]) {
        const world = new World();
        world.deploy(ofOrganizations(world.acme));
        const claims = { azp: world.acme.clientId, aud: ORDERS, org_id };
        const token = {
          access_token: unsignedJwt(claims),
          token_type: "Bearer",
          expires_in: 3_600,
        };
        world.auth0.behaviour = () => ({ answer: json(200, token) });
        const { status } = await world.ask(request(world.acme, { organization: "org_1" }));
        expect(status).to.equal(503);
      }
    },
  },
];

/** What an update of the stack changes, and what the vendor then asks. */
function s9(): Claim[] {
  const changes: Readonly<Record<string, { change: (vendor: Vendor) => Vendor; status?: number }>> =
    {
      "a rotation": { change: (vendor) => ({ ...vendor, clientSecret: "another secret" }) },
      "a suspension": { change: (vendor) => ({ ...vendor, suspended: true }), status: 403 },
      "a withdrawn scope": { change: (vendor) => granting(vendor, ["read:orders"]) },
      "a withdrawn audience": {
        change: (vendor) => ({ ...vendor, grants: { [STOCK]: vendor.grants[STOCK]! } }),
        status: 403,
      },
      "a new client": { change: (vendor) => ({ ...vendor, clientVersion: 2 }) },
    };
  return Object.entries(changes).map(([what, { change, status = 200 }]) => ({
    name: `S9 after ${what}, no request gets a token from before`,
    async check() {
      const world = new World();
      const before = (await world.ask()).body.access_token;
      const changed = change(world.acme);
      // What Auth0 loses, it loses after the item was written; what it gains, before.
      if (status === 200) world.register(changed);
      world.memory.write(clientItem(changed));
      const answer = await world.ask(request(changed));
      expect(answer.status).to.equal(status);
      expect(answer.text).not.to.include(before);
      const old = await world.ask(request(world.acme));
      expect(old.text, "with the credentials of before").not.to.include(before);
      expect((await world.ask(request(world.globex))).status, "another vendor").to.equal(200);
    },
  }));
}

function granting(vendor: Vendor, scopes: readonly string[]): Vendor {
  return {
    ...vendor,
    grants: { ...vendor.grants, [ORDERS]: { scopes, tokenLifetimeSeconds: LIFETIME_SECONDS } },
  };
}

function mintedFor(world: World, token: unknown): [string?, string?] {
  const found = world.auth0.minted.find((minted) => minted.token === token);
  return [found?.clientId, found?.audience];
}

function checkExpiry(world: World, { body }: Answer): void {
  const minted = world.auth0.minted.find(({ token }) => token === body.access_token)!;
  const left = (minted.expiresAtMs - world.time.nowMs) / 1000;
  expect(body.expires_in).to.be.at.most(left);
  // The answer's own expires_in counts from before the request, 3 s before the token was made.
  expect(body.expires_in).to.be.at.least(Math.floor(left) - 3);
}

/** Fetches a token, and says what the table then holds of it. */
async function itemOf(world: World, asked: Event): Promise<Item> {
  const before = new Set(world.memory.items());
  await world.ask(asked);
  return world.memory.items().find((item) => !before.has(item))!;
}

/** Bytes as text, so that one can look for a text in them. */
function readable(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("type" in value)) return value;
  return value.type === "Buffer" ? Buffer.from(value as never).toString("latin1") : value;
}
