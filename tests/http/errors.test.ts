import { expect } from "chai";
import { GatewayError } from "../../local/gateway/errors";
import { Gateway } from "../../local/gateway/gateway";
import { DEFAULT_QUIRKS, type Quirks } from "../../local/gateway/quirks";
import type { Reply } from "../../local/gateway/reply";
import { direct, evaluateDev } from "../support/direct";
import { devValues, START, testStack, type TestStack, token } from "../support/stack";
import {
  type Answer,
  askForToken,
  FORM,
  JSON_TYPE,
  parameters,
  send,
} from "../support/tokenClient";

/** Auth0's headers that would be wrong, or would track a client, when replayed from a cache. */
const UPSTREAM_ONLY = /^(x-ratelimit-|auth0-|set-cookie|retry-after-upstream)/;

function expectOAuthError({ json, headers }: Answer): void {
  expect(json()).to.have.keys("error", "error_description");
  expect(json().error).to.match(/^[a-z_]+$/);
  expect(json().error_description).to.be.a("string").that.is.not.empty;
  expect(headers["content-type"]).to.equal("application/json");
  expect(headers["cache-control"]).to.equal("no-store");
  expect(headers.pragma).to.equal("no-cache");
  expect(Object.keys(headers).filter((name) => UPSTREAM_ONLY.test(name))).to.deep.equal([]);
}

describe("Every answer", () => {
  let stack: TestStack;
  before(async () => {
    stack = await testStack();
  });
  after(() => stack.close());

  it("with a token says no-store, and passes no limit, quota or cookie of Auth0's on", async () => {
    for (const cache of ["MISS", "HIT"]) {
      const { headers } = await askForToken(stack.acme);
      expect(stack.handled.at(-1)?.cache).to.equal(cache);
      expect(headers).to.include({ "cache-control": "no-store", pragma: "no-cache" });
      expect(Object.keys(headers).filter((name) => UPSTREAM_ONLY.test(name))).to.deep.equal([]);
    }
  });

  const body = () => new URLSearchParams(parameters(stack.acme)).toString();
  const CASES: [string, number, () => Promise<Answer>][] = [
    ["an unknown path", 404, () => send(`${stack.outputs.proxyUrl}/oauth/other`, body())],
    ["the stage's root", 404, () => send(stack.outputs.proxyUrl, body())],
    ["GET", 404, () => send(stack.acme.tokenUrl, "", [], "GET")],
    ["OPTIONS", 404, () => send(stack.acme.tokenUrl, "", [], "OPTIONS")],
    [
      "another content type",
      415,
      () => send(stack.acme.tokenUrl, body(), [["Content-Type", "text/plain"]]),
    ],
    [
      "multipart",
      415,
      () =>
        send(stack.acme.tokenUrl, body(), [["Content-Type", "multipart/form-data; boundary=x"]]),
    ],
    ...[FORM, JSON_TYPE].flatMap((as): [string, number, () => Promise<Answer>][] =>
      ['{"grant_type":', "[", "'grant_type=client_credentials'", '"grant_type'].map((text) => [
        `${text} as ${as}`,
        400,
        () => send(stack.acme.tokenUrl, text, [["Content-Type", as]]),
      ]),
    ),
    ["11 MB", 413, () => send(stack.acme.tokenUrl, "x".repeat(11 * 1024 * 1024))],
    [
      "12 kB, more than a header holds",
      500,
      () => send(stack.acme.tokenUrl, `${body()}&x=${"x".repeat(12_000)}`),
    ],
    [
      "line breaks in JSON",
      500,
      () =>
        send(stack.acme.tokenUrl, JSON.stringify(parameters(stack.acme), null, 2), [
          ["Content-Type", JSON_TYPE],
        ]),
    ],
    ["non-ASCII", 500, () => send(stack.acme.tokenUrl, `${body()}&scope=é`)],
    ["a wrong secret", 401, () => askForToken(stack.acme, { client_secret: "wrong" })],
    [
      "an unknown audience",
      403,
      () => askForToken(stack.acme, { audience: "https://nobody.example" }),
    ],
    ["another grant", 400, () => askForToken(stack.acme, { grant_type: "password" })],
  ];
  for (const [what, status, ask] of CASES)
    it(`to ${what} is ${status}, in the shape of RFC 6749, and the right request still works`, async () => {
      const answer = await ask();
      expect(answer.status).to.equal(status);
      expectOAuthError(answer);
      await token(askForToken(stack.acme));
    });
});

