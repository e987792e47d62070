import { cli, OUTPUTS, STACK, whole } from "../lib/cli";
import { MAX_DAYS } from "./tenantLog";

export const USAGE = cli("usage", {
  summary:
    "Tokens that Auth0 issued, by vendor, audience and day, as the tenant's own log has them, beside the forecast. " +
    "AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET are a client of the Management API with read:logs; " +
    "AUTH0_DOMAIN is the tenant, where the stack's file does not name it.",
  examples: [
    ["--stack prod", "the last seven days"],
    ["--stack prod --days 30 --json", "as long as any plan keeps the log, for machines"],
    [
      "--outputs outputs.json --stack dev",
      "the local run: its outputs, and the forecast of the stack's file",
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
