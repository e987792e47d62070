/**
 * What is watched where the token broker keeps the tokens: tokens themselves in place of misses, and the
 * function and the table.
 *
 * Not proved here: that CloudWatch takes it, or that AWS sends what it documents. Nothing ran there.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Evaluation } from "../../../local/evaluate/evaluate";
import { PROJECT_DIR } from "../../../tools/lib/stackFile";
import { named, only } from "../../support/registrations";
import { alarm, alarmsOf, dashboard, watched } from "./support";

const NAMES = [
  "tokens-per-day",
  "tokens-per-hour",
  "unavailable",
  "unverified",
  "function-errors",
  "function-throttles",
  "function-duration",
  "table-throttles",
  "server-errors",
  "client-errors",
  "throttled",
  "near-throttle",
  "latency",
];

describe("Monitoring of the token broker", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await watched(undefined, { cache: { store: "dynamodb" } });
  });

  it("has alarms on tokens in place of those on misses, and on the function and the table", () => {
    expect(alarmsOf(evaluation).map(({ name }) => name)).to.have.members(
      NAMES.map((name) => `monitoring-${name}`),
    );
    expect(JSON.stringify(alarmsOf(evaluation))).to.not.match(/CacheMissCount|CacheHitCount/);
  });

  const metric = (suffix: string) => {
    const { namespace, metricName, dimensions, statistic, period, threshold } = alarm(
      evaluation,
      suffix,
    );
    return [namespace, metricName, dimensions, statistic, period, threshold];
  };

  it("counts minted tokens against the budget of a day and of an hour", () => {
    const service = { service: "m2m-token-cache/dev" };
    expect(metric("tokens-per-day")).to.deep.equal([
      "m2m-token-cache",
      "tokensMinted",
      service,
      "Sum",
      86_400,
      166,
    ]);
    expect(metric("tokens-per-hour")).to.deep.equal([
      "m2m-token-cache",
      "tokensMinted",
      service,
      "Sum",
      3600,
      41,
    ]);
  });

  it("looks for the metrics where the function writes them", () => {
    const { environment } = only(evaluation, "Function").inputs as {
      environment: { variables: Record<string, string> };
    };
    const { METRICS_NAMESPACE, SERVICE_NAME } = environment.variables;
    expect(alarm(evaluation, "unverified")).to.deep.include({
      namespace: METRICS_NAMESPACE,
      metricName: "unverified",
      dimensions: { service: SERVICE_NAME },
    });
  });

  it("says to refresh the stack where a secret is not the one that it knows", () => {
    expect(alarm(evaluation, "unverified").alarmDescription).to.contain("refresh the stack");
    expect(alarm(evaluation, "unverified")).to.include({
      threshold: 0,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
    });
  });

  it("watches this function and this table", () => {
    const functionName = only(evaluation, "Function").state.name;
    const expected: [string, string, string, number][] = [
      ["function-errors", "Errors", "Sum", 0],
      ["function-throttles", "Throttles", "Sum", 0],
      // 80% of 26 s.
      ["function-duration", "Duration", "Maximum", 20_800],
    ];
    for (const [name, metricName, statistic, threshold] of expected)
      expect(metric(name)).to.deep.equal([
        "AWS/Lambda",
        metricName,
        { FunctionName: functionName },
        statistic,
        300,
        threshold,
      ]);
    const [sum, ...queries] = alarm(evaluation, "table-throttles").metricQueries as {
      expression?: string;
      metric?: object;
    }[];
    expect(sum?.expression).to.equal("FILL(readThrottles, 0) + FILL(writeThrottles, 0)");
    expect(queries.map(({ metric }) => metric)).to.deep.equal(
      ["ReadThrottleEvents", "WriteThrottleEvents"].map((metricName) => ({
        namespace: "AWS/DynamoDB",
        metricName,
        dimensions: { TableName: only(evaluation, "Table").state.name },
        stat: "Sum",
        period: 300,
      })),
    );
  });

  it("shows tokens by vendor, without naming one, and asks the function's log for the rest", () => {
    const { widgets } = dashboard(evaluation);
    const text = JSON.stringify(widgets);
    expect(text).to.contain("Tokens per day by vendor");
    expect(text).to.contain(
      `SEARCH('{\\"m2m-token-cache\\",service,vendor} service=\\"m2m-token-cache/dev\\" MetricName=\\"tokensMinted\\"', 'Sum', 86400)`,
    );
    for (const vendor of ["acme", "globex", "initech"]) expect(text).to.not.contain(vendor);
    const { name } = named(evaluation, "LogGroup", "broker-logs").state;
    expect(text).to.contain(`SOURCE '${String(name)}' | filter ispresent(outcome)`);
    expect(text).to.not.match(/Hit ratio|CacheMissCount|line breaks/);
  });

  it("has nothing that docs/monitoring.md does not explain, with what to do", () => {
    const rows = readFileSync(join(PROJECT_DIR, "docs", "monitoring.md"), "utf8").split("\n");
    for (const name of NAMES)
      expect(
        rows.filter((row) => row.startsWith(`| \`${name}\``)),
        name,
      ).to.not.be.empty;
  });
});
