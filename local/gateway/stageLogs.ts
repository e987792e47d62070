/** What the stage writes to CloudWatch for one request, with the declared format and levels. */
import type { ErrorType } from "./errors";
import type { Deployed, Settings } from "./model";
import { type GatewayRequest, header } from "./parameters";

/** The outcome of a request, as far as it is logged. */
export interface Logged {
  readonly reply: { readonly status: number; readonly body: string };
  /** undefined: the request did not reach the cache. */
  readonly cache?: "HIT" | "MISS";
  readonly errorType?: ErrorType;
}

export function logLines(
  deployed: Deployed,
  settings: Settings | undefined,
  request: GatewayRequest,
  handled: Logged,
): string[] {
  const lines = deployed.accessLogFormat ? [accessLine(deployed, request, handled)] : [];
  const { reply, errorType } = handled;
  if (settings?.dataTraceEnabled)
    // The whole exchange, as AWS documents it: headers and bodies.
    lines.push(
      `Method request headers: ${JSON.stringify(request.headers)}`,
      `Method request body before transformations: ${request.body}`,
      `Method response body after transformations: ${reply.body}`,
    );
  if (settings?.loggingLevel === "ERROR" && errorType) lines.push(`Execution failed: ${errorType}`);
  if (settings?.loggingLevel === "INFO")
    // Parameter values may be logged, and the body is one of them.
    lines.push(`Method request parameters: ${JSON.stringify(request.headers)} ${request.body}`);
  return lines;
}

function accessLine(
  { accessLogFormat = "", restApiId, stageName }: Deployed,
  request: GatewayRequest,
  { reply, cache, errorType }: Logged,
): string {
  const values: Record<string, string | number | undefined> = {
    requestId: request.requestId,
    apiId: restApiId,
    stage: stageName,
    httpMethod: request.httpMethod,
    resourcePath: request.path,
    "identity.sourceIp": request.sourceIp,
    status: reply.status,
    responseLength: Buffer.byteLength(reply.body),
    integrationLatency: cache === "MISS" ? 0 : undefined,
    "error.responseType": errorType,
  };
  return accessLogFormat.replace(
    /\$context\.([A-Za-z.]+)|\$input\.params\('([^']+)'\)|\$input\.body/g,
    (variable, name: string | undefined, parameter: string | undefined) =>
      String(
        (variable === "$input.body"
          ? request.body
          : parameter
            ? header(request.headers, parameter)
            : values[name ?? ""]) ?? "-",
      ),
  );
}
