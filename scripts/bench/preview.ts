/**
 * What a preview costs before Pulumi's engine and the providers do anything: Pulumi's own runtime
 * (@pulumi/pulumi/cmd/run) loads the program and registers its resources with the stand-in engine of
 * tests/engine. The floor is that runtime with an empty program. CPU seconds of the
 * runtime's process, which do not depend on other load; the lowest of a few runs.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type SpawnedRun, spawnRun } from "../../tests/engine/engine";
import { copyProject, removeProject, spawnStack } from "../../tests/engine/support";
import { stackValues } from "../../tests/support/registrations";

const RUNS = 3;
const USAGE = join(__dirname, "usage.cjs");
const MOCKS = join(__dirname, "underMocks.ts");

/** The most CPU seconds that it may take, by number of vendors. */
const GOALS: Readonly<Record<number, { runtime?: number; mocks?: number }>> = {
  10: { runtime: 2.3, mocks: 1.4 },
  100: { mocks: 3.5 },
};

interface Used {
  readonly seconds: number;
  readonly megabytes: number;
}

export async function benchPreview(): Promise<void> {
  console.log(`\nA preview's program (CPU seconds, peak memory; the lowest of ${RUNS} runs)`);
  await floor("floor: Pulumi's runtime, ts-node and swc", "export {};\n");
  await floor("floor: and the SDKs", SDKS);
  for (const vendors of [1, 10, 100, 500]) {
    row(
      `${vendors} vendors, in Pulumi's runtime`,
      await least(async () => printedBy(await dryRun(vendors))),
      GOALS[vendors]?.runtime,
    );
  }
  for (const vendors of [10, 100])
    row(
      `${vendors} vendors, under Pulumi's mocks`,
      await least(() => underMocks(vendors)),
      GOALS[vendors]?.mocks,
    );
}

/** Everything that the program imports, and the resources of which it makes many. */
const SDKS = `
import * as auth0 from "@pulumi/auth0";
import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import "zod";
export const touched = [auth0.Client, auth0.ClientCredentials, auth0.ClientGrant, random.RandomPassword,
  aws.apigateway.RestApi, aws.cloudwatch.LogGroup, aws.iam.Role].length;
`;

async function floor(what: string, program: string): Promise<void> {
  const dir = copyProject({ "index.ts": () => program });
  try {
    const values = stackValues("dev");
    const options = { values, stack: "dev", dir, dryRun: true, nodeArgs: ["--require", USAGE] };
    row(what, await least(async () => printedBy(await spawnRun(options))));
  } finally {
    removeProject(dir);
  }
}

function dryRun(vendors: number) {
  const grants = { "https://api.dev.example.com/orders": ["read:orders"] };
  const many = Array.from({ length: vendors }, (_, index) => [`vendor-${index}`, { grants }]);
  return spawnStack(
    "dev",
    { vendors: Object.fromEntries(many) as object },
    { dryRun: true, nodeArgs: ["--require", USAGE] },
  );
}

function printedBy({ exitCode, printed, messages }: SpawnedRun): string {
  if (exitCode !== 0) throw new Error(messages.join("\n"));
  return printed;
}

function underMocks(vendors: number): Promise<string> {
  const { stderr, status } = spawnSync(
    process.execPath,
    ["-r", USAGE, "-r", "ts-node/register", MOCKS, String(vendors)],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(stderr);
  return Promise.resolve(stderr);
}

async function least(measure: () => Promise<string>): Promise<Used> {
  const used: Used[] = [];
  for (let round = 0; round < RUNS; round++) used.push(usedBy(await measure()));
  return used.reduce((best, each) => (each.seconds < best.seconds ? each : best));
}

function usedBy(printed: string): Used {
  const last = printed.trim().split("\n").at(-1) ?? "";
  if (!last.startsWith('{"cpuMicroseconds"')) throw new Error(printed);
  const { cpuMicroseconds, maxRSS } = JSON.parse(last) as Record<string, number>;
  return { seconds: (cpuMicroseconds ?? NaN) / 1e6, megabytes: (maxRSS ?? NaN) / 1024 };
}

function row(what: string, { seconds, megabytes }: Used, goal?: number): void {
  const measured = `${seconds.toFixed(2).padStart(7)} s ${megabytes.toFixed(0).padStart(6)} MB`;
  console.log(
    `${what.padEnd(44)} ${measured}${goal === undefined ? "" : `   goal: at most ${goal} s`}`,
  );
}