describe("A body that API Gateway cannot take", () => {
  const ask = async (quirks: Partial<Quirks>, body: string) => {
    const stack = await testStack({ quirks });
    try {
      return await send(stack.acme.tokenUrl, body, [["Content-Type", JSON_TYPE]]);
    } finally {
      await stack.close();
    }
  };

  it("learns what to send, and is not told to wait, if the error is a DEFAULT_5XX", async () => {
    const answer = await ask({ "header-error": "DEFAULT_5XX" }, "{}\n");
    expect(answer.status).to.equal(500);
    expect(answer.json().error_description).to.match(
      /^No token\. Send the body as one line of ASCII/,
    );
    expect(answer.headers).to.not.have.property("retry-after");
  });

  it("first learns what to send if Auth0's failures have the same error", async () => {
    const answer = await ask({ "header-error": "API_CONFIGURATION_ERROR" }, "{}\n");
    expect(answer.status).to.equal(503);
    expect(answer.json().error_description).to.match(/^No token\. If the body holds a line break/);
    expect(answer.headers["retry-after"]).to.equal("30");
  });

  it("gets the same text for malformed JSON, whichever type the error has", async () => {
    const [one, other] = [
      await ask({ "malformed-json-error": "DEFAULT_4XX" }, '{"grant_type":'),
      await ask({ "malformed-json-error": "BAD_REQUEST_BODY" }, '{"grant_type":'),
    ];
    expect(one.text).to.equal(other.text).and.to.contain("one line of form data or JSON");
    expect([one.status, other.status]).to.deep.equal([400, 400]);
  });
});

describe("A vendor that asks too fast", () => {
  it("gets 429 with Retry-After, in the shape of RFC 6749, and a token a moment later", async () => {
    const stack = await testStack({
      values: devValues({ throttle: { ratePerSecond: 1, burst: 3 } }),
    });
    for (let count = 0; count < 3; count += 1) await token(askForToken(stack.acme));
    const answer = await askForToken(stack.acme);
    expect(answer.status).to.equal(429);
    expect(answer.headers["retry-after"]).to.equal("1");
    expectOAuthError(answer);
    stack.pass(1);
    await token(askForToken(stack.acme));
    await stack.close();
  });
});

describe("When the tenant's quota is used up", () => {
  it("a vendor with a cached token keeps it, and another gets 503 with Retry-After", async () => {
    const stack = await testStack({ issueQuota: 1 });
    const first = await token(askForToken(stack.acme));
    const refused = await askForToken(stack.globex);
    expect(refused.status).to.equal(503);
    expect(refused.headers["retry-after"]).to.equal("30");
    expectOAuthError(refused);
    expect(await token(askForToken(stack.acme))).to.equal(first);
    await stack.close();
  });
});

describe("When the month's quota is used up, and Auth0 blocks exchanges with 403", () => {
  it("a vendor gets Auth0's text, and nothing of its credentials", async () => {
    const stack = await testStack({
      issueQuota: 0,
      tenantQuirks: { "monthly-quota-spent": "403" },
    });
    const refused = await askForToken(stack.acme);
    expect(refused.status).to.equal(403);
    expectOAuthError(refused);
    expect(refused.json().error_description).to.equal(
      "The tenant's quota of machine-to-machine tokens is used up.",
    );
    await stack.close();
  });
});

