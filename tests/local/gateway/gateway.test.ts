/**
 * The local gateway does what AWS documents (docs named in local/gateway), with other APIs than ours
 * as well: it must show it when the program declares something else.
 */
import { expect } from "chai";
import { type Deployed, deployedFrom, type Route } from "../../../local/gateway/model";
import { Gateway, type UpstreamRequest } from "../../../local/gateway/gateway";
import { DEFAULT_QUIRKS, type Quirks } from "../../../local/gateway/quirks";
import { cacheKey, type Headers } from "../../../local/gateway/parameters";
import type { Reply } from "../../../local/gateway/reply";
import type { Evaluation } from "../../../local/evaluate/evaluate";
import { evaluateDev, mutated, tokenRequest } from "../../support/direct";
import { FORM } from "../../support/tokenClient";

const BODY = "integration.request.header.B";
const ROUTE: Route = {
  httpMethod: "POST",
  path: "/oauth/token",
  resourceId: "r",
  integration: {
    type: "HTTP",
    uri: "https://upstream.example/x",
    integrationHttpMethod: "POST",
    requestParameters: { [BODY]: "method.request.body" },
    cacheKeyParameters: [BODY],
  },
  integrationResponses: [
    { statusCode: "200", selectionPattern: "200" },
    { statusCode: "401", selectionPattern: "401" },
  ],
  methodStatuses: ["200", "401"],
  settings: {
    cachingEnabled: true,
    cacheTtlInSeconds: 60,
    requireAuthorizationForCacheControl: true,
  },
};

function play(
  change: Partial<Route> = {},
  quirks: Partial<Quirks> = {},
  more: Partial<Deployed> = {},
) {
  let now = 0;
  const asked: UpstreamRequest[] = [];
  const replies: Reply[] = [];
  const gateway = new Gateway({
    deployed: {
      restApiId: "api",
      stageName: "v1",
      executionArn: "arn:aws:execute-api:eu-west-1:123456789012:api",
      defaultEndpoint: true,
      cacheSizeGb: 0.5,
      routes: [{ ...ROUTE, ...change }],
      gatewayResponses: new Map(),
      functionPermissions: [],
      ...more,
    },
    upstream: (request) => {
      asked.push(request);
      return Promise.resolve(
        replies.shift() ?? { status: 200, headers: [], body: `answer ${asked.length}` },
      );
    },
    quirks: { ...DEFAULT_QUIRKS, ...quirks },
    clock: () => now,
  });
  return {
    asked,
    replies,
    gateway,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    post: async (body: string, headers: Headers = [["Content-Type", FORM]]) =>
      (await gateway.handle(tokenRequest(body, headers))).reply,
  };
}

const route = (integration: Partial<Route["integration"]>) => ({
  integration: { ...ROUTE.integration, ...integration },
});

describe("The local gateway's integration request", () => {
  const userAgents = async (requestParameters: Record<string, string>) => {
    const { post, asked } = play(
      route({ requestParameters: { [BODY]: "method.request.body", ...requestParameters } }),
    );
    await post("x");
    return asked[0]?.headers
      .filter(([name]) => name.toLowerCase() === "user-agent")
      .map(([, value]) => value);
  };

  it("has the gateway's own User-Agent, or in its place the one that is mapped, in any case", async () => {
    expect(await userAgents({})).to.deep.equal(["AmazonAPIGateway_api"]);
    for (const name of ["User-Agent", "user-agent"])
      expect(
        await userAgents({ [`integration.request.header.${name}`]: "'mapped/1'" }),
      ).to.deep.equal(["mapped/1"]);
  });
});

