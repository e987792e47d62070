import { cli, SET } from "../lib/cli";

export const FORECAST = cli("forecast", {
  summary:
    "What a stack's configuration can cost, by TTL and by store, before anything is made. Reads the stack's file; needs no account.",
  examples: [
    ["--stack prod", "as Pulumi.prod.yaml has it"],
    ["--stack prod --set cache.ttlSeconds=600", "and with another TTL"],
    ["--stack prod --json", "for machines"],
  ],
})
  .option("--stack <name>", "the stack, for its file Pulumi.<name>.yaml", "dev")
  .addOption(SET)
  .option("--json", "for machines");
