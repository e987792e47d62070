/**
 * What a role needs in AWS to read and to make each type of resource that the program can register. From
 * the requests that terraform-provider-aws sends for it (`internal/service/*`); each request's method and
 * path at API Gateway are AWS's own, out of its SDK.
 */
import * as apigateway from "@aws-sdk/client-api-gateway";
import { TYPES } from "../../support/registrations";

/** One action on one resource, as IAM is asked about it; "*" where the action knows no resources. */
export interface Need {
  readonly action: string;
  readonly resource: string;
}
export interface Needs {
  /** What `pulumi refresh` asks of a resource that exists. */
  readonly read: readonly Need[];
  /** What making, changing and deleting it asks for beside. */
  readonly make: readonly Need[];
}

export type AwsType = Extract<(typeof TYPES)[keyof typeof TYPES], `aws:${string}`>;

/** Examples of what AWS and Pulumi fill in. */
const NAMES: Readonly<Record<string, string>> = {
  restApiId: "a1b2c3d4e5",
  resourceId: "r1s2t3",
  parentId: "p1q2r3",
  httpMethod: "POST",
  statusCode: "200",
  responseType: "DEFAULT_5XX",
  deploymentId: "d1e2f3",
  stageName: "v1",
  exportType: "oas30",
  domainName: "HOST_NAME",
  basePath: "(none)",
  resourceArn: "arn%3Aaws%3Aapigateway%3AREGION%3A%3A%2Frestapis%2Fa1b2c3d4e5",
};

type Operation = {
  [Name in keyof typeof apigateway]: Name extends `${infer Short}Command` ? Short : never;
}[keyof typeof apigateway];

/** A REST request is an action by its method, on its path (API Gateway developer guide, "IAM policies"). */
const requests = (...names: Operation[]): Need[] =>
  names.map((name) => {
    const Command = apigateway[`${name}Command`] as unknown as new (input: object) => {
      schema: { 3: { http: [method: string, path: string, status: number] } };
    };
    const [method, path] = new Command({}).schema[3].http;
    const filled = path.replace(/\{(\w+)\+?\}/g, (_, part: string) => NAMES[part] ?? part);
    return {
      action: `apigateway:${method}`,
      resource: `arn:aws:apigateway:REGION::${filled}`,
    };
  });

const on =
  (service: string, resource: string) =>
  (...actions: string[]): Need[] =>
    actions.map((action) => ({ action: `${service}:${action}`, resource }));

const arn = (service: string, resource: string, account = "ACCOUNT_ID", region = "REGION") =>
  `arn:aws:${service}:${region}:${account}:${resource}`;
