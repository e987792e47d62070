/**
 * The command with which the Pulumi CLI's Node.js language host runs a program: its arguments and
 * environment, after sdk/nodejs/cmd/pulumi-language-nodejs in pulumi/pulumi.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parse } from "yaml";
import { NAMESPACE } from "../../src/config/parse";

export interface HostRequest {
  /** The directory with Pulumi.yaml. */
  readonly dir: string;
  readonly stack: string;
  /** Where the engine listens: host:port. */
  readonly address: string;
  /** Full key to text. */
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  readonly dryRun: boolean;
}

interface Project {
  readonly name: string;
  readonly runtime: {
    readonly name: string;
    readonly options?: { readonly nodeargs?: string; readonly packagemanager?: string };
  };
}

/** @throws Error if Pulumi.yaml has runtime options whose effect is not known here */
export function readProject(dir: string): Project {
  const project = parse(readFileSync(join(dir, "Pulumi.yaml"), "utf8")) as Project;
  const known = ["packagemanager", "nodeargs"];
  const unknown = Object.keys(project.runtime.options ?? {}).filter((key) => !known.includes(key));
  if (project.runtime.name !== "nodejs" || "main" in project || unknown.length > 0)
    throw new Error(`tests/engine/languageHost.ts does not know this runtime: ${unknown.join()}`);
  // As stackValues has it.
  return { ...project, name: NAMESPACE };
}

export function hostCommand(request: HostRequest): {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
} {
  const { name, runtime } = readProject(request.dir);
  const fromProject = createRequire(join(request.dir, "package.json"));
  return {
    args: [
      // The host splits these as a shell would.
      ...(runtime.options?.nodeargs?.split(/\s+/) ?? []),
      fromProject.resolve("@pulumi/pulumi/cmd/run"),
      ...["--monitor", request.address, "--engine", request.address],
      ...["--organization", "organization", "--project", name],
      ...["--root-directory", request.dir, "--stack", request.stack, "--pwd", request.dir],
      ...(request.dryRun ? ["--dry-run"] : []),
      // One at a time, as with `pulumi up --parallel 1`: so that the order is the same in every run.
      ...["--parallel", "1"],
      // The entry point, if Pulumi.yaml has no `main`.
      ".",
    ],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PULUMI_CONFIG: JSON.stringify(request.values),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.secretKeys),
      PULUMI_NODEJS_TYPESCRIPT: "true",
    },
  };
}
