/** Finds what an evaluation registered; a missing resource is an error. */
import {
  evaluate,
  type Evaluation,
  type EvaluationOptions,
  type Registration,
} from "../../local/evaluate/evaluate";
import { readStackFile } from "../../tools/lib/stackFile";
import { NAMESPACE, parseConfig } from "../../src/config/parse";
import type { Config } from "../../src/config/types";

/** Every type that this product may register: short name to type token. */
export const TYPES = {
  TokenProxy: "m2m-token-cache:proxy:TokenProxy",
  ManagedApi: "m2m-token-cache:auth0:ManagedApi",
  VendorClient: "m2m-token-cache:auth0:VendorClient",
  OnlyThroughProxy: "m2m-token-cache:auth0:OnlyThroughProxy",
  RestApi: "aws:apigateway/restApi:RestApi",
  Resource: "aws:apigateway/resource:Resource",
  Method: "aws:apigateway/method:Method",
  MethodResponse: "aws:apigateway/methodResponse:MethodResponse",
  Integration: "aws:apigateway/integration:Integration",
  IntegrationResponse: "aws:apigateway/integrationResponse:IntegrationResponse",
  Response: "aws:apigateway/response:Response",
  Deployment: "aws:apigateway/deployment:Deployment",
  Stage: "aws:apigateway/stage:Stage",
  MethodSettings: "aws:apigateway/methodSettings:MethodSettings",
  Account: "aws:apigateway/account:Account",
  RestApiPolicy: "aws:apigateway/restApiPolicy:RestApiPolicy",
  CustomDomain: "m2m-token-cache:proxy:CustomDomain",
  DomainName: "aws:apigateway/domainName:DomainName",
  BasePathMapping: "aws:apigateway/basePathMapping:BasePathMapping",
  Certificate: "aws:acm/certificate:Certificate",
  CertificateValidation: "aws:acm/certificateValidation:CertificateValidation",
  Record: "aws:route53/record:Record",
  WebAcl: "aws:wafv2/webAcl:WebAcl",
  WebAclAssociation: "aws:wafv2/webAclAssociation:WebAclAssociation",
  LogGroup: "aws:cloudwatch/logGroup:LogGroup",
  Monitoring: "m2m-token-cache:monitoring:Monitoring",
  MetricAlarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  LogMetricFilter: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  Dashboard: "aws:cloudwatch/dashboard:Dashboard",
  Topic: "aws:sns/topic:Topic",
  TopicPolicy: "aws:sns/topicPolicy:TopicPolicy",
  TopicSubscription: "aws:sns/topicSubscription:TopicSubscription",
  Role: "aws:iam/role:Role",
  RolePolicy: "aws:iam/rolePolicy:RolePolicy",
  ResourceServer: "auth0:index/resourceServer:ResourceServer",
  ResourceServerScopes: "auth0:index/resourceServerScopes:ResourceServerScopes",
  Client: "auth0:index/client:Client",
  ClientCredentials: "auth0:index/clientCredentials:ClientCredentials",
  ClientGrant: "auth0:index/clientGrant:ClientGrant",
  Action: "auth0:index/action:Action",
  TriggerAction: "auth0:index/triggerAction:TriggerAction",
  TokenBroker: "m2m-token-cache:proxy:TokenBroker",
  Table: "aws:dynamodb/table:Table",
  TableItem: "aws:dynamodb/tableItem:TableItem",
  Function: "aws:lambda/function:Function",
  Permission: "aws:lambda/permission:Permission",
  RandomBytes: "random:index/randomBytes:RandomBytes",
  RandomPassword: "random:index/randomPassword:RandomPassword",
} as const;

export type Kind = keyof typeof TYPES;
type Found = Pick<Evaluation, "resources">;

/** What stands for a value that a preview does not know (Pulumi's wire format). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Any value made a secret (Pulumi's wire format). */
const SECRET_MARK = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

export function isMasked(value: unknown): boolean {
  const [[key, mark]] = Object.entries(SECRET_MARK) as [[string, string]];
  return typeof value === "object" && value !== null && Reflect.get(value, key) === mark;
}

/** All resources of a kind; at least one. */
export function all({ resources }: Found, kind: Kind): Registration[] {
  const found = resources.filter(({ type }) => type === TYPES[kind]);
  if (found.length === 0) throw new Error(`No ${kind} is registered.`);
  return found;
}

/** The only resource of a kind. */
export function only(evaluation: Found, kind: Kind): Registration {
  const [first, ...more] = all(evaluation, kind);
  if (!first || more.length > 0) throw new Error(`${more.length + 1} of ${kind} are registered.`);
  return first;
}

export function named(evaluation: Found, kind: Kind, name: string): Registration {
  const candidates = all(evaluation, kind);
  const found = candidates.find((resource) => resource.name === name);
  if (!found)
    throw new Error(`No ${kind} is named ${name}: ${candidates.map((each) => each.name).join()}`);
  return found;
}

/** "Kind name" of each, sorted. */
export function labels(resources: readonly Registration[]): string[] {
  return resources.map(label).sort();
}

export function label({ type, name }: Pick<Registration, "type" | "name">): string {
  return `${type.split(":").at(-1) ?? type} ${name}`;
}

/** Type token to how many there are. */
export function counts({ resources }: Found): Record<string, number> {
  const types = resources.map(({ type }) => type);
  return Object.fromEntries(
    [...new Set(types)].map((type) => [type, types.filter((each) => each === type).length]),
  );
}

export function childrenOf({ resources }: Found, { urn }: Registration): Registration[] {
  return resources.filter(({ parent }) => parent === urn);
}

/** A stack file's values, with keys of the project replaced. `undefined` takes a key out. */
export function stackValues(
  stack: "dev" | "prod",
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, string> {
  const { project, values: read } = readStackFile(stack);
  // Under the name of this repository, also in a project that `pulumi new` has given another.
  const values = new Map(
    Object.entries(read).map(([key, value]) => [
      key.replace(`${project}:`, `${NAMESPACE}:`),
      value,
    ]),
  );
  for (const [name, value] of Object.entries(changes)) {
    const key = name.includes(":") ? name : `${NAMESPACE}:${name}`;
    if (value === undefined) values.delete(key);
    else values.set(key, typeof value === "string" ? value : JSON.stringify(value));
  }
  return Object.fromEntries(values);
}

/** The vendors of a stack file, to make changed ones of. */
export function vendorsOf(stack: "dev" | "prod"): Record<string, Record<string, unknown>> {
  return JSON.parse(stackValues(stack)[`${NAMESPACE}:vendors`] ?? "{}") as ReturnType<
    typeof vendorsOf
  >;
}

/** Evaluates a part of the program, given the dev stack's configuration with keys replaced. */
export function evaluatePart(
  make: (config: Config) => Record<string, unknown>,
  changes: Readonly<Record<string, unknown>> = {},
  options: Pick<EvaluationOptions, "preview" | "override"> = {},
): Promise<Evaluation> {
  const values = stackValues("dev", changes);
  const config = parseConfig({ values });
  return evaluate({ ...options, values, stack: "dev", program: () => make(config) });
}

/** Overrides what the stand-ins answer for resources of one kind. */
export function answering(
  kind: Kind,
  change: (state: Record<string, unknown>, name: string) => Record<string, unknown>,
): NonNullable<EvaluationOptions["override"]> {
  return (type, state, name = "") =>
    type === TYPES[kind] ? { ...state, ...change(state, name) } : state;
}

/** Every text inside a value, keys included. */
export function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...texts(inner)]);
}

/** What a promise was rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error("It did not fail with an error.");
  return outcome;
}
