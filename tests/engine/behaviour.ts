/**
 * What the providers say of each resource type: which inputs cannot change in place, and which rules
 * of the cloud decide in what order things may happen. A new type needs an entry here.
 *
 * `replacing` is "ForceNew" in the schemas of terraform-provider-aws, terraform-provider-auth0 and
 * terraform-provider-random, which the Pulumi providers are built on, for the inputs that this
 * product uses. Not modelled: what a provider decides from names (a resource with a fixed name is
 * deleted first by itself), from regions, and from values (`RestApi.endpointConfiguration`).
 */
interface Behaviour {
  /** Inputs whose change makes the provider replace the resource. */
  readonly replacing: readonly string[];
  /** Inputs that identify it at the cloud: two with the same values cannot exist at a time. */
  readonly identity?: readonly string[];
  /** Inputs that name, by id or ARN, what the cloud does not delete as long as this resource uses it. */
  readonly holds?: readonly string[];
  /** Inputs that stay at the cloud when the program takes them out: the provider then sends nothing of them. */
  readonly keeps?: readonly string[];
  /** Inputs that the provider never reads back: a refresh leaves what the state says of them. */
  readonly unread?: readonly string[];
}

const METHOD = ["restApi", "resourceId", "httpMethod"] as const;
const RESPONSE = [...METHOD, "statusCode"] as const;

const BEHAVIOUR: Readonly<Record<string, Behaviour>> = {
  "aws:apigateway/restApi:RestApi": { replacing: [] },
  "aws:apigateway/resource:Resource": {
    replacing: ["restApi"],
    identity: ["restApi", "parentId", "pathPart"],
  },
  "aws:apigateway/method:Method": { replacing: METHOD, identity: METHOD },
  "aws:apigateway/methodResponse:MethodResponse": { replacing: RESPONSE, identity: RESPONSE },
  "aws:apigateway/integration:Integration": {
    replacing: [...METHOD, "type", "integrationHttpMethod", "passthroughBehavior", "credentials"],
    identity: METHOD,
  },
  "aws:apigateway/integrationResponse:IntegrationResponse": {
    replacing: RESPONSE,
    identity: RESPONSE,
  },
  "aws:apigateway/response:Response": {
    replacing: ["restApiId", "responseType"],
    identity: ["restApiId", "responseType"],
  },
  "aws:apigateway/deployment:Deployment": { replacing: ["restApi", "triggers", "variables"] },
  "aws:apigateway/stage:Stage": {
    replacing: ["restApi", "stageName"],
    identity: ["restApi", "stageName"],
    // "Active stages pointing to this deployment must be moved or deleted".
    holds: ["deployment"],
  },
  "aws:apigateway/methodSettings:MethodSettings": {
    replacing: ["restApi", "stageName", "methodPath"],
    identity: ["restApi", "stageName", "methodPath"],
  },
  "aws:apigateway/account:Account": { replacing: [] },
  "aws:apigateway/restApiPolicy:RestApiPolicy": {
    replacing: ["restApiId"],
    identity: ["restApiId"],
  },
  "aws:apigateway/domainName:DomainName": {
    replacing: ["domainName"],
    identity: ["domainName"],
    holds: ["certificateArn", "regionalCertificateArn"],
  },
  "aws:apigateway/basePathMapping:BasePathMapping": { replacing: ["domainName"] },
  "aws:acm/certificate:Certificate": { replacing: ["domainName", "validationMethod"] },
  "aws:acm/certificateValidation:CertificateValidation": {
    replacing: ["certificateArn", "validationRecordFqdns"],
  },
  "aws:route53/record:Record": {
    replacing: ["zoneId", "name"],
    identity: ["zoneId", "name", "type"],
  },
  "aws:wafv2/webAcl:WebAcl": { replacing: ["name", "scope"], identity: ["name", "scope"] },
  "aws:wafv2/webAclAssociation:WebAclAssociation": {
    replacing: ["resourceArn", "webAclArn"],
    identity: ["resourceArn"],
    holds: ["webAclArn"],
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    replacing: ["logGroupName", "name"],
    identity: ["logGroupName", "name"],
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": { replacing: ["name"], identity: ["name"] },
  "aws:cloudwatch/dashboard:Dashboard": {
    replacing: ["dashboardName"],
    identity: ["dashboardName"],
  },
  "aws:sns/topic:Topic": { replacing: ["name"], identity: ["name"] },
  "aws:sns/topicPolicy:TopicPolicy": { replacing: ["arn"], identity: ["arn"] },
  "aws:sns/topicSubscription:TopicSubscription": {
    replacing: ["topic", "protocol", "endpoint"],
  },
  "aws:cloudwatch/logGroup:LogGroup": { replacing: ["name"], identity: ["name"] },
  "aws:dynamodb/table:Table": { replacing: ["hashKey", "rangeKey", "name"], identity: ["name"] },
  // Another item in the same place is an update; where one is, none is created.
  "aws:dynamodb/tableItem:TableItem": { replacing: ["tableName", "hashKey", "rangeKey"] },
  "aws:lambda/function:Function": { replacing: ["name"], identity: ["name"] },
  "aws:lambda/permission:Permission": {
    replacing: ["action", "function", "principal", "sourceArn"],
  },
  "aws:iam/role:Role": { replacing: ["name", "path"], identity: ["name"] },
  "aws:iam/rolePolicy:RolePolicy": { replacing: ["role", "name"], identity: ["role", "name"] },
  "auth0:index/resourceServer:ResourceServer": {
    replacing: ["identifier"],
    identity: ["identifier"],
    keeps: ["tokenDialect", "enforcePolicies"],
  },
  "auth0:index/resourceServerScopes:ResourceServerScopes": {
    replacing: ["resourceServerIdentifier"],
    identity: ["resourceServerIdentifier"],
  },
  "auth0:index/client:Client": { replacing: [] },
  "auth0:index/clientCredentials:ClientCredentials": {
    replacing: ["clientId"],
    identity: ["clientId"],
  },
  "auth0:index/clientGrant:ClientGrant": {
    replacing: ["clientId", "audience"],
    identity: ["clientId", "audience"],
    keeps: ["organizationUsage", "allowAnyOrganization"],
  },
  // Seen with the provider 3.49: the Management API shows no Action's secrets.
  "auth0:index/action:Action": { replacing: [], unread: ["secrets"] },
  "auth0:index/triggerAction:TriggerAction": {
    replacing: ["trigger", "actionId"],
    identity: ["trigger", "actionId"],
    // A bound Action cannot be deleted: 409.
    holds: ["actionId"],
  },
  "random:index/randomBytes:RandomBytes": { replacing: ["length"] },
  "random:index/randomPassword:RandomPassword": { replacing: ["keepers", "length", "special"] },
};

/** @throws Error for a type without an entry */
export function behaviourOf(type: string): Behaviour {
  const behaviour = BEHAVIOUR[type];
  if (!behaviour)
    throw new Error(
      `The stand-in engine does not know how ${type} changes: add it to tests/engine/behaviour.ts.`,
    );
  return behaviour;
}
