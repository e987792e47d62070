/** Runs a command of this project as npm would, as a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { PROJECT_DIR } from "../../tools/lib/stackFile";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
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
      // AWS's SDK warns of the oldest Node that this project supports.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      ...env,
    },
  });
}

export async function run(
  program: string,
  options: readonly string[],
  { stdin = "", env }: { stdin?: string; env: NodeJS.ProcessEnv },
): Promise<Ended> {
  const child = spawn(program, options, { cwd: PROJECT_DIR, env });
  const text = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text.stderr += chunk.toString()));
  child.stdin.on("error", () => undefined).end(stdin);
  const [code] = (await once(child, "close")) as [number];
  return { code, ...text };
}
