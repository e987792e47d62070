import { cli, SET } from "../lib/cli";

export const FORECAST = cli("forecast", {
  summary:
    "What a stack's configuration can cost, by TTL and by store, before anything is created. Reads the stack file; needs no account.",
  examples: [
    ["--stack prod", "the configuration in Pulumi.prod.yaml"],
    ["--stack prod --set cache.ttlSeconds=600", "the same with another TTL"],
    ["--stack prod --json", "for machines"],
  ],
})
  .option("--stack <name>", "the stack, whose file is Pulumi.<name>.yaml", "dev")
  .addOption(SET)
  .option("--json", "for machines");
