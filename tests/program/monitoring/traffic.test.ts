/**
 * Which alarms a day's traffic sets off: the registered alarms, held against what the local gateway did
 * with that traffic.
 *
 * Not proved here: that AWS counts likewise. The metrics are those that AWS documents, and where that
 * can be read in two ways, the reading that is worse for the alarm: an error under a gateway response
 * with a status of its own counts as 4XXError. Windows are whole periods, not sliding ones.
 */
import { expect } from "chai";
import type { Handled } from "../../../local/gateway/gateway";
import type { Evaluation } from "../../../local/evaluate/evaluate";
import { type Direct, direct } from "../../support/direct";
import { evaluateMath, type Series } from "../../support/metricMath";
import { all, stackValues } from "../../support/registrations";
import { START } from "../../support/stack";
import { alarmsOf, watched } from "./support";

const DAY = 86_400;

interface Sample {
  /** Seconds since the start. */
  readonly at: number;
  readonly handled: Handled;
}

/** Metric name to what one request adds to it. */
const COUNTS: Readonly<Record<string, (handled: Handled) => number>> = {
  Count: () => 1,
  CacheHitCount: ({ cache }) => Number(cache === "HIT"),
  CacheMissCount: ({ cache }) => Number(cache === "MISS"),
  "4XXError": ({ reply, errorType }) =>
    Number(reply.status >= 400 && (reply.status < 500 || !!errorType)),
  "5XXError": ({ reply, errorType }) => Number(reply.status >= 500 && !errorType),
  // Latencies are not simulated.
  Latency: () => 0,
};

/** What a metric filter's pattern counts in a request's access log. */
function counted(pattern: string): (handled: Handled) => number {
  const [, field = "", expected = ""] = /^\{ \$\.(\w+) = "(\w+\*?)" \}$/.exec(pattern) ?? [];
  if (field === "") throw new Error(`Not a known pattern: ${pattern}`);
  const matches = (value: unknown) =>
    expected.endsWith("*") ? String(value).startsWith(expected.slice(0, -1)) : value === expected;
  return ({ logs }) =>
    logs.filter((line) => matches((JSON.parse(line) as Record<string, unknown>)[field])).length;
}

class Traffic {
  private readonly samples: Sample[] = [];
  private readonly stack: Direct;

  /** @param cached whether the stage has its cache: it can be lost to somebody's hand */
  constructor(
    private readonly evaluation: Evaluation,
    private readonly cached = true,
  ) {
    this.stack = direct(evaluation, stackValues("dev"));
  }

  /** Asks for a token of the vendor's; `extra` makes the body another one. */
  async ask(at: number, vendor: string, extra: Record<string, string> = {}): Promise<void> {
    const { clientId = "", clientSecret = "", grants = {} } = this.stack.vendors[vendor] ?? {};
    this.stack.pass(START / 1000 + at - this.stack.now());
    for (const audience of Object.keys(grants)) {
      const body = new URLSearchParams({
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: clientSecret,
        audience,
        ...extra,
      });
      this.samples.push({ at, handled: await this.stack.post(body.toString()) });
    }
  }

  /** The next answer of Auth0's. */
  fail(): void {
    this.stack.faults.push({ status: 503, headers: [], body: "" });
  }

  /** Suffixes of the alarms that fired at some time. */
  alarms(): string[] {
    return alarmsOf(this.evaluation)
      .filter(({ inputs }) => this.fires(inputs))
      .map(({ name }) => name.replace("monitoring-", ""))
      .sort();
  }

  private fires(inputs: Record<string, unknown>): boolean {
    const queries = (inputs.metricQueries ?? []) as {
      id: string;
      expression?: string;
      metric?: { metricName: string; period: number };
    }[];
    const period = Number(inputs.period ?? queries.find(({ metric }) => metric)?.metric?.period);
    const periods = Math.ceil(DAY / period);
    const timestamps = Array.from(
      { length: periods },
      (_, n) => new Date(START + n * period * 1000),
    );
    const seriesOf = (metricName: string): Series => this.series(metricName, period, periods);
    const values =
      queries.length === 0
        ? seriesOf(String(inputs.metricName))
        : evaluateMath(queries.find(({ expression }) => expression)?.expression ?? "", {
            timestamps,
            series: Object.fromEntries(
              queries.flatMap(({ id, metric }) =>
                metric ? [[id, seriesOf(metric.metricName)]] : [],
              ),
            ),
          });
    const threshold = Number(inputs.threshold);
    const beyond = values.map(
      (value) =>
        value !== undefined &&
        (inputs.comparisonOperator === "LessThanThreshold" ? value < threshold : value > threshold),
    );
    return beyond.some(
      (_, index) =>
        beyond.slice(index, index + Number(inputs.evaluationPeriods)).filter(Boolean).length >=
        Number(inputs.datapointsToAlarm),
    );
  }

