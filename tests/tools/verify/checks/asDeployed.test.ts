/** The claim `as-deployed`: everything that it can find wrong has been seen to be found. */
import { expect } from "chai";
import { serveControlPlane } from "../../../../local/controlPlaneServer";
import { jsonReply } from "../../../../local/gateway/reply";
import { serve } from "../../../../local/loopback";
import { Failed } from "../../../../tools/verify/findings";
import { asDeployed } from "../../../../tools/verify/claims/asDeployed";
import {
  type ControlPlane,
  controlPlane,
  type ControlPlaneOptions,
  type DeployedIntegration,
  type DeployedStage,
} from "../../../../tools/verify/controlPlaneClient";
import { Session } from "../../../../tools/verify/session";
import { evaluateDev } from "../../../support/direct";
import { textsOf } from "./sites";

const at = (origin: string, options: ControlPlaneOptions): ControlPlane => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: origin,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  return controlPlane(options);
};

type Settings = DeployedStage["methodSettings"][string];
const METHOD = "~1oauth~1token/POST";
const settings =
  (changes: Partial<Settings>, of: (key: string) => boolean = () => true) =>
  (stage: DeployedStage): DeployedStage => ({
    ...stage,
    methodSettings: Object.fromEntries(
      Object.entries(stage.methodSettings).map(([key, each]) => [
        key,
        of(key) ? { ...each, ...changes } : each,
      ]),
    ),
  });
const method = (changes: Partial<Settings>) => settings(changes, (key) => key === METHOD);
const without = (gone: string) => (stage: DeployedStage) => ({
  ...stage,
  methodSettings: Object.fromEntries(
    Object.entries(stage.methodSettings).filter(([key]) => key !== gone),
  ),
});

const STAGES: Record<string, (stage: DeployedStage) => DeployedStage> = {
  "the stage serves an older deployment": (stage) => ({ ...stage, newestDeploymentId: "newer" }),
  "has no cache cluster": (stage) => ({ ...stage, cacheClusterEnabled: false }),
  "the cache cluster is FLUSH_IN_PROGRESS": (stage) => ({
    ...stage,
    cacheClusterStatus: "FLUSH_IN_PROGRESS",
  }),
  "X-Ray tracing is on": (stage) => ({ ...stage, tracingEnabled: true }),
  "the access log contains what clients send": (stage) => ({
    ...stage,
    accessLogFormat: "$context.requestId $input.body",
  }),
  "which are not the program's": (stage) => ({
    ...stage,
    methodSettings: { ...stage.methodSettings, "oauth/token/POST": {} },
  }),
  "data trace is on": method({ dataTraceEnabled: true }),
  "data trace is on for */*": settings({ dataTraceEnabled: true }, (key) => key === "*/*"),
  "parameter values are logged": method({ loggingLevel: "INFO" }),
  "no settings for */*": without("*/*"),
  [`no settings for ${METHOD}`]: without(METHOD),
  "caching is on for */*": settings({ cachingEnabled: true }, (key) => key === "*/*"),
  "caching is off": method({ cachingEnabled: false }),
  "cached tokens are not encrypted": method({ cacheDataEncrypted: false }),
  "clients may invalidate entries": method({ requireAuthorizationForCacheControl: false }),
  "a request with Cache-Control is refused": method({
    unauthorizedCacheControlHeaderStrategy: "FAIL_WITH_403",
  }),
  "the TTL is 0": method({ cacheTtlInSeconds: 0 }),
};

const INTEGRATIONS: Record<string, (integration: DeployedIntegration) => DeployedIntegration> = {
  "is of type HTTP_PROXY": (integration) => ({ ...integration, type: "HTTP_PROXY" }),
  "sends every vendor's credentials to https://evil.example/oauth/token": (integration) => ({
    ...integration,
    uri: "https://evil.example/oauth/token",
  }),
  "lost the cache key": (integration) => ({
    ...integration,
    cacheKeyParameters: integration.cacheKeyParameters!.slice(1),
  }),
  "passes on integration.request.header.Accept, which is not in the cache key": (integration) => ({
    ...integration,
    requestParameters: {
      ...integration.requestParameters,
      "integration.request.header.Accept": "method.request.header.Accept",
    },
  }),
  "has a response for 429, which the program does not declare": (integration) => ({
    ...integration,
    responses: { ...integration.responses, "429": {} },
  }),
  "lost the response for 200": (integration) => ({
    ...integration,
    responses: Object.fromEntries(
      Object.entries(integration.responses).filter(([pattern]) => pattern !== "200"),
    ),
  }),
  "has a default response": (integration) => ({
    ...integration,
    responses: { ...integration.responses, default: {} },
  }),
  "passes on bodies": (integration) => ({
    ...integration,
    passthroughBehavior: "WHEN_NO_MATCH",
  }),
  "builds Auth0's body with templates that are not the program's": (integration) => ({
    ...integration,
    requestTemplates: { ...integration.requestTemplates, "application/json": "$input.body" },
  }),
  "answers 401 with a template that is not the program's": (integration) => ({
    ...integration,
    responses: { ...integration.responses, "401": { "application/json": "$input.body" } },
  }),
};

