import { cli, OUTPUTS, STACK, whole } from "../lib/cli";
import { MAX_DAYS } from "./tenantLog";

export const USAGE = cli("usage", {
  summary:
    "Tokens that Auth0 issued, by vendor, audience and day, from the tenant's own log, next to the forecast. " +
    "AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET are a client of the Management API with read:logs; " +
    "AUTH0_DOMAIN is the tenant, if the stack file does not name it.",
  examples: [
    ["--stack prod", "the last seven days"],
    ["--stack prod --days 30 --json", "the longest that any plan keeps the log, for machines"],
    [
      "--outputs outputs.json --stack dev",
      "the local run: its outputs, and the forecast from the stack file",
    ],
  ],
})
  .addOption(STACK)
  .addOption(OUTPUTS)
  .option(
    "--days <n>",
    `days to look back, today (UTC) included, 1 to ${MAX_DAYS}`,
    whole("--days", 1, MAX_DAYS),
    7,
  )
  .option("--json", "for machines");
