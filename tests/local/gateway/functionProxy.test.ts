/**
 * A Lambda function behind the local gateway: it gets the event, and gives the answers, that AWS documents
 * ("Lambda proxy integrations"); whatever goes wrong with it becomes a gateway response.
 */
import { expect } from "chai";
import type { Invocation, Invoke, Invoked } from "../../../local/gateway/functionProxy";
import type { FunctionQuirks } from "../../../local/gateway/functionQuirks";
import { Gateway } from "../../../local/gateway/gateway";
import type { Deployed, GatewayResponse, Route } from "../../../local/gateway/model";
import type { GatewayRequest, Headers } from "../../../local/gateway/parameters";
import { DEFAULT_QUIRKS } from "../../../local/gateway/quirks";

const EXECUTION_ARN = "arn:aws:execute-api:eu-west-1:123456789012:api";
const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:123456789012:function:broker";
const KEY = "integration.request.header.X-Request-Id";
const NOW = Date.parse("2026-01-01T00:00:00Z");

const ROUTE: Route = {
  httpMethod: "POST",
  path: "/oauth/token",
  resourceId: "r",
  integration: {
    type: "AWS_PROXY",
    uri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${FUNCTION_ARN}/invocations`,
    integrationHttpMethod: "POST",
    timeoutMilliseconds: 29_000,
    requestParameters: { [KEY]: "context.requestId" },
    cacheKeyParameters: [KEY],
  },
  integrationResponses: [],
  methodStatuses: [],
  settings: { cachingEnabled: false },
};

const PERMISSION = {
  function: "broker",
  action: "lambda:InvokeFunction",
  principal: "apigateway.amazonaws.com",
  sourceArn: `${EXECUTION_ARN}/*/POST/oauth/token`,
};

const ANSWER: Invoked = { kind: "answered", payload: { statusCode: 200, body: "{}" } };

interface Play {
  readonly invoke?: Invoke;
  readonly deployed?: Partial<Deployed>;
  readonly route?: Partial<Route>;
  readonly quirks?: Partial<FunctionQuirks>;
}

function play({ invoke, deployed, route, quirks }: Play = {}) {
  const asked: Invocation[] = [];
  const gateway = new Gateway({
    deployed: {
      restApiId: "api",
      stageName: "v1",
      executionArn: EXECUTION_ARN,
      defaultEndpoint: true,
      routes: [{ ...ROUTE, ...route }],
      gatewayResponses: new Map(),
      functionPermissions: [PERMISSION],
      ...deployed,
    },
    upstream: () => Promise.reject(new Error("There is no other upstream.")),
    invoke: (invocation) => {
      asked.push(invocation);
      return invoke?.(invocation) ?? Promise.resolve(ANSWER);
    },
    quirks: DEFAULT_QUIRKS,
    functionQuirks: quirks,
    clock: () => NOW,
  });
  return {
    asked,
    post: (changes: Partial<GatewayRequest> = {}) =>
      gateway.handle({
        httpMethod: "POST",
        path: "/v1/oauth/token",
        query: "",
        headers: [],
        body: "a=b",
        ...changes,
      }),
  };
}

const answering = (payload: unknown): Play => ({
  invoke: () => Promise.resolve({ kind: "answered", payload }),
});

describe("A function's event", () => {
  const eventOf = async (changes: Partial<GatewayRequest>) => {
    const { asked, post } = play();
    await post(changes);
    return asked[0]!.event;
  };

  it("has header names as the caller wrote them, and every value of a repeated one", async () => {
    const headers: Headers = [
      ["content-TYPE", "text/plain"],
      ["X-Twice", "one"],
      ["X-Twice", "two"],
      ["x-twice", "three"],
    ];
    const event = await eventOf({ headers });
    expect(event.headers).to.include({
      "content-TYPE": "text/plain",
      "X-Twice": "two",
      "x-twice": "three",
    });
    expect(event.multiValueHeaders).to.deep.include({
      "content-TYPE": ["text/plain"],
      "X-Twice": ["one", "two"],
      "x-twice": ["three"],
    });
    expect(event.headers).to.not.have.property("Content-Type");
  });

  it("has the body as it came, or null, and is not in Base64 where no media type is binary", async () => {
    expect(await eventOf({ body: "a=b\r\n" })).to.include({
      body: "a=b\r\n",
      isBase64Encoded: false,
    });
    expect((await eventOf({ body: "" })).body).to.equal(null);
  });

  it("says where it comes from, and the gateway's name for the request", async () => {
    const event = await eventOf({
      sourceIp: "203.0.113.7",
      requestId: "request-1",
      query: "x=1&x=2",
    });
    expect(event).to.include({
      resource: "/oauth/token",
      path: "/oauth/token",
      httpMethod: "POST",
    });
    expect(event.queryStringParameters).to.deep.equal({ x: "2" });
    expect(event.multiValueQueryStringParameters).to.deep.equal({ x: ["1", "2"] });
    expect(event.requestContext).to.deep.include({
      accountId: "123456789012",
      apiId: "api",
      stage: "v1",
      path: "/v1/oauth/token",
      requestId: "request-1",
      requestTimeEpoch: NOW,
    });
    expect(event.requestContext.identity.sourceIp).to.equal("203.0.113.7");
  });

  it("has a name of its own for each request, which the gateway gives to whoever asks it", async () => {
    const { asked, post } = play();
    const handled = [await post(), await post()];
    const ids = asked.map(({ event }) => event.requestContext.requestId);
    expect(new Set(ids).size).to.equal(2);
    expect(handled.map(({ requestId }) => requestId)).to.deep.equal(ids);
  });

  it("goes to the function of the integration, with the integration's time-out", async () => {
    const { asked, post } = play();
    await post();
    expect(asked[0]).to.include({ functionArn: FUNCTION_ARN, timeoutMilliseconds: 29_000 });
  });
});

describe("A function's answer", () => {
  const replyTo = async (payload: unknown) => (await play(answering(payload)).post()).reply;

  it("is the gateway's, with JSON as the type unless it says another", async () => {
    expect(await replyTo({ statusCode: 401, body: "text" })).to.deep.equal({
      status: 401,
      headers: [["Content-Type", "application/json"]],
      body: "text",
    });
    const typed = await replyTo({ statusCode: 200, headers: { "content-type": "text/plain" } });
    expect(typed.headers).to.deep.equal([["content-type", "text/plain"]]);
  });

  it("takes its fields for optional: an empty one is an empty 200", async () => {
    expect(await replyTo({})).to.include({ status: 200, body: "" });
    expect(await replyTo({ statusCode: "404", headers: null, body: null })).to.include({
      status: 404,
      body: "",
    });
  });

  it("has the headers of both kinds, and of a name in both those of multiValueHeaders", async () => {
    const { headers } = await replyTo({
      statusCode: 200,
      headers: { "Content-Type": "text/plain", A: "one", B: true },
      multiValueHeaders: { A: ["two", "three"] },
    });
    expect(headers).to.deep.equal([
      ["Content-Type", "text/plain"],
      ["B", "true"],
      ["A", "two"],
      ["A", "three"],
    ]);
  });

  it("has WWW-Authenticate under the name that the gateway gives it", async () => {
    const { headers } = await replyTo({
      statusCode: 401,
      headers: { "WWW-Authenticate": 'Basic realm="token"' },
    });
    expect(headers).to.deep.include(["x-amzn-Remapped-WWW-Authenticate", 'Basic realm="token"']);
    expect(headers.map(([name]) => name)).to.not.include("WWW-Authenticate");
  });

  const MALFORMED: Record<string, unknown> = {
    "a text": "ok",
    "a list": [],
    nothing: null,
    "a field that is not one of the five": { statusCode: 200, errorMessage: "x" },
    "a status that is not a number": { statusCode: "soon" },
    "a status that is not one of HTTP": { statusCode: 0 },
    "a body that is an object": { statusCode: 200, body: {} },
    "headers that are a list": { statusCode: 200, headers: [] },
    "a header that is an object": { statusCode: 200, headers: { A: {} } },
    "multiValueHeaders without lists": { statusCode: 200, multiValueHeaders: { A: "one" } },
    "isBase64Encoded that is a text": { statusCode: 200, isBase64Encoded: "no" },
  };
  for (const [what, payload] of Object.entries(MALFORMED))
    it(`is malformed, 502, if it is ${what}`, async () => {
      const { reply, errorType } = await play(answering(payload)).post();
      expect([reply.status, errorType]).to.deep.equal([502, "DEFAULT_5XX"]);
      expect(reply.body).to.equal('{"message":"Internal server error"}');
    });
});

describe("What goes wrong with a function", () => {
  const shapes = (...types: string[]): ReadonlyMap<string, GatewayResponse> =>
    new Map(
      types.map((responseType) => [
        responseType,
        { responseType, responseTemplates: { "application/json": `{"error":"${responseType}"}` } },
      ]),
    );

  for (const [kind, status] of [
    ["failed", 502],
    ["throttled", 500],
  ] as const)
    for (const type of ["DEFAULT_5XX", "INTEGRATION_FAILURE", "API_CONFIGURATION_ERROR"] as const)
      it(`${kind}: ${status}, shaped by the gateway response ${type} if AWS raises that type`, async () => {
        const { reply, errorType } = await play({
          invoke: () => Promise.resolve({ kind }),
          quirks: { "function-error": type },
          deployed: { gatewayResponses: shapes(type) },
        }).post();
        expect([reply.status, errorType, reply.body]).to.deep.equal([
          status,
          type,
          `{"error":"${type}"}`,
        ]);
      });

  it("a status of DEFAULT_5XX takes the place of every other", async () => {
    const gatewayResponses = new Map([
      ["DEFAULT_5XX", { responseType: "DEFAULT_5XX", statusCode: "503" }],
    ]);
    for (const kind of ["failed", "throttled", "late"] as const) {
      const { reply } = await play({
        invoke: () => Promise.resolve({ kind }),
        deployed: { gatewayResponses },
      }).post();
      expect(reply.status, kind).to.equal(503);
    }
  });

  it("no answer in time: 504, INTEGRATION_TIMEOUT", async () => {
    const { reply, errorType } = await play({
      invoke: () => Promise.resolve({ kind: "late" }),
    }).post();
    expect([reply.status, errorType]).to.deep.equal([504, "INTEGRATION_TIMEOUT"]);
  });

  const NOT_PERMITTED: Record<string, Deployed["functionPermissions"]> = {
    "there is none": [],
    "it is for another function": [{ ...PERMISSION, function: "other" }],
    "it is for another service": [{ ...PERMISSION, principal: "events.amazonaws.com" }],
    "it is for another method": [
      { ...PERMISSION, sourceArn: `${EXECUTION_ARN}/*/GET/oauth/token` },
    ],
    "it is for another API": [{ ...PERMISSION, sourceArn: `${EXECUTION_ARN}2/*/POST/oauth/token` }],
  };
  for (const [what, functionPermissions] of Object.entries(NOT_PERMITTED))
    it(`no permission, as ${what}: 500, and the function is not invoked`, async () => {
      const { asked, post } = play({ deployed: { functionPermissions } });
      const { reply, errorType } = await post();
      expect([reply.status, errorType]).to.deep.equal([500, "API_CONFIGURATION_ERROR"]);
      expect(asked).to.have.length(0);
    });
});

describe("The stage's cache before a function", () => {
  const cached: Play = {
    route: { settings: { cachingEnabled: true, cacheTtlInSeconds: 60 } },
    deployed: { cacheSizeGb: 0.5 },
  };
  const twice = async (options: Play) => {
    const { asked, post } = play(options);
    await post();
    return { again: await post(), asked };
  };

  it("never finds an answer again under a key that is new for each request", async () => {
    const { again, asked } = await twice(cached);
    expect([again.cache, asked.length]).to.deep.equal(["MISS", 2]);
  });

  it("has one entry for everybody if AWS does not honour key parameters there", async () => {
    const { again, asked } = await twice({ ...cached, quirks: { "proxy-key-parameters": "no" } });
    expect([again.cache, asked.length]).to.deep.equal(["HIT", 1]);
  });

  it("is out of the way while caching is off, under either", async () => {
    for (const value of ["yes", "no"] as const) {
      const { again, asked } = await twice({ quirks: { "proxy-key-parameters": value } });
      expect([again.cache, asked.length], value).to.deep.equal([undefined, 2]);
    }
  });
});