describe("When Auth0 answers 200 without a token", () => {
  const BODIES = ["", "{}", "[]", "{", "<html>", '{"access_token":""}', '{"access_token":1}'];
  for (const stored of ["before-mapping", "after-mapping"] as const)
    for (const errorsCached of ["yes", "no"] as const)
      it(`it is an error each time it is given (kept ${stored}, errors kept: ${errorsCached})`, async () => {
        const evaluation = await evaluateDev();
        const quirks = { stored, "errors-cached": errorsCached } as const;
        for (const body of BODIES) {
          const stack = direct(evaluation, devValues(), quirks);
          const asked = new URLSearchParams(parameters(stack.vendors.acme!)).toString();
          stack.faults.push({ status: 200, headers: [], body });
          const first = await stack.post(asked);
          expect(first.reply.status, body).to.equal(body === "{" ? 503 : 502);
          expect(JSON.parse(first.reply.body)).to.have.keys("error", "error_description");
          const again = await stack.post(asked);
          // What is not kept is asked anew, and the tenant has a token.
          expect(again.reply.status, body).to.equal(again.cache === "HIT" ? 502 : 200);
          const kept = body !== "{" && (stored === "before-mapping" || errorsCached === "yes");
          expect(again.cache, body).to.equal(kept ? "HIT" : "MISS");
        }
      });
});

describe("When Auth0 answers with an error", () => {
  let stack: TestStack;
  before(async () => {
    stack = await testStack();
  });
  after(() => stack.close());

  const replies = (reply: () => Promise<Reply>) =>
    new Gateway({
      deployed: stack.deployed,
      upstream: reply,
      quirks: DEFAULT_QUIRKS,
      clock: () => START,
    });
  const request = () => ({
    httpMethod: "POST",
    path: "/v1/oauth/token",
    query: "",
    headers: [["Content-Type", FORM]] as const,
    body: new URLSearchParams(parameters(stack.acme)).toString(),
  });
  const upstreamReply = (status: number, body = '{"error":"from_upstream"}') =>
    Promise.resolve({ status, headers: [["Retry-After", "9"]] as const, body });

  for (const status of [201, 204, 302, 402, 429, 500, 502, 503, 504])
    it(`${status} becomes 503 with Retry-After, and is not kept`, async () => {
      const answers = [
        upstreamReply(status),
        upstreamReply(200, '{"access_token":"t","expires_in":9000}'),
      ];
      const gateway = replies(() => answers.shift() ?? upstreamReply(500));
      const { reply, errorType } = await gateway.handle(request());
      expect(reply.status).to.equal(503);
      expect(errorType).to.equal("API_CONFIGURATION_ERROR");
      expect(reply.headers).to.deep.include(["Retry-After", "30"]);
      expect(reply.body).to.not.contain("from_upstream");
      expect((await gateway.handle(request())).reply.status).to.equal(200);
    });

  for (const [type, status] of [
    ["INTEGRATION_TIMEOUT", 504],
    ["INTEGRATION_FAILURE", 503],
  ] as const)
    it(`${type} becomes ${status} with Retry-After`, async () => {
      const gateway = replies(() => Promise.reject(new GatewayError(type)));
      const { reply } = await gateway.handle(request());
      expect(reply.status).to.equal(status);
      expect(reply.headers).to.deep.include(["Retry-After", "30"]);
      expect(JSON.parse(reply.body)).to.have.keys("error", "error_description");
    });

  for (const [status, shown] of [
    [400, 400],
    [401, 401],
    [403, 403],
    [404, 404],
    [501, 400],
  ] as const)
    it(`${status} is ${shown} to the client, with its body or one of the right shape`, async () => {
      const said = { error: "access_denied", error_description: 'a "reason"' };
      for (const [body, expected] of [
        [JSON.stringify(said), said],
        ["<html>Not Found</html>", { error: "invalid_request" }],
        ['{"message":"Not Found"}', { error: "invalid_request" }],
      ] as const) {
        const gateway = replies(() => upstreamReply(status, body));
        const { reply } = await gateway.handle(request());
        expect(reply.status).to.equal(shown);
        expect(JSON.parse(reply.body)).to.include(expected);
      }
    });
});
