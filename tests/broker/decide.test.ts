import { expect } from "chai";
import { decide } from "../../src/broker/decide";
import type { FormKeys } from "../../src/broker/keys";
import { failedItem, LEASE_MS, leasedItem, LeaseWatch, pollDelayMs } from "../../src/broker/lease";
import { OAuthError } from "../../src/broker/oauthError";
import { type Kept, sealedItem, type TokenItem } from "../../src/broker/tokenItem";

const KEYS: FormKeys = { locator: "form", sealingKey: Buffer.alloc(32, 3) };
const NOW = 1_000_000;
const PLACE = { pk: "token#a", sk: "form", generation: "g1", revision: "r1" };
const sealed = (kept: Kept, expiresAt = NOW + 3_600): TokenItem =>
  sealedItem({ ...PLACE, expiresAt }, KEYS, kept);
const token = (renewAt: number) => ({ token: { accessToken: "t", renewAt } });
const refusal = { refusal: { status: 403, error: "access_denied", description: "no" } };
const at = (item: TokenItem | undefined, now = NOW, generation = "g1") =>
  decide(item, KEYS, generation, now * 1000);
const leased = (over?: TokenItem) => leasedItem(PLACE, "owner", NOW * 1000, over);

describe("What is done about a form", () => {
  const cases: readonly [string, TokenItem | undefined, string, number?, string?][] = [
    ["no item", undefined, "miss"],
    ["a token", sealed(token(NOW + 1)), "hit"],
    ["a token that is due", sealed(token(NOW)), "renew"],
    ["a token that is due, under a lease", leased(sealed(token(NOW))), "hit"],
    [
      "the same, when its holder cannot be asking any more",
      leased(sealed(token(NOW))),
      "hit",
      NOW + 67,
    ],
    ["the same, a moment later", leased(sealed(token(NOW))), "renew", NOW + 68],
    ["a token in its last second", sealed(token(NOW + 7_200)), "hit", NOW + 3_599],
    ["a token that has expired", sealed(token(NOW + 7_200)), "miss", NOW + 3_600],
    ["a token of another generation", sealed(token(NOW + 1)), "miss", NOW, "g2"],
    ["a refusal", sealed(refusal), "refused"],
    ["a refusal that has expired", sealed(refusal, NOW), "miss"],
    ["a refusal of another generation", sealed(refusal), "miss", NOW, "g2"],
    ["a lease", leased(), "wait"],
    ["a lease of another generation", leased(), "miss", NOW, "g2"],
    ["a lease that cannot be held any more", leased(), "miss", NOW + 68],
    [
      "a lease over a token that has expired meanwhile",
      leased(sealed(token(NOW), NOW + 1)),
      "wait",
      NOW + 2,
    ],
    ["a lease that has failed", failedItem(leased(), "r2", 5), "miss"],
    ["a renewal that has failed", failedItem(leased(sealed(token(NOW))), "r2", 5), "hit"],
    [
      "the same, a minute later",
      failedItem(leased(sealed(token(NOW))), "r2", 5),
      "renew",
      NOW + 68,
    ],
  ];
  for (const [what, item, kind, now, generation] of cases)
    it(`${what}: ${kind}`, () => {
      expect(at(item, now, generation).kind).to.equal(kind);
    });

  it("a refusal comes back as it was kept", () => {
    const decision = at(sealed(refusal));
    expect(decision.kind === "refused" && decision.refusal).to.be.instanceOf(OAuthError);
    expect(decision).to.have.nested.include({ "refusal.status": 403, "refusal.description": "no" });
  });

  it("a failed lease says how long to wait", () => {
    expect(at(failedItem(leased(), "r2", 17))).to.deep.equal({
      kind: "miss",
      failedRetryAfter: 17,
    });
  });

  it("an item whose seal belongs elsewhere is a miss", () => {
    const item = sealed(token(NOW + 1));
    for (const change of [{ pk: "token#b" }, { sk: "other" }, { expiresAt: item.expiresAt + 1 }])
      expect(at({ ...item, ...change }).kind).to.equal("miss");
    expect(at({ ...item, generation: "g2" }, NOW, "g2").kind).to.equal("miss");
  });
});

describe("A waiter", () => {
  it("takes over when it has seen one owner for a lease's length", () => {
    const watch = new LeaseWatch();
    expect(watch.isOver("one", 100)).to.equal(false);
    expect(watch.isOver("one", 100 + LEASE_MS - 1)).to.equal(false);
    expect(watch.isOver("two", 100 + LEASE_MS)).to.equal(false);
    expect(watch.isOver("two", 100 + 2 * LEASE_MS - 1)).to.equal(false);
    expect(watch.isOver("two", 100 + 2 * LEASE_MS)).to.equal(true);
  });

  it("looks again after 50 ms, doubling to 1 s, half of it by chance", () => {
    expect([0, 1, 4, 5, 1_000].map((attempt) => pollDelayMs(attempt, 1))).to.deep.equal([
      50, 100, 800, 1_000, 1_000,
    ]);
    expect(pollDelayMs(0, 0)).to.equal(25);
  });
});
