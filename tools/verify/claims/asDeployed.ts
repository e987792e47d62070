import { isDeepStrictEqual } from "node:util";
import type { Cache } from "../../../src/config/schema/cache";
import { ttlOf } from "../../../src/expiresIn";
import { defineProxy } from "../../../src/proxy/definition";
import { TOKEN_PATH_TEXT } from "../../../src/proxy/tokenPath";
import type { Claim, Store } from "../claim";
import { must, Skipped } from "../findings";
import type { DeployedIntegration, DeployedStage, Templates } from "../controlPlaneClient";

/** AWS's keys of the method settings that the program makes: for all methods, and for the token method. */
const FLOOR = "*/*";
const METHOD = "~1oauth~1token/POST";

export const asDeployed: Claim = {
  id: "as-deployed",
  title:
    "what is deployed is what the program declares: keys, mappings, templates, settings, encryption, cache, logs",
  why: "updates are known to drop cache keys silently, and then one vendor gets another's token",
  requests: 0,
  entries: 0,
  async check({ options, outputs, live, store }) {
    const { controlPlane } = options;
    if (!controlPlane)
      throw new Skipped("needs the stack's outputs and AWS credentials (apigateway:GET)");
    const [stage, deployed, current] = [
      await controlPlane.stage(),
      await controlPlane.deployedIntegration(),
      await controlPlane.currentIntegration(),
    ];
    // What is subtracted from expires_in has to match the TTL for which AWS keeps answers.
    const { cachingEnabled, cacheTtlInSeconds = 0 } = stage.methodSettings[METHOD] ?? {};
    const cache = cacheOf(store, cachingEnabled ? cacheTtlInSeconds : 0);
    // On this machine the issuer is the local tenant, but the declared integration names Auth0.
    const issuer = live ? outputs.issuer : undefined;
    const wrongOf = (integration: DeployedIntegration) => [
      ...(store === "dynamodb" ? wrongFunction(integration) : wrongUpstream(integration, issuer)),
      ...wrongIntegration(integration, cache),
    ];
    const wrong = [
      ...wrongOf(deployed).map((what) => `the deployed integration ${what}`),
      ...wrongOf(current).map((what) => `the API's integration ${what}`),
      ...wrongStage(stage, store),
    ];
    must(wrong.length === 0, wrong.join("; "));
    const { type, cacheKeyParameters = [] } = deployed;
    return `${type?.toUpperCase() ?? "?"}, keyed by ${cacheKeyParameters.join(", ")}; deployment ${stage.deploymentId ?? "?"} is the newest`;
  },
};

function wrongUpstream({ uri = "nothing" }: DeployedIntegration, issuer?: string): string[] {
  return issuer === undefined || uri === new URL(TOKEN_PATH_TEXT, issuer).href
    ? []
    : [`sends every vendor's credentials to ${uri}, not to the issuer`];
}

/** A configuration with this store. The definition depends neither on the size nor on when tokens are renewed. */
function cacheOf(store: Store, ttlSeconds: number): Cache {
  if (store === "stage") return { store, ttlSeconds, sizeGb: "0.5" };
  const standby = false;
  if (store === "none") return { store, standby };
  return { store, standby, renewBeforeSeconds: 0, pepperVersion: 1 };
}

/** Only the function's environment says whose credentials it accepts and where it sends them. */
function wrongFunction({ uri = "nothing" }: DeployedIntegration): string[] {
  return /^arn:[^:]+:apigateway:[^:]+:lambda:path\/.+\/invocations$/.test(uri)
    ? []
    : [`sends every vendor's credentials to ${uri}, which is not a function`];
}