describe("The local gateway's cache", () => {
  it("with no key parameter has one entry for the whole method: one client gets another's answer", async () => {
    const { post } = play(route({ cacheKeyParameters: [] }));
    expect((await post("one")).body).to.equal((await post("two")).body);
  });

  it("keeps namespaces apart", () => {
    const key = (cacheNamespace: string) =>
      cacheKey({ ...ROUTE, ...route({ cacheNamespace }) }, tokenRequest("x", []), DEFAULT_QUIRKS);
    expect(key("a")).to.equal(key("a"));
    expect(key("a")).to.not.equal(key("b"));
  });

  it("is off without a cluster, without the method's own setting, and with TTL 0", async () => {
    for (const { post, asked } of [
      play({}, {}, { cacheSizeGb: undefined }),
      play({ settings: { ...ROUTE.settings, cachingEnabled: false } }),
      play({ settings: { ...ROUTE.settings, cacheTtlInSeconds: 0 } }),
    ]) {
      await post("x");
      await post("x");
      expect(asked).to.have.length(2);
    }
  });

  it("lets a client empty its own entry only where no authorisation is asked for", async () => {
    for (const [requireAuthorizationForCacheControl, upstream] of [
      [true, 1],
      [false, 2],
    ] as const) {
      const { post, asked } = play({
        settings: { ...ROUTE.settings, requireAuthorizationForCacheControl },
      });
      await post("x");
      await post("x", [
        ["Cache-Control", "max-age=0"],
        ["Content-Type", FORM],
      ]);
      expect(asked).to.have.length(upstream);
    }
  });

  it("fails an invalidation with 403 where the program says so", async () => {
    const { post } = play({
      settings: { ...ROUTE.settings, unauthorizedCacheControlHeaderStrategy: "FAIL_WITH_403" },
    });
    expect((await post("x", [["Cache-Control", "max-age=0"]])).status).to.equal(403);
  });

  it("does not keep an answer above 1 MiB", async () => {
    const { post, asked, replies } = play();
    replies.push({ status: 200, headers: [], body: "x".repeat(1_048_577) });
    await post("x");
    await post("x");
    expect(asked).to.have.length(2);
  });

  it("is emptied by a flush", async () => {
    const { post, asked, gateway } = play();
    await post("x");
    gateway.flush();
    await post("x");
    expect(asked).to.have.length(2);
  });

  it("asks upstream for every concurrent miss, unless told that misses are merged", async () => {
    for (const [merged, upstream] of [
      ["no", 5],
      ["yes", 1],
    ] as const) {
      const { post, asked } = play({}, { "misses-merged": merged });
      await Promise.all(Array.from({ length: 5 }, () => post("x")));
      expect(asked).to.have.length(upstream);
    }
  });

  it("keeps mapped errors, or not, and errors of its own, or not, as it is told", async () => {
    for (const [status, quirks, upstream] of [
      [401, { "errors-cached": "yes" }, 1],
      [401, { "errors-cached": "no" }, 2],
      [500, { "gateway-errors-cached": "yes" }, 1],
      [500, { "gateway-errors-cached": "no" }, 2],
    ] as const) {
      const { post, asked, replies } = play({}, quirks);
      replies.push({ status, headers: [], body: "{}" }, { status, headers: [], body: "{}" });
      const first = await post("x");
      expect(await post("x")).to.deep.equal(first);
      expect(asked, JSON.stringify([status, quirks])).to.have.length(upstream);
    }
  });
});

