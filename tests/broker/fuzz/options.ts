import { cli, whole } from "../../../tools/lib/cli";

const MAX_NUMBER = 999_999_999;

export const FUZZ = cli("fuzz", {
  summary:
    "Random requests to the token broker, with and without faults of the table, of Auth0 and of the clocks, under an " +
    "oracle that knows nothing of the table. Ends with code 1 at the first answer that is wrong. Takes minutes.",
  examples: [
    ["", "two million requests, in twenty streams"],
    ["--requests 100000 --seed 7", "one stream, by its seed; those of even seeds have faults"],
  ],
})
  .option("--requests <n>", "how many", whole("--requests", 1, MAX_NUMBER), 2_000_000)
  .option(
    "--seed <n>",
    "the first stream's; each has 100,000 requests, and the next seed",
    whole("--seed", 0, MAX_NUMBER),
    1,
  );
