/**
 * What is deployed, assembled from the registered resources as API Gateway does: by API, resource, method and
 * status. It contains only what the program declares, and no rule about the proxy. Resources that AWS would
 * refuse to create are refused here.
 */
import type { Registration } from "../evaluate/evaluate";
import type { Endpoints } from "./endpoints";
import type { Guarded, Statement } from "./resourcePolicy";

export interface Settings {
  readonly cachingEnabled?: boolean;
  readonly cacheTtlInSeconds?: number;
  readonly cacheDataEncrypted?: boolean;
  readonly requireAuthorizationForCacheControl?: boolean;
  readonly unauthorizedCacheControlHeaderStrategy?: string;
  readonly throttlingRateLimit?: number;
  readonly throttlingBurstLimit?: number;
  readonly dataTraceEnabled?: boolean;
  readonly loggingLevel?: string;
}

export interface Integration {
  readonly type: string;
  readonly uri: string;
  readonly integrationHttpMethod: string;
  readonly timeoutMilliseconds?: number;
  readonly passthroughBehavior?: string;
  readonly cacheNamespace?: string;
  readonly cacheKeyParameters?: readonly string[];
  readonly requestParameters?: Readonly<Record<string, string>>;
  readonly requestTemplates?: Readonly<Record<string, string>>;
}

export interface IntegrationResponse {
  readonly statusCode: string;
  readonly selectionPattern?: string;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly httpMethod: string;
  readonly path: string;
  readonly resourceId: string;
  readonly integration: Integration;
  readonly integrationResponses: readonly IntegrationResponse[];
  /** Statuses that the method declares. */
  readonly methodStatuses: readonly string[];
  readonly settings: Settings;
}

export interface GatewayResponse {
  readonly responseType: string;
  readonly statusCode?: string;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
}

/** Who may invoke a function, and from where: `aws.lambda.Permission`. */
export interface FunctionPermission {
  /** The function's name or ARN. */
  readonly function: string;
  readonly action: string;
  readonly principal: string;
  readonly sourceArn?: string;
}

export interface Deployed extends Endpoints, Guarded {
  readonly restApiId: string;
  /** undefined: the stage has no cache cluster, and nothing is cached. */
  readonly cacheSizeGb?: number;
  /** undefined: the stage writes no access log. */
  readonly accessLogFormat?: string;
  readonly routes: readonly Route[];
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>;
  readonly functionPermissions: readonly FunctionPermission[];
}

