/** What the claim `as-deployed` says of a stage, one deviation at a time. */
import { expect } from "chai";
import { CACHE_KEY_PARAMETERS, CLIENT_MAPPINGS } from "../../../src/proxy/cacheKey";
import { asDeployed } from "../../../tools/verify/claims/asDeployed";
import type { DeployedIntegration, DeployedStage } from "../../../tools/verify/controlPlane";
import type { Session } from "../../../tools/verify/session";
import { failureOf } from "../../support/registrations";

const OWN = "~1oauth~1token/POST";
const METHOD = {
  cachingEnabled: true,
  cacheTtlInSeconds: 3600,
  cacheDataEncrypted: true,
  requireAuthorizationForCacheControl: true,
};
const STAGE: DeployedStage = {
  deploymentId: "d2",
  newestDeploymentId: "d2",
  cacheClusterEnabled: true,
  cacheClusterStatus: "AVAILABLE",
  tracingEnabled: false,
  accessLogFormat: "$context.requestId",
  methodSettings: { "*/*": { cachingEnabled: false }, [OWN]: METHOD },
};
const INTEGRATION: DeployedIntegration = {
  type: "http",
  requestParameters: CLIENT_MAPPINGS,
  cacheKeyParameters: [...CACHE_KEY_PARAMETERS],
  responses: ["200"],
};

function check(changes: Partial<DeployedStage>): Promise<string> {
  const controlPlane = {
    stage: () => Promise.resolve({ ...STAGE, ...changes }),
    deployedIntegration: () => Promise.resolve(INTEGRATION),
    currentIntegration: () => Promise.resolve(INTEGRATION),
  };
  return asDeployed.check({ options: { controlPlane } } as unknown as Session);
}

const own = (changes: object) => ({
  methodSettings: { ...STAGE.methodSettings, [OWN]: { ...METHOD, ...changes } },
});
const floor = (changes: object) => ({
  methodSettings: { ...STAGE.methodSettings, "*/*": changes },
});

const WRONG: Readonly<Record<string, Partial<DeployedStage>>> = {
  "no settings for ~1oauth~1token/POST": { methodSettings: { "*/*": {} } },
  "no settings for */*": { methodSettings: { [OWN]: METHOD } },
  "settings for oauth/token/POST": {
    methodSettings: { ...STAGE.methodSettings, "oauth/token/POST": METHOD },
  },
  "settings for /oauth/token/POST": {
    methodSettings: { ...STAGE.methodSettings, "/oauth/token/POST": METHOD },
  },
  "caching is on for */*": floor({ cachingEnabled: true }),
  "data trace is on for */*": floor({ dataTraceEnabled: true }),
  "*/* logs at INFO": floor({ loggingLevel: "INFO" }),
  "data trace is on for ~1oauth~1token/POST": own({ dataTraceEnabled: true }),
  "~1oauth~1token/POST logs at INFO": own({ loggingLevel: "INFO" }),
  "caching is off": own({ cachingEnabled: false }),
  "not encrypted": own({ cacheDataEncrypted: false }),
  "clients may invalidate": own({ requireAuthorizationForCacheControl: false }),
  "Cache-Control is refused": own({ unauthorizedCacheControlHeaderStrategy: "FAIL_WITH_403" }),
  "the TTL is 0": own({ cacheTtlInSeconds: 0 }),
  "older deployment": { newestDeploymentId: "d3" },
  "no cache cluster": { cacheClusterEnabled: false },
  CREATE_IN_PROGRESS: { cacheClusterStatus: "CREATE_IN_PROGRESS" },
  "X-Ray tracing is on": { tracingEnabled: true },
  "the access log holds what clients send": { accessLogFormat: "$input.body" },
};

describe("as-deployed", () => {
  it("takes what the program declares", async () => {
    expect(await check({})).to.contain("d2 is the newest");
  });

  for (const [what, changes] of Object.entries(WRONG))
    it(`says: ${what}`, async () => {
      expect((await failureOf(check(changes))).message).to.contain(what);
    });
});
