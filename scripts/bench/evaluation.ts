/**
 * What a preview waits for before Pulumi can do anything: loading the program and registering its
 * resources, for a number of vendors; and the floor under that, the SDKs alone. Each measurement is
 * a process of its own that loads TypeScript as Pulumi's runtime does (ts-node, with swc or with
 * the type-check that swc does away with).
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Runs of each measurement; one is enough where it takes long. */
const RUNS = 3;
const MANY_VENDORS = 100;
const CHILD = join(__dirname, "evaluationChild.ts");

interface Measurement {
  readonly seconds: number;
  readonly megabytes: number;
}

function measure(typeCheck: boolean, ...args: string[]): Measurement {
  const register = typeCheck ? "ts-node/register" : "ts-node/register";
  const runs = Array.from({ length: Number(args[1]) >= MANY_VENDORS ? 1 : RUNS }, () => {
    const started = performance.now();
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ["-r", register, CHILD, ...args],
      {
        encoding: "utf8",
      },
    );
    if (status !== 0) throw new Error(stderr);
    return {
      seconds: (performance.now() - started) / 1000,
      megabytes: Number(stdout.trim().split("\n").at(-1)) / 1024,
    };
  });
  const best = runs.sort((a, b) => a.seconds - b.seconds)[0];
  if (!best) throw new Error("nothing was measured");
  return best;
}

export function benchEvaluation(): void {
  const row = (what: string, { seconds, megabytes }: Measurement) => {
    console.log(
      `${what.padEnd(44)} ${seconds.toFixed(2).padStart(7)} s ${megabytes.toFixed(0).padStart(6)} MB`,
    );
  };
  console.log(
    `\nLoading and evaluating the program (whole process, peak memory; best of ${RUNS}, or one run from ${MANY_VENDORS} vendors on)`,
  );
  row("floor: Node and ts-node", measure(false, "nothing"));
  row("floor: the SDKs that it imports", measure(false, "sdks"));
  for (const vendors of [1, 10, 100, 500])
    row(
      `${vendors} vendors, without type-check (as Pulumi.yaml says)`,
      measure(false, "program", String(vendors)),
    );
  for (const vendors of [1, 10, 100, 500])
    row(`${vendors} vendors, with type-check`, measure(true, "program", String(vendors)));
}
