/** The Lambda function behind API Gateway's AWS_PROXY integration. */
import { randomUUID } from "node:crypto";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { RecentRefusals } from "./attempts";
import { askAuth0 } from "./auth0";
import { Broker } from "./broker";
import { SYSTEM_CLOCK } from "./clock";
import { dynamoClient, DynamoTable } from "./dynamoTable";
import { readEnvironment } from "./environment";
import { powertoolsTelemetry } from "./telemetry";

const settings = readEnvironment(process.env);
const broker = new Broker({
  ...settings,
  table: new DynamoTable(dynamoClient(), settings.tableName),
  ask: askAuth0(settings.tokenEndpoint, settings.userAgent),
  clock: SYSTEM_CLOCK,
  telemetry: powertoolsTelemetry(settings.serviceName, settings.metricsNamespace),
  recentRefusals: new RecentRefusals(),
  newRevision: randomUUID,
});

export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  return broker.handle(event, event.requestContext.requestId);
}
