/**
 * The proxy's resources, made from the dev stack's configuration with keys replaced.
 *
 * Not proved here: that API Gateway takes these values, keys its cache by them or enforces them.
 * Nothing ran there, and Pulumi's engine did not run either: that a replacement deletes first, or
 * pulls in the right neighbours, is declared here and decided by the engine. What the templates
 * answer is in templates.test.ts and tests/http.
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import { expect } from "chai";
import type { Evaluation, EvaluationOptions, Registration } from "../../local/evaluate/evaluate";
import { defineProxy } from "../../src/proxy/definition";
import { readTemplates } from "../../src/proxy/templates";
import { TokenProxy } from "../../src/proxy/tokenProxy";
import {
  all,
  answering,
  childrenOf,
  evaluatePart,
  type Kind,
  labels,
  named,
  only,
  UNKNOWN,
  vendorsOf,
} from "../support/registrations";

type Texts = Record<string, string>;

const STATUSES = ["200", "400", "401", "403", "404"];
/** Auth0 has 501 for a grant type that it does not support, which is what a refused request becomes. */
const patternFor = (status: string) => (status === "400" ? "400|501" : status);

function proxyWith(
  changes: Record<string, unknown> = {},
  options: Pick<EvaluationOptions, "preview" | "override"> = {},
): Promise<Evaluation> {
  return evaluatePart(
    (config) => {
      const { proxyUrl, tokenUrl, restApiId, stageName } = new TokenProxy("proxy", config);
      return { proxyUrl, tokenUrl, restApiId, stageName };
    },
    changes,
    options,
  );
}

