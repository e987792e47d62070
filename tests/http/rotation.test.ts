/** A vendor that changes while the proxy runs: what it and others get, before the cache is flushed and after. */
import { expect } from "chai";
import { decodeJwt } from "jose";
import { evaluate, type Evaluation } from "../../local/evaluate/evaluate";
import type { VendorOutputs } from "../../tools/lib/readOutputs";
import { registryFrom } from "../../local/tenant/registry";
import { answering, vendorsOf } from "../support/registrations";
import { devValues, testStack, type TestStack, token } from "../support/stack";
import { askForToken, basic, FORM, send } from "../support/tokenClient";

const overlap = { clientVersion: 2, rotation: "overlap" };

describe("While the proxy runs, a vendor", () => {
  let stack: TestStack;
  /** Client id to the secret that Auth0 has: one that is sent no more stays. */
  let secrets: Map<string, unknown>;
  beforeEach(async () => {
    secrets = new Map();
    stack = await testStack({ evaluation: await dev({}) });
  });
  afterEach(() => stack.close());

  function dev(changes: Record<string, Record<string, unknown>>): Promise<Evaluation> {
    const kept = answering("ClientCredentials", ({ clientId, clientSecret }) => {
      const secret = secrets.get(String(clientId)) ?? clientSecret;
      secrets.set(String(clientId), secret);
      return { clientSecret: secret };
    });
    const vendors = Object.entries(vendorsOf("dev")).map(([name, vendor]) => [
      name,
      { ...vendor, ...changes[name] },
    ]);
    const values = devValues({ vendors: Object.fromEntries(vendors) as object });
    return evaluate({ values, override: kept });
  }

  /** As `pulumi up` does: at Auth0 only, for nothing of the proxy's changes. */
  async function up(changes: Record<string, Record<string, unknown>>) {
    const { resources, outputs } = await dev(changes);
    stack.tenant.update(
      registryFrom(
        resources,
        stack.config.apis.filter(({ existing }) => existing),
      ),
    );
    const { tokenUrl } = stack.outputs;
    return (name: string): VendorOutputs => ({
      ...(outputs.values.vendors as Record<string, VendorOutputs>)[name]!,
      tokenUrl,
    });
  }

  const clientOf = (jwt: string) => decodeJwt(jwt).azp;
  const status = async (asking: ReturnType<typeof askForToken>) => (await asking).status;

  for (const name of ["acme", "globex"])
    describe(`rotates with overlap (${name}):`, () => {
      let old: VendorOutputs;
      let current: VendorOutputs;
      let before: string;
      beforeEach(async () => {
        old = stack.outputs.vendors[name]!;
        before = await token(askForToken(old));
        current = (await up({ [name]: overlap }))(name);
      });

      it("the retiring client is the one that it has, which goes on without a gap, cached or not", async () => {
        const { clientId, clientSecret } = old;
        expect(current.retiring).to.deep.equal({ clientId, clientSecret });
        expect(await token(askForToken(old))).to.equal(before);
        stack.gateway.flush();
        stack.pass(1);
        const after = await token(askForToken(old));
        expect(after).to.not.equal(before);
        expect(clientOf(after)).to.equal(clientId);
      });

      it("each client gets tokens of its own, and never the other's", async () => {
        for (let round = 0; round < 2; round += 1)
          for (const client of [current, old])
            expect(clientOf(await token(askForToken(client)))).to.equal(client.clientId);
        // One each: the second round came from the cache.
        expect(stack.tenant.issued).to.equal(2);
      });

      it("neither client's secret is good for the other", async () => {
        for (const [one, other] of [
          [current, old],
          [old, current],
        ] as const)
          expect(await status(askForToken({ ...one, clientSecret: other.clientSecret }))).to.equal(
            401,
          );
      });

      it("the retiring client is refused for good once it is taken out and the cache is flushed", async () => {
        const own = await token(askForToken(current));
        await up({ [name]: { clientVersion: 2 } });
        expect(await token(askForToken(old)), "before the flush").to.equal(before);
        stack.gateway.flush();
        expect(await status(askForToken(old))).to.equal(401);
        stack.pass(1);
        const again = await token(askForToken(current));
        expect(clientOf(again)).to.equal(current.clientId).and.to.equal(clientOf(own));
      });
    });

  it("rotates with overlap, and identical bodies are distinguished by their credentials", async () => {
    const current = (await up({ globex: overlap }))("globex");
    const retiring = { ...current, ...current.retiring };
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      audience: Object.keys(current.grants)[0]!,
    }).toString();
    for (let round = 0; round < 2; round += 1)
      for (const client of [current, retiring]) {
        const answer = send(client.tokenUrl, body, [
          ["Content-Type", FORM],
          ["Authorization", basic(client)],
        ]);
        expect(clientOf(await token(answer))).to.equal(client.clientId);
      }
  });

  describe("is suspended:", () => {
    let before: string;
    beforeEach(async () => {
      before = await token(askForToken(stack.acme));
      await up({ acme: { suspended: true } });
    });

    it("it is still served from the cache, until the cache is flushed", async () => {
      stack.pass(1800);
      expect(await token(askForToken(stack.acme))).to.equal(before);
      stack.gateway.flush();
      const answer = await askForToken(stack.acme);
      expect(answer.status).to.equal(403);
      expect(answer.json()).to.include({ error: "access_denied" });
    });

    it("without a flush it is refused when the TTL is over", async () => {
      stack.pass(3601);
      expect(await status(askForToken(stack.acme))).to.equal(403);
    });

    it("a body that is not in the cache is refused at once", async () => {
      expect(await status(askForToken(stack.acme, { nonce: "1" }))).to.equal(403);
    });

    it("no other vendor notices, but for the token that the flush costs it", async () => {
      const first = await token(askForToken(stack.globex));
      expect(await token(askForToken(stack.globex))).to.equal(first);
      const { issued } = stack.tenant;
      stack.gateway.flush();
      stack.pass(1);
      expect(clientOf(await token(askForToken(stack.globex)))).to.equal(stack.globex.clientId);
      expect(stack.tenant.issued).to.equal(issued + 1);
    });

    it("resumed, its client and secret are good again, after a flush: its refusal may be in the cache", async () => {
      stack.gateway.flush();
      expect(await status(askForToken(stack.acme))).to.equal(403);
      await up({});
      expect(await status(askForToken(stack.acme)), "its refusal, kept (U1)").to.equal(403);
      stack.gateway.flush();
      expect(clientOf(await token(askForToken(stack.acme)))).to.equal(stack.acme.clientId);
    });
  });
});
