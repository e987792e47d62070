/**
 * The method that vendors call, POST on the token endpoint's path, with its integration and responses:
 * their definition (definition.ts) as resources.
 */
import * as apigateway from "@pulumi/aws/apigateway";
import * as pulumi from "@pulumi/pulumi";
import type { ProxySecret } from "../auth0/onlyThroughProxy";
import { PROXY_SECRET_PARAMETER } from "./cacheKey";
import type { ProxyDefinition } from "./definition";

/**
 * A method, an integration and their responses have no identity of their own, only a place in the
 * API. An update in place is reported to drop cache keys silently, which here would serve one vendor another's token
 * (terraform-provider-aws #29910, #39360), and a replacement that creates first would find its place taken. So any
 * change deletes first, then creates. The deployed stage is a snapshot and keeps serving meanwhile. What a deletion
 * removes with it is created again, because each child takes `httpMethod` from its parent's output.
 */
const REPLACED_AS_A_WHOLE = { deleteBeforeReplace: true, replaceOnChanges: ["*"] };

/** The function that answers token requests. */
export interface BrokerEndpoint {
  /** What API Gateway's integration calls. */
  readonly invokeArn: pulumi.Output<string>;
  /** Another function needs a new deployment. */
  readonly functionArn: pulumi.Output<string>;
  /** What API Gateway may call. */
  readonly functionName: pulumi.Output<string>;
  /** Without these, the broker would refuse vendors. */
  readonly clientItems: readonly pulumi.Resource[];
}

interface TokenMethodArgs {
  readonly api: apigateway.RestApi;
  readonly definition: ProxyDefinition;
  readonly proxySecret?: ProxySecret | undefined;
  /** Called instead of Auth0. Default: none. */
  readonly broker?: BrokerEndpoint | undefined;
}

/** @returns all that a deployment freezes */
export function createTokenMethod(
  name: string,
  { api, definition, proxySecret, broker }: TokenMethodArgs,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const place = { restApi: api.id, resourceId: createPath(name, api, definition, parent).id };
  const options = { parent, ...REPLACED_AS_A_WHOLE };

  const method = new apigateway.Method(`${name}-post`, { ...place, ...definition.method }, options);
  const integration = new apigateway.Integration(
    `${name}-auth0`,
    {
      ...place,
      httpMethod: method.httpMethod,
      ...definition.integration,
      ...(broker
        ? { uri: broker.invokeArn }
        : {
            requestParameters: {
              ...definition.integration.requestParameters,
              ...mapped(proxySecret),
            },
          }),
    },
    { ...options, additionalSecretOutputs: proxySecret && !broker ? ["requestParameters"] : [] },
  );
  const responses = definition.responses.flatMap((response) => {
    const methodResponse = new apigateway.MethodResponse(
      `${name}-method-${response.status}`,
      { ...place, httpMethod: method.httpMethod, statusCode: response.status, ...response.method },
      options,
    );
    const integrationResponse = new apigateway.IntegrationResponse(
      `${name}-auth0-${response.status}`,
      {
        ...place,
        httpMethod: integration.httpMethod,
        statusCode: methodResponse.statusCode,
        ...response.integration,
      },
      options,
    );
    return [methodResponse, integrationResponse];
  });
  return [method, integration, ...responses];
}

function createPath(
  name: string,
  api: apigateway.RestApi,
  { path: [oauth, token] }: ProxyDefinition,
  parent: pulumi.Resource,
): apigateway.Resource {
  const above = new apigateway.Resource(
    `${name}-${oauth}`,
    { restApi: api.id, parentId: api.rootResourceId, pathPart: oauth },
    { parent },
  );
  return new apigateway.Resource(
    `${name}-${oauth}-${token}`,
    { restApi: api.id, parentId: above.id, pathPart: token },
    { parent },
  );
}

function mapped(proxySecret: ProxySecret | undefined): Record<string, pulumi.Output<string>> {
  return proxySecret
    ? { [PROXY_SECRET_PARAMETER]: pulumi.interpolate`'${proxySecret.userAgent}'` }
    : {};
}
