import { cli, OUTPUTS, STACK } from "../lib/cli";

export const FLUSH = cli("flush", {
  summary:
    "Empties a stack's cache, whichever store it has. Says first what that costs, and asks. Needs credentials for AWS.",
  examples: [
    ["--stack prod", "everything; asks first"],
    ["--stack prod --vendor acme", "one vendor's, with the store dynamodb"],
    ["--outputs outputs.json --yes", "the local run's, with the variables that npm start prints"],
  ],
})
  .addOption(STACK)
  .addOption(OUTPUTS)
  .option("--vendor <name>", "only this vendor's; with the store dynamodb")
  .option("--yes", "do not ask");
