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
   * Requests at the same moment: 1 to 5000.
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
  /** The result of createStageLogs(). */
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
      // Traces would contain the request's headers.
      xrayTracingEnabled: false,
      tags,
    },
    { parent, dependsOn: ready },
  );
  const place = { restApi: api.id, stageName: stage.stageName };
  // A failed update leaves its settings in the state; if they are deleted later, the new ones could go
  // with them.
  const options = { parent, deleteBeforeReplace: true };
  const careful = {
    cacheDataEncrypted: true,
    throttlingRateLimit: throttle.ratePerSecond,
    throttlingBurstLimit: throttle.burst,
    // It would log bodies and headers: every vendor's secret and every token.
    dataTraceEnabled: false,
  };
  // For methods without settings of their own: a safe default if the settings below are lost.
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
        // No client has a permission on a method without authorization, so Cache-Control never empties
        // the cache; an error would break browsers' reloads.
        requireAuthorizationForCacheControl: true,
        unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITHOUT_RESPONSE_HEADER",
        metricsEnabled: true,
        loggingLevel: logs.execution === "error" ? "ERROR" : "OFF",
      },
    },
    // Two simultaneous updates of one stage conflict.
    { ...options, dependsOn: floor },
  );
  return stage;
}
