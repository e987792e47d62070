/** `npm start`: the same program, on localhost. */
import { parseArgs } from "node:util";
import { parseQuirks, type Quirks } from "./gateway/quirks";
import { type LocalStack, type Outputs, startLocalStack, type VendorOutputs } from "./localStack";
import { readStackFile } from "./program/stackFile";
import { usageError, wholeNumber } from "../cli/options";
import { UserError } from "../cli/userError";
import { RequestLog } from "./requestLog";

const USAGE =
  "Options: --stack <name> (default dev), --port <n> (default 8787; 0 = any), --json, --issue-quota <n>, --quirk <name>=<value>.";

async function main(): Promise<void> {
  const options = readOptions();
  const { values } = readStackFile(options.stack);
  const say = options.json ? console.error : console.log;

  const stack = await startLocalStack({
    ...options,
    values,
    onHandled: (request, handled) => {
      say(log.line(request, handled, Date.now()));
    },
  });
  const log = new RequestLog(stack.outputs.vendors, () => stack.tenant.issued);

  const stop = () => {
    say(`\nStopped: ${log.total()}`);
    void stack.close().then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);

  if (options.json) console.log(JSON.stringify(stack.outputs));
  else console.log(introduction(stack, options.stack));
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        stack: { type: "string", default: "dev" },
        port: { type: "string", default: "8787" },
        json: { type: "boolean", default: false },
        "issue-quota": { type: "string" },
        quirk: { type: "string", multiple: true, default: [] },
      },
    });
    return {
      stack: values.stack,
      json: values.json,
      quirks: quirks(values.quirk),
      port: wholeNumber("--port", values.port, 0, 65_535),
      issueQuota:
        values["issue-quota"] === undefined
          ? undefined
          : wholeNumber("--issue-quota", values["issue-quota"], 0, 1_000_000_000),
    };
  } catch (error) {
    throw usageError(error, USAGE);
  }
}

function quirks(settings: readonly string[]): Quirks {
  const parsed = parseQuirks(settings);
  if (typeof parsed === "string") throw new UserError(parsed);
  return parsed;
}

function introduction({ outputs, deployed }: LocalStack, stack: string): string {
  const [route] = deployed.routes;
  const settings = route?.settings;
  const cache =
    deployed.cacheSizeGb === undefined || settings?.cachingEnabled !== true
      ? "OFF: every request costs a token"
      : `${deployed.cacheSizeGb} GB, TTL ${settings.cacheTtlInSeconds ?? 300} s, ` +
        `${settings.cacheDataEncrypted ? "encrypted" : "NOT ENCRYPTED"}, ` +
        `keyed by ${route?.integration.cacheKeyParameters?.join(", ") || "NOTHING"}`;
  const [first] = Object.entries(outputs.vendors);
  return [
    `Stack ${stack}, on localhost: no AWS, no Auth0, nothing leaves this machine.`,
    `Cache: ${cache}`,
    "",
    "Outputs (pulumi stack output --json --show-secrets):",
    JSON.stringify(outputs, null, 2),
    "",
    ...(first
      ? [
          `A token for ${first[0]}; ask twice, and one is issued:`,
          "",
          curl(first[1]),
          "",
          ...(outputs.onlyThroughProxy?.enforce ? pastTheProxy(outputs, first[1]) : []),
        ]
      : ["The stack has no vendors, so nobody can get a token.", ""]),
    "Ctrl-C stops it.",
  ].join("\n");
}

/** For a vendor that asks Auth0 directly where onlyThroughProxy closes that way. */
function pastTheProxy({ issuer }: Outputs, vendor: VendorOutputs): string[] {
  return [
    "The same request past the proxy, at the tenant's own token endpoint; it is denied, and no token issued:",
    "",
    curl({ ...vendor, tokenUrl: `${issuer}oauth/token` }),
    "",
  ];
}

function curl(vendor: VendorOutputs): string {
  const basic = vendor.authenticationMethod === "client_secret_basic";
  const [audience = ""] = Object.keys(vendor.grants);
  return [
    `curl -s ${vendor.tokenUrl}`,
    ...(basic
      ? [`-u ${vendor.clientId}:${vendor.clientSecret}`]
      : [`-d client_id=${vendor.clientId}`, `-d client_secret=${vendor.clientSecret}`]),
    "-d grant_type=client_credentials",
    `--data-urlencode 'audience=${audience}'`,
  ].join(" ");
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exit(1);
});
