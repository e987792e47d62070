/**
 * Owns the API Gateway REST API that forwards POST /oauth/token to Auth0 and caches the answers.
 * What it forwards, keys and answers is in declaration.ts; here it becomes resources.
 */
// By namespace: the SDK as a whole takes a tenth of a second more to load, on every preview.
import * as apigateway from "@pulumi/aws/apigateway";
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "../config";
import { resourcePolicy } from "./allowedAddresses";
import { CustomDomain } from "./customDomain";
import { PROOF_PARAMETER } from "./cacheKey";
import { contentHash, declareProxy, type ProxyDeclaration, TOKEN_PATH } from "./declaration";
import { createStageLogs, type StageLogs } from "./stageLogs";
import { createWebAcl } from "./webAcl";

/** The one stage. Part of every vendor's token URL without a custom domain, so it never changes. */
export const STAGE_NAME = "v1";

/**
 * A method, an integration and their responses have no identity of their own, only a place in the
 * API. An update in place has been seen to drop cache keys silently, which here would serve one
 * vendor another's token (terraform-provider-aws #29910, #39360), and a replacement that creates
 * first would find its place taken. So: any change deletes first, then makes anew. The deployed
 * stage is a snapshot and keeps serving meanwhile. What a deletion takes along is made again because
 * each child takes `httpMethod` from its parent's output.
 */
const REPLACED_AS_A_WHOLE = { deleteBeforeReplace: true, replaceOnChanges: ["*"] };

export type TokenProxyArgs = Pick<
  Config,
  | "issuerDomain"
  | "cache"
  | "throttle"
  | "logs"
  | "domain"
  | "allowedCidrs"
  | "waf"
  | "protect"
  | "tags"
> & {
  /** What Auth0 knows this proxy by. Default: nothing. */
  readonly proof?: Proof | undefined;
};

export interface Proof {
  /** Another one is deployed anew; the proof itself is not known before the update. */
  readonly version: number;
  /** Sent as it is; a secret. */
  readonly userAgent: pulumi.Output<string>;
}

export class TokenProxy extends pulumi.ComponentResource {
  /** Where the stage is, without the endpoint's path. */
  readonly proxyUrl: pulumi.Output<string>;
  /** What a vendor calls. */
  readonly tokenUrl: pulumi.Output<string>;
  readonly restApiId: pulumi.Output<string>;
  readonly stageName: pulumi.Output<string>;
  /** What CloudWatch knows the API by. */
  readonly apiName: pulumi.Output<string>;
  /** Name of the access log's group; undefined without an access log. */
  readonly accessLogGroup: pulumi.Output<string> | undefined;
  /** Where the custom domain's DNS record has to point, if that is for others to make. */
  readonly domainTarget?: pulumi.Output<string>;
  /** Up to date: what is declared is served. */
  readonly stage: apigateway.Stage;

  private readonly declaration: ProxyDeclaration;

  constructor(
    private readonly name: string,
    private readonly args: TokenProxyArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("m2m-token-cache:proxy:TokenProxy", name, {}, opts);
    this.declaration = declareProxy(
      args.issuerDomain,
      args.cache.ttlSeconds,
      args,
      args.proof?.version,
    );

    const domain = this.createDomain();
    const api = this.createApi(domain);
    const policy = this.createPolicy(api);
    const endpoint = this.createEndpoint(api);
    const method = this.createMethod(api, endpoint);
    const integration = this.createIntegration(api, endpoint, method);
    const responses = this.createResponses(api, endpoint, method, integration);
    const gatewayResponses = this.createGatewayResponses(api);
    const deployment = this.createDeployment(api, [
      method,
      integration,
      ...responses,
      ...gatewayResponses,
      ...policy,
    ]);
    const logs = this.createLogs(api);
    this.stage = this.createStage(api, deployment, logs);
    this.createMethodSettings(api, this.stage);
    this.createWebAcl(this.stage);

    this.proxyUrl = domain ? this.mapDomain(domain, api, this.stage) : this.stage.invokeUrl;
    this.tokenUrl = pulumi.interpolate`${this.proxyUrl}/${TOKEN_PATH.join("/")}`;
    this.restApiId = api.id;
    this.stageName = this.stage.stageName;
    this.apiName = api.name;
    this.accessLogGroup = logs.accessLogGroup;
    if (domain && args.domain?.hostedZoneId === undefined) this.domainTarget = domain.target;
    this.registerOutputs({
      proxyUrl: this.proxyUrl,
      tokenUrl: this.tokenUrl,
      restApiId: this.restApiId,
      stageName: this.stageName,
      apiName: this.apiName,
      ...(this.accessLogGroup && { accessLogGroup: this.accessLogGroup }),
      ...(this.domainTarget ? { domainTarget: this.domainTarget } : {}),
    });
  }

