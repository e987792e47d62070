/** What is deployed, read through AWS's API. */
import { TOKEN_PATH_TEXT as PATH } from "../../src/proxy/tokenPath";
import {
  APIGatewayClient,
  GetDeploymentsCommand,
  GetExportCommand,
  GetResourcesCommand,
  GetStageCommand,
  type MethodSetting,
} from "@aws-sdk/client-api-gateway";
import { mapValues } from "../../src/records";
import { lacksCredentials } from "../lib/aws";
import { Failed, Skipped } from "./findings";

/** The parts of an integration that keep the cache safe. */
export interface DeployedIntegration {
  readonly type?: string;
  readonly uri?: string;
  readonly requestParameters?: Readonly<Record<string, string>>;
  readonly cacheKeyParameters?: readonly string[];
  readonly passthroughBehavior?: string;
  readonly requestTemplates?: Templates;
  /** Selection pattern to templates; "default" is the default response. */
  readonly responses: Readonly<Record<string, Templates>>;
}

/** Media type to template. */
export type Templates = Readonly<Record<string, string>>;

export interface DeployedStage {
  readonly deploymentId?: string | undefined;
  readonly newestDeploymentId?: string | undefined;
  readonly cacheClusterEnabled: boolean;
  readonly cacheClusterStatus?: string | undefined;
  readonly tracingEnabled: boolean;
  readonly accessLogFormat?: string | undefined;
  /** Method path to settings. */
  readonly methodSettings: Readonly<Record<string, MethodSetting>>;
}

export interface ControlPlane {
  stage(): Promise<DeployedStage>;
  /** What the stage serves: exported from its deployment. */
  deployedIntegration(): Promise<DeployedIntegration>;
  /** What the API's definition contains now, deployed or not. */
  currentIntegration(): Promise<DeployedIntegration>;
}

export interface ControlPlaneOptions {
  readonly restApiId: string;
  readonly stageName: string;
  readonly region: string;
}

/** Takes credentials and the endpoint (AWS_ENDPOINT_URL) from the environment. */
export function controlPlane({ restApiId, stageName, region }: ControlPlaneOptions): ControlPlane {
  const client = new APIGatewayClient({ region });
  return {
    async stage() {
      const stage = await call(client.send(new GetStageCommand({ restApiId, stageName })));
      const { items = [] } = await call(
        client.send(new GetDeploymentsCommand({ restApiId, limit: 500 })),
      );
      const newest = items.sort(
        (a, b) => (b.createdDate?.getTime() ?? 0) - (a.createdDate?.getTime() ?? 0),
      )[0];
      return {
        deploymentId: stage.deploymentId,
        newestDeploymentId: newest?.id,
        cacheClusterEnabled: stage.cacheClusterEnabled ?? false,
        cacheClusterStatus: stage.cacheClusterStatus,
        tracingEnabled: stage.tracingEnabled ?? false,
        accessLogFormat: stage.accessLogSettings?.format,
        methodSettings: stage.methodSettings ?? {},
      };
    },
    async deployedIntegration() {
      const { body } = await call(
        client.send(
          new GetExportCommand({
            restApiId,
            stageName,
            exportType: "oas30",
            parameters: { extensions: "integrations" },
            accepts: "application/json",
          }),
        ),
      );
      const api = JSON.parse(Buffer.from(body ?? new Uint8Array()).toString()) as OpenApi;
      const integration = api.paths?.[PATH]?.post?.["x-amazon-apigateway-integration"];
      if (!integration) throw new Failed(`the stage serves no integration at POST ${PATH}`);
      return {
        ...integration,
        responses: mapValues(integration.responses ?? {}, templatesOf),
      };
    },
    async currentIntegration() {
      const { items = [] } = await call(
        client.send(new GetResourcesCommand({ restApiId, limit: 500, embed: ["methods"] })),
      );
      const integration = items.find(({ path }) => path === PATH)?.resourceMethods?.POST
        ?.methodIntegration;
      if (!integration) throw new Failed(`the API has no integration at POST ${PATH}`);
      const {
        type,
        uri,
        requestParameters,
        cacheKeyParameters,
        passthroughBehavior,
        requestTemplates,
      } = integration;
      return {
        ...(type ? { type } : {}),
        ...(uri ? { uri } : {}),
        ...(requestParameters ? { requestParameters } : {}),
        ...(cacheKeyParameters ? { cacheKeyParameters } : {}),
        ...(passthroughBehavior ? { passthroughBehavior } : {}),
        ...(requestTemplates ? { requestTemplates } : {}),
        responses: Object.fromEntries(
          Object.values(integration.integrationResponses ?? {}).map((response) => [
            response.selectionPattern || "default",
            templatesOf(response),
          ]),
        ),
      };
    },
  };
}

interface OpenApi {
  readonly paths?: Record<string, Record<string, Record<string, OpenApiIntegration>>>;
}
interface OpenApiIntegration {
  readonly type?: string;
  readonly uri?: string;
  readonly requestParameters?: Record<string, string>;
  readonly cacheKeyParameters?: string[];
  readonly passthroughBehavior?: string;
  readonly requestTemplates?: Templates;
  readonly responses?: Record<string, Templated>;
}
interface Templated {
  readonly responseTemplates?: Templates | undefined;
}

function templatesOf({ responseTemplates = {} }: Templated): Templates {
  return responseTemplates;
}

/** Missing credentials skip the claim; any other error fails it. */
async function call<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (lacksCredentials(error))
      throw new Skipped("needs AWS credentials that may read the API (apigateway:GET)");
    throw new Failed(`AWS could not be read: ${(error as Error).name}`);
  }
}
