/**
 * Where AWS returns inputs differently from how they were sent, and how the AWS provider compares the two.
 * An input that a program leaves out or writes differently can show as a change in every preview; so it does here.
 *
 * From AWS's API references, recordings of AWS (LocalStack's tests), and the schemas of
 * terraform-provider-aws. Only inputs that this product uses are here.
 */
import { isDeepStrictEqual } from "node:util";
import type { Properties } from "./computedOutputs";

/** "Gateway response types": the status of each type that has one. DEFAULT_4XX and DEFAULT_5XX have none. */
const STATUS_OF_TYPE: Readonly<Record<string, string>> = {
  ACCESS_DENIED: "403",
  API_CONFIGURATION_ERROR: "500",
  AUTHORIZER_CONFIGURATION_ERROR: "500",
  AUTHORIZER_FAILURE: "500",
  BAD_REQUEST_BODY: "400",
  BAD_REQUEST_PARAMETERS: "400",
  EXPIRED_TOKEN: "403",
  INTEGRATION_FAILURE: "504",
  INTEGRATION_TIMEOUT: "504",
  INVALID_API_KEY: "403",
  INVALID_SIGNATURE: "403",
  MISSING_AUTHENTICATION_TOKEN: "403",
  QUOTA_EXCEEDED: "429",
  REQUEST_TOO_LARGE: "413",
  RESOURCE_NOT_FOUND: "404",
  THROTTLED: "429",
  UNAUTHORIZED: "401",
  UNSUPPORTED_MEDIA_TYPE: "415",
  WAF_FILTERED: "403",
};

interface Rewriting {
  /** What AWS fills in for a missing input, and the provider treats as a change. */
  readonly shown?: (inputs: Properties) => Properties;
  /** What AWS fills in, and the provider expects: "computed", or a default of its own. */
  readonly filled?: (inputs: Properties) => Properties;
  /** Lists that AWS returns in another order; the provider compares them as sets. */
  readonly sets?: readonly string[];
  /** JSON that AWS formats differently; the provider compares its meaning. */
  readonly json?: readonly string[];
  /** Host names that AWS returns in lower case with a final dot; the provider accepts both forms. */
  readonly hosts?: readonly string[];
}

const REWRITING: Readonly<Record<string, Rewriting>> = {
  "aws:apigateway/restApi:RestApi": {
    filled: () => ({ apiKeySource: "HEADER", binaryMediaTypes: [] }),
  },
  "aws:apigateway/resource:Resource": {},
  "aws:apigateway/method:Method": { filled: () => ({ apiKeyRequired: false }) },
  "aws:apigateway/methodResponse:MethodResponse": {},
  "aws:apigateway/integration:Integration": {
    filled: ({ resourceId }) => ({
      ...{ cacheNamespace: resourceId, connectionType: "INTERNET", timeoutMilliseconds: 29_000 },
      passthroughBehavior: "WHEN_NO_MATCH",
    }),
    sets: ["cacheKeyParameters"],
  },
  "aws:apigateway/integrationResponse:IntegrationResponse": {},
  "aws:apigateway/response:Response": {
    shown: ({ responseType }) => {
      const statusCode = STATUS_OF_TYPE[String(responseType)];
      return {
        ...(statusCode === undefined ? {} : { statusCode }),
        responseTemplates: { "application/json": '{"message":$context.error.messageString}' },
      };
    },
  },
  "aws:apigateway/deployment:Deployment": {},
  "aws:apigateway/stage:Stage": { filled: () => ({ xrayTracingEnabled: false }) },
  "aws:apigateway/methodSettings:MethodSettings": {},
  "aws:apigateway/account:Account": {
    filled: () => ({ throttleSettings: [{ burstLimit: 5000, rateLimit: 10_000 }] }),
  },
  "aws:apigateway/restApiPolicy:RestApiPolicy": { json: ["policy"] },
  "aws:apigateway/domainName:DomainName": {},
  // AWS returns "(none)" for the root; the provider turns it into an empty value.
  "aws:apigateway/basePathMapping:BasePathMapping": {},
  "aws:acm/certificate:Certificate": {
    filled: ({ domainName }) => ({
      ...{ keyAlgorithm: "RSA_2048", subjectAlternativeNames: [domainName] },
    }),
  },
  "aws:acm/certificateValidation:CertificateValidation": { sets: ["validationRecordFqdns"] },
  "aws:route53/record:Record": { hosts: ["name", "aliases"] },
  "aws:wafv2/webAcl:WebAcl": { sets: ["rules"] },
  "aws:wafv2/webAclAssociation:WebAclAssociation": {},
  "aws:cloudwatch/logGroup:LogGroup": { filled: () => ({ logGroupClass: "STANDARD" }) },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {},
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    filled: () => ({ actionsEnabled: true, treatMissingData: "missing" }),
    sets: ["alarmActions", "metricQueries", "okActions"],
  },
  "aws:cloudwatch/dashboard:Dashboard": { json: ["dashboardBody"] },
  "aws:sns/topic:Topic": {},
  "aws:sns/topicPolicy:TopicPolicy": { json: ["policy"] },
  // Until its owner confirms it; unconfirmed, it is deleted after 48 hours.
  "aws:sns/topicSubscription:TopicSubscription": {
    filled: () => ({ pendingConfirmation: true }),
  },
  "aws:dynamodb/table:Table": {
    filled: () => ({ readCapacity: 0, streamEnabled: false, tableClass: "", writeCapacity: 0 }),
    sets: ["attributes"],
  },
  "aws:dynamodb/tableItem:TableItem": { json: ["item"] },
  "aws:lambda/function:Function": {
    filled: () => ({
      ...{
        packageType: "Zip",
        publish: false,
        reservedConcurrentExecutions: -1,
        skipDestroy: false,
      },
      ...{ ephemeralStorage: { size: 512 }, tracingConfig: { mode: "PassThrough" } },
    }),
  },
  "aws:lambda/permission:Permission": {},
  "aws:iam/role:Role": {
    filled: () => ({ maxSessionDuration: 3600, path: "/" }),
    json: ["assumeRolePolicy"],
  },
  "aws:iam/rolePolicy:RolePolicy": { json: ["policy"] },
};

