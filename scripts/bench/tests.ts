/** What `npm test` takes, and the slowest tests, which mocha's report ends with (tests/support/reporter.ts). */
import { spawnSync } from "node:child_process";

/** Goals on two cores that do nothing else. */
const MOST_MINUTES = 3;
const MOST_CPU_MINUTES = 5;

export function benchTests(): void {
  console.log(
    `\nnpm test (goal: at most ${MOST_MINUTES} minutes, ${MOST_CPU_MINUTES} CPU minutes)`,
  );
  // Node does not tell what its children used; bash does.
  const { status } = spawnSync("bash", ["-c", "time npm test"], { stdio: "inherit" });
  if (status !== 0) throw new Error("The tests failed.");
}
