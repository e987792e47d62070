/**
 * The Lambda proxy integration (API Gateway, "Lambda proxy integrations"): the event that a function receives,
 * the form of its answer, and what its failures become.
 */
import type { APIGatewayProxyEvent } from "aws-lambda";
import { GatewayError } from "./errors";
import type { FunctionQuirks } from "./functionQuirks";
import type { Deployed, Route } from "./model";
import type { GatewayRequest, Headers } from "./parameters";
import type { Reply } from "./reply";
import { arnOf, fits, THIS_MACHINE } from "./resourcePolicy";

export interface Invocation {
  readonly functionArn: string;
  readonly event: APIGatewayProxyEvent;
  readonly timeoutMilliseconds: number;
}

export type Invoked =
  /** What the handler returned, as JSON. */
  | { readonly kind: "answered"; readonly payload: unknown }
  /** It threw, exited, or exceeded the function's time-out. */
  | { readonly kind: "failed" }
  | { readonly kind: "throttled" }
  /** No answer within the integration's time-out. */
  | { readonly kind: "late" };

/** Runs a Lambda function. */
export type Invoke = (invocation: Invocation) => Promise<Invoked>;

/** For a function that fails, is throttled, or returns something else. */
const MESSAGE = "Internal server error";

/** @throws GatewayError if there is no answer */
export async function askFunction(
  invoke: Invoke,
  deployed: Deployed,
  route: Route,
  request: GatewayRequest,
  {
    quirks,
    timeoutMilliseconds,
    now,
  }: Pick<Invocation, "timeoutMilliseconds"> & {
    readonly quirks: FunctionQuirks;
    /** Milliseconds since the epoch. */
    readonly now: number;
  },
): Promise<Reply> {
  const functionArn = functionArnOf(route);
  // "Invalid permissions on Lambda function", in the execution log.
  if (!mayInvoke(functionArn, deployed, request)) throw new GatewayError("API_CONFIGURATION_ERROR");
  const event = proxyEvent(deployed, route, request, now);
  const invoked = await invoke({ functionArn, event, timeoutMilliseconds });
  const type = quirks["function-error"];
  switch (invoked.kind) {
    case "answered": {
      const reply = replyOf(invoked.payload);
      if (!reply) throw new GatewayError(type, MESSAGE, 502);
      return reply;
    }
    case "failed":
      throw new GatewayError(type, MESSAGE, 502);
    case "throttled":
      throw new GatewayError(type, MESSAGE, 500);
    case "late":
      throw new GatewayError("INTEGRATION_TIMEOUT");
  }
}

function functionArnOf({ integration: { uri } }: Route): string {
  const [, arn] =
    /^arn:aws:apigateway:[^:]+:lambda:path\/[\d-]+\/functions\/(.+)\/invocations$/.exec(uri) ?? [];
  if (!arn) throw new Error(`The URI ${uri} is not a Lambda function.`);
  return arn;
}

function mayInvoke(functionArn: string, deployed: Deployed, request: GatewayRequest): boolean {
  return deployed.functionPermissions.some(
    (permission) =>
      (functionArn === permission.function ||
        functionArn.endsWith(`:function:${permission.function}`)) &&
      permission.action === "lambda:InvokeFunction" &&
      permission.principal === "apigateway.amazonaws.com" &&
      (permission.sourceArn === undefined || fits(permission.sourceArn, arnOf(deployed, request))),
  );
}

/** "Input format of a Lambda function for proxy integration", payload format 1.0. */
function proxyEvent(
  { restApiId, executionArn, stageName }: Deployed,
  route: Route,
  request: GatewayRequest,
  now: number,
): APIGatewayProxyEvent {
  const { httpMethod, path, query, body, sourceIp = THIS_MACHINE, requestId = "" } = request;
  const headers: Headers = [
    ...request.headers,
    ["X-Forwarded-For", sourceIp],
    ["X-Forwarded-Proto", "https"],
  ];
  const parameters = [...new URLSearchParams(query)];
  return {
    resource: route.path,
    path,
    httpMethod,
    // Names keep their case; of a repeated one, the last value counts.
    headers: Object.fromEntries(headers),
    multiValueHeaders: multiValued(headers),
    queryStringParameters: parameters.length > 0 ? Object.fromEntries(parameters) : null,
    multiValueQueryStringParameters: parameters.length > 0 ? multiValued(parameters) : null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: executionArn.split(":")[4] ?? "",
      apiId: restApiId,
      authorizer: null,
      httpMethod,
      identity: { ...NOBODY, sourceIp },
      path: `/${stageName}${path}`,
      protocol: "HTTP/1.1",
      requestId,
      requestTimeEpoch: now,
      resourceId: route.resourceId,
      resourcePath: route.path,
      stage: stageName,
    },
    body: body === "" ? null : body,
    // No media type is declared as binary.
    isBase64Encoded: false,
  };
}

const NOBODY = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userAgent: null,
  userArn: null,
};

function multiValued(pairs: Headers): Record<string, string[]> {
  const names = [...new Set(pairs.map(([name]) => name))];
  return Object.fromEntries(
    names.map((name) => [name, pairs.filter(([own]) => own === name).map(([, value]) => value)]),
  );
}

const FIELDS = ["isBase64Encoded", "statusCode", "headers", "multiValueHeaders", "body"];
/** "Important notes for REST APIs": headers that the gateway sends itself get another name. */
const REMAPPED = ["connection", "content-length", "date", "server", "www-authenticate"];

/**
 * "Output format of a Lambda function for proxy integration". Every field is optional, and no other is allowed.
 *
 * @returns undefined if it is malformed
 */
function replyOf(payload: unknown): Reply | undefined {
  if (!isObject(payload) || Object.keys(payload).some((name) => !FIELDS.includes(name)))
    return undefined;
  const { statusCode = 200, body, isBase64Encoded = false } = payload;
  const headers = payload.headers ?? {};
  const multi = payload.multiValueHeaders ?? {};
  const status = Number(statusCode);
  if (
    !Number.isInteger(status) ||
    status < 100 ||
    status > 599 ||
    !["string", "undefined"].includes(typeof (body ?? undefined)) ||
    typeof isBase64Encoded !== "boolean" ||
    !isObject(headers) ||
    !Object.values(headers).every(isScalar) ||
    !isObject(multi) ||
    !Object.values(multi).every((values) => Array.isArray(values) && values.every(isScalar))
  )
    return undefined;
  // "If the same key-value pair is specified in both, only the values from multiValueHeaders appear."
  const pairs: [string, string][] = [
    ...Object.entries(headers)
      .filter(([name]) => !(name in multi))
      .map(([name, value]): [string, string] => [name, String(value)]),
    ...Object.entries(multi).flatMap(([name, values]) =>
      (values as unknown[]).map((value): [string, string] => [name, String(value)]),
    ),
  ];
  const typed = pairs.some(([name]) => name.toLowerCase() === "content-type");
  return {
    status,
    headers: [
      ...(typed ? [] : ([["Content-Type", "application/json"]] as const)),
      ...pairs.map(
        ([name, value]) =>
          [
            REMAPPED.includes(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name,
            value,
          ] as const,
      ),
    ],
    // Not decoded: that needs a media type that is declared as binary.
    body: (body ?? "") as string,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return ["string", "boolean", "number"].includes(typeof value);
}
