/** Runs a command of this project as npm would, as a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { PROJECT_DIR } from "../../tools/lib/stackFile";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The output as one line, however it was wrapped. */
export function prose(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/**
 * Nothing of the caller's environment is passed on, so that no credentials and no Pulumi CLI are found.
 *
 * @param script for example tools/verify/run.ts
 */
export function runCommand(
  script: string,
  options: readonly string[],
  { stdin = "", env = {} }: { stdin?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  return run(process.execPath, ["-r", "ts-node/register", script, ...options], {
    stdin,
    env: {
      PATH: "/nowhere",
      HOME: tmpdir(),
      AWS_EC2_METADATA_DISABLED: "true",
      ...env,
    },
  });
}

export async function run(
  program: string,
  options: readonly string[],
  { stdin = "", env, cwd = PROJECT_DIR }: { stdin?: string; env: NodeJS.ProcessEnv; cwd?: string },
): Promise<Ended> {
  const child = spawn(program, options, { cwd, env });
  const text = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text.stderr += chunk.toString()));
  child.stdin.on("error", () => undefined).end(stdin);
  const [code] = (await once(child, "close")) as [number];
  return { code, ...text };
}

/**
 * Runs a command in this process, which costs no start of another: only for options after which it ends at
 * once.
 */
export async function runInProcess(script: string, options: readonly string[]): Promise<Ended> {
  const file = join(PROJECT_DIR, script);
  const { argv, stdout, stderr } = process;
  const exit = process.exit.bind(process);
  const [toStdout, toStderr] = [stdout.write.bind(stdout), stderr.write.bind(stderr)];
  const text = { stdout: "", stderr: "" };
  process.argv = [process.execPath, file, ...options];
  stdout.write = (chunk: unknown) => Boolean((text.stdout += String(chunk)));
  stderr.write = (chunk: unknown) => Boolean((text.stderr += String(chunk)));
  let ended: Ended | undefined;
  try {
    process.exit = (code) => {
      // Only the first one counts: nothing runs after it in a process of its own.
      if (ended) return undefined as never;
      ended = { code: Number(code ?? 0), ...text };
      throw new Error("The command has ended.");
    };
    Reflect.deleteProperty(require.cache, file);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loading it runs it
    require(file);
    await setImmediate();
    if (!ended) throw new Error(`${script} ${options.join(" ")} has not ended.`);
    return ended;
  } finally {
    Object.assign(process, { argv, exit });
    stdout.write = toStdout;
    stderr.write = toStderr;
  }
}
