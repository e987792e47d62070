/**
 * A Pulumi CLI, if there is one on the PATH: on a copy of the project, with its state in a directory
 * of its own and the stand-in providers (providers.ts) in place of its plugins. It downloads nothing.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { readProject } from "../../tools/lib/stackFile";
import { label } from "../support/registrations";
import type { Cloud } from "./cloud";
import { serveProviders } from "./providers";
import { copyProject, removeProject } from "./support";

const STACK = "prod";

export interface Said {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether there is a CLI to run. */
export function hasCli(): boolean {
  return spawnSync("pulumi", ["version"]).status === 0;
}

export class Cli {
  private constructor(
    private readonly dir: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly end: () => void,
  ) {}

  /**
   * A new stack by the name of prod, on an empty file backend.
   *
   * @param dir with the project; it is removed at the end. Default: a copy of this one
   */
  static async start(cloud: Cloud, dir = copyProject({})): Promise<Cli> {
    const [state, home] = ["state", "home"].map((name) => join(dir, `.${name}`)) as [
      string,
      string,
    ];
    mkdirSync(state);
    const providers = await serveProviders(cloud);
    const env = {
      PATH: process.env.PATH,
      HOME: home,
      PULUMI_HOME: home,
      PULUMI_CONFIG_PASSPHRASE: "for a test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DEBUG_PROVIDERS: providers.attach,
    };
    const cli = new Cli(dir, env, () => {
      providers.close();
      removeProject(dir);
    });
    await cli.must("login", `file://${state}`);
    await cli.must("stack", "init", STACK);
    return cli;
  }

  close(): void {
    this.end();
  }

  /** Runs a command on the stack, without questions. */
  run(...args: readonly string[]): Promise<Said> {
    return new Promise((resolve, reject) => {
      const all = [...args, "--non-interactive"];
      const child = spawn("pulumi", all, { cwd: this.dir, env: this.env, timeout: 120_000 });
      let [stdout, stderr] = ["", ""];
      child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
      child.on("error", reject);
      child.on("close", (exitCode) => {
        resolve({ exitCode, stdout, stderr });
      });
    });
  }

  /** @throws Error with what the CLI said, if it failed */
  async must(...args: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(...args);
    if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")}: ${stderr}${stdout}`);
    return stdout;
  }

  /** Replaces keys of the project's in the stack's file; what `stack init` wrote there stays. */
  configure(changes: Readonly<Record<string, unknown>>): void {
    const file = join(this.dir, `Pulumi.${STACK}.yaml`);
    const stack = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    const { name } = readProject(this.dir);
    for (const [key, value] of Object.entries(changes)) stack.config[`${name}:${key}`] = value;
    writeFileSync(file, stringify(stack));
  }

  /** The steps of a preview, as update.ts tells them but for the inputs, sorted. */
  async preview(): Promise<string[]> {
    return stepsOf(await this.must("preview", "--json", "--show-replacement-steps"));
  }
}

/** @param json what `pulumi preview --json` prints */
export function stepsOf(json: string): string[] {
  const { steps } = JSON.parse(json) as { steps: readonly { op: string; urn: string }[] };
  return steps
    .map(({ op, urn }) => {
      const [, , types = "", name = ""] = urn.split("::");
      return { op, name, type: types.split("$").at(-1) ?? "" };
    })
    .filter(({ op, type }) => !["same", "replace"].includes(op) && !type.startsWith("pulumi:"))
    .map(({ op, type, name }) => `${op} ${label({ type, name })}`)
    .sort();
}