  /** No value for a period without requests, as API Gateway sends none; nor of a cache that is off. */
  private series(metricName: string, period: number, periods: number): Series {
    const filter = all(this.evaluation, "LogMetricFilter").find(
      ({ inputs }) => (inputs.metricTransformation as { name: string }).name === metricName,
    );
    const count = filter ? counted(String(filter.inputs.pattern)) : COUNTS[metricName];
    if (!count) throw new Error(`Nothing counts ${metricName}.`);
    const sums = new Array<number | undefined>(periods).fill(undefined);
    for (const { at, handled } of this.samples) {
      if (metricName.startsWith("Cache") && !this.cached) continue;
      const index = Math.floor(at / period);
      sums[index] = (sums[index] ?? 0) + count(handled);
    }
    return sums;
  }
}

describe("The alarms, over a day's traffic,", () => {
  let evaluation: Evaluation;
  let traffic: Traffic;
  before(async () => {
    evaluation = await watched();
  });
  beforeEach(() => {
    traffic = new Traffic(evaluation);
  });

  const VENDORS = ["acme", "globex", "initech"];

  /** Vendors that keep nothing, and ask in the same way every five minutes. */
  async function honest(seconds: number): Promise<void> {
    for (let at = 0; at < seconds; at += 300)
      for (const vendor of VENDORS) await traffic.ask(at, vendor);
  }

  it("are silent if every vendor asks on every call, in the same way", async () => {
    await honest(DAY);
    expect(traffic.alarms()).to.deep.equal([]);
  });

  it("are silent if every vendor keeps its token, so that nearly all of its few requests miss", async () => {
    for (let at = 0; at < DAY; at += 82_800)
      for (const vendor of VENDORS) await traffic.ask(at, vendor);
    expect(traffic.alarms()).to.deep.equal([]);
  });

  it("are silent if there is no traffic", () => {
    expect(traffic.alarms()).to.deep.equal([]);
  });

  it("tell of the budget within the hour, if a vendor's bodies differ each time", async () => {
    for (let at = 0; at < 3600; at += 60) await traffic.ask(at, "acme", { nonce: String(at) });
    expect(traffic.alarms()).to.deep.equal(["hit-ratio", "misses-per-hour"]);
  });

  it("tell of a cache that is off, for which API Gateway counts neither hits nor misses", async () => {
    traffic = new Traffic(evaluation, false);
    await honest(3600);
    expect(traffic.alarms()).to.deep.equal(["hit-ratio"]);
  });

  it("tell of the day's budget, if it is spent slowly", async () => {
    for (let at = 0; at < DAY; at += 480) await traffic.ask(at, "acme", { nonce: String(at) });
    expect(traffic.alarms()).to.deep.equal(["misses-per-day"]);
  });

  it("tell of an outage of Auth0's, even if API Gateway counts all of it as 4XXError", async () => {
    for (let at = 0; at < 900; at += 30) {
      traffic.fail();
      await traffic.ask(at, "acme");
    }
    expect(traffic.alarms()).to.deep.equal(["server-errors"]);
  });

  it("forgive a single failure", async () => {
    traffic.fail();
    await honest(3600);
    expect(traffic.alarms()).to.deep.equal([]);
  });

  it("tell of a flood that the throttle stops", async () => {
    for (let n = 0; n < 100; n += 1) await traffic.ask(60, "acme");
    expect(traffic.alarms()).to.deep.equal(["throttled"]);
  });

  it("tell of wrong credentials by the hundred", async () => {
    for (let n = 0; n < 400; n += 1)
      await traffic.ask(n / 2, "acme", { client_secret: `guess-${String(n)}` });
    expect(traffic.alarms()).to.include("client-errors");
  });
});