  private createDomain(): CustomDomain | undefined {
    const { domain, allowedCidrs, protect, tags } = this.args;
    return (
      domain &&
      new CustomDomain(
        `${this.name}-domain`,
        { domain, allowedCidrs, protect, tags },
        { parent: this },
      )
    );
  }

  /** After the domain: an API whose own endpoint is closed has to have another. */
  private createApi(domain: CustomDomain | undefined): apigateway.RestApi {
    return new apigateway.RestApi(
      `${this.name}-api`,
      {
        description: `Caching token proxy for https://${this.args.issuerDomain}/oauth/token`,
        ...this.declaration.restApi,
        tags: this.args.tags,
      },
      { parent: this, protect: this.args.protect, dependsOn: domain ? [domain] : [] },
    );
  }

  /** Not the API's own `policy`, which stays at AWS when it is no longer declared. */
  private createPolicy(api: apigateway.RestApi): pulumi.Resource[] {
    const { allowedCidrs } = this.args;
    if (!allowedCidrs) return [];
    return [
      new apigateway.RestApiPolicy(
        `${this.name}-policy`,
        {
          restApiId: api.id,
          policy: api.executionArn.apply((arn) => resourcePolicy(arn, allowedCidrs)),
        },
        { parent: this },
      ),
    ];
  }

  private createEndpoint(api: apigateway.RestApi): apigateway.Resource {
    const [oauth, token] = this.declaration.path;
    const parentResource = new apigateway.Resource(
      `${this.name}-${oauth}`,
      { restApi: api.id, parentId: api.rootResourceId, pathPart: oauth },
      { parent: this },
    );
    return new apigateway.Resource(
      `${this.name}-${oauth}-${token}`,
      { restApi: api.id, parentId: parentResource.id, pathPart: token },
      { parent: this },
    );
  }

  private createMethod(api: apigateway.RestApi, endpoint: apigateway.Resource): apigateway.Method {
    return new apigateway.Method(
      `${this.name}-post`,
      { restApi: api.id, resourceId: endpoint.id, ...this.declaration.method },
      { parent: this, ...REPLACED_AS_A_WHOLE },
    );
  }

  private createIntegration(
    api: apigateway.RestApi,
    endpoint: apigateway.Resource,
    method: apigateway.Method,
  ): apigateway.Integration {
    return new apigateway.Integration(
      `${this.name}-auth0`,
      {
        restApi: api.id,
        resourceId: endpoint.id,
        httpMethod: method.httpMethod,
        ...this.declaration.integration,
        requestParameters: { ...this.declaration.integration.requestParameters, ...this.proof() },
      },
      {
        parent: this,
        ...REPLACED_AS_A_WHOLE,
        additionalSecretOutputs: this.args.proof ? ["requestParameters"] : [],
      },
    );
  }

  private proof(): Record<string, pulumi.Output<string>> {
    const { proof } = this.args;
    return proof ? { [PROOF_PARAMETER]: pulumi.interpolate`'${proof.userAgent}'` } : {};
  }

