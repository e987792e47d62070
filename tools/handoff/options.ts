import { cli, OUTPUTS, STACK } from "../lib/cli";

export const HANDOFF = cli("handoff", {
  summary:
    "One vendor's sheet for its developer: how to ask for a token, and what errors mean. Without the secret, unless it is asked for.",
  examples: [
    ["acme --stack prod", "the sheet"],
    ["acme --stack prod --show-secret", "with the secret: send it through a safe channel"],
    ["acme --outputs outputs.json", "from outputs that were saved"],
  ],
})
  .argument("<vendor>", "the vendor's name in the stack's file")
  .addOption(STACK)
  .addOption(OUTPUTS)
  .option("--show-secret", "print the client secret as well");