describe("The local gateway's integration", () => {
  it("passes everything on where the program says HTTP_PROXY", async () => {
    const { post, asked } = play(route({ type: "HTTP_PROXY" }));
    await post("x", [["Cookie", "a=b"]]);
    expect(asked[0]?.headers).to.deep.equal([["Cookie", "a=b"]]);
  });

  it("passes a body through where no template matches and the program does not say NEVER", async () => {
    const { post, asked } = play(route({ passthroughBehavior: "WHEN_NO_MATCH" }));
    await post("as it is");
    expect(asked[0]?.body).to.equal("as it is");
  });

  it("turns an upstream error into the status of a default response, if there is one", async () => {
    const { post, replies } = play({
      integrationResponses: [{ statusCode: "200" }],
      methodStatuses: ["200"],
    });
    replies.push({ status: 500, headers: [], body: "an error" });
    expect((await post("x")).status).to.equal(200);
  });

  it("raises API_CONFIGURATION_ERROR, 500, for a status that nothing maps or that the method lacks", async () => {
    const unmapped = play();
    unmapped.replies.push({ status: 302, headers: [], body: "" });
    expect((await unmapped.post("x")).status).to.equal(500);
    expect((await play({ methodStatuses: [] }).post("x")).status).to.equal(500);
  });

  it("matches a header by its exact name where AWS might, and then neither keys nor forwards it", async () => {
    const parameters = {
      [BODY]: "method.request.body",
      "integration.request.header.Authorization": "method.request.header.Authorization",
    };
    const { post, asked } = play(
      route({
        requestParameters: parameters,
        cacheKeyParameters: [BODY, "method.request.header.Authorization"],
      }),
      { "header-names-folded": "no" },
    );
    await post("x", [["authorization", "Basic a"]]);
    await post("x", [["authorization", "Basic b"]]);
    expect(asked).to.have.length(1);
    expect(asked[0]?.headers.map(([name]) => name)).to.not.include("Authorization");
  });

  it("answers 500 to everything where two mapped headers differ in case only", async () => {
    const { post, asked } = play(
      route({
        requestParameters: {
          [BODY]: "method.request.body",
          "integration.request.header.X-A": "'a'",
          "integration.request.header.x-a": "'b'",
        },
      }),
    );
    expect((await post("x")).status).to.equal(500);
    expect(asked).to.deep.equal([]);
  });

  it("passes the client's Content-Type on, unless one is mapped", async () => {
    for (const [mapped, expected] of [
      [{}, "text/x"],
      [{ "integration.request.header.Content-Type": "'text/y'" }, "text/y"],
    ] as const) {
      const { post, asked } = play(
        route({ requestParameters: { [BODY]: "method.request.body", ...mapped } }),
      );
      await post("x", [["Content-Type", "text/x"]]);
      const types = asked[0]?.headers.filter(([name]) => name === "Content-Type");
      expect(types).to.deep.equal([["Content-Type", expected]]);
    }
  });

  for (const [what, headers, quirks, template] of [
    ["JSON without a Content-Type", [], {}, "json"],
    ["a parameter", [["Content-Type", `${FORM};charset=utf-8`]], {}, "form"],
    [
      "a parameter that counts",
      [["Content-Type", `${FORM};charset=utf-8`]],
      { "media-type-parameter": "no-template" },
      undefined,
    ],
    ["upper case", [["Content-Type", FORM.toUpperCase()]], {}, "form"],
    [
      "upper case that counts",
      [["Content-Type", FORM.toUpperCase()]],
      { "media-type-case": "no-template" },
      undefined,
    ],
    ["another spelling of the name", [["CONTENT-TYPE", FORM]], {}, "form"],
    [
      "another spelling where only one counts",
      [["content-type", FORM]],
      { "content-type-name": "exact" },
      "json",
    ],
  ] as [string, Headers, Partial<Quirks>, string | undefined][])
    it(`chooses a template by the media type: ${what}`, async () => {
      const { post, asked } = play(
        route({
          requestTemplates: { "application/json": "json", [FORM]: "form" },
          passthroughBehavior: "NEVER",
        }),
        quirks,
      );
      const { status } = await post("x", headers);
      expect([status, asked[0]?.body]).to.deep.equal([template ? 200 : 415, template]);
    });

  it("maps the last of repeated headers, or the first, and a body with its outer blanks, or without, as it is told", () => {
    const keyOf = (quirks: Partial<Quirks>) =>
      cacheKey(
        {
          ...ROUTE,
          ...route({ cacheKeyParameters: [BODY, "method.request.header.A"] }),
        },
        tokenRequest(" x ", [
          ["A", "one"],
          ["a", "two"],
          ["A", "three"],
        ]),
        { ...DEFAULT_QUIRKS, ...quirks },
      );
    expect(keyOf({})).to.equal('["r"," x ","three"]');
    expect(keyOf({ "repeated-header": "first", "body-trimmed": "yes" })).to.equal(
      '["r","x","one"]',
    );
  });

  it("answers 403 for another stage, in AWS's words", async () => {
    const { gateway } = play();
    const { reply } = await gateway.handle({ ...tokenRequest("", []), path: "/other/oauth/token" });
    expect([reply.status, reply.body]).to.deep.equal([403, '{"message":"Forbidden"}']);
  });
});

describe("The local gateway's deployment", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await evaluateDev();
  });
  const deploy = (
    type: string,
    change: (state: Record<string, unknown>) => Record<string, unknown>,
  ) => deployedFrom(mutated(evaluation.resources, `aws:apigateway/${type}`, change));

  it("refuses what AWS refuses: a body declared on the method, a mapping or a key of something undeclared", () => {
    expect(() =>
      deploy("method:Method", (state) => ({
        ...state,
        requestParameters: { "method.request.body": true },
      })),
    ).to.throw("Invalid mapping expression specified");
    expect(() =>
      deploy("method:Method", (state) => ({ ...state, requestParameters: {} })),
    ).to.throw("Invalid mapping expression specified");
    expect(() =>
      deploy("integration:Integration", (state) => ({
        ...state,
        cacheKeyParameters: ["integration.request.header.Nothing"],
      })),
    ).to.throw("Invalid cache key parameter specified");
  });

  for (const [form, methodPath, cached] of [
    ["AWS's key", "~1oauth~1token/POST", true],
    ["a plain path", "oauth/token/POST", false],
    ["a leading slash", "/oauth/token/POST", false],
    ["an escaped path without the first slash", "oauth~1token/POST", false],
    ["a star for the method", "~1oauth~1token/*", false],
  ] as const)
    it(`${cached ? "applies" : "does not apply"} settings under ${form}`, () => {
      const { routes } = deploy("methodSettings:MethodSettings", (state) =>
        state.methodPath === "*/*" ? state : { ...state, methodPath },
      );
      expect(routes[0]?.settings.cachingEnabled).to.equal(cached);
      // What has none of its own has those of the floor.
      expect(routes[0]?.settings.cacheDataEncrypted).to.equal(true);
    });

  it("has no cache without a cluster", () => {
    expect(
      deploy("stage:Stage", (state) => ({ ...state, cacheClusterEnabled: false })).cacheSizeGb,
    ).to.equal(undefined);
  });

  it("serves nothing if the stage is not on the deployment", () => {
    expect(() => deploy("stage:Stage", (state) => ({ ...state, deployment: "other" }))).to.throw(
      "serves no deployment",
    );
  });
});
