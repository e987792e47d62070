import { isDeepStrictEqual } from "node:util";
import { CACHE_KEY_PARAMETERS } from "../../../src/proxy/cacheKey";
import { defineProxy } from "../../../src/proxy/definition";
import { type Claim, must, Skipped } from "../claim";
import type { DeployedIntegration, DeployedStage, Templates } from "../controlPlaneClient";

/** AWS's keys of the settings that the program makes: the floor's, and the token method's. */
const FLOOR = "*/*";
const METHOD = "~1oauth~1token/POST";

export const asDeployed: Claim = {
  id: "as-deployed",
  title:
    "what AWS holds is what the program declared: keys, mappings, templates, settings, encryption, cache, logs",
  why: "an update has been seen to drop cache keys silently, and then one vendor gets another's token",
  requests: 0,
  entries: 0,
  async check({ options, outputs, live }) {
    const { controlPlane } = options;
    if (!controlPlane)
      throw new Skipped("needs the stack's outputs and AWS credentials (apigateway:GET)");
    const [stage, deployed, current] = [
      await controlPlane.stage(),
      await controlPlane.deployedIntegration(),
      await controlPlane.currentIntegration(),
    ];
    // What is taken off expires_in has to fit the TTL that AWS keeps answers for.
    const { cachingEnabled, cacheTtlInSeconds = 0 } = stage.methodSettings[METHOD] ?? {};
    const ttlSeconds = cachingEnabled ? cacheTtlInSeconds : 0;
    // On this machine the issuer is the local tenant, and what was declared names Auth0.
    const issuer = live ? outputs.issuer : undefined;
    const wrongOf = (integration: DeployedIntegration) => [
      ...wrongUpstream(integration, issuer),
      ...wrongIntegration(integration, ttlSeconds),
    ];
    const wrong = [
      ...wrongOf(deployed).map((what) => `the deployed integration ${what}`),
      ...wrongOf(current).map((what) => `the API's integration ${what}`),
      ...wrongStage(stage),
    ];
    must(wrong.length === 0, wrong.join("; "));
    return `keyed by ${CACHE_KEY_PARAMETERS.join(", ")}; deployment ${stage.deploymentId ?? "?"} is the newest`;
  },
};

function wrongUpstream({ uri = "nothing" }: DeployedIntegration, issuer?: string): string[] {
  return issuer === undefined || uri === new URL("oauth/token", issuer).href
    ? []
    : [`sends every vendor's credentials to ${uri}, not to the issuer`];
}

function wrongIntegration(integration: DeployedIntegration, ttlSeconds: number): string[] {
  const { type, requestParameters = {}, cacheKeyParameters = [], responses } = integration;
  const { requestTemplates = {}, passthroughBehavior } = integration;
  // Templates do not depend on the issuer, nor on the size.
  const declared = defineProxy({
    issuerDomain: "",
    cache: { store: "stage", ttlSeconds, sizeGb: "0.5" },
  });
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
  const lost = CACHE_KEY_PARAMETERS.filter((name) => !cacheKeyParameters.includes(name));
  return [
    ...(type?.toUpperCase() === "HTTP"
      ? []
      : [`is of type ${type ?? "unknown"}, which passes on what is not keyed`]),
    ...lost.map((name) => `lost the cache key ${name}`),
    ...unkeyed.map(([target]) => `passes on ${target}, which is not keyed`),
    ...(passthroughBehavior?.toUpperCase() === "NEVER"
      ? []
      : ["passes bodies through for which it has no template"]),
    ...(isDeepStrictEqual(requestTemplates, declared.integration.requestTemplates)
      ? []
      : ["builds Auth0's body with other templates than the program's"]),
    ...("default" in responses ? ["has a default response, which turns errors into it"] : []),
    ...Object.entries(templates).flatMap(([pattern, template]) => {
      const found = responses[pattern];
      if (!found) return [`lost the response for ${pattern}`];
      return isDeepStrictEqual(found, template)
        ? []
        : [
            `answers ${pattern} with another template than the program's for a TTL of ${ttlSeconds} s`,
          ];
    }),
    ...Object.keys(responses)
      .filter((pattern) => pattern !== "default" && !(pattern in templates))
      .map((pattern) => `has a response for ${pattern}, which was not declared`),
  ];
}

function wrongStage(stage: DeployedStage): string[] {
  const { [METHOD]: settings, [FLOOR]: floor } = stage.methodSettings;
  const format = stage.accessLogFormat ?? "";
  const checks: [boolean, string][] = [
    [
      stage.deploymentId === stage.newestDeploymentId,
      "the stage serves an older deployment than the newest",
    ],
    [stage.cacheClusterEnabled, "the stage has no cache cluster"],
    [
      stage.cacheClusterStatus === "AVAILABLE",
      `the cache cluster is ${stage.cacheClusterStatus ?? "unknown"}`,
    ],
    [!stage.tracingEnabled, "X-Ray tracing is on"],
    [
      !/\$input|\.header\.|authorizer|querystring/.test(format),
      "the access log holds what clients send",
    ],
    ...Object.entries(stage.methodSettings).flatMap(([key, each]): [boolean, string][] => [
      // Another form of the path is stored too, and applies to nothing.
      [key === FLOOR || key === METHOD, `settings for ${key}, which are not the program's`],
      [!each.dataTraceEnabled, `data trace is on for ${key}: every secret is logged`],
      [each.loggingLevel !== "INFO", `parameter values are logged: ${key} logs at INFO`],
    ]),
    [floor !== undefined, `no settings for ${FLOOR}`],
    [!floor?.cachingEnabled, `caching is on for ${FLOOR}`],
    [settings !== undefined, `no settings for ${METHOD}`],
    [settings?.cachingEnabled === true, "caching is off"],
    [settings?.cacheDataEncrypted === true, "cached tokens are not encrypted"],
    [settings?.requireAuthorizationForCacheControl === true, "clients may invalidate entries"],
    [
      settings?.unauthorizedCacheControlHeaderStrategy !== "FAIL_WITH_403",
      "a client's Cache-Control is refused",
    ],
    [(settings?.cacheTtlInSeconds ?? 0) >= 1, "the TTL is 0"],
  ];
  return checks.flatMap(([right, what]) => (right ? [] : [what]));
}
