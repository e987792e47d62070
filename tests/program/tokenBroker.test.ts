/** What `cache.store` makes of the proxy: the token broker's resources, or a stage that caches nothing. */
import { expect } from "chai";
import type { Evaluation, EvaluationOptions } from "../../local/evaluate/evaluate";
import { evaluate } from "../../local/evaluate/evaluate";
import { bundleBroker } from "../../src/broker/bundle";
import { readEnvironment } from "../../src/broker/environment";
import { GATEWAY_RESPONSES, gatewayResponses } from "../../src/proxy/gatewayResponses";
import { everythingOn } from "../support/everythingOn";
import {
  all,
  childrenOf,
  failureOf,
  label,
  named,
  only,
  stackValues,
} from "../support/registrations";

type Changes = Readonly<Record<string, unknown>>;
const BROKER = { store: "dynamodb" };

const evaluated = (changes: Changes = {}, options: Partial<EvaluationOptions> = {}) =>
  evaluate({ values: stackValues("dev", { cache: BROKER, ...changes }), stack: "dev", ...options });
const environmentOf = (evaluation: Evaluation) =>
  readEnvironment(
    (only(evaluation, "Function").inputs.environment as { variables: Record<string, string> })
      .variables,
  );
const settingsOf = (evaluation: Evaluation) =>
  named(evaluation, "MethodSettings", "proxy-settings").inputs.settings;
const codeOf = (evaluation: Evaluation) =>
  (only(evaluation, "Function").inputs.code as { assets: Record<string, { text: string }> }).assets[
    "index.js"
  ]!.text;

