/** The token broker's Lambda function, with its permissions and its log group. */
import type * as dynamodb from "@pulumi/aws/dynamodb";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { bundleBroker } from "../../broker/bundle";
import { toEnvironment } from "../../broker/environment";
import type { Pepper } from "../../broker/keys";
import { NAMESPACE } from "../../config/parse";
import { tokenPartition } from "../../broker/tokenItem";
import { tokenEndpoint } from "../tokenPath";
import type { TokenBrokerArgs } from "./tokenBrokerArgs";
import { FUNCTION_TIMEOUT_SECONDS } from "./timeout";

/** In MB. CPU grows with memory, but hits wait for the table, not for the CPU. */
const MEMORY_MB = 512;

interface BrokerFunctionArgs extends Pick<
  TokenBrokerArgs,
  "issuerDomain" | "cache" | "logs" | "proxySecret" | "tags"
> {
  readonly issuer: string;
  readonly table: dynamodb.Table;
  /** The current one first. */
  readonly peppers: readonly [pulumi.Output<Pepper>, ...pulumi.Output<Pepper>[]];
}

export function createBrokerFunction(
  name: string,
  args: BrokerFunctionArgs,
  parent: pulumi.Resource,
): { readonly function: lambda.Function; readonly logGroup: cloudwatch.LogGroup } {
  const { table, logs, tags } = args;
  // Created before the function, which would otherwise create one without a retention.
  const logGroup = new cloudwatch.LogGroup(
    `${name}-logs`,
    { retentionInDays: logs.retentionDays, tags },
    { parent },
  );
  const role = createRole(name, tags, parent);
  const policy = new iam.RolePolicy(
    `${name}-policy`,
    {
      role: role.id,
      policy: pulumi
        .all([table.arn, logGroup.arn])
        .apply(([table, logGroup]) => JSON.stringify(policyOf(table, logGroup))),
    },
    { parent },
  );
  const created = new lambda.Function(
    `${name}-function`,
    {
      description: `Token broker for ${tokenEndpoint(args.issuerDomain)}`,
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      code: new pulumi.asset.AssetArchive({
        "index.js": new pulumi.asset.StringAsset(bundledCode()),
      }),
      role: role.arn,
      memorySize: MEMORY_MB,
      timeout: FUNCTION_TIMEOUT_SECONDS,
      environment: { variables: environment(args) },
      loggingConfig: {
        logFormat: "JSON",
        applicationLogLevel: "INFO",
        // No lines for each start and end: the function's own line has more.
        systemLogLevel: "WARN",
        logGroup: logGroup.name,
      },
      tags,
    },
    { parent, dependsOn: [policy] },
  );
  return { function: created, logGroup };
}

function createRole(
  name: string,
  tags: BrokerFunctionArgs["tags"],
  parent: pulumi.Resource,
): iam.Role {
  return new iam.Role(
    `${name}-role`,
    {
      description: "Lets the token broker use its table and write its log",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "lambda.amazonaws.com" },
            Action: "sts:AssumeRole",
          },
        ],
      }),
      tags,
    },
    { parent },
  );
}

function environment({
  table,
  peppers,
  cache,
  issuerDomain,
  issuer,
  proxySecret,
}: BrokerFunctionArgs): pulumi.Output<Record<string, string>> {
  const [project, stack] = [pulumi.getProject(), pulumi.getStack()];
  return pulumi
    .all([table.name, pulumi.all([...peppers]), pulumi.output(proxySecret?.userAgent)] as const)
    .apply(([tableName, [current, ...previous], userAgent]) => {
      if (!current) throw new Error("The broker has no pepper.");
      return toEnvironment({
        tableName,
        tokenEndpoint: tokenEndpoint(issuerDomain),
        issuer,
        peppers: [current, ...previous],
        renewBeforeSeconds: cache.renewBeforeSeconds,
        serviceName: `${project}/${stack}`,
        metricsNamespace: NAMESPACE,
        userAgent,
      });
    });
}

/** Each action only where the broker needs it; only Pulumi writes a client's item. */
function policyOf(tableArn: string, logGroupArn: string) {
  return {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "dynamodb:BatchGetItem", Resource: tableArn },
      {
        Effect: "Allow",
        Action: ["dynamodb:PutItem", "dynamodb:Query"],
        Resource: tableArn,
        Condition: {
          "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [tokenPartition("*")] },
          // Without it, a request without a key would be allowed too.
          Null: { "dynamodb:LeadingKeys": "false" },
        },
      },
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${logGroupArn}:*`,
      },
    ],
  };
}

let bundling: Promise<string> | undefined;

/** Once per process, and only for this store. */
function bundledCode(): Promise<string> {
  bundling ??= bundleBroker();
  return bundling;
}
