/** A registered function runs here as on Lambda: its own code, environment, output and clock, and nothing else's. */
import { expect } from "chai";
import type { Invocation } from "../../../local/gateway/functionProxy";
import { registeredFunction, registeredTable } from "../../../local/lambda/registered";
import { type RuntimeOptions, startFunction } from "../../../local/lambda/runtime";
import type { Registration } from "../../../local/evaluate/evaluate";

const START = Date.parse("2026-01-01T00:00:00Z");

interface Run extends Partial<RuntimeOptions> {
  readonly variables?: Record<string, string>;
  readonly event?: object;
  readonly timeoutSeconds?: number;
  readonly timeoutMilliseconds?: number;
}

/** Runs the body of a handler. */
function run(body: string, options: Run = {}) {
  const { variables = {}, event = {}, timeoutSeconds = 26, timeoutMilliseconds = 29_000 } = options;
  const invoke = startFunction(
    {
      arn: "arn:aws:lambda:eu-west-1:123456789012:function:f",
      code: `exports.handler = async (event) => { ${body} };`,
      handler: "handler",
      timeoutSeconds,
      environment: variables,
    },
    {
      environment: { AWS_REGION: "local" },
      fetch: () => Promise.reject(new Error("no network")),
      clock: () => START,
      onLine: () => undefined,
      ...options,
    },
  );
  return invoke({ event, timeoutMilliseconds } as unknown as Invocation);
}

const answered = (payload: unknown) => ({ kind: "answered", payload });

describe("A function of the local run", () => {
  it("has its own environment and what AWS adds, and nothing of this process", async () => {
    const body = `return { ...process.env, path: process.env.PATH ?? null,
      same: require("node:process").env === process.env };`;
    expect(await run(body, { variables: { TABLE_NAME: "t" } })).to.deep.equal(
      answered({ AWS_REGION: "local", TABLE_NAME: "t", path: null, same: true }),
    );
    await run(`process.env.LEFT = "behind";`);
    expect(process.env).to.not.have.property("LEFT");
  });

  it("gets and gives nothing that JSON does not hold", async () => {
    const event = { at: new Date(START), nothing: undefined };
    expect(await run("return { event, more: undefined };", { event })).to.deep.equal(
      answered({ event: { at: "2026-01-01T00:00:00.000Z" } }),
    );
    expect(await run("")).to.deep.equal(answered(null));
  });

  it("writes lines to whoever collects its logs", async () => {
    const lines: string[] = [];
    const body = `new (require("node:console").Console)(process.stdout, process.stderr).log("a\\nb");`;
    await run(body, { onLine: (line) => lines.push(line) });
    expect(lines).to.deep.equal(["a", "b"]);
  });

  it("has the clock that it is given, for dates and for what it measures", async () => {
    let now = START;
    const body = `const start = performance.now(); await fetch();
      return [Date.now(), +new Date(), performance.now() - start >= 60000, +new Date(0)];`;
    const passing = {
      clock: () => now,
      fetch: () => {
        now += 60_000;
        return Promise.resolve(new Response());
      },
    };
    expect(await run(body, passing)).to.deep.equal(
      answered([START + 60_000, START + 60_000, true, 0]),
    );
  });

  it("may load modules by import, as AWS's SDK does", async () => {
    expect(await run(`return typeof (await import("node:http")).request;`)).to.deep.equal(
      answered("function"),
    );
  });

  it("fails if it throws, or takes longer than it may; the gateway may give up before", async () => {
    expect(await run(`throw new Error("fault");`)).to.deep.equal({ kind: "failed" });
    const never = "await new Promise(() => undefined);";
    expect(await run(never, { timeoutSeconds: 0.001 })).to.deep.equal({ kind: "failed" });
    expect(await run(never, { timeoutMilliseconds: 1 })).to.deep.equal({ kind: "late" });
  });
});

describe("What the program registered of a function and a table", () => {
  const registration = (type: string, state: object, inputs = state) =>
    ({ type, state, inputs }) as unknown as Registration;
  const code = { assets: { "index.js": { text: "exports.run = 1" } } };
  const lambda = registration(
    "aws:lambda/function:Function",
    { arn: "arn", handler: "index.run", environment: { variables: { A: "b" } } },
    { code },
  );
  const table = registration("aws:dynamodb/table:Table", {
    name: "t",
    hashKey: "pk",
    rangeKey: "sk",
    attributes: [
      { name: "pk", type: "S" },
      { name: "sk", type: "S" },
    ],
  });
  const item = (tableName: string) =>
    registration("aws:dynamodb/tableItem:TableItem", { tableName, item: '{"pk":{"S":"a"}}' });

  it("is the file of the handler, the environment, and AWS's time-out if it says none", () => {
    expect(registeredFunction([lambda])).to.deep.equal({
      arn: "arn",
      code: "exports.run = 1",
      handler: "run",
      timeoutSeconds: 3,
      environment: { A: "b" },
    });
    expect(registeredFunction([table])).to.equal(undefined);
    const elsewhere = { ...lambda, state: { ...lambda.state, handler: "other.run" } };
    expect(() => registeredFunction([elsewhere])).to.throw("has no other.js");
    expect(() => registeredFunction([lambda, lambda])).to.throw("has 2 of");
  });

  it("is the table's keys and its items", () => {
    expect(registeredTable([table, item("t")])).to.deep.equal({
      name: "t",
      attributes: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
      keys: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      items: [{ pk: { S: "a" } }],
    });
    expect(() => registeredTable([table, item("other")])).to.throw("a table that does not exist");
    expect(() => registeredTable([])).to.throw("no table");
  });
});