/** The inputs that a read of the resource returns. Other providers' types are returned unchanged. */
export function givenBack(type: string, inputs: Properties): Properties {
  const { shown, filled, sets = [], json = [], hosts = [] } = rewritingOf(type);
  const rewritten = Object.entries(inputs).map(([key, value]): [string, unknown] => {
    if (sets.includes(key) && Array.isArray(value))
      return [key, [...(value as unknown[])].reverse()];
    if (json.includes(key)) return [key, JSON.stringify(sorted(parsed(value)), null, 2)];
    if (hosts.includes(key)) return [key, host(value)];
    return [key, value];
  });
  return { ...filled?.(inputs), ...shown?.(inputs), ...Object.fromEntries(rewritten) };
}

/**
 * The inputs that the provider treats as changed.
 *
 * @param held the result of givenBack() when the resource was created, changed or read
 */
export function changedInputs(type: string, held: Properties, declared: Properties): string[] {
  const { shown, sets = [], json = [], hosts = [] } = rewritingOf(type);
  const seen = Object.keys(shown?.(declared) ?? {});
  const same = (key: string, one: unknown, other: unknown): boolean => {
    if (sets.includes(key)) return isDeepStrictEqual(asSet(one), asSet(other));
    if (json.includes(key)) return isDeepStrictEqual(parsed(one), parsed(other));
    if (hosts.includes(key)) return isDeepStrictEqual(host(one), host(other));
    return isDeepStrictEqual(one, other);
  };
  return [...new Set([...Object.keys(declared), ...seen])].filter(
    (key) => !same(key, held[key], declared[key]),
  );
}

function rewritingOf(type: string): Rewriting {
  const rewriting = REWRITING[type];
  if (!rewriting && type.startsWith("aws:"))
    throw new Error(
      `The stand-ins do not know what AWS returns for ${type}: add it to local/evaluate/givenBack.ts.`,
    );
  return rewriting ?? {};
}

const parsed = (text: unknown): unknown =>
  typeof text === "string" ? (JSON.parse(text) as unknown) : text;

/** Sorts the keys of every object, as a service does that stores a document rather than its text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

function asSet(value: unknown): unknown {
  return Array.isArray(value) ? value.map((each) => JSON.stringify(sorted(each))).sort() : value;
}

/** A host name, or aliases that contain one. */
function host(value: unknown): unknown {
  if (typeof value === "string") return `${value.toLowerCase().replace(/\.$/, "")}.`;
  if (!Array.isArray(value)) return value;
  return value.map((alias: Properties) => ({ ...alias, name: host(alias.name) }));
}
