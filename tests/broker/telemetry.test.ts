import { expect } from "chai";
import { powertoolsTelemetry, type RequestRecord } from "../../src/broker/telemetry";

const RECORD: RequestRecord = {
  requestId: "request-1",
  vendor: "acme",
  outcome: "minted",
  status: 200,
  durationMs: 12.5,
  upstreamMs: 10,
  tokensMinted: 1,
  fault: undefined,
};

describe("What the function says of a request", () => {
  it("one line of JSON, and metrics: of all vendors by outcome, and a vendor's tokens", () => {
    const [line, all, vendors, ...more] = printed(RECORD);
    expect(more).to.deep.equal([]);
    const { message, service, level, timestamp, ...said } = line!;
    expect([message, service, level, typeof timestamp]).to.deep.equal([
      "token request",
      "project/dev",
      "INFO",
      "string",
    ]);
    expect(said).to.include(JSON.parse(JSON.stringify(RECORD)));
    expect(metricsOf(all)).to.deep.equal([
      ["Namespace", [["service"]], "minted", 1],
      ["Namespace", [["service"]], "tokensMinted", 1],
    ]);
    expect(metricsOf(vendors)).to.deep.equal([
      ["Namespace", [["service", "vendor"]], "tokensMinted", 1],
    ]);
    expect(vendors).to.include({ vendor: "acme" });
  });

  it("a hit has no metric by vendor, which would cost as much as one that counts tokens", () => {
    const [, all, ...more] = printed({ ...RECORD, outcome: "hit", tokensMinted: 0 });
    expect(metricsOf(all)).to.deep.equal([["Namespace", [["service"]], "hit", 1]]);
    expect(more).to.deep.equal([]);
  });
});

/** What is written to the standard output, where Lambda takes it from. */
function printed(record: RequestRecord): Record<string, unknown>[] {
  const lines: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk: string) => lines.push(chunk) > 0;
  try {
    powertoolsTelemetry("project/dev", "Namespace")(record);
  } finally {
    process.stdout.write = write;
  }
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

function metricsOf(line: Record<string, unknown> | undefined): unknown[] {
  const { CloudWatchMetrics } = line?._aws as {
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[];
  };
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Metrics.map(({ Name }) => [Namespace, Dimensions, Name, line?.[Name]]),
  );
}