describe("The token broker", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await evaluated({ tags: { team: "platform" } });
  });

  it("has a table that is paid by request, forgets by itself, and has no backup", () => {
    const table = only(evaluation, "Table");
    expect(table.inputs).to.deep.equal({
      billingMode: "PAY_PER_REQUEST",
      hashKey: "pk",
      rangeKey: "sk",
      attributes: [
        { name: "pk", type: "S" },
        { name: "sk", type: "S" },
      ],
      ttl: { attributeName: "expiresAt", enabled: true },
      pointInTimeRecovery: { enabled: false },
      deletionProtectionEnabled: false,
      tags: { team: "platform" },
    });
    expect(table.protect).to.equal(false);
  });

  it("has its table protected by AWS, and not by Pulumi, where the stack is protected", async () => {
    const table = only(await evaluated({ protect: true }), "Table");
    expect(table.inputs.deletionProtectionEnabled).to.equal(true);
    expect(table.protect).to.equal(false);
  });

  it("is a function of the current Node.js with the bundle as its code", async () => {
    const { environment, code, role, ...inputs } = only(evaluation, "Function").inputs;
    expect(inputs).to.deep.equal({
      description: "Token broker for https://example-dev.eu.auth0.com/oauth/token",
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      memorySize: 512,
      timeout: 26,
      loggingConfig: {
        logFormat: "JSON",
        applicationLogLevel: "INFO",
        systemLogLevel: "WARN",
        logGroup: named(evaluation, "LogGroup", "broker-logs").state.name,
      },
      tags: { team: "platform" },
    });
    expect(role).to.equal(named(evaluation, "Role", "broker-role").state.arn);
    expect(environment).to.be.an("object");
    expect(Object.keys((code as { assets: object }).assets)).to.deep.equal(["index.js"]);
    expect(codeOf(evaluation)).to.equal(await bundleBroker());
  });

  it("is given up before API Gateway gives up, and not before it has waited for another request", () => {
    const { timeout } = only(evaluation, "Function").inputs;
    const { timeoutMilliseconds } = only(evaluation, "Integration").inputs;
    expect(Number(timeout) * 1000).to.be.below(Number(timeoutMilliseconds));
    expect(Number(timeout)).to.be.above(16 + 7);
  });

  it("gets what it needs, in an environment that is a secret as a whole", () => {
    const { peppers, ...rest } = environmentOf(evaluation);
    expect(rest).to.deep.equal({
      tableName: only(evaluation, "Table").state.name,
      tokenEndpoint: "https://example-dev.eu.auth0.com/oauth/token",
      issuer: "https://example-dev.eu.auth0.com/",
      renewBeforeSeconds: 600,
      serviceName: "m2m-token-cache/dev",
      metricsNamespace: "m2m-token-cache",
      userAgent: undefined,
    });
    const { base64 } = only(evaluation, "RandomBytes").state;
    expect(peppers).to.deep.equal([{ id: "v1", value: base64 }]);
    expect(only(evaluation, "Function").secretInputs).to.deep.equal(["environment"]);
  });

  it("sends the proxy secret itself, which the integration then has no place for", async () => {
    const with_ = await evaluated({ onlyThroughProxy: { version: 2 } });
    const { result } = named(with_, "RandomPassword", "only-through-proxy-secret-v2").state;
    expect(environmentOf(with_).userAgent).to.equal(`m2m-token-cache/${String(result)}`);
    expect(JSON.stringify(only(with_, "Integration").inputs)).not.to.contain("User-Agent");
    const binding = only(with_, "TriggerAction");
    expect(binding.dependencies).to.include(only(with_, "Stage").urn);
    // Another one is no deployment: the function has it when it is updated.
    const triggers = ({ resources }: Evaluation) =>
      only({ resources }, "Deployment").inputs.triggers;
    expect(triggers(await evaluated({ onlyThroughProxy: { version: 3 } }))).to.deep.equal(
      triggers(with_),
    );
  });

  it("knows another pepper and the one before", async () => {
    const { peppers } = environmentOf(await evaluated({ cache: { ...BROKER, pepperVersion: 3 } }));
    expect(peppers.map(({ id }) => id)).to.deep.equal(["v3", "v2"]);
  });

  it("may read its table, write what does not belong to a client, and write its log; nothing else", () => {
    const { arn } = only(evaluation, "Table").state;
    const { policy } = named(evaluation, "RolePolicy", "broker-policy").inputs;
    expect(JSON.parse(String(policy))).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "dynamodb:BatchGetItem", Resource: arn },
        {
          Effect: "Allow",
          Action: ["dynamodb:PutItem", "dynamodb:Query"],
          Resource: arn,
          Condition: {
            "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["token#*"] },
            Null: { "dynamodb:LeadingKeys": "false" },
          },
        },
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `${String(named(evaluation, "LogGroup", "broker-logs").state.arn)}:*`,
        },
      ],
    });
    const { assumeRolePolicy } = named(evaluation, "Role", "broker-role").inputs;
    expect(JSON.parse(String(assumeRolePolicy))).to.have.nested.property(
      "Statement[0].Principal.Service",
      "lambda.amazonaws.com",
    );
  });

  it("has its log group, with a retention, and its rights before it is made", () => {
    const { dependencies } = only(evaluation, "Function");
    const logs = named(evaluation, "LogGroup", "broker-logs");
    expect(logs.inputs).to.include({ retentionInDays: 7 });
    expect(dependencies).to.include.members([
      logs.urn,
      named(evaluation, "RolePolicy", "broker-policy").urn,
    ]);
  });

  it("may be called for the token endpoint of this API only, by name of no statement", () => {
    const permission = only(evaluation, "Permission");
    expect(permission.inputs).to.deep.equal({
      action: "lambda:InvokeFunction",
      function: only(evaluation, "Function").state.name,
      principal: "apigateway.amazonaws.com",
      sourceArn: `${String(only(evaluation, "RestApi").state.executionArn)}/*/POST/oauth/token`,
    });
  });

  it("stands behind the method as a proxy, with a key that is new with every request", () => {
    const { cacheNamespace, resourceId, restApi, httpMethod, ...inputs } = only(
      evaluation,
      "Integration",
    ).inputs;
    expect(inputs).to.deep.equal({
      type: "AWS_PROXY",
      integrationHttpMethod: "POST",
      uri: only(evaluation, "Function").state.invokeArn,
      timeoutMilliseconds: 29_000,
      passthroughBehavior: "WHEN_NO_MATCH",
      requestParameters: {
        "integration.request.header.X-Request-Id": "context.extendedRequestId",
      },
      cacheKeyParameters: ["integration.request.header.X-Request-Id"],
    });
    expect([cacheNamespace, resourceId, restApi, httpMethod]).to.not.include(undefined);
    const kinds = evaluation.resources.map(label).join();
    expect(kinds).not.to.match(/IntegrationResponse|MethodResponse/);
  });

  it("is another deployment if it is another function, which would answer under another ARN", () => {
    const { arn } = only(evaluation, "Function").state;
    expect(only(evaluation, "Deployment").inputs.triggers).to.have.property("broker", arn);
    expect(only(evaluation, "Function").deleteBeforeReplace).to.equal(false);
  });

  it("is answered for by the gateway with 503, not with advice about line breaks", () => {
    const responses = gatewayResponses("dynamodb");
    const statuses = Object.fromEntries(
      responses.map(({ responseType, statusCode }) => [responseType, statusCode]),
    );
    for (const type of ["DEFAULT_5XX", "API_CONFIGURATION_ERROR", "INTEGRATION_FAILURE"])
      expect(statuses[type], type).to.equal("503");
    expect(statuses.INTEGRATION_TIMEOUT).to.equal("503");
    expect(responses.map(({ responseType }) => responseType)).to.deep.equal(
      GATEWAY_RESPONSES.map(({ responseType }) => responseType),
    );
    expect(JSON.stringify(responses)).not.to.match(/ASCII|line break/);
    for (const { responseTemplates } of responses)
      expect(() => JSON.parse(responseTemplates["application/json"]!) as unknown).not.to.throw();
  });

  it("names its children by itself, and registers what it says", () => {
    const broker = only(evaluation, "TokenBroker");
    for (const child of childrenOf(evaluation, broker)) expect(child.name).to.match(/^broker-/);
    expect(broker.registeredOutputs).to.have.all.keys(
      "invokeArn",
      "functionName",
      "functionArn",
      "tableName",
      "logGroup",
    );
  });

  it("gives vendors a range", () => {
    const { vendors, store } = evaluation.outputs.values as {
      store: string;
      vendors: Record<string, { expiresInSeconds: object }>;
    };
    expect(store).to.equal("dynamodb");
    expect(Object.values(vendors.acme!.expiresInSeconds)).to.deep.equal([
      { atLeast: 600, atMost: 86_400 },
    ]);
  });

  it("is known in a preview but for what it computes, and then nothing fails", async () => {
    const preview = await evaluated({}, { preview: true });
    const names = ({ resources }: Evaluation) => resources.map(label).sort();
    expect(names(preview)).to.deep.equal(names(evaluation));
  });
});