/** @throws Error if a stage lacks something, or if AWS would refuse a resource */
export function deployedFrom(resources: readonly Registration[]): Deployed {
  const all = <T>(type: string) =>
    resources
      .filter((resource) => resource.type === `aws:apigateway/${type}`)
      .map(({ id, state }) => ({ ...(state as T), id }));
  const only = <T>(type: string, items = all<T>(type)) => {
    const [first] = items;
    if (!first || items.length > 1) throw new Error(`Expected one ${type}, found ${items.length}.`);
    return first;
  };

  const api = only<{
    rootResourceId: string;
    executionArn: string;
    disableExecuteApiEndpoint?: boolean;
  }>("restApi:RestApi");
  const deployment = only<{ restApi: string }>("deployment:Deployment");
  const stage = only<{
    deployment: string;
    stageName: string;
    cacheClusterEnabled?: boolean;
    cacheClusterSize?: string;
    accessLogSettings?: { format: string };
  }>("stage:Stage");
  if (stage.deployment !== deployment.id) throw new Error("The stage serves no deployment.");

  const paths = resourcePaths(api.rootResourceId, all("resource:Resource"));
  const settings = all<{ methodPath: string; settings: Settings }>("methodSettings:MethodSettings");
  const settingsAt = (key: string) =>
    settings.find(({ methodPath }) => methodPath === key)?.settings;
  // By AWS's keys: settings under any other key have no effect.
  const settingsOf = (path: string, httpMethod: string) =>
    settingsAt(`${path.replaceAll("/", "~1")}/${httpMethod}`) ??
      // The stage's own settings cache GET only.
      { ...settingsAt("*/*"), cachingEnabled: false };

  type MethodId = { resourceId: string; httpMethod: string };
  const at = <T extends MethodId>(place: MethodId, items: T[]) =>
    items.filter(
      (item) => item.resourceId === place.resourceId && item.httpMethod === place.httpMethod,
    );

  const routes = all<MethodId & { requestParameters?: Record<string, boolean> }>(
    "method:Method",
  ).map((method): Route => {
    const path = paths.get(method.resourceId);
    const [integration] = at(method, all<MethodId & Integration>("integration:Integration"));
    if (path === undefined || !integration)
      throw new Error("A method without a resource or an integration.");
    checkParameters(method.requestParameters ?? {}, integration);
    return {
      httpMethod: method.httpMethod,
      path,
      resourceId: method.resourceId,
      integration,
      integrationResponses: at(
        method,
        all<MethodId & IntegrationResponse>("integrationResponse:IntegrationResponse"),
      ),
      methodStatuses: at(
        method,
        all<MethodId & { statusCode: string }>("methodResponse:MethodResponse"),
      ).map(({ statusCode }) => statusCode),
      settings: settingsOf(path, method.httpMethod),
    };
  });

  const [policy] = all<{ restApiId: string; policy: string }>("restApiPolicy:RestApiPolicy");
  const [mapping] = all<Mapping>("basePathMapping:BasePathMapping");

  return {
    restApiId: api.id,
    executionArn: api.executionArn,
    stageName: stage.stageName,
    defaultEndpoint: api.disableExecuteApiEndpoint !== true,
    ...(mapping ? { basePath: basePathOf(mapping, api.id, stage.stageName) } : {}),
    ...(policy ? { policy: statementsOf(policy.policy) } : {}),
    ...(stage.cacheClusterEnabled ? { cacheSizeGb: Number(stage.cacheClusterSize) } : {}),
    ...(stage.accessLogSettings ? { accessLogFormat: stage.accessLogSettings.format } : {}),
    routes,
    gatewayResponses: new Map(
      all<GatewayResponse>("response:Response").map((response) => [
        response.responseType,
        response,
      ]),
    ),
    functionPermissions: resources
      .filter(({ type }) => type === "aws:lambda/permission:Permission")
      .map(({ state }) => state as unknown as FunctionPermission),
  };
}

interface Mapping {
  readonly restApi: string;
  readonly stageName?: string;
  readonly basePath?: string;
}

function basePathOf({ restApi, stageName, basePath }: Mapping, apiId: string, stage: string) {
  if (restApi !== apiId || stageName !== stage)
    throw new Error("The custom domain is mapped to another stage.");
  return basePath === undefined ? "" : `/${basePath}`;
}

function statementsOf(policy: string): readonly Statement[] {
  return (JSON.parse(policy) as { Statement: readonly Statement[] }).Statement;
}

interface PathResource {
  readonly id: string;
  readonly parentId: string;
  readonly pathPart: string;
}

function resourcePaths(rootId: string, resources: PathResource[]): Map<string, string> {
  const paths = new Map([[rootId, ""]]);
  // Resources can be registered in any order; each round places the children of those already placed.
  for (let placed = 0; placed < paths.size;) {
    placed = paths.size;
    for (const { id, parentId, pathPart } of resources) {
      const parent = paths.get(parentId);
      if (parent !== undefined) paths.set(id, `${parent}/${pathPart}`);
    }
  }
  return paths;
}

/** AWS's errors for parameters that do not fit together. */
function checkParameters(declared: Record<string, boolean>, integration: Integration): void {
  const mapped = integration.requestParameters ?? {};
  for (const name of Object.keys(declared))
    if (!/^method\.request\.(header|querystring|path)\.[^.]+$/.test(name))
      throw new Error(`Invalid mapping expression specified: ${name}`);
  for (const source of Object.values(mapped))
    if (/^method\.request\.(header|querystring|path)\./.test(source) && !(source in declared))
      throw new Error(`Invalid mapping expression specified: ${source}`);
  for (const key of integration.cacheKeyParameters ?? [])
    if (!(key in mapped) && !Object.values(mapped).includes(key))
      throw new Error(`Invalid cache key parameter specified: ${key}`);
}
