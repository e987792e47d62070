/**
 * Owns the API Gateway REST API that forwards POST /oauth/token to Auth0 and caches the answers.
 * What it forwards, keys and answers is in definition.ts; here it becomes resources.
 */
// By namespace: the SDK as a whole takes a tenth of a second more to load, on every preview.
import * as apigateway from "@pulumi/aws/apigateway";
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "../config/parse";
import { resourcePolicy } from "./allowedAddresses";
import { CustomDomain } from "./customDomain";
import { createCachingStage } from "./cachingStage";
import { contentHash, defineProxy, type ProxyDefinition, TOKEN_PATH } from "./definition";
import { createStageLogs, type StageLogs } from "./stageLogs";
import { createTokenMethod, type ProxySecret } from "./tokenMethod";
import { createWebAcl } from "./webAcl";

/** The one stage. Part of every vendor's token URL without a custom domain, so it never changes. */
export const STAGE_NAME = "v1";

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
  readonly proxySecret?: ProxySecret | undefined;
};

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

  private readonly definition: ProxyDefinition;

  constructor(
    private readonly name: string,
    private readonly args: TokenProxyArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("m2m-token-cache:proxy:TokenProxy", name, {}, opts);
    this.definition = defineProxy(args);

    const domain = this.createDomain();
    const api = this.createApi(domain);
    const policy = this.createPolicy(api);
    const tokenMethod = this.createTokenMethod(api);
    const gatewayResponses = this.createGatewayResponses(api);
    const deployment = this.createDeployment(api, [...policy, ...tokenMethod, ...gatewayResponses]);
    const logs = this.createLogs(api);
    this.stage = this.createStage(api, deployment, logs);
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

  private createTokenMethod(api: apigateway.RestApi): pulumi.Resource[] {
    const { definition, args } = this;
    return createTokenMethod(this.name, { api, definition, proxySecret: args.proxySecret }, this);
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
        triggers: { definition: contentHash(this.definition) },
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
    logs: StageLogs,
  ): apigateway.Stage {
    const { cache, throttle, tags } = this.args;
    const logging = { ...logs, level: this.args.logs.execution };
    return createCachingStage(
      this.name,
      { api, deployment, stageName: STAGE_NAME, cache, throttle, logging, tags },
      this,
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
