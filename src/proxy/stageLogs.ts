import type { types } from "@pulumi/aws";
import * as apigateway from "@pulumi/aws/apigateway";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { ACCESS_LOG_FORMAT } from "./accessLog";

export interface LogsArgs {
  /** Whether there is an access log: times, sizes, statuses and addresses; no header, body or token. */
  readonly access: boolean;
  /**
   * The execution log. `error` redacts `Authorization`, but it can contain other parameter values, and one of
   * them is the body: leave it `off` unless you are investigating a problem.
   */
  readonly execution: "off" | "error";
  /**
   * How long both logs are kept, in days: one of the periods that CloudWatch Logs offers.
   *
   * @example 30
   */
  readonly retentionDays: number;
  /**
   * Whether to set the role with which API Gateway writes logs. There is one per account and region: true
   * overwrites an existing one, false relies on it, and without one AWS writes no log.
   */
  readonly manageAccountRole: boolean;
}

interface StageLogsArgs {
  readonly logs: LogsArgs;
  readonly tags: Readonly<Record<string, string>>;
  readonly api: apigateway.RestApi;
  readonly stageName: string;
}

/** What the stage needs in CloudWatch before it can log. */
export interface StageLogs {
  readonly accessLogSettings?: types.input.apigateway.StageAccessLogSettings;
  /** Name of the access log's group. */
  readonly accessLogGroup?: pulumi.Output<string>;
  /** The stage waits for these. */
  readonly ready: pulumi.Resource[];
}

/** The log groups, with a retention, and the account's role for CloudWatch where a log is written. */
export function createStageLogs(
  name: string,
  { logs, tags, api, stageName }: StageLogsArgs,
  parent: pulumi.Resource,
): StageLogs {
  const ready: pulumi.Resource[] = [];
  const group = (suffix: string, groupName?: pulumi.Input<string>) => {
    const created = new cloudwatch.LogGroup(
      `${name}-${suffix}`,
      { ...(groupName ? { name: groupName } : {}), retentionInDays: logs.retentionDays, tags },
      { parent },
    );
    ready.push(created);
    return created;
  };

  const accessGroup = logs.access ? group("access-logs") : undefined;
  // AWS makes this group by itself where there is none, and keeps it for ever. So it is here whatever the
  // level: a group that goes with the level comes back with what is logged late, and is then in the way of
  // the next `error`. docs/operations.md has the import of one that AWS has made.
  group("execution-logs", pulumi.interpolate`API-Gateway-Execution-Logs_${api.id}/${stageName}`);
  if (logs.manageAccountRole && (logs.access || logs.execution === "error"))
    ready.push(createAccountRole(name, tags, parent));

  return {
    ...(accessGroup
      ? {
          accessLogSettings: { destinationArn: accessGroup.arn, format: ACCESS_LOG_FORMAT },
          accessLogGroup: accessGroup.name,
        }
      : {}),
    ready,
  };
}

/**
 * The role with which API Gateway writes logs. There is one per account and region, and every API
 * there uses it, so it stays when the stack is destroyed: deleting it would stop the others' logs.
 */
function createAccountRole(
  name: string,
  tags: StageLogsArgs["tags"],
  parent: pulumi.Resource,
): apigateway.Account {
  const options = { parent, retainOnDelete: true };
  const role = new iam.Role(
    `${name}-log-role`,
    {
      description: "Lets API Gateway write logs to CloudWatch, for every API of the region",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "apigateway.amazonaws.com" },
            Action: "sts:AssumeRole",
          },
        ],
      }),
      tags,
    },
    options,
  );
  const policy = new iam.RolePolicy(
    `${name}-log-policy`,
    {
      role: role.id,
      // The actions of AWS's AmazonAPIGatewayPushToCloudWatchLogs, whose ARN differs by partition.
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: [
              "logs:CreateLogGroup",
              "logs:CreateLogStream",
              "logs:DescribeLogGroups",
              "logs:DescribeLogStreams",
              "logs:PutLogEvents",
              "logs:GetLogEvents",
              "logs:FilterLogEvents",
            ],
            Resource: "*",
          },
        ],
      }),
    },
    options,
  );
  return new apigateway.Account(
    `${name}-account`,
    { cloudwatchRoleArn: role.arn },
    { ...options, dependsOn: [policy] },
  );
}