const STAGE_ARN = "arn:aws:apigateway:REGION::/restapis/a1b2c3d4e5/stages/v1";
const policyOf = on("apigateway", "arn:aws:apigateway:REGION::/restapis/a1b2c3d4e5");
/** Whatever has tags; users were refused POST as well as PUT (ansible, CloudFormation). */
const tags: Needs = {
  read: requests("GetTags"),
  make: [
    ...requests("TagResource", "UntagResource"),
    { action: "apigateway:POST", resource: requests("TagResource")[0]?.resource ?? "" },
  ],
};
/** The type's row is the log role's; the function's role is a need of the function. */
const roleNamed = (name: string) => {
  const role = on("iam", arn("iam", `role/${name}-1a2b3c4`, "ACCOUNT_ID", ""));
  return {
    read: role("GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "ListRoleTags"),
    make: role(
      "CreateRole",
      "DeleteRole",
      "ListInstanceProfilesForRole",
      "TagRole",
      "UntagRole",
      "UpdateAssumeRolePolicy",
      "UpdateRole",
      "UpdateRoleDescription",
      // Given to API Gateway by the account's setting, or to the function.
      "PassRole",
    ),
    policy: { read: role("GetRolePolicy"), make: role("PutRolePolicy", "DeleteRolePolicy") },
  };
};
const logRole = roleNamed("proxy-log-role");
const brokerRole = roleNamed("broker-role");
const logGroups = [
  "proxy-access-logs-1a2b3c4",
  "API-Gateway-Execution-Logs_a1b2c3d4e5/v1",
  "broker-logs-1a2b3c4",
].map((name) => on("logs", arn("logs", `log-group:${name}`)));
const table = on("dynamodb", arn("dynamodb", "table/broker-table-1a2b3c4"));
const broker = on("lambda", arn("lambda", "function:broker-function-1a2b3c4"));
const logs = (...actions: string[]) => logGroups.flatMap((each) => each(...actions));
const certificate = on("acm", arn("acm", "certificate/0f1e2d3c"));
const zone = on("route53", "arn:aws:route53:::hostedzone/HOSTED_ZONE_ID");
const webAcl = on("wafv2", arn("wafv2", "regional/webacl/proxy-web-acl-1a2b3c4/id"));
const ruleSet = on(
  "wafv2",
  arn("wafv2", "regional/managedruleset/AWSManagedRulesCommonRuleSet/id"),
);
const stageOfAcl = on("wafv2", STAGE_ARN);
const topic = on("sns", arn("sns", "monitoring-alarms-1a2b3c4"));
const subscription = on("sns", "*");
const alarm = on("cloudwatch", arn("cloudwatch", "alarm:monitoring-hits-1a2b3c4"));
const dashboard = on(
  "cloudwatch",
  arn("cloudwatch", "dashboard/m2m-token-cache-dev", "ACCOUNT_ID", ""),
);

export const NEEDS: Readonly<Record<AwsType, Needs>> = {
  "aws:apigateway/restApi:RestApi": {
    read: [...requests("GetRestApi"), ...tags.read],
    make: [...requests("CreateRestApi", "UpdateRestApi", "DeleteRestApi"), ...tags.make],
  },
  "aws:apigateway/restApiPolicy:RestApiPolicy": {
    read: requests("GetRestApi"),
    make: [...requests("UpdateRestApi"), ...policyOf("UpdateRestApiPolicy")],
  },
  "aws:apigateway/resource:Resource": {
    read: requests("GetResource"),
    make: requests("CreateResource", "UpdateResource", "DeleteResource"),
  },
  "aws:apigateway/method:Method": {
    read: requests("GetMethod"),
    make: requests("PutMethod", "UpdateMethod", "DeleteMethod"),
  },
  "aws:apigateway/methodResponse:MethodResponse": {
    read: requests("GetMethodResponse"),
    make: requests("PutMethodResponse", "UpdateMethodResponse", "DeleteMethodResponse"),
  },
  "aws:apigateway/integration:Integration": {
    read: requests("GetIntegration"),
    make: requests("PutIntegration", "UpdateIntegration", "DeleteIntegration"),
  },
  "aws:apigateway/integrationResponse:IntegrationResponse": {
    read: requests("GetIntegrationResponse"),
    make: requests("PutIntegrationResponse", "DeleteIntegrationResponse"),
  },
  "aws:apigateway/response:Response": {
    read: requests("GetGatewayResponse"),
    make: requests("PutGatewayResponse", "DeleteGatewayResponse"),
  },
  "aws:apigateway/deployment:Deployment": {
    read: requests("GetDeployment"),
    make: requests("CreateDeployment", "UpdateDeployment", "DeleteDeployment"),
  },
  "aws:apigateway/stage:Stage": {
    read: requests("GetStage"),
    make: [
      ...requests("CreateStage", "UpdateStage", "DeleteStage"),
      ...tags.make,
      // `npm run verify` after the update (as-deployed), and a flush by hand.
      ...requests("GetDeployments", "GetExport", "GetResources", "FlushStageCache"),
      // Made by API Gateway, once in an account, in the name of who makes the first stage or domain.
      ...on(
        "iam",
        "arn:aws:iam::ACCOUNT_ID:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway",
      )("CreateServiceLinkedRole"),
    ],
  },
  "aws:apigateway/methodSettings:MethodSettings": {
    read: requests("GetStage"),
    make: requests("UpdateStage"),
  },
  "aws:apigateway/account:Account": {
    read: requests("GetAccount"),
    make: requests("UpdateAccount"),
  },
  "aws:iam/role:Role": { read: logRole.read, make: logRole.make },
  "aws:iam/rolePolicy:RolePolicy": logRole.policy,
  "aws:cloudwatch/logGroup:LogGroup": {
    read: [
      ...logs("ListTagsForResource"),
      // A list is asked of all, whichever of them the caller wants.
      ...on("logs", arn("logs", "log-group:*"))("DescribeLogGroups"),
    ],
    make: [
      ...logs(
        "CreateLogGroup",
        "DeleteLogGroup",
        "DeleteRetentionPolicy",
        "PutRetentionPolicy",
        "TagResource",
        "UntagResource",
      ),
      // What a stage's access log takes (API Gateway, "Permissions for CloudWatch logging").
      ...on("logs", "*")(
        "CreateLogDelivery",
        "DeleteLogDelivery",
        "DescribeResourcePolicies",
        "GetLogDelivery",
        "ListLogDeliveries",
        "PutResourcePolicy",
        "UpdateLogDelivery",
      ),
    ],
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    read: logs("DescribeMetricFilters"),
    make: logs("PutMetricFilter", "DeleteMetricFilter"),
  },
  "aws:apigateway/domainName:DomainName": {
    read: requests("GetDomainName"),
    make: [...requests("CreateDomainName", "UpdateDomainName", "DeleteDomainName"), ...tags.make],
  },
  "aws:apigateway/basePathMapping:BasePathMapping": {
    read: requests("GetBasePathMapping"),
    make: requests("CreateBasePathMapping", "UpdateBasePathMapping", "DeleteBasePathMapping"),
  },
  "aws:acm/certificate:Certificate": {
    read: certificate("DescribeCertificate", "ListTagsForCertificate"),
    make: [
      ...on("acm", "*")("RequestCertificate"),
      ...certificate(
        "AddTagsToCertificate",
        "DeleteCertificate",
        "RemoveTagsFromCertificate",
        "UpdateCertificateOptions",
      ),
    ],
  },
  "aws:acm/certificateValidation:CertificateValidation": {
    read: certificate("DescribeCertificate"),
    make: [],
  },
  "aws:route53/record:Record": {
    read: zone("GetHostedZone", "ListResourceRecordSets"),
    make: [
      ...zone("ChangeResourceRecordSets"),
      ...on("route53", "arn:aws:route53:::change/C1A2B3")("GetChange"),
    ],
  },
  "aws:wafv2/webAcl:WebAcl": {
    read: webAcl("GetWebACL", "ListTagsForResource"),
    make: [
      ...webAcl("CreateWebACL", "DeleteWebACL", "TagResource", "UntagResource", "UpdateWebACL"),
      ...ruleSet("CreateWebACL", "UpdateWebACL"),
    ],
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": {
    read: stageOfAcl("GetWebACLForResource"),
    make: [
      ...webAcl("AssociateWebACL"),
      ...stageOfAcl("AssociateWebACL", "DisassociateWebACL"),
      ...on("apigateway", STAGE_ARN)("SetWebACL"),
    ],
  },
  "aws:sns/topic:Topic": {
    read: topic("GetTopicAttributes", "ListTagsForResource"),
    make: topic("CreateTopic", "DeleteTopic", "SetTopicAttributes", "TagResource", "UntagResource"),
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    read: topic("GetTopicAttributes"),
    make: topic("SetTopicAttributes"),
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    read: [...topic("ListSubscriptionsByTopic"), ...subscription("GetSubscriptionAttributes")],
    make: [...topic("Subscribe"), ...subscription("SetSubscriptionAttributes", "Unsubscribe")],
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    read: [
      ...alarm("ListTagsForResource"),
      ...on("cloudwatch", arn("cloudwatch", "alarm:*"))("DescribeAlarms"),
    ],
    make: alarm("DeleteAlarms", "PutMetricAlarm", "TagResource", "UntagResource"),
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    read: dashboard("GetDashboard"),
    make: dashboard("DeleteDashboards", "PutDashboard"),
  },
  "aws:dynamodb/table:Table": {
    read: table(
      "DescribeContinuousBackups",
      "DescribeTable",
      "DescribeTimeToLive",
      "ListTagsOfResource",
    ),
    make: table(
      "CreateTable",
      "DeleteTable",
      "TagResource",
      "UntagResource",
      "UpdateContinuousBackups",
      "UpdateTable",
      "UpdateTimeToLive",
    ),
  },
  "aws:dynamodb/tableItem:TableItem": {
    read: table("GetItem"),
    make: table("DeleteItem", "PutItem", "UpdateItem"),
  },
  "aws:lambda/function:Function": {
    read: [
      ...broker("GetFunction", "GetFunctionCodeSigningConfig", "ListVersionsByFunction"),
      ...brokerRole.read,
      ...brokerRole.policy.read,
    ],
    make: [
      ...broker(
        "CreateFunction",
        "DeleteFunction",
        "GetFunctionConfiguration",
        "TagResource",
        "UntagResource",
        "UpdateFunctionCode",
        "UpdateFunctionConfiguration",
      ),
      ...brokerRole.make,
      ...brokerRole.policy.make,
    ],
  },
  "aws:lambda/permission:Permission": {
    read: broker("GetPolicy"),
    make: broker("AddPermission", "RemovePermission"),
  },
};
