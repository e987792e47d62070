/**
 * Owns the proxy's monitoring: CloudWatch alarms on the quota, the cache, errors, throttling and latency, whom
 * they notify, and a dashboard. What they watch and their thresholds are in alarms.ts and thresholds.ts; here they
 * become resources. AWS names all of them except the dashboard, so that a replacement's name never conflicts with
 * its predecessor's.
 */
import type { types } from "@pulumi/aws";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { NAMESPACE } from "../config/parse";
import type { TokenBroker } from "../proxy/broker/tokenBroker";
import { STAGE_NAME, type TokenProxy } from "../proxy/tokenProxy";
import { type Alarm, declareAlarms } from "./alarms";
import { dashboardUrl } from "./consoleUrl";
import { dashboardBody } from "./dashboard/dashboard";
import { createNotification, type NotificationArgs } from "./notification";
import { locate, LOG_SIGNALS, type MetricLocation, type SignalName } from "./signals";
import { type ThresholdArgs, type Thresholds, thresholdsOf } from "./thresholds";

/** Plain values, so that a preview shows their changes. src/config/ checks them. */
export interface MonitoringArgs extends ThresholdArgs, NotificationArgs {
  /**
   * AWS region of the proxy and its metrics.
   *
   * @example "eu-west-1"
   */
  readonly region: string;
  /** Whether there is a dashboard as well as the alarms. */
  readonly dashboard: boolean;
  /** What is watched. */
  readonly proxy: Pick<TokenProxy, "apiName" | "accessLogGroup">;
  /** What is watched as well, with cache.store dynamodb. Default: none. */
  readonly broker?: Pick<TokenBroker, "functionName" | "tableName" | "logGroup"> | undefined;
}

export class Monitoring extends pulumi.ComponentResource {
  /** The dashboard's URL in AWS's console; undefined without a dashboard. */
  readonly dashboardUrl: pulumi.Output<string> | undefined;

  private readonly location: MetricLocation<pulumi.Output<string>>;
  private readonly limits: Thresholds;

  constructor(
    private readonly name: string,
    private readonly args: MonitoringArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("m2m-token-cache:monitoring:Monitoring", name, {}, opts);
    const { apiName } = args.proxy;
    this.location = {
      apiName,
      stageName: STAGE_NAME,
      // Contains the API's name, so that two stacks of an account never share a metric.
      logNamespace: pulumi.interpolate`${pulumi.getProject()}/${apiName}`,
      broker: args.broker && {
        // The same as the function's (src/proxy/broker/brokerFunction.ts).
        namespace: NAMESPACE,
        serviceName: `${pulumi.getProject()}/${pulumi.getStack()}`,
        functionName: args.broker.functionName,
        tableName: args.broker.tableName,
      },
    };
    this.limits = thresholdsOf(args);

    this.createLogCounters();
    const actions = createNotification(name, args, this);
    const alarms = this.createAlarms(actions);
    const dashboard = args.dashboard ? this.createDashboard(alarms) : undefined;

    this.dashboardUrl = dashboard?.dashboardName.apply((found) => dashboardUrl(args.region, found));
    this.registerOutputs(this.dashboardUrl && { dashboardUrl: this.dashboardUrl });
  }

  /** Counts in the access log what API Gateway has no metric for. */
  private createLogCounters(): void {
    const { accessLogGroup } = this.args.proxy;
    if (accessLogGroup === undefined) return;
    for (const { metricName, pattern } of LOG_SIGNALS)
      new cloudwatch.LogMetricFilter(
        `${this.name}-${metricName.toLowerCase()}`,
        {
          logGroupName: accessLogGroup,
          pattern,
          metricTransformation: {
            namespace: this.location.logNamespace,
            name: metricName,
            value: "1",
            // While there is traffic, no match is a zero rather than a gap.
            defaultValue: "0",
            unit: "Count",
          },
        },
        { parent: this },
      );
  }

  private createAlarms(actions: pulumi.Input<string>[]): cloudwatch.MetricAlarm[] {
    const { proxy, broker } = this.args;
    const alarms = declareAlarms(this.limits, proxy.accessLogGroup !== undefined, !!broker);
    return alarms.map(
      (alarm) =>
        new cloudwatch.MetricAlarm(
          `${this.name}-${alarm.name}`,
          {
            alarmDescription: `${pulumi.getProject()}/${pulumi.getStack()}: ${alarm.description}`,
            ...this.watched(alarm),
            comparisonOperator: alarm.comparison,
            threshold: alarm.threshold,
            evaluationPeriods: alarm.periods,
            datapointsToAlarm: alarm.breaching,
            // No data means no requests, which is not a fault.
            treatMissingData: "notBreaching",
            alarmActions: actions,
            okActions: actions,
            tags: this.args.tags,
          },
          { parent: this },
        ),
    );
  }

  private watched({ watches, periodSeconds }: Alarm): Partial<cloudwatch.MetricAlarmArgs> {
    if (typeof watches === "string") {
      const { stat, ...metric } = locate(watches, this.location);
      // With few requests p99 is the slowest one, and the alarm needs several such windows.
      const statistic = stat.startsWith("p")
        ? { extendedStatistic: stat, evaluateLowSampleCountPercentiles: "evaluate" }
        : { statistic: stat };
      return { ...metric, ...statistic, period: periodSeconds };
    }
    return {
      metricQueries: [
        { id: "watched", expression: watches.expression, returnData: true },
        ...watches.signals.map((id) => this.query(id, periodSeconds)),
      ],
    };
  }

  private query(id: SignalName, period: number): types.input.cloudwatch.MetricAlarmMetricQuery {
    return { id, returnData: false, metric: { ...locate(id, this.location), period } };
  }

  private createDashboard(alarms: cloudwatch.MetricAlarm[]): cloudwatch.Dashboard {
    const { region, quota, proxy } = this.args;
    const project = pulumi.getProject();
    const stack = pulumi.getStack();
    const { stageName, ...outputs } = this.location;
    const body = pulumi
      .output({
        ...outputs,
        accessLogGroup: proxy.accessLogGroup,
        brokerLogGroup: this.args.broker?.logGroup,
        alarmArns: alarms.map(({ arn }) => arn),
      })
      .apply(({ apiName, logNamespace, broker, ...known }) =>
        JSON.stringify(
          dashboardBody({
            ...known,
            project,
            stack,
            region,
            location: { apiName, stageName, logNamespace, broker },
            limits: this.limits,
            monthlyTokens: quota.monthlyTokens,
          }),
        ),
      );
    return new cloudwatch.Dashboard(
      `${this.name}-dashboard`,
      {
        // Dashboards need a name, which is unique in the account across all regions.
        dashboardName: `${project}-${stack}-${region}`.replace(/[^A-Za-z0-9_-]/g, "_"),
        dashboardBody: body,
      },
      { parent: this },
    );
  }
}
