import { cli, whole } from "../lib/cli";

const MAX_NUMBER = 999_999_999;

export const SIMULATE = cli("simulate", {
  summary:
    "A day of traffic on the local stack, on a virtual clock: the tokens that vendors with different clients cost, " +
    "without the proxy and with it at each TTL. Needs no account; takes up to a minute.",
  examples: [
    ["", "the day that the README shows"],
    ["--seed 2 --quota 1000", "another day, against the quota of a smaller plan"],
    ["--svg docs/simulation.svg", "and its chart"],
  ],
})
  .option(
    "--seed <n>",
    "the random seed: the same number gives the same day",
    whole("--seed", 0, MAX_NUMBER),
    1,
  )
  .option(
    "--quota <tokens>",
    "tokens a month to compare with",
    whole("--quota", 1, MAX_NUMBER),
    5000,
  )
  .option("--svg <file>", "also write a chart of the day to this file")
  .option("--json", "for machines");