describe("The claim as-deployed", () => {
  type Sound = Record<"deployed" | "current", DeployedIntegration> & { stage: DeployedStage };
  let sound: Sound;
  let soundBroker: Sound;
  const said: string[] = [];
  let issuer: string;

  before(async () => {
    sound = await readOf({});
    soundBroker = await readOf({ cache: { store: "dynamodb" } });
  });

  async function readOf(configured: Record<string, unknown>): Promise<Sound> {
    const { resources, outputs } = await evaluateDev(configured);
    ({ issuer } = outputs.values);
    const served = await serveControlPlane({ resources, gateway: { flush: () => undefined } });
    const plane = at(served.origin, outputs.values);
    const read = {
      stage: await plane.stage(),
      deployed: await plane.deployedIntegration(),
      current: await plane.currentIntegration(),
    };
    await served.close();
    return read;
  }

  async function failure(
    changes: Partial<Sound>,
    store: "stage" | "dynamodb" = "stage",
  ): Promise<string> {
    const { stage, deployed, current } = {
      ...(store === "stage" ? sound : soundBroker),
      ...changes,
    };
    const session = new Session({
      outputs: { tokenUrl: "https://tokens.example.com/oauth/token", issuer, store, vendors: {} },
      limit: 0,
      controlPlane: {
        stage: () => Promise.resolve(stage),
        deployedIntegration: () => Promise.resolve(deployed),
        currentIntegration: () => Promise.resolve(current),
      },
    });
    const error: unknown = await asDeployed.check(session).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error === undefined) return "";
    expect(error).to.be.instanceOf(Failed);
    said.push((error as Failed).message);
    return (error as Failed).message;
  }

  it("holds for the unchanged program", async () => {
    expect(await failure({})).to.equal("");
  });

  for (const [what, change] of Object.entries(STAGES))
    it(`finds: ${what}`, async () => {
      expect(await failure({ stage: change(sound.stage) })).to.contain(what);
    });

  for (const where of ["deployed", "current"] as const)
    for (const [what, change] of Object.entries(INTEGRATIONS))
      it(`finds, in the ${where} integration: ${what}`, async () => {
        expect(await failure({ [where]: change(sound[where]) })).to.contain(
          `${where === "deployed" ? "the deployed" : "the API's"} integration ${what}`,
        );
      });

  it("finds, in both, a TTL that is not the one that expires_in was made for", async () => {
    const stage = method({ cacheTtlInSeconds: 300 })(sound.stage);
    const what = "answers 200 with a template that is not the program's for a TTL of 300 s";
    expect(await failure({ stage })).to.equal(
      `the deployed integration ${what}; the API's integration ${what}`,
    );
  });

  const BEFORE_BROKER: Record<string, (sound: Sound) => Partial<Sound>> = {
    "the stage caches, although the store is another one": ({ stage }) => ({
      stage: method({ cachingEnabled: true, cacheTtlInSeconds: 60 })(stage),
    }),
    "the deployed integration sends every vendor's credentials to https://evil.example/, which is not a function":
      ({ deployed }) => ({ deployed: { ...deployed, uri: "https://evil.example/" } }),
    "the API's integration is of type HTTP, not AWS_PROXY": ({ current }) => ({
      current: { ...current, type: "HTTP" },
    }),
    "the API's integration lost the cache key integration.request.header.X-Request-Id": ({
      current,
    }) => ({ current: { ...current, cacheKeyParameters: [] } }),
    "the deployed integration passes on integration.request.header.Authorization, which is not in the cache key":
      ({ deployed }) => ({
        deployed: {
          ...deployed,
          requestParameters: {
            ...deployed.requestParameters,
            "integration.request.header.Authorization": "method.request.header.Authorization",
          },
        },
      }),
  };
  it("holds for the unchanged token broker", async () => {
    expect(await failure({}, "dynamodb")).to.equal("");
    expect(await failure(sound, "dynamodb")).to.not.equal("");
    expect(await failure(soundBroker)).to.not.equal("");
  });
  for (const [what, change] of Object.entries(BEFORE_BROKER))
    it(`finds, before the token broker: ${what}`, async () => {
      expect(await failure(change(soundBroker), "dynamodb")).to.contain(what);
    });

  it("has said everything that it can say", () => {
    const texts = textsOf("asDeployed.ts", [
      "wrongUpstream",
      "wrongFunction",
      "wrongIntegration",
      "wrongStage",
    ]);
    expect(texts).to.have.lengthOf.above(15);
    expect(texts.filter((text) => !said.some((message) => message.includes(text)))).to.deep.equal(
      [],
    );
  });

  it("takes the newest deployment by its date, in whatever order AWS lists them", async () => {
    const deployments = [
      { id: "older", createdDate: 1_767_225_600 },
      { id: "newest", createdDate: 1_767_225_900 },
      { id: "oldest", createdDate: 1_767_225_000 },
    ];
    const aws = await serve(0, ({ target }) =>
      Promise.resolve(
        jsonReply(
          200,
          target.includes("/deployments") ? { item: deployments } : { deploymentId: "older" },
        ),
      ),
    );
    // A client of its own: the SDK keeps the first endpoint that it read for each.
    const stage = await at(aws.origin, {
      restApiId: "a",
      stageName: "v1",
      region: "eu-west-1",
    }).stage();
    await aws.close();
    expect(stage).to.include({ deploymentId: "older", newestDeploymentId: "newest" });
  });
});
