/**
 * The access log's format: one line of JSON a request, without anything that the client sent but its
 * address. Headers, bodies and paths stay out: they can hold credentials.
 */
export const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  extendedRequestId: "$context.extendedRequestId",
  sourceIp: "$context.identity.sourceIp",
  requestTimeEpoch: "$context.requestTimeEpoch",
  httpMethod: "$context.httpMethod",
  resourcePath: "$context.resourcePath",
  status: "$context.status",
  responseLength: "$context.responseLength",
  responseLatency: "$context.responseLatency",
  integrationLatency: "$context.integrationLatency",
  integrationStatus: "$context.integration.status",
  errorType: "$context.error.responseType",
  wafResponseCode: "$context.wafResponseCode",
});
