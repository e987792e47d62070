import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { COMPARED_TTLS_SECONDS } from "../../../src/quota";
import { PROJECT_DIR } from "../../../tools/lib/stackFile";
import { svg } from "../../../tools/simulate/chart";
import { table } from "../../../tools/simulate/report";
import { seeded } from "../../../tools/simulate/random";
import { simulate, type Simulation } from "../../../tools/simulate/simulate";

describe("A simulated day", () => {
  let day: Simulation;
  const steps: string[] = [];
  before(async function () {
    this.timeout(120_000);
    day = await simulate(1, (step) => steps.push(step));
  });
  const vendor = (name: string) => {
    const found = day.vendors.find((one) => one.vendor === name);
    if (!found) throw new Error(`no ${name}`);
    return found;
  };

  it("costs a vendor that asks on every call 24 tokens at a TTL of an hour, instead of one a call", () => {
    const { requests, tokens } = vendor("asks-on-every-call");
    expect(tokens.without).to.equal(requests);
    expect(tokens.withTtl[3600]).to.equal(24);
  });

  it("costs twice that for two bodies, and a token for each of twenty workers that miss at once", () => {
    expect(vendor("two-bodies").tokens.withTtl[3600]).to.equal(48);
    expect((vendor("twenty-workers").tokens.withTtl[3600] ?? 0) % 20).to.equal(0);
  });

  it("never costs more with a longer TTL", () => {
    for (const { tokens } of day.vendors) {
      const counts = Object.values(tokens.withTtl);
      expect(counts).to.deep.equal([...counts].sort((a, b) => b - a));
    }
  });

  it("says how far it is, each hour of each day that it plays", () => {
    expect(steps).to.have.length(24 * COMPARED_TTLS_SECONDS.length);
    expect(steps[0]).to.equal("Playing a day with a TTL of 300 s: hour 1 of 24.");
    expect(steps.at(-1)).to.equal("Playing a day with a TTL of 3600 s: hour 24 of 24.");
  });

  it("costs at most two tokens with the broker, however the vendor asks", () => {
    for (const { vendor, tokens } of day.vendors)
      expect(tokens.withBroker, vendor).to.be.within(1, 2);
  });

  it("adds up", () => {
    const sum = day.vendors.reduce((count, { tokens }) => count + (tokens.withTtl[3600] ?? 0), 0);
    expect(day.total.withTtl[3600]).to.equal(sum);
    expect(table(day, 5000)).to.contain(`${Math.round((sum * 30 * 100) / 5000)}%`);
  });

  it("has a heading over every column of its table", () => {
    const [, , head = "", ...rows] = table(day, 5000).split("\n");
    for (const row of rows.filter((line) => line !== "")) expect(head).to.have.lengthOf(row.length);
    expect(head).to.match(/dynamodb$/);
  });

  it("has bars as long as what they stand for, to a pixel", () => {
    const bars = [...svg(day).matchAll(/ x="170" y="\d+" width="(\d+)".*\n.*>(\d+)<\/text>/g)].map(
      ([, width, tokens]) => ({ width: Number(width), tokens: Number(tokens) }),
    );
    expect(bars).to.have.lengthOf(3 * day.vendors.length);
    const longest = bars.reduce((a, b) => (b.tokens > a.tokens ? b : a));
    for (const { width, tokens } of bars)
      expect(width).to.be.closeTo(Math.max(1, (tokens / longest.tokens) * longest.width), 0.5);
  });

  it("is the chart that the README shows: npm run simulate -- --svg docs/simulation.svg", () => {
    expect(readFileSync(join(PROJECT_DIR, "docs/simulation.svg"), "utf8")).to.equal(svg(day));
  });
});

describe("A seed", () => {
  it("gives the same numbers again, from 0 up to 1, and other seeds give others", () => {
    const numbers = (seed: number) => Array.from({ length: 1000 }, seeded(seed));
    expect(numbers(7)).to.deep.equal(numbers(7));
    expect(numbers(7)).to.not.deep.equal(numbers(8));
    expect(numbers(7).every((number) => number >= 0 && number < 1)).to.equal(true);
  });
});
