/** The time of `npm test`, and the slowest tests, with which mocha's report ends (tests/support/reporter.ts). */
import { spawnSync } from "node:child_process";

/** Goals on two otherwise idle cores. */
const MOST_MINUTES = 3;
const MOST_CPU_MINUTES = 5;

export function benchTests(): void {
  console.log(
    `\nnpm test (goal: at most ${MOST_MINUTES} minutes, ${MOST_CPU_MINUTES} CPU minutes)`,
  );
  // Node does not report its children's CPU time; bash does.
  const { status } = spawnSync("bash", ["-c", "time npm test"], { stdio: "inherit" });
  if (status !== 0) throw new Error("The tests failed.");
}
