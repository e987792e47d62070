import { isIP } from "node:net";
import { cli, repeated, SET, whole } from "../tools/lib/cli";
import { UserError } from "../tools/lib/userError";

export const START = cli("start", {
  summary:
    "Runs the program on localhost: evaluates it with a stack file, and serves stand-ins for API Gateway and the Auth0 tenant. " +
    "Needs no account; nothing leaves this machine.",
  examples: [
    ["", "Pulumi.dev.yaml, and a curl command to paste"],
    [
      "--set tokenQuota=auto --set 'onlyThroughProxy={}'",
      "with parts that the file does not enable",
    ],
    [
      "--issue-quota 5 --quirk monthly-quota-spent=403",
      "a tenant whose monthly quota is soon used up",
    ],
    ["--json > outputs.json", "for the other commands; npm start --silent omits npm's own lines"],
  ],
})
  .option("--stack <name>", "the stack, whose file is Pulumi.<name>.yaml", "dev")
  .option("--port <n>", "the proxy's port; 0 is any free one", whole("--port", 0, 65_535), 8787)
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
    "the source address of requests, for allowedCidrs",
    address,
    "127.0.0.1",
  )
  .option(
    "--quirk <name=value>",
    "an undocumented behaviour of AWS or Auth0; may be repeated",
    repeated,
  );

function address(text: string): string {
  if (!isIP(text))
    throw new UserError(
      `--source-ip is "${text}"; allowed: an IPv4 or IPv6 address, for example 203.0.113.7.`,
    );
  return text;
}
