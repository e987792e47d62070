import { isIP } from "node:net";
import { cli, repeated, SET, whole } from "../tools/lib/cli";
import { UserError } from "../tools/lib/userError";

export const START = cli("start", {
  summary:
    "The program on localhost: evaluates it with a stack's file, and serves a stand-in for API Gateway and one for the Auth0 tenant. " +
    "No account; nothing leaves this machine.",
  examples: [
    ["", "Pulumi.dev.yaml, and a curl line to paste"],
    ["--set tokenQuota=auto --set 'onlyThroughProxy={}'", "with parts that the file leaves off"],
    ["--issue-quota 5 --quirk monthly-quota-spent=403", "a tenant whose month is soon spent"],
    ["--json > outputs.json", "for the other commands; npm start --silent leaves npm's lines out"],
  ],
})
  .option("--stack <name>", "the stack, whose file is Pulumi.<name>.yaml", "dev")
  .option("--port <n>", "the proxy's port; 0 is any", whole("--port", 0, 65_535), 8787)
  .option(
    "--json",
    "the outputs, secrets included, as one line on standard output; the log goes to standard error",
  )
  .addOption(SET)
  .option(
    "--issue-quota <n>",
    "the tenant refuses after n tokens",
    whole("--issue-quota", 0, 1_000_000_000),
  )
  .option(
    "--source-ip <address>",
    "where requests seem to come from, for allowedCidrs",
    address,
    "127.0.0.1",
  )
  .option(
    "--quirk <name=value>",
    "how AWS or Auth0 behaves in a way that it does not document; may be repeated",
    repeated,
  );

function address(text: string): string {
  if (!isIP(text))
    throw new UserError(
      `--source-ip is "${text}"; allowed: an IPv4 or IPv6 address, for example 203.0.113.7.`,
    );
  return text;
}
