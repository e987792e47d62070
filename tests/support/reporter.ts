/** mocha's own report, and the slowest tests and hooks, so that the tests stay fast. */
import { relative } from "node:path";
import { type Hook, reporters, Runner, type Test } from "mocha";

/** Faster ones are not listed. */
const SLOW_MS = 1_000;
const SHOWN = 20;

export = class Slowest extends reporters.Spec {
  constructor(runner: Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const ran: { ms: number; what: string }[] = [];
    const keep = (runnable: Test | Hook) =>
      ran.push({
        ms: runnable.duration ?? 0,
        what: `${relative("", runnable.file ?? "")}: ${runnable.fullTitle()}`,
      });
    const { EVENT_HOOK_END, EVENT_TEST_END, EVENT_RUN_END } = Runner.constants;
    runner.on(EVENT_TEST_END, keep).on(EVENT_HOOK_END, keep);
    runner.once(EVENT_RUN_END, () => {
      const slow = ran.filter(({ ms }) => ms >= SLOW_MS).sort((a, b) => b.ms - a.ms);
      if (slow.length > 0) console.log(`  slowest, of ${slow.length} over ${SLOW_MS / 1000} s:`);
      for (const { ms, what } of slow.slice(0, SHOWN))
        console.log(`  ${(ms / 1000).toFixed(1).padStart(6)} s  ${what}`);
    });
  }
};
