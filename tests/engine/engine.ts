/**
 * A stand-in engine: it runs the program in Pulumi's own language runtime, and answers its registrations
 * as update.ts decides. It is not Pulumi's engine, and a dry run of it is not a preview.
 */
import { spawn } from "node:child_process";
import { status } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { inTurn, loadProgram } from "../../local/evaluate/evaluate";
import { PROJECT_DIR } from "../../tools/lib/stackFile";
import { hostCommand, readProject } from "./languageHost";
import { serve } from "./rpc";
import { Session } from "./session";
import { emptyStack, type Goal, type Stack, type Step, Update } from "./update";
import type { Opened } from "./wire";

export interface RunOptions {
  /** The configuration, full key to text, as readStackFile gives it. */
  readonly values: Readonly<Record<string, string>>;
  readonly stack: string;
  /** The directory with Pulumi.yaml; default the project's. */
  readonly dir?: string;
  /** Default false. */
  readonly dryRun?: boolean;
  /** What there was before; default nothing. */
  readonly before?: Stack;
}

export interface SpawnOptions extends RunOptions {
  readonly secretKeys?: readonly string[];
  /** Arguments of Node beside those of Pulumi.yaml; default none. */
  readonly nodeArgs?: readonly string[];
}

export interface Run {
  /** In the order of registration. */
  readonly goals: readonly Goal[];
  readonly steps: readonly Step[];
  /** What it leaves; nothing after a failure. */
  readonly after: Stack;
  /** The stack's outputs; undefined if the program did not get that far. */
  readonly outputs: Opened | undefined;
  /** What the program logged for the user, such as `error: …`. */
  readonly messages: readonly string[];
}

export interface SpawnedRun extends Run {
  /** 0, 32 if the program said itself what is wrong, or another for any other failure. */
  readonly exitCode: number | null;
  /** What it printed, which a user sees too. */
  readonly printed: string;
  /** What this engine, a provider or the cloud refused. */
  readonly refused: readonly string[];
}

/** Most are done after two seconds. */
const LIMIT_MS = 50_000;

/**
 * Runs the program in this process: a quarter of what a process of its own takes, and the same goals
 * (runtime.test.ts).
 *
 * @throws Error with what this engine, a provider or the cloud refused, or what the program threw
 */
export function run(options: RunOptions): Promise<Run> {
  return inTurn(() => runHere(options));
}

async function runHere(options: RunOptions): Promise<Run> {
  const { dir = PROJECT_DIR, stack, values, dryRun = false } = options;
  const { name } = readProject(dir);
  const failures: Error[] = [];
  const fail = (error: Error) => failures.push(error);
  const { session, address, update, close } = await converse(options, status.INTERNAL, (reason) =>
    fail(new Error(reason)),
  );
  const { stackTraceLimit } = Error;
  // Pulumi takes a stack trace of every promise.
  Error.stackTraceLimit = 0;
  process.on("unhandledRejection", fail);
  try {
    const { runtime } = pulumi;
    // One resource at a time, as with `pulumi up --parallel 1`: so that the order is the same in every run.
    runtime.resetOptions(name, stack, 1, address, address, dryRun, "organization");
    runtime.setAllConfig(values);
    await runtime.runInPulumiStack(() => Promise.resolve(loadProgram(dir))).catch(fail);
    // After a failure too: what Pulumi logs in a later run waits for this one's last word.
    await runtime.disconnect().catch(fail);
    if (failures[0]) throw failures[0];
    return { after: session.finish(), steps: update.steps, ...session.heard() };
  } finally {
    process.off("unhandledRejection", fail);
    Error.stackTraceLimit = stackTraceLimit;
    close();
  }
}

/**
 * Runs it in a process of its own (@pulumi/pulumi/cmd/run), as the CLI's language host does: for what only
 * that shows.
 *
 * @throws Error if the program cannot be started at all; what went wrong later is in the result
 */
export async function spawnRun(options: SpawnOptions): Promise<SpawnedRun> {
  const { dir = PROJECT_DIR, stack, values, secretKeys = [], dryRun = false } = options;
  const refused: string[] = [];
  // As Pulumi's engine does when it stops: the runtime then ends without waiting for answers.
  const { session, address, update, close } = await converse(
    options,
    status.UNAVAILABLE,
    (reason) => refused.push(reason),
  );
  try {
    const command = hostCommand({ dir, stack, address, values, secretKeys, dryRun });
    const args = [...(options.nodeArgs ?? []), ...command.args];
    const ended = await execute({ ...command, args }, dir);
    // After a refusal the engine deletes nothing more, for it has not seen everything.
    const after = ended.exitCode === 0 && refused.length === 0 ? session.finish() : emptyStack();
    return { ...ended, after, steps: update.steps, refused, ...session.heard() };
  } finally {
    close();
  }
}

/** An engine that waits for a program. */
async function converse(
  { dir = PROJECT_DIR, stack, values, dryRun = false, before }: RunOptions,
  failure: status,
  refused: (reason: string) => void,
) {
  const update = new Update(before ?? emptyStack(values["aws:region"]), dryRun);
  const session = new Session(update, `${stack}::${readProject(dir).name}`);
  const { port, close } = await serve(
    [ResourceMonitorService, EngineService].map((definition) => {
      return { definition, answers: session.answers, failure, refused };
    }),
  );
  return { session, update, close, address: `127.0.0.1:${port}` };
}

function execute(
  { args, env }: ReturnType<typeof hostCommand>,
  cwd: string,
): Promise<{ exitCode: number | null; printed: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, timeout: LIMIT_MS });
    let printed = "";
    const hear = (chunk: Buffer) => (printed += chunk.toString());
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", reject);
    child.on("close", (exitCode) => {
      resolve({ exitCode, printed });
    });
  });
}