describe("The token proxy", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await proxyWith();
  });

  const inputs = (kind: Kind) => only(evaluation, kind).inputs;
  const integrationParameters = () => inputs("Integration").requestParameters as Texts;

  describe("as an API", () => {
    it("is regional, speaks TLS 1.2 or newer only, and has no body, binary type or compression", () => {
      expect(inputs("RestApi")).to.deep.equal({
        description: "Caching token proxy for https://example-dev.eu.auth0.com/oauth/token",
        endpointConfiguration: { types: "REGIONAL", ipAddressType: "ipv4" },
        securityPolicy: "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
        // AWS demands it with a policy of that name.
        endpointAccessMode: "STRICT",
        disableExecuteApiEndpoint: false,
        tags: { team: "platform", environment: "dev" },
      });
    });

    it("has the two resources of /oauth/token, as Auth0 has it", () => {
      const api = only(evaluation, "RestApi");
      expect(labels(all(evaluation, "Resource"))).to.deep.equal([
        "Resource proxy-oauth",
        "Resource proxy-oauth-token",
      ]);
      const oauth = named(evaluation, "Resource", "proxy-oauth");
      expect(oauth.inputs).to.deep.equal({
        restApi: api.id,
        parentId: api.state.rootResourceId,
        pathPart: "oauth",
      });
      expect(named(evaluation, "Resource", "proxy-oauth-token").inputs).to.deep.equal({
        restApi: api.id,
        parentId: oauth.id,
        pathPart: "token",
      });
    });

    it("takes POST from anybody, needs no header, and never declares the body as a parameter", () => {
      expect(inputs("Method")).to.deep.equal({
        restApi: only(evaluation, "RestApi").id,
        resourceId: named(evaluation, "Resource", "proxy-oauth-token").id,
        httpMethod: "POST",
        authorization: "NONE",
        requestParameters: {
          "method.request.header.Authorization": false,
          "method.request.header.Content-Type": false,
          "method.request.header.content-type": false,
        },
      });
    });

    it("belongs, with all that it is made of, to one component", () => {
      const [proxy] = evaluation.resources.filter(({ custom }) => !custom);
      expect(childrenOf(evaluation, proxy!)).to.have.length(evaluation.resources.length - 1);
    });
  });

  describe("towards Auth0", () => {
    it("passes on nothing by itself: a custom integration, never a template it does not have", () => {
      const { requestParameters, cacheKeyParameters, requestTemplates, cacheNamespace, ...rest } =
        inputs("Integration");
      expect(rest).to.deep.equal({
        restApi: only(evaluation, "RestApi").id,
        resourceId: named(evaluation, "Resource", "proxy-oauth-token").id,
        httpMethod: "POST",
        type: "HTTP",
        integrationHttpMethod: "POST",
        uri: "https://example-dev.eu.auth0.com/oauth/token",
        timeoutMilliseconds: 10_000,
        passthroughBehavior: "NEVER",
      });
      expect(requestParameters).to.be.an("object");
      expect(cacheKeyParameters).to.be.an("array");
      expect(cacheNamespace).to.match(/^token-[0-9a-f]{16}$/);
      expect(requestTemplates).to.be.an("object");
    });

    it("reads form data and JSON alike with each charset that libraries write", () => {
      const { requestForm, requestJson } = readTemplates(3600);
      const charsets = [
        "",
        ";charset=UTF-8",
        "; charset=UTF-8",
        ";charset=utf-8",
        "; charset=utf-8",
      ];
      expect(inputs("Integration").requestTemplates).to.deep.equal(
        Object.fromEntries(
          charsets.flatMap((charset) => [
            [`application/json${charset}`, requestJson],
            [`application/x-www-form-urlencoded${charset}`, requestForm],
          ]),
        ),
      );
    });

    it("calls the configured issuer, not the domain that Pulumi manages Auth0 by", async () => {
      const custom = await proxyWith({ issuerDomain: "login.example.com" });
      expect(only(custom, "Integration").inputs.uri).to.equal(
        "https://login.example.com/oauth/token",
      );
    });

    it("has everything that the client sends to Auth0 in the cache key, and nothing else in it", () => {
      const declared = inputs("Method").requestParameters as object;
      const fromClient = Object.entries(integrationParameters()).filter(([, source]) =>
        source.startsWith("method.request."),
      );
      expect(fromClient).to.have.length(4);
      expect(inputs("Integration").cacheKeyParameters).to.have.members(
        // A declared header is a key itself; a body is one by the header that it is mapped to.
        fromClient.map(([target, source]) => (source in declared ? source : target)),
      );
    });

    it("maps no two headers whose names differ in case only: an integration with such was seen to fail", () => {
      const targets = Object.keys(integrationParameters()).map((name) => name.toLowerCase());
      expect(new Set(targets).size).to.equal(targets.length);
    });

    it("keys by Authorization, Content-Type in both spellings and the whole body", () => {
      expect(inputs("Integration").cacheKeyParameters).to.have.members([
        "method.request.header.Authorization",
        "method.request.header.Content-Type",
        "method.request.header.content-type",
        "integration.request.header.X-Cache-Key-Body",
      ]);
      expect(integrationParameters()).to.deep.equal({
        "integration.request.header.Authorization": "method.request.header.Authorization",
        "integration.request.header.X-Cache-Key-Content-Type": "method.request.header.Content-Type",
        "integration.request.header.X-Cache-Key-Lower-Case-Content-Type":
          "method.request.header.content-type",
        "integration.request.header.X-Cache-Key-Body": "method.request.body",
        "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'",
      });
    });

    it("reads only what is a key or a literal in quotes", () => {
      const literals = Object.values(integrationParameters()).filter(
        (source) => !source.startsWith("method.request."),
      );
      expect(literals).to.have.length(1);
      for (const literal of literals) expect(literal).to.match(/^'[^']*'$/);
    });

    it("has templates that read no header, path, query or context", () => {
      for (const template of Object.values(inputs("Integration").requestTemplates as Texts))
        expect(template).to.not.match(/\$input\.params|\$context|\$stageVariables/);
    });
  });

  describe("towards the client", () => {
    it("answers for 200, 400, 401, 403 and 404, and has no default response", () => {
      const responses = all(evaluation, "IntegrationResponse");
      expect(responses.map(({ inputs: { statusCode } }) => statusCode)).to.have.members(STATUSES);
      for (const { inputs: own } of responses)
        expect(own.selectionPattern).to.equal(patternFor(String(own.statusCode)));
    });

    it("declares the same statuses on the method, each with the two headers", () => {
      const responses = all(evaluation, "MethodResponse");
      expect(responses.map(({ inputs: { statusCode } }) => statusCode)).to.have.members(STATUSES);
      for (const { inputs: own } of responses)
        expect(own.responseParameters).to.deep.equal({
          "method.response.header.Cache-Control": true,
          "method.response.header.Pragma": true,
        });
    });

    it("forbids everybody to store any of them, and passes on no header of Auth0's", () => {
      for (const { inputs: own } of all(evaluation, "IntegrationResponse"))
        expect(own.responseParameters).to.deep.equal({
          "method.response.header.Cache-Control": "'no-store'",
          "method.response.header.Pragma": "'no-cache'",
        });
    });

    it("has one template for each status, so that no Accept header chooses", () => {
      for (const { inputs: own } of all(evaluation, "IntegrationResponse"))
        expect(Object.keys(own.responseTemplates as object)).to.deep.equal(["application/json"]);
      const template = (status: string) =>
        (
          named(evaluation, "IntegrationResponse", `proxy-auth0-${status}`).inputs
            .responseTemplates as Texts
        )["application/json"];
      expect(template("200")).to.include("access_token");
      for (const status of STATUSES.slice(1)) {
        expect(template(status), status).to.not.include("access_token");
        expect(template(status), status).to.equal(template("400"));
      }
    });

    it("takes the configured TTL off expires_in, not a clock's time", async () => {
      const proxy = await proxyWith({ cache: { ttlSeconds: 300 } });
      const { inputs: own } = named(proxy, "IntegrationResponse", "proxy-auth0-200");
      const template = (own.responseTemplates as Texts)["application/json"];
      expect(template).to.match(/\$input\.path\('\$\.expires_in'\) - 311\)/);
      expect(template).to.not.match(/\{\{|\$context\.(?!responseOverride)/);
    });
  });

  describe("when the gateway itself answers", () => {
    interface Answer {
      readonly status: unknown;
      readonly headers: Texts;
      readonly body: Texts;
      readonly text: string;
    }
    let answers: Record<string, Answer>;
    before(() => {
      answers = Object.fromEntries(
        all(evaluation, "Response").map(({ inputs: own }) => {
          const templates = own.responseTemplates as Texts;
          expect(Object.keys(templates)).to.deep.equal(["application/json"]);
          const text = templates["application/json"]!;
          return [
            String(own.responseType),
            {
              status: own.statusCode,
              headers: own.responseParameters as Texts,
              body: JSON.parse(text) as Texts,
              text,
            },
          ];
        }),
      );
    });

    it("has an answer of its own for each of these, and says its status, but for DEFAULT_4XX, which has none", () => {
      const statuses = Object.entries(answers).map(([type, { status }]) => [type, status]);
      expect(Object.fromEntries(statuses)).to.deep.equal({
        DEFAULT_4XX: undefined,
        DEFAULT_5XX: "500",
        API_CONFIGURATION_ERROR: "503",
        INTEGRATION_FAILURE: "503",
        INTEGRATION_TIMEOUT: "504",
        BAD_REQUEST_BODY: "400",
        BAD_REQUEST_PARAMETERS: "400",
        ACCESS_DENIED: "403",
        WAF_FILTERED: "403",
        MISSING_AUTHENTICATION_TOKEN: "404",
        RESOURCE_NOT_FOUND: "404",
        REQUEST_TOO_LARGE: "413",
        UNSUPPORTED_MEDIA_TYPE: "415",
        THROTTLED: "429",
      });
    });

    it("says error and error_description, in JSON, and nothing else", () => {
      for (const [type, { body }] of Object.entries(answers)) {
        expect(Object.keys(body), type).to.deep.equal(["error", "error_description"]);
        expect(body.error, type).to.match(/^[a-z_]+$/);
        // RFC 6749, 5.2: printable ASCII without quote and backslash.
        expect(body.error_description, type).to.match(/^[\x20-\x21\x23-\x5b\x5d-\x7e]{20,}$/);
      }
    });

    it("never echoes the request or shows the gateway's inside", () => {
      for (const [type, { text }] of Object.entries(answers))
        expect(text, type).to.not.include("$");
    });

    it("forbids everybody to store it", () => {
      for (const [type, { headers }] of Object.entries(answers)) {
        const { "gatewayresponse.header.Retry-After": retry, ...rest } = headers;
        expect(rest, type).to.deep.equal({
          "gatewayresponse.header.Cache-Control": "'no-store'",
          "gatewayresponse.header.Pragma": "'no-cache'",
        });
        expect(retry, type).to.be.oneOf([undefined, "'1'", "'30'"]);
      }
    });

    it("says with 429, 503 and 504 when to come back, and with no other", () => {
      const retryAfter = Object.entries(answers)
        .map(([type, { headers }]) => [type, headers["gatewayresponse.header.Retry-After"]])
        .filter(([, seconds]) => seconds !== undefined);
      expect(Object.fromEntries(retryAfter)).to.deep.equal({
        API_CONFIGURATION_ERROR: "'30'",
        INTEGRATION_FAILURE: "'30'",
        INTEGRATION_TIMEOUT: "'30'",
        THROTTLED: "'1'",
      });
    });

    it("says first what the client can fix, then to wait, where the cause may be either", () => {
      for (const type of ["API_CONFIGURATION_ERROR", "INTEGRATION_FAILURE"]) {
        const { error, error_description: description } = answers[type]!.body;
        expect(error).to.equal("temporarily_unavailable");
        expect(description).to.match(/line break.*one short line of ASCII.*try again later/);
      }
    });

    it("says nothing of waiting where a body of the client's is the likely cause", () => {
      const { error, error_description: description } = answers.DEFAULT_5XX!.body;
      expect(error).to.equal("server_error");
      expect(description).to.match(/one line of ASCII, without a line break/);
      expect(description).to.not.match(/later|again/);
    });

    it("says the same of a body that cannot be read, whichever type is raised for it", () => {
      for (const type of ["BAD_REQUEST_BODY", "BAD_REQUEST_PARAMETERS"])
        expect(answers[type]!.text).to.equal(answers.DEFAULT_4XX!.text);
      expect(answers.DEFAULT_4XX!.text).to.contain("one line of form data or JSON");
    });

    it("never says with a 4xx that Auth0 has failed", () => {
      for (const [type, { status, text }] of Object.entries(answers))
        if (/^(INTEGRATION|API_CONFIG|DEFAULT_5)/.test(type))
          expect(Number(status)).to.be.at.least(500);
        else expect(text, type).to.not.contain("Auth0");
    });
  });

  it("gives its API the time that a change of its TLS policy takes", () => {
    expect(only(evaluation, "RestApi").customTimeouts).to.include({ create: "30m", update: "30m" });
  });

  describe("on its stage", () => {
    const stage = () => only(evaluation, "Stage");

    it("has a cache cluster of the configured size, and no traces", async () => {
      const { accessLogSettings, ...rest } = stage().inputs;
      expect(accessLogSettings).to.be.an("object");
      expect(rest).to.deep.equal({
        restApi: only(evaluation, "RestApi").id,
        deployment: only(evaluation, "Deployment").id,
        stageName: "v1",
        cacheClusterEnabled: true,
        cacheClusterSize: "0.5",
        xrayTracingEnabled: false,
        tags: { team: "platform", environment: "dev" },
      });
      const larger = await proxyWith({ cache: { sizeGb: 6.1 } });
      expect(only(larger, "Stage").inputs).to.include({
        cacheClusterEnabled: true,
        cacheClusterSize: "6.1",
      });
    });

    const settings = {
      cachingEnabled: true,
      cacheTtlInSeconds: 3600,
      cacheDataEncrypted: true,
      requireAuthorizationForCacheControl: true,
      unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITHOUT_RESPONSE_HEADER",
      throttlingRateLimit: 20,
      throttlingBurstLimit: 40,
      metricsEnabled: true,
      dataTraceEnabled: false,
      loggingLevel: "OFF",
    };

    it("sets everything on POST /oauth/token itself, under AWS's key for it", () => {
      const own = named(evaluation, "MethodSettings", "proxy-settings");
      expect(own.inputs).to.deep.equal({
        restApi: only(evaluation, "RestApi").id,
        stageName: "v1",
        methodPath: "~1oauth~1token/POST",
        settings,
      });
    });

    it("has a floor beneath for every method: throttled, without cache, and nothing logged", () => {
      const { cacheDataEncrypted, throttlingRateLimit, throttlingBurstLimit } = settings;
      expect(named(evaluation, "MethodSettings", "proxy-floor").inputs).to.deep.equal({
        restApi: only(evaluation, "RestApi").id,
        stageName: "v1",
        methodPath: "*/*",
        settings: {
          ...{ cacheDataEncrypted, throttlingRateLimit, throttlingBurstLimit },
          ...{ cachingEnabled: false, dataTraceEnabled: false, loggingLevel: "OFF" },
        },
      });
    });

    it("sets one after the other, the floor first: two updates of one stage at a time conflict", () => {
      const [floor, own] = ["proxy-floor", "proxy-settings"].map((name) =>
        named(evaluation, "MethodSettings", name),
      );
      expect(floor!.dependencies).to.include(stage().urn);
      expect(own!.dependencies).to.include(floor!.urn);
      for (const { deleteBeforeReplace } of [floor!, own!])
        expect(deleteBeforeReplace).to.equal(true);
    });

    it("takes TTL and throttle from the configuration, and logs errors without bodies if told to", async () => {
      const proxy = await proxyWith({
        cache: { ttlSeconds: 300 },
        throttle: { ratePerSecond: 7.5, burst: 9 },
        logs: { execution: "error" },
      });
      expect(named(proxy, "MethodSettings", "proxy-settings").inputs.settings).to.deep.equal({
        ...settings,
        cacheTtlInSeconds: 300,
        throttlingRateLimit: 7.5,
        throttlingBurstLimit: 9,
        loggingLevel: "ERROR",
      });
    });
  });

  describe("is replaced as a whole", () => {
    const REPLACED: readonly Kind[] = [
      "Method",
      "Integration",
      "MethodResponse",
      "IntegrationResponse",
    ];

    for (const kind of REPLACED)
      it(`if anything changes in a resource of type ${kind}: deleted first, then made anew`, () => {
        for (const { name, deleteBeforeReplace, replaceOnChanges } of all(evaluation, kind)) {
          expect(deleteBeforeReplace, name).to.equal(true);
          expect(replaceOnChanges, name).to.deep.equal(["*"]);
        }
      });

    it("but the API, its paths, its deployment and its stage never delete first", () => {
      for (const kind of ["RestApi", "Resource", "Deployment", "Stage"] as const)
        for (const { name, deleteBeforeReplace, replaceOnChanges } of all(evaluation, kind)) {
          expect(deleteBeforeReplace, name).to.equal(false);
          expect(replaceOnChanges, name).to.deep.equal([]);
        }
    });

    it("with its gateway responses deleted before they are made anew", () => {
      for (const { name, deleteBeforeReplace } of all(evaluation, "Response"))
        expect(deleteBeforeReplace, name).to.equal(true);
    });

    it("in order: what lies in a method depends on the method, responses on their integration", () => {
      const method = only(evaluation, "Method").urn;
      const integration = only(evaluation, "Integration");
      expect(integration.dependencies).to.include(method);
      for (const { name, dependencies } of all(evaluation, "MethodResponse"))
        expect(dependencies, name).to.include(method);
      for (const status of STATUSES)
        expect(
          named(evaluation, "IntegrationResponse", `proxy-auth0-${status}`).dependencies,
          status,
        ).to.include.members([
          integration.urn,
          named(evaluation, "MethodResponse", `proxy-method-${status}`).urn,
        ]);
    });

    // The engine follows properties, not dependsOn. So what the parent answers must reach the child.
    it("by the values of the method's output: they reach the integration and the method responses", async () => {
      const proxy = await proxyWith(
        {},
        { override: answering("Method", () => ({ httpMethod: "ANSWERED" })) },
      );
      for (const kind of ["Integration", "MethodResponse", "IntegrationResponse"] as const)
        for (const { name, inputs: own } of all(proxy, kind))
          expect(own.httpMethod, name).to.equal("ANSWERED");
    });

    it("by the values of the integration's and the method response's outputs, in their responses", async () => {
      const integration = answering("Integration", () => ({ httpMethod: "ANSWERED" }));
      const response = answering("MethodResponse", ({ statusCode }) => ({
        statusCode: `answered ${String(statusCode)}`,
      }));
      const proxy = await proxyWith(
        {},
        { override: (type, state) => response(type, integration(type, state)) },
      );
      for (const { name, inputs: own } of all(proxy, "IntegrationResponse")) {
        const status = name.slice(-3);
        expect(own, name).to.include({
          httpMethod: "ANSWERED",
          statusCode: `answered ${status}`,
          selectionPattern: patternFor(status),
        });
      }
    });
  });

  describe("is deployed", () => {
    const triggers = (proxy: Evaluation) => only(proxy, "Deployment").inputs.triggers as Texts;
    const trigger = async (changes: Record<string, unknown>) => triggers(await proxyWith(changes));

    it("after every method, integration, response and gateway response", () => {
      const frozen = (
        ["Method", "Integration", "MethodResponse", "IntegrationResponse", "Response"] as const
      ).flatMap((kind) => all(evaluation, kind));
      expect(frozen).to.have.length(1 + 1 + 5 + 5 + 14);
      expect(only(evaluation, "Deployment").dependencies).to.have.members([
        ...frozen.map(({ urn }) => urn),
        only(evaluation, "RestApi").urn,
      ]);
    });

    it("with triggers that a preview knows, so that it never waits for a replacement", async () => {
      const preview = await proxyWith({}, { preview: true });
      expect(only(preview, "Deployment").inputs).to.deep.equal({
        restApi: UNKNOWN,
        triggers: triggers(evaluation),
      });
    });

    it("by a hash of all that it freezes, as it is registered", () => {
      const place = (resource: Registration): Record<string, unknown> => {
        const rest = { ...resource.inputs };
        for (const key of ["restApi", "restApiId", "resourceId"]) Reflect.deleteProperty(rest, key);
        return rest;
      };
      const declared = defineProxy({
        issuerDomain: "example-dev.eu.auth0.com",
        cache: { store: "stage", ttlSeconds: 3600, sizeGb: "0.5" },
      });
      expect(triggers(evaluation)).to.deep.equal({
        definition: createHash("sha256").update(JSON.stringify(declared)).digest("hex"),
      });
      expect(place(only(evaluation, "Method"))).to.deep.equal(declared.method);
      expect(place(only(evaluation, "Integration"))).to.deep.equal({
        httpMethod: "POST",
        ...declared.integration,
      });
      expect(all(evaluation, "Response").map(place)).to.have.deep.members([
        ...declared.gatewayResponses,
      ]);
      expect(all(evaluation, "IntegrationResponse").map(place)).to.have.deep.members(
        declared.responses.map(({ status, integration }) => ({
          httpMethod: "POST",
          statusCode: status,
          ...integration,
        })),
      );
      expect(all(evaluation, "MethodResponse").map(place)).to.have.deep.members(
        declared.responses.map(({ status, method }) => ({
          httpMethod: "POST",
          statusCode: status,
          ...method,
        })),
      );
      expect(only(evaluation, "RestApi").inputs).to.deep.include(declared.restApi);
    });

    const FROZEN: Record<string, Record<string, unknown>> = {
      "the issuer": { issuerDomain: "login.example.com" },
      "the TTL": { cache: { ttlSeconds: 300, sizeGb: "0.5" } },
    };
    for (const [what, changes] of Object.entries(FROZEN))
      it(`anew, with another cache namespace, if ${what} changes`, async () => {
        const proxy = await proxyWith(changes);
        expect(triggers(proxy)).to.not.deep.equal(triggers(evaluation));
        expect(only(proxy, "Integration").inputs.cacheNamespace)
          .to.match(/^token-[0-9a-f]{16}$/)
          .and.not.equal(inputs("Integration").cacheNamespace);
      });

    const { acme } = vendorsOf("dev");
    const NOT_FROZEN: Record<string, Record<string, unknown>> = {
      "the throttle": { throttle: { ratePerSecond: 5, burst: 5 } },
      "the cache's size": { cache: { ttlSeconds: 3600, sizeGb: "237" } },
      tags: { tags: { cost: "42" } },
      logging: { logs: { access: false, execution: "error", retentionDays: 1 } },
      "the vendors": { vendors: { acme: { ...acme, secretVersion: 9 } } },
      protect: { protect: true },
    };
    for (const [what, changes] of Object.entries(NOT_FROZEN))
      it(`not anew, and with its cache kept, if only ${what} changes`, async () => {
        const proxy = await proxyWith(changes);
        expect(triggers(proxy)).to.deep.equal(triggers(evaluation));
        expect(only(proxy, "Integration").inputs).to.deep.equal(inputs("Integration"));
      });

    const TEMPLATES = [
      "request.form.vtl",
      "request.json.vtl",
      "response.token.vtl",
      "response.error.vtl",
    ];
    for (const template of TEMPLATES)
      it(`anew, with another cache namespace, if ${template} changes`, async () => {
        const read = fs.readFileSync;
        const changed = (file: string, ...rest: []) => {
          const text = read(file, ...rest);
          return file.endsWith(template) ? `${String(text)}changed` : text;
        };
        const proxy = await evaluatePart((config) => {
          Object.assign(fs, { readFileSync: changed });
          try {
            new TokenProxy("proxy", config);
          } finally {
            Object.assign(fs, { readFileSync: read });
          }
          return {};
        });
        expect(triggers(proxy)).to.not.deep.equal(triggers(evaluation));
        expect(only(proxy, "Integration").inputs.cacheNamespace).to.not.equal(
          inputs("Integration").cacheNamespace,
        );
      });

    it("the same in every run", async () => {
      expect(await trigger({})).to.deep.equal(triggers(evaluation));
    });
  });

  describe("under protection", () => {
    it("protects the RestApi, and nothing that an update may have to replace", async () => {
      const proxy = await proxyWith({ protect: true });
      expect(labels(proxy.resources.filter(({ protect }) => protect))).to.deep.equal([
        "RestApi proxy-api",
      ]);
    });

    it("is off by default", () => {
      expect(evaluation.resources.filter(({ protect }) => protect)).to.deep.equal([]);
    });
  });
});