function wrongIntegration(integration: DeployedIntegration, cache: Cache): string[] {
  const { type, requestParameters = {}, cacheKeyParameters = [], responses } = integration;
  const { requestTemplates = {}, passthroughBehavior } = integration;
  // The comparison does not depend on the issuer.
  const declared = defineProxy({ issuerDomain: "", cache });
  const templates = Object.fromEntries<Templates>(
    declared.responses.map(({ integration: { selectionPattern, responseTemplates } }) => [
      selectionPattern,
      responseTemplates,
    ]),
  );
  const keyed = (target: string, source: string) =>
    cacheKeyParameters.includes(target) || cacheKeyParameters.includes(source);
  const fromClient = Object.entries(requestParameters).filter(
    ([, source]) => !/^'.*'$/.test(source),
  );
  const unkeyed = fromClient.filter(([target, source]) => !keyed(target, source));
  const keys = declared.integration.cacheKeyParameters;
  const lost = keys.filter((name) => !cacheKeyParameters.includes(name));
  return [
    ...(type?.toUpperCase() === declared.integration.type
      ? []
      : [`is of type ${type ?? "unknown"}, not ${declared.integration.type}`]),
    ...lost.map((name) => `lost the cache key ${name}`),
    ...unkeyed.map(([target]) => `passes on ${target}, which is not in the cache key`),
    ...(passthroughBehavior?.toUpperCase() === declared.integration.passthroughBehavior
      ? []
      : ["passes on bodies for which it has no template"]),
    ...(isDeepStrictEqual(requestTemplates, declared.integration.requestTemplates ?? {})
      ? []
      : ["builds Auth0's body with templates that are not the program's"]),
    ...("default" in responses ? ["has a default response, which replaces errors"] : []),
    ...Object.entries(templates).flatMap(([pattern, template]) => {
      const found = responses[pattern];
      if (!found) return [`lost the response for ${pattern}`];
      return isDeepStrictEqual(found, template)
        ? []
        : [
            `answers ${pattern} with a template that is not the program's for a TTL of ${ttlOf(cache)} s`,
          ];
    }),
    ...Object.keys(responses)
      .filter((pattern) => pattern !== "default" && !(pattern in templates))
      .map((pattern) => `has a response for ${pattern}, which the program does not declare`),
  ];
}

function wrongStage(stage: DeployedStage, store: Store): string[] {
  const { [METHOD]: settings, [FLOOR]: floor } = stage.methodSettings;
  const format = stage.accessLogFormat ?? "";
  const checks: [boolean, string][] = [
    [
      stage.deploymentId === stage.newestDeploymentId,
      "the stage serves an older deployment than the newest",
    ],
    [!stage.tracingEnabled, "X-Ray tracing is on"],
    [
      !/\$input|\.header\.|authorizer|querystring/.test(format),
      "the access log contains what clients send",
    ],
    ...Object.entries(stage.methodSettings).flatMap(([key, each]): [boolean, string][] => [
      // AWS also stores another form of the path, but ignores it.
      [key === FLOOR || key === METHOD, `settings for ${key}, which are not the program's`],
      [!each.dataTraceEnabled, `data trace is on for ${key}: every secret is logged`],
      [each.loggingLevel !== "INFO", `parameter values are logged: ${key} logs at INFO`],
    ]),
    [floor !== undefined, `no settings for ${FLOOR}`],
    [!floor?.cachingEnabled, `caching is on for ${FLOOR}`],
    [settings !== undefined, `no settings for ${METHOD}`],
    [settings?.cacheDataEncrypted === true, "cached tokens are not encrypted"],
    [settings?.requireAuthorizationForCacheControl === true, "clients may invalidate entries"],
    [
      settings?.unauthorizedCacheControlHeaderStrategy !== "FAIL_WITH_403",
      "a request with Cache-Control is refused",
    ],
    ...(store === "stage"
      ? ([
          [stage.cacheClusterEnabled, "the stage has no cache cluster"],
          [
            stage.cacheClusterStatus === "AVAILABLE",
            `the cache cluster is ${stage.cacheClusterStatus ?? "unknown"}`,
          ],
          [settings?.cachingEnabled === true, "caching is off"],
          [(settings?.cacheTtlInSeconds ?? 0) >= 1, "the TTL is 0"],
        ] satisfies [boolean, string][])
      : ([
          [!settings?.cachingEnabled, "the stage caches, although the store is another one"],
        ] satisfies [boolean, string][])),
  ];
  return checks.flatMap(([right, what]) => (right ? [] : [what]));
}
