/**
 * API Gateway's own API for what is deployed here: what the claim `as-deployed` reads, and the flush of the
 * stage cache. Its answers follow the API reference, so that AWS's SDK can use it (AWS_ENDPOINT_URL).
 */
import { TOKEN_PATH_TEXT } from "../src/proxy/tokenPath";
import type { Gateway } from "./gateway/gateway";
import { jsonReply } from "./gateway/reply";
import { type LoopbackServer, serve } from "./loopback";
import type { Properties } from "./evaluate/computedOutputs";
import type { Registration } from "./evaluate/evaluate";

export interface ServedStack {
  readonly resources: readonly Registration[];
  readonly gateway: Pick<Gateway, "flush">;
}

export function serveControlPlane({ resources, gateway }: ServedStack): Promise<LoopbackServer> {
  return serve(0, ({ method, target }) => {
    const path = target.split("?")[0] ?? "";
    const answer = method === "GET" ? read(resources, path) : undefined;
    if (answer) return Promise.resolve(jsonReply(200, answer));
    if (method === "DELETE" && path === `${stagePath(resources)}/cache/data`) {
      gateway.flush();
      return Promise.resolve({ status: 202, headers: [], body: "" });
    }
    return Promise.resolve({
      ...jsonReply(404, { message: `The local control plane has no ${method} ${path}.` }),
      headers: [["X-Amzn-ErrorType", "NotFoundException"]],
    });
  });
}

function one(resources: readonly Registration[], type: string): Registration | undefined {
  return resources.find((resource) => resource.type === `aws:apigateway/${type}`);
}

function apiPath(resources: readonly Registration[]): string {
  return `/restapis/${one(resources, "restApi:RestApi")?.id ?? ""}`;
}

function stagePath(resources: readonly Registration[]): string {
  const stageName = one(resources, "stage:Stage")?.state.stageName;
  return `${apiPath(resources)}/stages/${String(stageName)}`;
}

function read(resources: readonly Registration[], path: string): object | undefined {
  const all = (type: string) =>
    resources
      .filter((resource) => resource.type === `aws:apigateway/${type}`)
      .map(({ state }) => state);
  const [integration = {}] = all("integration:Integration");
  const responses = all("integrationResponse:IntegrationResponse");

  const base = apiPath(resources);
  switch (path) {
    case stagePath(resources):
      return stageBody(
        one(resources, "stage:Stage")?.state ?? {},
        all("methodSettings:MethodSettings"),
      );
    case `${base}/deployments`:
      return {
        item: [{ id: one(resources, "deployment:Deployment")?.id, createdDate: 1_767_225_600 }],
      };
    case `${base}/resources`:
      return {
        item: [
          {
            id: "token",
            path: TOKEN_PATH_TEXT,
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
    case `${stagePath(resources)}/exports/oas30`:
      return {
        openapi: "3.0.1",
        paths: {
          [TOKEN_PATH_TEXT]: {
            post: {
              "x-amazon-apigateway-integration": exported(integration, responses),
            },
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
