/** `npm run fuzz` */
import { optionsOf } from "../../../tools/lib/cli";
import { run } from "../../../tools/lib/command";
import { fuzz } from "./fuzz";
import { FUZZ } from "./options";

const STREAM = 100_000;

run(async () => {
  const { requests, seed: firstSeed } = optionsOf(FUZZ);
  try {
    for (let [left, seed] = [requests, firstSeed]; left > 0; left -= STREAM, seed++) {
      const faulty = seed % 2 === 0;
      const { days, tokens, outcomes } = await fuzz(seed, Math.min(left, STREAM), faulty);
      const said = Object.entries(outcomes).map(([outcome, count]) => `${outcome} ${count}`);
      console.log(
        `seed ${seed}, ${faulty ? "with" : "without"} faults: ${days.toFixed(0)} days, ${tokens} tokens; ${said.join(", ")}`,
      );
    }
  } catch (error) {
    // What a fuzzer is for: not a fault of the command's own.
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
});
