import { expect } from "chai";
import { type AttemptsItem, RecentRefusals, reserve, settled } from "../../src/broker/attempts";
import { invalidClient } from "../../src/broker/oauthError";

const NOW_MS = 1_000_000_000;
const reserved = (item: AttemptsItem | undefined, nowMs: number): AttemptsItem => {
  const attempt = reserve("a", item, "owner", nowMs);
  if (!("item" in attempt)) throw new Error("refused");
  return attempt.item;
};

describe("The budget of attempts with a secret that the stack does not know", () => {
  it("one at a time, until it cannot be in flight any more", () => {
    const item = reserved(undefined, NOW_MS);
    expect(reserve("a", item, "other", NOW_MS)).to.deep.equal({ retryAfterSeconds: 1 });
    expect(reserve("a", item, "other", NOW_MS + 67_999)).to.have.property("retryAfterSeconds");
    expect(reserve("a", item, "other", NOW_MS + 68_000)).to.have.property("item");
    expect(reserve("a", settled(item, "r", true), "other", NOW_MS)).to.have.property("item");
  });

  it("24 tokens in any hour, and then a wait until the first of them is an hour old", () => {
    let item: AttemptsItem | undefined;
    for (let minute = 0; minute < 24; minute++)
      item = settled(reserved(item, NOW_MS + minute * 60_000), "r", false);
    expect(reserve("a", item, "o", NOW_MS + 24 * 60_000)).to.deep.equal({
      retryAfterSeconds: 36 * 60,
    });
    expect(reserve("a", item, "o", NOW_MS + 3_600_000)).to.have.property("item");
  });

  it("a refusal costs nothing of it; an attempt that did not come back does", () => {
    let item: AttemptsItem | undefined;
    for (let index = 0; index < 100; index++) item = settled(reserved(item, NOW_MS), "r", true);
    expect(JSON.parse(String(item?.mintedAt))).to.deep.equal([]);
    expect(JSON.parse(String(reserved(item, NOW_MS).mintedAt))).to.have.length(1);
  });
});

describe("Refusals of a moment ago", () => {
  it("are remembered until their time, and only so many", () => {
    const recent = new RecentRefusals();
    recent.set("one", invalidClient(), 5_000);
    expect(recent.get("one", 4_999)).to.include({ status: 401 });
    expect(recent.get("one", 5_000)).to.equal(undefined);
    for (let index = 0; index < 2_000; index++) recent.set(`${index}`, invalidClient(), 5_000);
    expect(recent.get("one", 0)).to.equal(undefined);
    expect(recent.get("1999", 0)).to.include({ status: 401 });
  });
});
