/**
 * Owns the API Gateway REST API that forwards POST /oauth/token to Auth0 and caches the answers.
 * What it forwards, keys and answers is in definition.ts; here that becomes resources.
 */
// By namespace: the SDK as a whole takes a tenth of a second more to load, on every preview.
import * as apigateway from "@pulumi/aws/apigateway";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { resourcePolicy } from "./allowedAddresses";
import { createCachingStage } from "./cachingStage";
import { CustomDomain, type DomainArgs } from "./customDomain";
import { contentHash, defineProxy, type ProxyDefinition } from "./definition";
import { createStageLogs } from "./stageLogs";
import { createTokenMethod } from "./tokenMethod";
import { HTTP_METHOD, TOKEN_PATH } from "./tokenPath";
import type { TokenProxyArgs } from "./tokenProxyArgs";
import { createWebAcl } from "./webAcl";

/** The one stage. Part of every vendor's token URL without a custom domain, so it never changes. */
export const STAGE_NAME = "v1";

export class TokenProxy extends pulumi.ComponentResource {
  /** The stage's URL, without the endpoint's path. */
  readonly proxyUrl: pulumi.Output<string>;
  /** The URL that vendors call. */
  readonly tokenUrl: pulumi.Output<string>;
  readonly restApiId: pulumi.Output<string>;
  readonly stageName: pulumi.Output<string>;
  /** The API's name in CloudWatch. */
  readonly apiName: pulumi.Output<string>;
  /** Name of the access log's group; undefined without an access log. */
  readonly accessLogGroup: pulumi.Output<string> | undefined;
  /** The target of the custom domain's DNS record, if the program does not create it. */
  readonly domainTarget?: pulumi.Output<string>;
  /** The stage with the current deployment. */
  readonly stage: apigateway.Stage;

  private readonly definition: ProxyDefinition;

  constructor(
    private readonly name: string,
    private readonly args: TokenProxyArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    // A component's type begins with the program's name, whatever the project is called: types are part of
    // every URN below them, and of what operators paste (docs/operations.md).
    super("m2m-token-cache:proxy:TokenProxy", name, {}, opts);
    this.definition = defineProxy(args);

    const domain = args.domain && this.createDomain(args.domain);
    const api = this.createApi(domain);
    const policy = this.createPolicy(api);
    const tokenMethod = createTokenMethod(
      name,
      { ...args, api, definition: this.definition },
      this,
    );
    const gatewayResponses = this.createGatewayResponses(api);
    const deployment = this.createDeployment(api, [
      ...policy,
      ...tokenMethod,
      ...gatewayResponses,
      ...this.createPermission(api),
      // The broker has to know the vendors before they reach it.
      ...(args.broker?.clientItems ?? []),
    ]);
    const served = { ...args, api, stageName: STAGE_NAME };
    const logging = createStageLogs(name, served, this);
    this.stage = createCachingStage(name, { ...served, deployment, logging }, this);
    if (args.waf)
      createWebAcl(name, { waf: args.waf, tags: args.tags, stageArn: this.stage.arn }, this);

    this.proxyUrl = domain ? this.mapDomain(domain, api, this.stage) : this.stage.invokeUrl;
    this.tokenUrl = pulumi.interpolate`${this.proxyUrl}/${TOKEN_PATH.join("/")}`;
    this.restApiId = api.id;
    this.stageName = this.stage.stageName;
    this.apiName = api.name;
    this.accessLogGroup = logging.accessLogGroup;
    if (domain && args.domain.hostedZoneId === undefined) this.domainTarget = domain.target;
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

  private createDomain(domain: DomainArgs): CustomDomain {
    const { allowedCidrs, protect, tags } = this.args;
    return new CustomDomain(
      `${this.name}-domain`,
      { domain, allowedCidrs, protect, tags },
      { parent: this },
    );
  }

  /** Created after the domain: an API whose own endpoint is disabled needs another. */
  private createApi(domain: CustomDomain | undefined): apigateway.RestApi {
    return new apigateway.RestApi(
      `${this.name}-api`,
      {
        description: `Caching token proxy for ${this.definition.integration.uri}`,
        ...this.definition.restApi,
        tags: this.args.tags,
      },
      {
        parent: this,
        protect: this.args.protect,
        dependsOn: domain ? [domain] : [],
        // A change of the security policy or of the kind of address keeps an API in UPDATING for some
        // 15 minutes ("Security policies for REST APIs").
        customTimeouts: { create: "30m", update: "30m" },
      },
    );
  }

  /** A resource of its own: the API's `policy` stays at AWS when it is no longer declared. */
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

  private createGatewayResponses(api: apigateway.RestApi): pulumi.Resource[] {
    return this.definition.gatewayResponses.map(
      (response) =>
        new apigateway.Response(
          `${this.name}-${response.responseType.toLowerCase().replaceAll("_", "-")}`,
          { restApiId: api.id, ...response },
          { parent: this, deleteBeforeReplace: true },
        ),
    );
  }

  /** Without a statement's name, because a replacement is created before the old one is deleted. */
  private createPermission(api: apigateway.RestApi): pulumi.Resource[] {
    const { broker } = this.args;
    if (!broker) return [];
    return [
      new lambda.Permission(
        `${this.name}-broker-permission`,
        {
          action: "lambda:InvokeFunction",
          function: broker.functionName,
          principal: "apigateway.amazonaws.com",
          sourceArn: pulumi.interpolate`${api.executionArn}/*/${HTTP_METHOD}/${TOKEN_PATH.join("/")}`,
        },
        { parent: this },
      ),
    ];
  }

  private createDeployment(
    api: apigateway.RestApi,
    frozen: pulumi.Resource[],
  ): apigateway.Deployment {
    const { broker } = this.args;
    return new apigateway.Deployment(
      `${this.name}-deployment`,
      {
        restApi: api.id,
        // From declared values, never from outputs: those would make the deployment part of a
        // delete-before-replace, which the stage that uses it does not allow.
        // The function is not part of one, and another function needs another deployment.
        triggers: {
          definition: contentHash(this.definition),
          ...(broker && { broker: broker.functionArn }),
        },
      },
      { parent: this, dependsOn: frozen },
    );
  }

  /**
   * At the root, so that the token URL is https://<host>/oauth/token, which is what a library calls that only
   * takes Auth0's domain.
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
