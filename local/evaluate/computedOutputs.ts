/**
 * What AWS and Auth0 add to a resource when they create it: the computed outputs that this program
 * uses. Everything else about them is in ../gateway and ../tenant.
 */
import { createHash, randomBytes, randomInt } from "node:crypto";

export type Properties = Record<string, unknown>;

/** A created resource: its id, and its outputs beyond its inputs. */
interface Created {
  readonly id: string;
  readonly outputs?: Properties;
}

interface Place {
  readonly region: string;
  /** Ids are derived from it, so that they are the same in every run. */
  readonly urn: string;
}

type Create = (inputs: Properties, place: Place) => Created;

const ACCOUNT = "123456789012";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const derivedId = ({ urn }: Place, length: number) =>
  createHash("sha256").update(urn).digest("hex").slice(0, length);
const derivedName = (inputs: Properties, place: Place) =>
  typeof inputs.name === "string"
    ? inputs.name
    : `${place.urn.split("::").at(-1) ?? ""}-${derivedId(place, 7)}`;
const randomText = (length: number) =>
  Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join("");
const plain: Create = (_, place) => ({ id: derivedId(place, 10) });

const CREATE: Readonly<Record<string, Create>> = {
  "aws:apigateway/restApi:RestApi": (inputs, place) => ({
    id: derivedId(place, 10),
    outputs: {
      name: derivedName(inputs, place),
      rootResourceId: `root${derivedId(place, 6)}`,
      region: place.region,
      executionArn: `arn:aws:execute-api:${place.region}:${ACCOUNT}:${derivedId(place, 10)}`,
    },
  }),
  "aws:apigateway/resource:Resource": plain,
  "aws:apigateway/method:Method": plain,
  "aws:apigateway/methodResponse:MethodResponse": plain,
  "aws:apigateway/integration:Integration": plain,
  "aws:apigateway/integrationResponse:IntegrationResponse": plain,
  "aws:apigateway/response:Response": plain,
  "aws:apigateway/deployment:Deployment": plain,
  "aws:apigateway/stage:Stage": (inputs, place) => ({
    id: derivedId(place, 10),
    outputs: {
      invokeUrl: `https://${String(inputs.restApi)}.execute-api.${place.region}.amazonaws.com/${String(inputs.stageName)}`,
      arn: `arn:aws:apigateway:${place.region}::/restapis/${String(inputs.restApi)}/stages/${String(inputs.stageName)}`,
    },
  }),
  "aws:apigateway/methodSettings:MethodSettings": (inputs, place) => {
    const path = String(inputs.methodPath);
    // AWS takes a plain path. The provider then looks in the stage for the text that it sent, and AWS
    // knows the settings by another: terraform-provider-aws #37959. A leading slash makes a dead key (#9738).
    if (!/^(\*\/\*$|~1|\/)/.test(path))
      throw new Error(
        `reading API Gateway Method Settings (${String(inputs.restApi)}-${String(inputs.stageName)}-${path}): empty result`,
      );
    return plain(inputs, place);
  },
  "aws:apigateway/account:Account": plain,
  "aws:apigateway/restApiPolicy:RestApiPolicy": plain,
  "aws:apigateway/domainName:DomainName": (inputs, place) => ({
    id: String(inputs.domainName),
    outputs: {
      regionalDomainName: `d-${derivedId(place, 10)}.execute-api.${place.region}.amazonaws.com`,
      regionalZoneId: "Z0REGIONALENDPOINTS",
    },
  }),
  "aws:apigateway/basePathMapping:BasePathMapping": plain,
  "aws:acm/certificate:Certificate": (inputs, place) => {
    const arn = `arn:aws:acm:${place.region}:${ACCOUNT}:certificate/${derivedId(place, 36)}`;
    const domainName = String(inputs.domainName);
    const option = {
      domainName,
      resourceRecordName: `_${derivedId(place, 32)}.${domainName}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: `_${derivedId(place, 32)}.acm-validations.aws.`,
    };
    return { id: arn, outputs: { arn, domainValidationOptions: [option] } };
  },
  "aws:acm/certificateValidation:CertificateValidation": plain,
  "aws:route53/record:Record": (inputs, place) => ({
    id: derivedId(place, 10),
    outputs: { fqdn: String(inputs.name).replace(/\.$/, "") },
  }),
  "aws:wafv2/webAcl:WebAcl": (_, place) => ({
    id: derivedId(place, 36),
    outputs: {
      arn: `arn:aws:wafv2:${place.region}:${ACCOUNT}:regional/webacl/${derivedId(place, 36)}`,
    },
  }),
  "aws:wafv2/webAclAssociation:WebAclAssociation": plain,
  "aws:cloudwatch/logGroup:LogGroup": (inputs, place) => {
    const name = derivedName(inputs, place);
    return {
      id: name,
      outputs: { name, arn: `arn:aws:logs:${place.region}:${ACCOUNT}:log-group:${name}` },
    };
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": plain,
  "aws:cloudwatch/metricAlarm:MetricAlarm": (inputs, place) => {
    const name = derivedName(inputs, place);
    return {
      id: name,
      outputs: { name, arn: `arn:aws:cloudwatch:${place.region}:${ACCOUNT}:alarm:${name}` },
    };
  },
  "aws:cloudwatch/dashboard:Dashboard": (inputs) => ({ id: String(inputs.dashboardName) }),
  "aws:sns/topic:Topic": (inputs, place) => {
    const name = derivedName(inputs, place);
    const arn = `arn:aws:sns:${place.region}:${ACCOUNT}:${name}`;
    return { id: arn, outputs: { name, arn, owner: ACCOUNT } };
  },
  "aws:sns/topicPolicy:TopicPolicy": (inputs) => ({ id: String(inputs.arn) }),
  "aws:sns/topicSubscription:TopicSubscription": plain,
  "aws:iam/role:Role": (inputs, place) => {
    const name = derivedName(inputs, place);
    return { id: name, outputs: { name, arn: `arn:aws:iam::${ACCOUNT}:role/${name}` } };
  },
  "aws:iam/rolePolicy:RolePolicy": plain,
  "aws:dynamodb/table:Table": (inputs, place) => {
    const name = derivedName(inputs, place);
    return {
      id: name,
      outputs: { name, arn: `arn:aws:dynamodb:${place.region}:${ACCOUNT}:table/${name}` },
    };
  },
  "aws:dynamodb/tableItem:TableItem": plain,
  "aws:lambda/function:Function": (inputs, place) => {
    const name = derivedName(inputs, place);
    const arn = `arn:aws:lambda:${place.region}:${ACCOUNT}:function:${name}`;
    return {
      id: name,
      outputs: {
        name,
        arn,
        invokeArn: `arn:aws:apigateway:${place.region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
      },
    };
  },
  "aws:lambda/permission:Permission": plain,
  "auth0:index/resourceServer:ResourceServer": (_, place) => ({ id: derivedId(place, 24) }),
  "auth0:index/resourceServerScopes:ResourceServerScopes": (inputs) => ({
    id: String(inputs.resourceServerIdentifier),
  }),
  "auth0:index/client:Client": (_, place) => {
    const clientId = derivedId(place, 32);
    return { id: clientId, outputs: { clientId } };
  },
  "auth0:index/clientCredentials:ClientCredentials": (inputs) => ({
    id: String(inputs.clientId),
    // Without a secret of ours, Auth0's own.
    outputs: { clientSecret: inputs.clientSecret ?? randomBytes(48).toString("base64url") },
  }),
  "auth0:index/action:Action": (_, place) => ({
    id: derivedId(place, 32),
    outputs: { versionId: derivedId(place, 16) },
  }),
  "auth0:index/triggerAction:TriggerAction": (inputs) => ({
    id: `${String(inputs.trigger)}::${String(inputs.actionId)}`,
  }),
  "auth0:index/clientGrant:ClientGrant": (_, place) => ({ id: `cgr_${derivedId(place, 16)}` }),
  "random:index/randomBytes:RandomBytes": (inputs) => {
    const bytes = randomBytes(Number(inputs.length));
    const base64 = bytes.toString("base64");
    return { id: base64, outputs: { base64, hex: bytes.toString("hex") } };
  },
  "random:index/randomPassword:RandomPassword": (inputs) => ({
    id: "none",
    outputs: { result: randomText(Number(inputs.length)) },
  }),
};

/** @throws Error for a type that the local clouds do not know */
export function creatorOf(type: string): Create {
  const create = CREATE[type];
  if (!create)
    throw new Error(
      `The local clouds do not know ${type}: add it to local/evaluate/computedOutputs.ts.`,
    );
  return create;
}
