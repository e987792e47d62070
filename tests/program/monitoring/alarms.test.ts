/**
 * The alarms: what each watches, from when on, and what it makes of silence.
 *
 * Not proved here: that CloudWatch takes them, or that API Gateway sends what AWS documents. Nothing
 * ran there. Whether they would have fired is played in traffic.test.ts.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Evaluation } from "../../../local/evaluate/evaluate";
import { PROJECT_DIR } from "../../../tools/lib/stackFile";
import { labels, named, only, UNKNOWN } from "../../support/registrations";
import { alarm, alarmsOf, monitoringResources, unwatched, watched } from "./support";

const DAY = 86_400;
const NAMES = [
  "misses-per-day",
  "misses-per-hour",
  "hit-ratio",
  "server-errors",
  "client-errors",
  "throttled",
  "near-throttle",
  "latency",
];

interface Query {
  readonly id: string;
  readonly expression?: string;
  readonly returnData: boolean;
  readonly metric?: Record<string, unknown>;
}

describe("Monitoring", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await watched();
  });

  const dimensions = () => ({ ApiName: only(evaluation, "RestApi").state.name, Stage: "v1" });
  /** What is common to all is tested on all. */
  const COMMON = ["alarmDescription", "alarmActions", "okActions", "tags", "treatMissingData"];
  const watches = (suffix: string) =>
    Object.fromEntries(
      Object.entries(alarm(evaluation, suffix)).filter(([key]) => !COMMON.includes(key)),
    );
  const queries = (suffix: string) => alarm(evaluation, suffix).metricQueries as Query[];

  describe("without its key", () => {
    it("makes nothing and exports nothing", async () => {
      const off = await unwatched();
      expect(monitoringResources(off)).to.deep.equal([]);
      expect(off.outputs.values).to.not.have.property("dashboardUrl");
    });
  });

  describe("switched on", () => {
    it("adds its own resources, and changes none that is there", async () => {
      const off = await unwatched();
      const own = new Set(monitoringResources(evaluation).map(({ urn }) => urn));
      const rest = evaluation.resources.filter(({ urn }) => !own.has(urn));
      const declared = (resources: typeof rest) =>
        resources
          .filter(({ type }) => !/random|auth0/.test(type))
          .map(({ urn, inputs, dependencies }) => ({ urn, inputs, dependencies }))
          .sort((a, b) => (a.urn < b.urn ? -1 : 1));
      expect(labels(rest)).to.deep.equal(labels(off.resources));
      expect(declared(rest)).to.deep.equal(declared([...off.resources]));
    });

    it("makes these alarms, in the component, tagged and named by Pulumi", () => {
      expect(alarmsOf(evaluation).map(({ name }) => name)).to.have.members(
        NAMES.map((name) => `monitoring-${name}`),
      );
      for (const { name, inputs, parent } of alarmsOf(evaluation)) {
        expect(parent, name).to.equal(only(evaluation, "Monitoring").urn);
        expect(inputs.tags, name).to.deep.equal({ team: "platform", environment: "dev" });
        expect(inputs, name).to.not.have.property("name");
      }
    });

    it("treats missing data as not breaching: no data are no requests", () => {
      for (const { name, inputs } of alarmsOf(evaluation))
        expect(inputs.treatMissingData, name).to.equal("notBreaching");
    });

    it("says in each alarm which stack it is of, in a text that CloudWatch takes", () => {
      for (const { name, inputs } of alarmsOf(evaluation)) {
        expect(inputs.alarmDescription, name).to.match(/^m2m-token-cache\/dev: [A-Z]/);
        expect(String(inputs.alarmDescription).length, name).to.be.at.most(1024);
      }
    });

    it("keeps to CloudWatch's windows: a day, or seven days for periods of an hour or more", () => {
      for (const { name, inputs } of alarmsOf(evaluation)) {
        const queried = ((inputs.metricQueries ?? []) as Query[]).flatMap(({ metric }) =>
          metric ? [metric] : [],
        );
        const metrics = queried.length > 0 ? queried : [inputs];
        const [period = 0, ...others] = new Set(metrics.map((each) => Number(each.period)));
        expect(others, name).to.deep.equal([]);
        expect(period % 60, name).to.equal(0);
        expect(period * Number(inputs.evaluationPeriods), name).to.be.at.most(
          period < 3600 ? DAY : 7 * DAY,
        );
        expect(inputs.datapointsToAlarm, name).to.be.at.most(Number(inputs.evaluationPeriods));
      }
    });

    it("shows in a preview the alarms that it will make, with the API's name unknown", async () => {
      const preview = await watched(undefined, {}, { preview: true });
      expect(labels(preview.resources)).to.deep.equal(labels(evaluation.resources));
      expect(alarm(preview, "misses-per-day").dimensions).to.deep.equal({
        ApiName: UNKNOWN,
        Stage: "v1",
      });
      expect(alarm(preview, "throttled").namespace).to.equal(UNKNOWN);
    });
  });

  describe("watches", () => {
    const plain = (metricName: string, more: Record<string, unknown>) => ({
      namespace: "AWS/ApiGateway",
      metricName,
      dimensions: dimensions(),
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      ...more,
    });

    it("misses of a day, against a thirtieth of the month's tokens", () => {
      expect(watches("misses-per-day")).to.deep.equal(
        plain("CacheMissCount", { statistic: "Sum", period: DAY, threshold: 166 }),
      );
    });

    it("misses of an hour, against a quarter of a day's", () => {
      expect(watches("misses-per-hour")).to.deep.equal(
        plain("CacheMissCount", { statistic: "Sum", period: 3600, threshold: 41 }),
      );
    });

    it("4xx, against a twentieth of what the throttle lets through in five minutes", () => {
      expect(watches("client-errors")).to.deep.equal(
        plain("4XXError", { statistic: "Sum", period: 300, threshold: 300 }),
      );
    });

    it("requests of a minute, against four fifths of the throttle", () => {
      expect(watches("near-throttle")).to.deep.equal(
        plain("Count", {
          statistic: "SampleCount",
          period: 60,
          threshold: 960,
          evaluationPeriods: 5,
          datapointsToAlarm: 3,
        }),
      );
    });

    it("the 99th percentile of the latency, against half of the time-out, however few requests", () => {
      expect(watches("latency")).to.deep.equal(
        plain("Latency", {
          extendedStatistic: "p99",
          evaluateLowSampleCountPercentiles: "evaluate",
          period: 300,
          threshold: 5000,
          evaluationPeriods: 3,
          datapointsToAlarm: 3,
        }),
      );
    });

    it("throttled requests in the access log, for which API Gateway has no metric", () => {
      const namespace = `m2m-token-cache/${String(dimensions().ApiName)}`;
      expect(watches("throttled")).to.deep.equal({
        namespace,
        metricName: "Throttled",
        statistic: "Sum",
        period: 300,
        threshold: 40,
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
      });
    });

    const metric = (metricName: string, period: number) => ({
      namespace: "AWS/ApiGateway",
      metricName,
      dimensions: dimensions(),
      stat: "Sum",
      period,
    });

    it("the hit ratio of an hour, only if it is a busy one", () => {
      expect(alarm(evaluation, "hit-ratio")).to.include({
        comparisonOperator: "LessThanThreshold",
        threshold: 50,
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
      });
      expect(queries("hit-ratio")).to.deep.equal([
        {
          id: "watched",
          // 4 requests that vendors repeat, a token an hour each, 4 times over, in half of them.
          expression:
            "IF(FILL(hits, 0) + FILL(misses, 0) > 0, " +
            "IF(FILL(hits, 0) + FILL(misses, 0) >= 32, 100 * FILL(hits, 0) / (FILL(hits, 0) + FILL(misses, 0)), 100), " +
            "IF(asked >= 32, 0, 100))",
          returnData: true,
        },
        { id: "hits", returnData: false, metric: metric("CacheHitCount", 3600) },
        { id: "misses", returnData: false, metric: metric("CacheMissCount", 3600) },
        {
          id: "asked",
          returnData: false,
          metric: {
            ...metric("Count", 3600),
            // By its own resource, so that a scan of other paths is no busy hour.
            dimensions: { ...dimensions(), Method: "POST", Resource: "/oauth/token" },
            stat: "SampleCount",
          },
        },
      ]);
      expect(named(evaluation, "MethodSettings", "proxy-settings").inputs.settings).to.include({
        metricsEnabled: true,
      });
    });

    it("5xx as API Gateway counts them and as the access log has them, whichever are more", () => {
      expect(alarm(evaluation, "server-errors")).to.include({
        comparisonOperator: "GreaterThanThreshold",
        threshold: 5,
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
      });
      expect(queries("server-errors")).to.deep.equal([
        {
          id: "watched",
          expression:
            "IF(FILL(unavailable, 0) > FILL(serverErrors, 0), FILL(unavailable, 0), FILL(serverErrors, 0))",
          returnData: true,
        },
        { id: "serverErrors", returnData: false, metric: metric("5XXError", 300) },
        {
          id: "unavailable",
          returnData: false,
          metric: {
            namespace: `m2m-token-cache/${String(dimensions().ApiName)}`,
            metricName: "Unavailable",
            stat: "Sum",
            period: 300,
          },
        },
      ]);
    });

    it("without an access log, what API Gateway counts, and nothing that the log would have", async () => {
      const logs = { access: false, execution: "off", retentionDays: 7, manageAccountRole: false };
      const without = await watched(undefined, { logs });
      expect(alarmsOf(without).map(({ name }) => name)).to.have.members(
        NAMES.filter((name) => name !== "throttled").map((name) => `monitoring-${name}`),
      );
      expect(alarm(without, "server-errors")).to.include({ metricName: "5XXError", threshold: 5 });
      expect(labels(without.resources).filter((each) => /LogMetricFilter/.test(each))).to.be.empty;
    });

    it("nothing that docs/monitoring.md does not explain, with what to do", () => {
      const rows = readFileSync(join(PROJECT_DIR, "docs", "monitoring.md"), "utf8").split("\n");
      for (const name of NAMES)
        expect(
          rows.some((row) => row.startsWith(`| \`${name}\``)),
          name,
        ).to.equal(true);
    });

    it("eleven metrics in all, which is what docs/monitoring.md calculates its price with", () => {
      const metrics = alarmsOf(evaluation).map(
        ({ inputs }) =>
          (inputs.metricQueries as Query[] | undefined)?.filter(({ metric }) => metric).length ?? 1,
      );
      expect(metrics.reduce((sum, count) => sum + count)).to.equal(11);
    });
  });

  describe("counts in the access log", () => {
    it("5xx and throttled requests, in a namespace that no other stack has", () => {
      const filters = monitoringResources(evaluation).filter(({ type }) =>
        type.endsWith("LogMetricFilter"),
      );
      const transformation = (name: string) => ({
        namespace: `m2m-token-cache/${String(dimensions().ApiName)}`,
        name,
        value: "1",
        defaultValue: "0",
        unit: "Count",
      });
      expect(filters.map(({ name, inputs }) => ({ name, ...inputs }))).to.have.deep.members([
        {
          name: "monitoring-unavailable",
          logGroupName: named(evaluation, "LogGroup", "proxy-access-logs").state.name,
          pattern: '{ $.status = "5*" }',
          metricTransformation: transformation("Unavailable"),
        },
        {
          name: "monitoring-throttled",
          logGroupName: named(evaluation, "LogGroup", "proxy-access-logs").state.name,
          pattern: '{ $.errorType = "THROTTLED" }',
          metricTransformation: transformation("Throttled"),
        },
      ]);
    });
  });
});
