/**
 * What AWS and Auth0 add to a resource when they create it: the computed outputs that this program
 * uses. How they behave is in ../gateway and ../tenant.
 */
import { createHash, randomBytes, randomInt } from "node:crypto";

export type Properties = Record<string, unknown>;

/** A created resource: its id, and its outputs beyond its inputs. */
interface Created {
  readonly id: string;
  readonly outputs?: Properties;
}

interface ResourceIdentity {
  readonly region: string;
  /** Ids are derived from it, so that every run has the same ones. */
  readonly urn: string;
}

type Create = (inputs: Properties, identity: ResourceIdentity) => Created;

const ACCOUNT = "123456789012";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const derivedId = ({ urn }: ResourceIdentity, length: number) =>
  createHash("sha256").update(urn).digest("hex").slice(0, length);
const derivedName = (inputs: Properties, identity: ResourceIdentity) =>
  typeof inputs.name === "string"
    ? inputs.name
    : `${identity.urn.split("::").at(-1) ?? ""}-${derivedId(identity, 7)}`;
const randomText = (length: number) =>
  Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join("");
const plain: Create = (_, identity) => ({ id: derivedId(identity, 10) });

const CREATE: Readonly<Record<string, Create>> = {
  "aws:apigateway/restApi:RestApi": (inputs, identity) => ({
    id: derivedId(identity, 10),
    outputs: {
      name: derivedName(inputs, identity),
      rootResourceId: `root${derivedId(identity, 6)}`,
      region: identity.region,
      executionArn: `arn:aws:execute-api:${identity.region}:${ACCOUNT}:${derivedId(identity, 10)}`,
    },
  }),
  "aws:apigateway/resource:Resource": plain,
  "aws:apigateway/method:Method": plain,
  "aws:apigateway/methodResponse:MethodResponse": plain,
  "aws:apigateway/integration:Integration": plain,
  "aws:apigateway/integrationResponse:IntegrationResponse": plain,
  "aws:apigateway/response:Response": plain,
  "aws:apigateway/deployment:Deployment": plain,
  "aws:apigateway/stage:Stage": (inputs, identity) => ({
    id: derivedId(identity, 10),
    outputs: {
      invokeUrl: `https://${String(inputs.restApi)}.execute-api.${identity.region}.amazonaws.com/${String(inputs.stageName)}`,
      arn: `arn:aws:apigateway:${identity.region}::/restapis/${String(inputs.restApi)}/stages/${String(inputs.stageName)}`,
    },
  }),
  "aws:apigateway/methodSettings:MethodSettings": (inputs, identity) => {
    const path = String(inputs.methodPath);
    // AWS accepts a plain path, but stores the settings under another key, and the provider looks for the one
    // that it sent: terraform-provider-aws #37959. A leading slash makes a key without effect (#9738).
    if (!/^(\*\/\*$|~1|\/)/.test(path))
      throw new Error(
        `reading API Gateway Method Settings (${String(inputs.restApi)}-${String(inputs.stageName)}-${path}): empty result`,
      );
    return plain(inputs, identity);
  },
  "aws:apigateway/account:Account": plain,
  "aws:apigateway/restApiPolicy:RestApiPolicy": plain,
  "aws:apigateway/domainName:DomainName": (inputs, identity) => ({
    id: String(inputs.domainName),
    outputs: {
      regionalDomainName: `d-${derivedId(identity, 10)}.execute-api.${identity.region}.amazonaws.com`,
      regionalZoneId: "Z0REGIONALENDPOINTS",
    },
  }),
  "aws:apigateway/basePathMapping:BasePathMapping": plain,
  "aws:acm/certificate:Certificate": (inputs, identity) => {
    const arn = `arn:aws:acm:${identity.region}:${ACCOUNT}:certificate/${derivedId(identity, 36)}`;
    const domainName = String(inputs.domainName);
    const option = {
      domainName,
      resourceRecordName: `_${derivedId(identity, 32)}.${domainName}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: `_${derivedId(identity, 32)}.acm-validations.aws.`,
    };
    return { id: arn, outputs: { arn, domainValidationOptions: [option] } };
  },
  "aws:acm/certificateValidation:CertificateValidation": plain,
  "aws:route53/record:Record": (inputs, identity) => ({
    id: derivedId(identity, 10),
    outputs: { fqdn: String(inputs.name).replace(/\.$/, "") },
  }),
  "aws:wafv2/webAcl:WebAcl": (_, identity) => ({
    id: derivedId(identity, 36),
    outputs: {
      arn: `arn:aws:wafv2:${identity.region}:${ACCOUNT}:regional/webacl/${derivedId(identity, 36)}`,
    },
  }),
  "aws:wafv2/webAclAssociation:WebAclAssociation": plain,
  "aws:cloudwatch/logGroup:LogGroup": (inputs, identity) => {
    const name = derivedName(inputs, identity);
    return {
      id: name,
      outputs: { name, arn: `arn:aws:logs:${identity.region}:${ACCOUNT}:log-group:${name}` },
    };
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": plain,
  "aws:cloudwatch/metricAlarm:MetricAlarm": (inputs, identity) => {
    const name = derivedName(inputs, identity);
    return {
      id: name,
      outputs: { name, arn: `arn:aws:cloudwatch:${identity.region}:${ACCOUNT}:alarm:${name}` },
    };
  },
  "aws:cloudwatch/dashboard:Dashboard": (inputs) => ({ id: String(inputs.dashboardName) }),
  "aws:sns/topic:Topic": (inputs, identity) => {
    const name = derivedName(inputs, identity);
    const arn = `arn:aws:sns:${identity.region}:${ACCOUNT}:${name}`;
    return { id: arn, outputs: { name, arn, owner: ACCOUNT } };
  },
  "aws:sns/topicPolicy:TopicPolicy": (inputs) => ({ id: String(inputs.arn) }),
  "aws:sns/topicSubscription:TopicSubscription": plain,
  "aws:iam/role:Role": (inputs, identity) => {
    const name = derivedName(inputs, identity);
    return { id: name, outputs: { name, arn: `arn:aws:iam::${ACCOUNT}:role/${name}` } };
  },
  "aws:iam/rolePolicy:RolePolicy": plain,
  "aws:dynamodb/table:Table": (inputs, identity) => {
    const name = derivedName(inputs, identity);
    return {
      id: name,
      outputs: { name, arn: `arn:aws:dynamodb:${identity.region}:${ACCOUNT}:table/${name}` },
    };
  },
  "aws:dynamodb/tableItem:TableItem": plain,
  "aws:lambda/function:Function": (inputs, identity) => {
    const name = derivedName(inputs, identity);
    const arn = `arn:aws:lambda:${identity.region}:${ACCOUNT}:function:${name}`;
    return {
      id: name,
      outputs: {
        name,
        arn,
        invokeArn: `arn:aws:apigateway:${identity.region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
      },
    };
  },
  "aws:lambda/permission:Permission": plain,
  "auth0:index/resourceServer:ResourceServer": (_, identity) => ({ id: derivedId(identity, 24) }),
  "auth0:index/resourceServerScopes:ResourceServerScopes": (inputs) => ({
    id: String(inputs.resourceServerIdentifier),
  }),
  "auth0:index/client:Client": (_, identity) => {
    const clientId = derivedId(identity, 32);
    return { id: clientId, outputs: { clientId } };
  },
  "auth0:index/clientCredentials:ClientCredentials": (inputs) => ({
    id: String(inputs.clientId),
    // Auth0 makes a secret if the program does not set one.
    outputs: { clientSecret: inputs.clientSecret ?? randomBytes(48).toString("base64url") },
  }),
  "auth0:index/action:Action": (_, identity) => ({
    id: derivedId(identity, 32),
    outputs: { versionId: derivedId(identity, 16) },
  }),
  "auth0:index/triggerAction:TriggerAction": (inputs) => ({
    id: `${String(inputs.trigger)}::${String(inputs.actionId)}`,
  }),
  "auth0:index/clientGrant:ClientGrant": (_, identity) => ({
    id: `cgr_${derivedId(identity, 16)}`,
  }),
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

/** @throws Error for a type that the stand-ins do not know */
export function creatorOf(type: string): Create {
  const create = CREATE[type];
  if (!create)
    throw new Error(
      `The stand-ins do not know ${type}: add it to local/evaluate/computedOutputs.ts.`,
    );
  return create;
}
