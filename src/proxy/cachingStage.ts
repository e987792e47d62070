/** The stage that vendors are served from: its cache, and the settings of the one method. */
import * as apigateway from "@pulumi/aws/apigateway";
import type * as pulumi from "@pulumi/pulumi";
import type { Config } from "../config/parse";
import { TOKEN_METHOD_PATH } from "./definition";
import type { StageLogs } from "./stageLogs";

interface CachingStageArgs extends Pick<Config, "cache" | "throttle" | "tags"> {
  readonly api: apigateway.RestApi;
  readonly deployment: apigateway.Deployment;
  readonly stageName: string;
  readonly logging: StageLogs & { readonly level: Config["logs"]["execution"] };
}

export function createCachingStage(
  name: string,
  { api, deployment, stageName, cache, throttle, logging, tags }: CachingStageArgs,
  parent: pulumi.Resource,
): apigateway.Stage {
  const { ready, accessLogSettings, level } = logging;
  const stage = new apigateway.Stage(
    `${name}-stage`,
    {
      restApi: api.id,
      deployment: deployment.id,
      stageName,
      // The size alone makes the provider wait for a cluster that never comes.
      cacheClusterEnabled: true,
      cacheClusterSize: cache.sizeGb,
      ...(accessLogSettings ? { accessLogSettings } : {}),
      // Traces would hold the request's headers.
      xrayTracingEnabled: false,
      tags,
    },
    { parent, dependsOn: ready },
  );
  // Everything is set on the method itself: only GET is cached by default, and a method's settings
  // copy those of the stage once and never again.
  new apigateway.MethodSettings(
    `${name}-settings`,
    {
      restApi: api.id,
      stageName: stage.stageName,
      methodPath: TOKEN_METHOD_PATH,
      settings: {
        cachingEnabled: true,
        cacheTtlInSeconds: cache.ttlSeconds,
        cacheDataEncrypted: true,
        // Nobody is authorised on a method without authorisation, so a client's
        // Cache-Control never empties the cache; failing would break browsers' reloads.
        requireAuthorizationForCacheControl: true,
        unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITHOUT_RESPONSE_HEADER",
        throttlingRateLimit: throttle.ratePerSecond,
        throttlingBurstLimit: throttle.burst,
        metricsEnabled: true,
        // Would log bodies and headers: every vendor's secret and every token.
        dataTraceEnabled: false,
        loggingLevel: level === "error" ? "ERROR" : "OFF",
      },
    },
    { parent },
  );
  return stage;
}
