/**
 * The method that vendors call, POST on the token endpoint's path, with its integration and responses:
 * what declaration.ts says of them, as resources.
 */
import * as apigateway from "@pulumi/aws/apigateway";
import * as pulumi from "@pulumi/pulumi";
import { PROOF_PARAMETER } from "./cacheKey";
import type { ProxyDeclaration } from "./declaration";

/**
 * A method, an integration and their responses have no identity of their own, only a place in the
 * API. An update in place has been seen to drop cache keys silently, which here would serve one
 * vendor another's token (terraform-provider-aws #29910, #39360), and a replacement that creates
 * first would find its place taken. So: any change deletes first, then makes anew. The deployed
 * stage is a snapshot and keeps serving meanwhile. What a deletion takes along is made again because
 * each child takes `httpMethod` from its parent's output.
 */
const REPLACED_AS_A_WHOLE = { deleteBeforeReplace: true, replaceOnChanges: ["*"] };

export interface Proof {
  /** Another one is deployed anew; the proof itself is not known before the update. */
  readonly version: number;
  /** Sent as it is; a secret. */
  readonly userAgent: pulumi.Output<string>;
}

interface TokenMethodArgs {
  readonly api: apigateway.RestApi;
  readonly declaration: ProxyDeclaration;
  readonly proof: Proof | undefined;
}

/** @returns all that a deployment freezes */
export function createTokenMethod(
  name: string,
  { api, declaration, proof }: TokenMethodArgs,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const place = { restApi: api.id, resourceId: createPath(name, api, declaration, parent).id };
  const options = { parent, ...REPLACED_AS_A_WHOLE };

  const method = new apigateway.Method(
    `${name}-post`,
    { ...place, ...declaration.method },
    options,
  );
  const integration = new apigateway.Integration(
    `${name}-auth0`,
    {
      ...place,
      httpMethod: method.httpMethod,
      ...declaration.integration,
      requestParameters: { ...declaration.integration.requestParameters, ...mapped(proof) },
    },
    { ...options, additionalSecretOutputs: proof ? ["requestParameters"] : [] },
  );
  const responses = declaration.responses.flatMap((response) => {
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
  { path: [oauth, token] }: ProxyDeclaration,
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

function mapped(proof: Proof | undefined): Record<string, pulumi.Output<string>> {
  return proof ? { [PROOF_PARAMETER]: pulumi.interpolate`'${proof.userAgent}'` } : {};
}
