import { cli, OUTPUTS, STACK } from "../lib/cli";
import { UserError } from "../lib/userError";
import { CLAIMS } from "./claims";

export const VERIFY = cli("verify", {
  summary:
    "Checks the contract on a deployed stack or on the local run: PASS, FAIL or SKIP for each claim, and never more " +
    "Auth0 tokens than it announces. The exit code is 1 on any FAIL and 2 on bad input. No secret and no token is printed.",
  examples: [
    ["--stack prod", "every claim"],
    ["--outputs outputs.json --only cached,tls", "two of them, with saved outputs"],
    [
      "--token-url https://tokens.example.com/oauth/token \\\n    --vendor acme:AbC123:https://api.example.com/orders",
      "without outputs; the secret is in CLIENT_SECRET, or the command asks for it",
    ],
    ["--list", "the claims and why they matter; sends no request"],
  ],
})
  .addOption(STACK)
  .addOption(OUTPUTS)
  .option("--token-url <url>", "the URL that vendors call, instead of outputs; with --vendor")
  .option(
    "--vendor <name:id:audience>",
    "one vendor: its name, client id and audience; its secret is in CLIENT_SECRET, or the command asks for it",
  )
  .option("--only <ids>", "some claims, separated by commas; default: all", claimIds)
  .option(
    "--report <file>",
    "also measure undocumented platform behaviour, and write it as Markdown",
  )
  .option("--list", "list the claims and what they cost, then exit")
  .option("--json", "for machines");

function claimIds(text: string): readonly string[] {
  const ids = text.split(",").filter((id) => id !== "");
  const unknown = ids.find((id) => !CLAIMS.some((claim) => claim.id === id));
  if (unknown !== undefined)
    throw new UserError(
      `--only names "${unknown}"; allowed: ${CLAIMS.map(({ id }) => id).join(", ")}.`,
    );
  return ids;
}
