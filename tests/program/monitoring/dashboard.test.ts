/**
 * The dashboard's body.
 *
 * Not proved here: that CloudWatch draws it. Nothing ran there; what is held against is its documented
 * structure, and its metric math as tests/support/metricMath.ts understands it.
 */
import { expect } from "chai";
import type { Evaluation } from "../../../local/evaluate/evaluate";
import { dashboardUrl } from "../../../src/monitoring/consoleUrl";
import { evaluateMath, variablesOf } from "../../support/metricMath";
import { named, only, texts, UNKNOWN } from "../../support/registrations";
import { alarmsOf, dashboard, watched, type Widget } from "./support";

interface Options {
  readonly id?: string;
  readonly expression?: string;
  readonly value?: number;
}

const linesOf = ({ properties }: Widget) => (properties.metrics ?? []) as unknown[][];
const optionsOf = (line: unknown[]) => line.at(-1) as Options;

describe("The dashboard", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await watched();
  });

  const widgets = () => dashboard(evaluation).widgets;
  const metricWidgets = () => widgets().filter(({ type }) => type === "metric");
  const titled = (title: string) => {
    const found = widgets().find(({ properties }) => properties.title === title);
    if (!found) throw new Error(`No widget ${title}`);
    return found;
  };
  const limitsOf = (title: string) => {
    const { horizontal } = titled(title).properties.annotations as { horizontal: Options[] };
    return horizontal.map(({ value }) => value);
  };

  it("reads metrics of this API, stage and region only", () => {
    const { name } = only(evaluation, "RestApi").state;
    expect(metricWidgets().length).to.be.at.least(8);
    for (const widget of metricWidgets()) {
      expect(widget.properties.region).to.equal("eu-west-1");
      for (const line of linesOf(widget).filter((each) => each.length > 1)) {
        const [namespace, , ...dimensions] = line.slice(0, -1);
        expect([namespace, ...dimensions], JSON.stringify(line)).to.be.deep.oneOf([
          ["AWS/ApiGateway", "ApiName", name, "Stage", "v1"],
          [`m2m-token-cache/${String(name)}`],
        ]);
      }
    }
  });

  it("has no id twice in a widget, and no expression of something that is not there", () => {
    for (const widget of metricWidgets()) {
      const ids = linesOf(widget).map((line) => String(optionsOf(line).id));
      expect(new Set(ids).size, ids.join()).to.equal(ids.length);
      for (const id of ids) expect(id).to.match(/^[a-z][A-Za-z0-9_]*$/);
      for (const { expression } of linesOf(widget).map(optionsOf))
        if (expression !== undefined) expect(ids).to.include.members(variablesOf(expression));
    }
  });

  it("fits CloudWatch's grid: 24 columns, no two widgets on one place", () => {
    const taken = new Set<string>();
    for (const { x, y, width, height } of widgets()) {
      expect(x + width).to.be.at.most(24);
      for (let column = x; column < x + width; column += 1)
        for (let row = y; row < y + height; row += 1) {
          expect(taken.has(`${column}/${row}`), `${column}/${row}`).to.equal(false);
          taken.add(`${column}/${row}`);
        }
    }
  });

  it("shows the state of every alarm", () => {
    const { alarms } = titled("Alarms").properties;
    expect(alarms).to.have.members(alarmsOf(evaluation).map(({ state }) => state.arn));
  });

  it("draws each limit where its alarm has it, and the allowance where the plan has it", () => {
    expect(limitsOf("Tokens this month against the allowance")).to.deep.equal([5000]);
    expect(limitsOf("Misses per day against a day's budget")).to.deep.equal([166]);
    expect(limitsOf("Hit ratio by the hour")).to.deep.equal([50]);
    expect(limitsOf("Errors by class")).to.deep.equal([5]);
    expect(limitsOf("Requests per minute against the throttle")).to.deep.equal([960]);
    expect(limitsOf("Latency (ms)")).to.deep.equal([5000]);
  });

  it("counts the month's tokens from the first of the month, and their share of the allowance", () => {
    const timestamps = [29, 30, 31, 32, 33].map((day) => new Date(Date.UTC(2026, 11, day)));
    const series: Record<string, readonly (number | undefined)[]> = {
      misses: [100, 100, 100, 20, undefined],
    };
    for (const { id, expression } of linesOf(titled("Tokens this month, at most")).map(optionsOf))
      if (expression !== undefined)
        series[String(id)] = evaluateMath(expression, { series, timestamps });
    // January follows December, in another year.
    expect(series.spent).to.deep.equal([0, 0, 0, 20, 20]);
    expect(series.share?.at(-1)).to.equal((100 * 20) / 5000);
  });

  it("looks a month back for the month, whatever time range the operator looks at", () => {
    for (const title of [
      "Tokens this month, at most",
      "Tokens this month against the allowance",
      "Misses per day against a day's budget",
    ])
      expect(titled(title).properties).to.include({ start: "-P31D", period: 86_400 });
    expect(dashboard(evaluation)).to.include({ start: "-PT24H", periodOverride: "inherit" });
  });

  it("asks the access log for what metrics cannot say: the cause of errors, and who it is", () => {
    const queries = widgets()
      .filter(({ type }) => type === "log")
      .map(({ properties }) => String(properties.query));
    expect(queries).to.have.length(2);
    for (const query of queries)
      expect(query).to.include(
        `SOURCE '${String(named(evaluation, "LogGroup", "proxy-access-logs").state.name)}' | `,
      );
    const { accessLogSettings } = only(evaluation, "Stage").inputs;
    const fields = Object.keys(
      JSON.parse((accessLogSettings as { format: string }).format) as object,
    );
    expect(fields).to.include.members(["status", "errorType", "integrationStatus", "sourceIp"]);
  });

  it("without an access log has nothing that comes from it", async () => {
    const logs = { access: false, execution: "off", retentionDays: 7, manageAccountRole: false };
    const without = dashboard(await watched(undefined, { logs }));
    expect(without.widgets.map(({ type }) => type)).to.not.include("log");
    expect(JSON.stringify(without)).to.not.match(/Throttled|Unavailable|SOURCE|tables below/);
  });

  it("says what to do, with commands for this stack", () => {
    const [text] = widgets().filter(({ type }) => type === "text");
    const { markdown } = text!.properties;
    for (const command of ["forecast", "flush", "verify"])
      expect(markdown).to.include(`npm run ${command} -- --stack dev`);
  });

  it("is the same in every evaluation, so that a preview shows no change where there is none", async () => {
    const again = await watched();
    expect(only(again, "Dashboard").inputs).to.deep.equal(only(evaluation, "Dashboard").inputs);
  });

  it("does not change with the TTL: a preview would print the whole body for a number", async () => {
    const { inputs } = only(await watched(undefined, { cache: { ttlSeconds: 1800 } }), "Dashboard");
    expect(inputs.dashboardBody).to.equal(only(evaluation, "Dashboard").inputs.dashboardBody);
  });

  it("names no vendor, client or address, and holds no secret", () => {
    const { vendors } = evaluation.outputs.values as {
      vendors: Record<string, { clientId: string; clientSecret: string }>;
    };
    const body = String(only(evaluation, "Dashboard").inputs.dashboardBody);
    for (const [name, { clientId, clientSecret }] of Object.entries(vendors))
      for (const kept of [name, clientId, clientSecret]) expect(body).to.not.include(kept);
    expect(body).to.not.include("@");
    expect(only(evaluation, "Dashboard").secretInputs).to.deep.equal([]);
    for (const text of texts(dashboard(evaluation)))
      expect(text).to.not.match(/undefined|\[object|NaN|Calling \[/);
  });

  it("in a preview is not known, but its address is", async () => {
    const preview = await watched(undefined, {}, { preview: true });
    expect(only(preview, "Dashboard").inputs).to.deep.equal({
      dashboardName: "m2m-token-cache-dev-eu-west-1",
      dashboardBody: UNKNOWN,
    });
    expect(preview.outputs.values.dashboardUrl).to.equal(evaluation.outputs.values.dashboardUrl);
  });

  it("switched off leaves the alarms, and no output", async () => {
    const off = await watched({ dashboard: false });
    expect(() => only(off, "Dashboard")).to.throw("No Dashboard");
    expect(alarmsOf(off)).to.have.length(8);
    expect(off.outputs.values).to.not.have.property("dashboardUrl");
  });

  it("is found under its output, in every partition of AWS", () => {
    expect(evaluation.outputs.values.dashboardUrl).to.equal(
      "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/m2m-token-cache-dev-eu-west-1",
    );
    expect(dashboardUrl("cn-north-1", "x")).to.equal(
      "https://console.amazonaws.cn/cloudwatch/home?region=cn-north-1#dashboards/dashboard/x",
    );
    expect(dashboardUrl("us-gov-west-1", "x")).to.equal(
      "https://console.amazonaws-us-gov.com/cloudwatch/home?region=us-gov-west-1#dashboards/dashboard/x",
    );
  });
});