describe("A stage without a cache", () => {
  for (const store of ["dynamodb", "none"]) {
    it(`caches nothing with the store ${store}, and has no cluster`, async () => {
      const evaluation = await evaluated({ cache: { store } });
      const { cacheClusterEnabled, cacheClusterSize } = only(evaluation, "Stage").inputs;
      expect({ cacheClusterEnabled, cacheClusterSize }).to.deep.equal({
        cacheClusterEnabled: false,
        cacheClusterSize: undefined,
      });
      expect(settingsOf(evaluation)).to.include({ cachingEnabled: false, dataTraceEnabled: false });
      expect(settingsOf(evaluation)).to.include({ throttlingRateLimit: 20, metricsEnabled: true });
      expect(settingsOf(evaluation)).not.to.have.property("cacheTtlInSeconds");
    });

    it(`keeps the cluster on standby with the store ${store}, and still caches nothing`, async () => {
      const cache = { store, standby: true, sizeGb: "1.6" };
      const evaluation = await evaluated({ cache });
      const { cacheClusterEnabled, cacheClusterSize } = only(evaluation, "Stage").inputs;
      expect({ cacheClusterEnabled, cacheClusterSize }).to.deep.equal({
        cacheClusterEnabled: true,
        cacheClusterSize: "1.6",
      });
      expect(settingsOf(evaluation)).to.include({ cachingEnabled: false });
    });
  }

  it("is asked over HTTP with the store none, as the stage cache is, but for a key that is new", async () => {
    const parametersOf = async (cache: object) => {
      const { requestParameters, cacheKeyParameters } = only(
        await evaluated({ cache }),
        "Integration",
      ).inputs as { requestParameters: Record<string, string>; cacheKeyParameters: string[] };
      return { requestParameters, cacheKeyParameters };
    };
    const [none, stage] = [await parametersOf({ store: "none" }), await parametersOf({})];
    const key = "integration.request.header.X-Request-Id";
    expect(none).to.deep.equal({
      requestParameters: { ...stage.requestParameters, [key]: "context.extendedRequestId" },
      cacheKeyParameters: [...stage.cacheKeyParameters, key],
    });
  });

  it("has no broker with any other store than its own", async () => {
    for (const cache of [{}, { store: "none" }]) {
      const { resources } = await evaluated({ cache });
      const kinds = resources.map(label).join();
      expect(kinds).not.to.match(/broker|Table|Function|Permission|RandomBytes/);
    }
  });
});

describe("A client secret that is short", () => {
  it("is refused with the broker, with what to do, and is not shown", async () => {
    const short = "short-secret";
    const vendors = {
      acme: { grants: { "https://api.dev.example.com/orders": ["read:orders"] }, secretVersion: 0 },
    };
    const { message } = await failureOf(
      evaluated(
        { vendors },
        {
          override: (type, state) =>
            type.endsWith("ClientCredentials") ? { ...state, clientSecret: short } : state,
        },
      ),
    );
    expect(message).to.match(/vendor acme has fewer than 32 characters.*fix: .*secretVersion/);
    expect(message).not.to.contain(short);
  });
});

describe("Everything on, with the broker", () => {
  it("has tags on whatever takes them", async () => {
    const values = everythingOn("dev", { cache: BROKER, tags: { team: "platform" } });
    const evaluation = await evaluate({ values, stack: "dev" });
    for (const kind of ["Table", "Function", "LogGroup", "Role"] as const)
      for (const { inputs, name } of all(evaluation, kind))
        expect(inputs.tags, name).to.deep.equal({ team: "platform" });
  });
});
