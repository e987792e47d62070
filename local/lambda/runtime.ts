/**
 * Runs a Lambda function's bundle in this process, as Lambda's Node runtime does: a CommonJS module with an
 * environment, standard output and clock of its own. It can only reach the loopback interface.
 */
import { createRequire } from "node:module";
import { Writable } from "node:stream";
import type { Invoke, Invoked } from "../gateway/functionProxy";
import type { Clock } from "../gateway/responseCache";
import type { LambdaFunction } from "./registered";

export interface RuntimeOptions {
  /** In addition to the function's own: what AWS sets, and where the stand-ins are. */
  readonly environment: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** Called with each line that the function writes. */
  readonly onLine: (line: string) => void;
}

type Handler = (event: unknown) => Promise<unknown>;
type Compiled = (...globals: unknown[]) => void;

const GLOBALS = ["exports", "require", "module", "process", "fetch", "Date", "performance"];
/** Code is compiled once. */
const compiled = new Map<string, Compiled>();

/** @throws Error if the bundle does not load, or does not export the handler */
export function startFunction(lambda: LambdaFunction, options: RuntimeOptions): Invoke {
  const handler = load(lambda, options);
  return async ({ event, timeoutMilliseconds }): Promise<Invoked> => {
    // Only JSON is sent over the wire.
    const answered = handler(asJson(event)).then(
      (result): Invoked => ({ kind: "answered", payload: asJson(result ?? null) }),
      (): Invoked => ({ kind: "failed" }),
    );
    const [own, kind] = [lambda.timeoutSeconds * 1000, "failed"] as const;
    return own < timeoutMilliseconds
      ? inTime(answered, own, { kind })
      : inTime(answered, timeoutMilliseconds, { kind: "late" });
  };
}

function load(lambda: LambdaFunction, options: RuntimeOptions): Handler {
  const { code, handler: name } = lambda;
  // In node:vm, imports from a script are experimental.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the registered code, unchanged
  const compile = compiled.get(code) ?? (new Function(...GLOBALS, code) as Compiled);
  compiled.set(code, compile);
  const own = ownProcess({ ...options.environment, ...lambda.environment }, options.onLine);
  const requireModule = createRequire(__filename);
  const module: { exports: Record<string, unknown> } = { exports: {} };
  compile(
    module.exports,
    (id: string) => (id === "node:process" ? own : (requireModule(id) as unknown)),
    module,
    own,
    options.fetch,
    ...(options.clock === Date.now ? [Date, performance] : timeOf(options.clock)),
  );
  const handler = module.exports[name];
  if (typeof handler !== "function") throw new Error(`The function's code exports no ${name}.`);
  return handler as Handler;
}

/** This process, with another environment and output. */
function ownProcess(env: NodeJS.ProcessEnv, onLine: (line: string) => void): NodeJS.Process {
  const output = new Writable({
    decodeStrings: false,
    write: (chunk: string, _, done) => {
      for (const line of chunk.split("\n")) if (line !== "") onLine(line);
      done();
    },
  });
  return Object.create(process, {
    env: { value: env },
    stdout: { value: output },
    stderr: { value: output },
  }) as NodeJS.Process;
}

/** A clock that a test sets. Measured durations, such as time-outs, still use real time. */
function timeOf(clock: Clock): [typeof Date, { now: () => number }] {
  const startedAt = clock();
  class OwnDate extends Date {
    constructor(...parts: [] | [string | number | Date]) {
      if (parts.length === 0) super(clock());
      else super(...parts);
    }
    static override now = clock;
  }
  const own = { now: () => performance.now() + clock() - startedAt };
  return [OwnDate as typeof Date, own];
}

async function inTime(
  answered: Promise<Invoked>,
  milliseconds: number,
  late: Invoked,
): Promise<Invoked> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<Invoked>((resolve) => {
    timer = setTimeout(resolve, milliseconds, late);
  });
  return Promise.race([answered, over]).finally(() => {
    clearTimeout(timer);
  });
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
