/**
 * The reading half of API Gateway's own API, over what is deployed here: as much of it as the claim
 * `as-deployed` asks, in the shapes of the API reference, so that AWS's SDK can be pointed at it
 * (AWS_ENDPOINT_URL).
 */
import { jsonReply } from "./gateway/gateway";
import { type LoopbackServer, serve } from "./loopback";
import type { Properties } from "./program/clouds";
import type { Registration } from "./program/evaluate";

export function serveControlPlane(resources: readonly Registration[]): Promise<LoopbackServer> {
  return serve(0, ({ method, target }) => {
    const path = target.split("?")[0] ?? "";
    const answer = method === "GET" ? read(resources, path) : undefined;
    return Promise.resolve(
      answer
        ? jsonReply(200, answer)
        : jsonReply(404, { message: `The local control plane has no ${method} ${path}.` }),
    );
  });
}

function read(resources: readonly Registration[], path: string): object | undefined {
  const one = (type: string) =>
    resources.find((resource) => resource.type === `aws:apigateway/${type}`);
  const all = (type: string) =>
    resources
      .filter((resource) => resource.type === `aws:apigateway/${type}`)
      .map(({ state }) => state);
  const api = one("restApi:RestApi");
  const stage = one("stage:Stage");
  const [integration = {}] = all("integration:Integration");
  const responses = all("integrationResponse:IntegrationResponse");

  const base = `/restapis/${api?.id ?? ""}`;
  const stagePath = `${base}/stages/${String(stage?.state.stageName)}`;
  switch (path) {
    case stagePath:
      return stageBody(stage?.state ?? {}, all("methodSettings:MethodSettings"));
    case `${base}/deployments`:
      return { item: [{ id: one("deployment:Deployment")?.id, createdDate: 1_767_225_600 }] };
    case `${base}/resources`:
      return {
        item: [
          {
            id: "token",
            path: "/oauth/token",
            resourceMethods: {
              POST: {
                httpMethod: "POST",
                methodIntegration: {
                  ...integration,
                  integrationResponses: Object.fromEntries(
                    responses.map((response) => [String(response.statusCode), response]),
                  ),
                },
              },
            },
          },
        ],
      };
    case `${stagePath}/exports/oas30`:
      return {
        openapi: "3.0.1",
        paths: {
          "/oauth/token": {
            post: { "x-amazon-apigateway-integration": exported(integration, responses) },
          },
        },
      };
    default:
      return undefined;
  }
}

function stageBody(stage: Properties, settings: readonly Properties[]): object {
  return {
    stageName: stage.stageName,
    deploymentId: stage.deployment,
    cacheClusterEnabled: stage.cacheClusterEnabled,
    cacheClusterSize: stage.cacheClusterSize,
    cacheClusterStatus: stage.cacheClusterEnabled ? "AVAILABLE" : "NOT_AVAILABLE",
    tracingEnabled: stage.xrayTracingEnabled,
    accessLogSettings: stage.accessLogSettings,
    methodSettings: Object.fromEntries(
      settings.map((each) => [String(each.methodPath), each.settings]),
    ),
  };
}

/** OpenAPI extensions spell types and behaviours in lower case. */
function exported(integration: Properties, responses: readonly Properties[]): object {
  return {
    ...integration,
    type: String(integration.type).toLowerCase(),
    responses: Object.fromEntries(responses.map((response) => [patternOf(response), response])),
  };
}

function patternOf({ selectionPattern }: Properties): string {
  return typeof selectionPattern === "string" ? selectionPattern : "default";
}
