/** The stage that vendors are served from: its cache, and the settings of the one method. */
import * as apigateway from "@pulumi/aws/apigateway";
import type * as pulumi from "@pulumi/pulumi";
import type { Cache } from "../config/schema/cache";
import { TOKEN_METHOD_PATH } from "./definition";
import type { LogsArgs, StageLogs } from "./stageLogs";

export interface ThrottleArgs {
  /**
   * Requests per second, on average: above 0, up to 10000. Keep it below the limit of Auth0's token
   * endpoint: a cold cache forwards every request.
   *
   * @example 20
   */
  readonly ratePerSecond: number;
  /**
   * Requests at one moment: 1 to 5000.
   *
   * @example 40
   */
  readonly burst: number;
}

interface CachingStageArgs {
  readonly api: apigateway.RestApi;
  readonly deployment: apigateway.Deployment;
  readonly stageName: string;
  readonly cache: Cache;
  readonly throttle: ThrottleArgs;
  readonly logs: LogsArgs;
  /** What createStageLogs() made. */
  readonly logging: StageLogs;
  readonly tags: Readonly<Record<string, string>>;
}

export function createCachingStage(
  name: string,
  { api, deployment, stageName, cache, throttle, logs, logging, tags }: CachingStageArgs,
  parent: pulumi.Resource,
): apigateway.Stage {
  const { ready, accessLogSettings } = logging;
  const stage = new apigateway.Stage(
    `${name}-stage`,
    {
      restApi: api.id,
      deployment: deployment.id,
      stageName,
      // The size alone makes the provider wait for a cluster that never comes.
      cacheClusterEnabled: cache.sizeGb !== undefined,
      ...(cache.sizeGb === undefined ? {} : { cacheClusterSize: cache.sizeGb }),
      ...(accessLogSettings ? { accessLogSettings } : {}),
      // Traces would hold the request's headers.
      xrayTracingEnabled: false,
      tags,
    },
    { parent, dependsOn: ready },
  );
  const place = { restApi: api.id, stageName: stage.stageName };
  // An update that failed leaves its settings in the state; removed late, they could take the new
  // ones along.
  const options = { parent, deleteBeforeReplace: true };
  const careful = {
    cacheDataEncrypted: true,
    throttlingRateLimit: throttle.ratePerSecond,
    throttlingBurstLimit: throttle.burst,
    // Would log bodies and headers: every vendor's secret and every token.
    dataTraceEnabled: false,
  };
  // For every method that has no settings of its own: what should hold if those below were lost.
  const floor = new apigateway.MethodSettings(
    `${name}-floor`,
    {
      ...place,
      methodPath: "*/*",
      settings: { ...careful, cachingEnabled: false, loggingLevel: "OFF" },
    },
    options,
  );
  // Everything is set on the method itself: only GET is cached by default, and a method's settings
  // copy those of the stage once, when they are made, and never again.
  new apigateway.MethodSettings(
    `${name}-settings`,
    {
      ...place,
      methodPath: TOKEN_METHOD_PATH,
      settings: {
        ...careful,
        cachingEnabled: cache.store === "stage",
        ...(cache.store === "stage" ? { cacheTtlInSeconds: cache.ttlSeconds } : {}),
        // Nobody is authorised on a method without authorisation, so a client's
        // Cache-Control never empties the cache; failing would break browsers' reloads.
        requireAuthorizationForCacheControl: true,
        unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITHOUT_RESPONSE_HEADER",
        metricsEnabled: true,
        loggingLevel: logs.execution === "error" ? "ERROR" : "OFF",
      },
    },
    // Two updates of one stage at a time conflict.
    { ...options, dependsOn: floor },
  );
  return stage;
}
