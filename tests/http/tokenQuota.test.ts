import { expect } from "chai";
import { DEFAULT_QUIRKS, QUIRK_NAMES, QUIRKS, type Quirks } from "../../local/gateway/quirks";
import { evaluate, type Evaluation } from "../../local/evaluate/evaluate";
import { vendorsOf } from "../support/registrations";
import { devValues, testStack, type TestStack, token } from "../support/stack";
import { type Answer, askForToken } from "../support/tokenClient";

const limited = (tokenQuota: unknown) => {
  const { acme, ...others } = vendorsOf("dev");
  return devValues({ vendors: { acme: { ...acme, tokenQuota }, ...others } });
};

/** A request that the cache has not seen: a runaway vendor's. */
const fresh = (stack: TestStack, nonce: number): Promise<Answer> =>
  askForToken(stack.acme, { nonce: String(nonce) });

function expectTryLater({ status, headers, json }: Answer): void {
  expect(status).to.equal(503);
  expect(headers["retry-after"]).to.equal("30");
  expect(json().error).to.equal("temporarily_unavailable");
}

describe("A vendor that runs away, under a limit of its own at Auth0", () => {
  let stack: TestStack;
  beforeEach(async () => {
    stack = await testStack({ values: limited({ perHour: 3, perDay: 5 }) });
  });
  afterEach(() => stack.close());

  it("gets 503 with Retry-After once the hour's tokens are used, and a token in the next hour", async () => {
    for (let nonce = 0; nonce < 3; nonce += 1) await token(fresh(stack, nonce));
    expectTryLater(await fresh(stack, 3));
    stack.pass(3600);
    await token(fresh(stack, 4));
    expect(stack.tenant.issued).to.equal(4);
  });

  it("gets no more than the day's tokens, and one on the next day", async () => {
    for (let nonce = 0; nonce < 3; nonce += 1) await token(fresh(stack, nonce));
    stack.pass(3600);
    for (let nonce = 3; nonce < 5; nonce += 1) await token(fresh(stack, nonce));
    expectTryLater(await fresh(stack, 5));
    stack.pass(22 * 3600);
    expectTryLater(await fresh(stack, 6));
    stack.pass(3600);
    await token(fresh(stack, 7));
  });

  it("keeps what it has in the cache, and takes nothing from the others", async () => {
    const own = await token(askForToken(stack.acme));
    for (let nonce = 0; nonce < 2; nonce += 1) await token(fresh(stack, nonce));
    expectTryLater(await fresh(stack, 2));
    expect(await token(askForToken(stack.acme))).to.equal(own);
    for (const vendor of [stack.globex, stack.initech]) await token(askForToken(vendor));
  });

  it("sees nothing of Auth0's quota, which a cached answer would repeat after it has changed", async () => {
    const answers = [
      await fresh(stack, 0),
      await fresh(stack, 0),
      await fresh(stack, 1),
      await fresh(stack, 2),
      await fresh(stack, 3),
    ];
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 503]);
    for (const { headers, text } of answers) {
      expect(Object.keys(headers).filter((name) => /quota|ratelimit/.test(name))).to.deep.equal([]);
      expect(text).to.not.match(/quota|too_many_requests/);
    }
  });
});

describe("A limit that is not enforced", () => {
  let stack: TestStack;
  before(async () => {
    stack = await testStack({ values: limited({ perHour: 1, enforce: false }) });
  });
  after(() => stack.close());

  it("stops nobody", async () => {
    for (let nonce = 0; nonce < 3; nonce += 1) await token(fresh(stack, nonce));
  });
});

describe("A refusal because of the limit", () => {
  let evaluation: Evaluation;
  let stack: TestStack;
  afterEach(() => stack.close());
  const values = limited({ perHour: 1 });
  before(async () => {
    evaluation = await evaluate({ values });
  });

  const CASES: Quirks[] = [
    DEFAULT_QUIRKS,
    ...QUIRK_NAMES.flatMap((name) =>
      QUIRKS[name].values.slice(1).map((value): Quirks => ({ ...DEFAULT_QUIRKS, [name]: value })),
    ),
  ];
  for (const quirks of CASES) {
    const kept = quirks["gateway-errors-cached"] === "yes";
    const [changed = "none"] = QUIRK_NAMES.filter(
      (name) => quirks[name] !== DEFAULT_QUIRKS[name],
    ).map((name) => `${name}=${quirks[name]}`);
    it(`is over ${kept ? "a TTL later at the latest" : "with the hour"} (quirk: ${changed})`, async () => {
      stack = await testStack({ values, evaluation, quirks });
      // Ten minutes before the hour is over.
      stack.pass(3000);
      await token(fresh(stack, 0));
      expectTryLater(await fresh(stack, 1));
      stack.pass(600);
      // Where API Gateway keeps errors of its own (U5), this one is among them: the README's limits.
      if (kept) {
        expectTryLater(await fresh(stack, 1));
        stack.pass(3001);
      }
      await token(fresh(stack, 1));
    });
  }
});
