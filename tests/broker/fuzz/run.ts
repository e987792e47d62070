/** `npm run fuzz [-- <requests> [<first seed>]]`: by default two million requests. */
import { fuzz } from "./fuzz";

const STREAM = 100_000;

async function main([requests = "2000000", firstSeed = "1"]: readonly string[]): Promise<void> {
  for (let [left, seed] = [Number(requests), Number(firstSeed)]; left > 0; left -= STREAM, seed++) {
    const faulty = seed % 2 === 0;
    const { days, tokens, outcomes } = await fuzz(seed, Math.min(left, STREAM), faulty);
    const said = Object.entries(outcomes).map(([outcome, count]) => `${outcome} ${count}`);
    console.log(
      `seed ${seed}, ${faulty ? "with" : "without"} faults: ${days.toFixed(0)} days, ${tokens} tokens; ${said.join(", ")}`,
    );
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
