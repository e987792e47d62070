import { cli, OUTPUTS, STACK } from "../lib/cli";

export const FLUSH = cli("flush", {
  summary:
    "Empties a stack's cache, whichever store it has. Shows what that costs, and asks first. Needs AWS credentials.",
  examples: [
    ["--stack prod", "everything; asks first"],
    ["--stack prod --vendor acme", "one vendor's tokens, with the store dynamodb"],
    [
      "--outputs outputs.json --yes",
      "the local run's cache, with the variables that npm start prints",
    ],
  ],
})
  .addOption(STACK)
  .addOption(OUTPUTS)
  .option("--vendor <name>", "only this vendor's tokens; needs the store dynamodb")
  .option("--yes", "do not ask");
