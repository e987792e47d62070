import { cli, OUTPUTS, STACK } from "../lib/cli";

export const HANDOFF = cli("handoff", {
  summary:
    "One vendor's sheet for its developer: how to ask for a token, and what errors mean. Leaves the secret out, unless you ask for it.",
  examples: [
    ["acme --stack prod", "the sheet"],
    ["acme --stack prod --show-secret", "with the secret: send it through a safe channel"],
    ["acme --outputs outputs.json", "from saved outputs"],
  ],
})
  .argument("<vendor>", "the vendor's name in the stack file")
  .addOption(STACK)
  .addOption(OUTPUTS)
  .option("--show-secret", "also print the client secret");
