import { expect } from "chai";
import fc from "fast-check";
import type { Headers } from "../../local/gateway/parameters";
import type { Evaluation } from "../../local/evaluate/evaluate";
import { direct, evaluateDev } from "../support/direct";
import { FORM, JSON_TYPE, parameters } from "../support/tokenClient";
import { devValues } from "../support/stack";

const RUNS = { numRuns: 300, seed: 20260101 };

describe("For any requests", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await evaluateDev();
  });

  const acme = () => {
    const vendor = direct(evaluation).vendors.acme;
    if (!vendor) throw new Error("no acme");
    return vendor;
  };

  /** Bodies and headers similar to a valid request, where requests could be confused. */
  const requests = () => {
    const right = new URLSearchParams(parameters(acme())).toString();
    const body = fc.oneof(
      fc.constantFrom(
        right,
        `${right}&x=1`,
        JSON.stringify(parameters(acme())),
        "",
        "{}",
        `${right} `,
        `&${right}`,
      ),
      fc.string({ unit: "grapheme-ascii", maxLength: 60 }),
      fc.string({ unit: "binary", maxLength: 20 }),
    );
    const contentType = fc.constantFrom(
      undefined,
      "",
      FORM,
      JSON_TYPE,
      `${FORM}; charset=utf-8`,
      FORM.toUpperCase(),
      "text/plain",
    );
    const authorization = fc.oneof(
      fc.constantFrom(undefined, "", "Basic YTpi", "basic YTpi", "Basic  YTpi", "Bearer x"),
      fc.base64String({ maxLength: 12 }).map((text) => `Basic ${text}`),
    );
    const spelling = fc.constantFrom("Content-Type", "content-type");
    return fc.record({ body, spelling, contentType, authorization });
  };

  interface Asked {
    body: string;
    spelling: string;
    contentType: string | undefined;
    authorization: string | undefined;
  }
  const headersOf = ({ spelling, contentType, authorization }: Asked): Headers => [
    ...(contentType === undefined ? [] : [[spelling, contentType] as const]),
    ...(authorization === undefined ? [] : [["Authorization", authorization] as const]),
  ];
  /** A missing header and an empty one are the same. An empty body is an empty object. */
  const carried = ({ body, spelling, contentType, authorization }: Asked) =>
    JSON.stringify([body || "{}", contentType ? [spelling, contentType] : "", authorization ?? ""]);

  for (const gatewayErrorsCached of ["no", "yes"] as const)
    it(`two that differ in body, Authorization or Content-Type never share an answer (errors of the gateway kept: ${gatewayErrorsCached})`, async () => {
      await fc.assert(
        fc.asyncProperty(requests(), requests(), async (one, other) => {
          fc.pre(carried(one) !== carried(other));
          const stack = direct(evaluation, devValues(), {
            "gateway-errors-cached": gatewayErrorsCached,
            "unprintable-header": "accepted",
          });
          await stack.post(one.body, headersOf(one));
          expect((await stack.post(other.body, headersOf(other))).cache).to.not.equal("HIT");
        }),
        RUNS,
      );
    });

  it("a token only reaches a request with the credentials that it was issued for", async () => {
    const stack = direct(evaluation);
    const { clientId, clientSecret } = acme();
    await stack.post(new URLSearchParams(parameters(acme())).toString());
    await fc.assert(
      fc.asyncProperty(requests(), async (asked) => {
        const { reply } = await stack.post(asked.body, headersOf(asked));
        if (reply.status !== 200) return;
        expect(asked.body).to.contain(clientId).and.to.contain(clientSecret);
      }),
      RUNS,
    );
  });
});

describe("For any TTL, lifetime and pauses", () => {
  for (const [ttlSeconds, tokenLifetimeSeconds] of [
    [1, 13],
    [3600, 3612],
    [300, 86_400],
    [3600, 86_400],
    [1799, 3609],
  ] as const)
    for (const stored of ["before-mapping", "after-mapping"] as const)
      it(`expires_in never exceeds what the token has left (TTL ${ttlSeconds}, lifetime ${tokenLifetimeSeconds}, kept ${stored})`, async () => {
        const audience = "https://api.example.com/orders";
        const changes = {
          cache: { ttlSeconds, sizeGb: "0.5" },
          apis: [{ identifier: audience, tokenLifetimeSeconds }],
          vendors: { acme: { grants: { [audience]: [] } } },
        };
        const evaluation = await evaluateDev(changes);
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.double({ min: 0, max: ttlSeconds * 1.2, noNaN: true }), {
              minLength: 2,
              maxLength: 12,
            }),
            async (pauses) => {
              const stack = direct(evaluation, devValues(changes), { stored });
              stack.delay(9);
              const vendor = stack.vendors.acme;
              if (!vendor) throw new Error("no acme");
              const body = new URLSearchParams(parameters(vendor)).toString();
              for (const pause of pauses) {
                const { reply } = await stack.post(body);
                const answer = JSON.parse(reply.body) as {
                  access_token: string;
                  expires_in: number;
                };
                const { exp } = JSON.parse(
                  Buffer.from(answer.access_token.split(".")[1] ?? "", "base64url").toString(),
                ) as { exp: number };
                expect(answer.expires_in)
                  .to.be.at.most(exp - stack.now())
                  .and.at.least(1);
                stack.pass(pause);
              }
            },
          ),
          { numRuns: 40, seed: 20260101 },
        );
      });
});
