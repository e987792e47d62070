import { cli, OUTPUTS, STACK } from "../lib/cli";
import { UserError } from "../lib/userError";
import { CLAIMS } from "./claims";

export const VERIFY = cli("verify", {
  summary:
    "Proves the contract on a deployed stack, or on the local run: PASS, FAIL or SKIP for each claim, and never more Auth0 tokens " +
    "than it says before it starts. The exit code is 1 on any FAIL and 2 on bad input. No secret and no token is printed.",
  examples: [
    ["--stack prod", "every claim"],
    ["--outputs outputs.json --only cached,tls", "two of them, on outputs that were saved"],
    [
      "--token-url https://tokens.example.com/oauth/token \\\n    --vendor acme:AbC123:https://api.example.com/orders",
      "by hand; the secret is in CLIENT_SECRET, or asked for",
    ],
    ["--list", "what is claimed, and why; asks nobody"],
  ],
})
  .addOption(STACK)
  .addOption(OUTPUTS)
  .option("--token-url <url>", "the URL that vendors call, in place of outputs; with --vendor")
  .option(
    "--vendor <name:id:audience>",
    "one vendor by hand: its name, client id and audience; its secret is in CLIENT_SECRET, or asked for",
  )
  .option("--only <ids>", "some claims, with commas between; default all", claimIds)
  .option("--report <file>", "measure what the platform does as well, and write it as Markdown")
  .option("--list", "list the claims and what they cost, and end")
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