  private createResponses(
    api: apigateway.RestApi,
    endpoint: apigateway.Resource,
    method: apigateway.Method,
    integration: apigateway.Integration,
  ): pulumi.Resource[] {
    const place = { restApi: api.id, resourceId: endpoint.id };
    const options = { parent: this, ...REPLACED_AS_A_WHOLE };
    return this.declaration.responses.flatMap((response) => {
      const methodResponse = new apigateway.MethodResponse(
        `${this.name}-method-${response.status}`,
        {
          ...place,
          httpMethod: method.httpMethod,
          statusCode: response.status,
          ...response.method,
        },
        options,
      );
      const integrationResponse = new apigateway.IntegrationResponse(
        `${this.name}-auth0-${response.status}`,
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
  }

  private createGatewayResponses(api: apigateway.RestApi): pulumi.Resource[] {
    return this.declaration.gatewayResponses.map(
      (response) =>
        new apigateway.Response(
          `${this.name}-${response.responseType.toLowerCase().replaceAll("_", "-")}`,
          { restApiId: api.id, ...response },
          { parent: this, deleteBeforeReplace: true },
        ),
    );
  }

  private createDeployment(
    api: apigateway.RestApi,
    frozen: pulumi.Resource[],
  ): apigateway.Deployment {
    return new apigateway.Deployment(
      `${this.name}-deployment`,
      {
        restApi: api.id,
        // From declared values, never from outputs: those would make the deployment part of a
        // delete-before-replace, which the stage that uses it does not allow.
        triggers: { declaration: contentHash(this.declaration) },
      },
      { parent: this, dependsOn: frozen },
    );
  }

  private createLogs(api: apigateway.RestApi): StageLogs {
    return createStageLogs(
      this.name,
      { ...this.args, restApiId: api.id, stageName: STAGE_NAME },
      this,
    );
  }

  private createStage(
    api: apigateway.RestApi,
    deployment: apigateway.Deployment,
    { ready, accessLogSettings }: StageLogs,
  ): apigateway.Stage {
    return new apigateway.Stage(
      `${this.name}-stage`,
      {
        restApi: api.id,
        deployment: deployment.id,
        stageName: STAGE_NAME,
        // The size alone makes the provider wait for a cluster that never comes.
        cacheClusterEnabled: true,
        cacheClusterSize: this.args.cache.sizeGb,
        ...(accessLogSettings ? { accessLogSettings } : {}),
        // Traces would hold the request's headers.
        xrayTracingEnabled: false,
        tags: this.args.tags,
      },
      { parent: this, dependsOn: ready },
    );
  }

  /**
   * Everything is set on the method itself: only GET is cached by default, and a method's settings
   * copy those of the stage once and never again.
   */
  private createMethodSettings(
    api: apigateway.RestApi,
    stage: apigateway.Stage,
  ): apigateway.MethodSettings {
    const { cache, throttle, logs } = this.args;
    return new apigateway.MethodSettings(
      `${this.name}-settings`,
      {
        restApi: api.id,
        stageName: stage.stageName,
        // No leading slash: AWS accepts one and applies the settings to nothing.
        methodPath: [...this.declaration.path, this.declaration.method.httpMethod].join("/"),
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
          loggingLevel: logs.execution === "error" ? "ERROR" : "OFF",
        },
      },
      { parent: this },
    );
  }

  private createWebAcl(stage: apigateway.Stage): void {
    const { waf, tags } = this.args;
    if (waf) createWebAcl(this.name, { waf, tags, stageArn: stage.arn }, this);
  }

  /**
   * At the root, so that the token URL is https://<host>/oauth/token: what a library asks that is only
   * told Auth0's domain.
   */
  private mapDomain(
    { domainName }: CustomDomain,
    api: apigateway.RestApi,
    stage: apigateway.Stage,
  ): pulumi.Output<string> {
    const mapping = new apigateway.BasePathMapping(
      `${this.name}-mapping`,
      { domainName, restApi: api.id, stageName: stage.stageName },
      { parent: this },
    );
    return pulumi.interpolate`https://${mapping.domainName}`;
  }
}
