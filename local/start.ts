/** `npm start`: the same program, on localhost. */
import { isIP } from "node:net";
import { parseArgs } from "node:util";
import { serveControlPlane } from "./controlPlane";
import { parseQuirks, type Quirks } from "./gateway/quirks";
import { type LocalStack, type Outputs, startLocalStack, type VendorOutputs } from "./localStack";
import { readStackFile } from "./program/stackFile";
import { usageError, wholeNumber } from "../cli/options";
import { shell } from "../cli/shell";
import { UserError } from "../cli/userError";
import { RequestLog } from "./requestLog";

const USAGE =
  "Options: --stack <name> (default dev), --port <n> (default 8787; 0 = any), --json, --issue-quota <n>, --source-ip <address> (default 127.0.0.1), --quirk <name>=<value>.";

async function main(): Promise<void> {
  const options = readOptions();
  const { values } = readStackFile(options.stack);
  const { sourceIp } = options;
  const say = options.json ? console.error : console.log;

  const stack = await startLocalStack({
    ...options,
    sourceIp: () => sourceIp,
    values,
    onHandled: (request, handled) => {
      say(log.line(request, handled, Date.now()));
    },
  });
  const log = new RequestLog(stack.outputs.vendors, () => stack.tenant.issued);
  const plane = await serveControlPlane(stack);

  const stop = () => {
    say(`\nStopped: ${log.total()}`);
    void Promise.all([stack.close(), plane.close()]).then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);

  const aws = `For npm run flush, and what npm run verify reads of AWS: ${awsVariables(plane.origin)}`;
  if (options.json) {
    console.error(aws);
    console.log(JSON.stringify(stack.outputs));
  } else
    console.log([...introduction(stack, options.stack), aws, "", "Ctrl-C stops it."].join("\n"));
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        stack: { type: "string", default: "dev" },
        port: { type: "string", default: "8787" },
        json: { type: "boolean", default: false },
        "issue-quota": { type: "string" },
        "source-ip": { type: "string", default: "127.0.0.1" },
        quirk: { type: "string", multiple: true, default: [] },
      },
    });
    return {
      stack: values.stack,
      json: values.json,
      quirks: quirks(values.quirk),
      sourceIp: address(values["source-ip"]),
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

/** Where requests are to seem to come from, for a stack that does not allow every address. */
function address(text: string): string {
  if (!isIP(text))
    throw new UserError(
      `--source-ip is "${text}"; allowed: an IPv4 or IPv6 address, for example 203.0.113.7.`,
    );
  return text;
}

function quirks(settings: readonly string[]): Quirks {
  const parsed = parseQuirks(settings);
  if (typeof parsed === "string") throw new UserError(parsed);
  return parsed;
}

function introduction({ config, outputs, deployed }: LocalStack, stack: string): string[] {
  const [route] = deployed.routes;
  const settings = route?.settings;
  const cache =
    deployed.cacheSizeGb === undefined || settings?.cachingEnabled !== true
      ? "OFF: every request costs a token"
      : `${deployed.cacheSizeGb} GB, TTL ${settings.cacheTtlInSeconds ?? 300} s, ` +
        `${settings.cacheDataEncrypted ? "encrypted" : "NOT ENCRYPTED"}, ` +
        `keyed by ${route?.integration.cacheKeyParameters?.join(", ") || "NOTHING"}`;
  const first = Object.entries(outputs.vendors).find(([, { suspended }]) => !suspended);
  return [
    `Stack ${stack}, on localhost: no AWS, no Auth0, nothing leaves this machine.`,
    `Cache: ${cache}`,
    `Quota: the vendors can cost ${outputs.quota.bound} Auth0 tokens in 30 days; the plan allows ${outputs.quota.allowance} (npm run forecast).`,
    ...config.warnings.map((warning) => `Warning: ${warning}`),
    ...(config.allowedCidrs
      ? [`Allowed: ${config.allowedCidrs.join(", ")}; come from there with --source-ip <address>`]
      : []),
    "",
    "Outputs (pulumi stack output --json --show-secrets):",
    JSON.stringify({ ...outputs, readme: undefined }, null, 2),
    "",
    ...(first
      ? [
          `A token for ${first[0]}; ask twice, and one is issued:`,
          "",
          curl(first[1]),
          "",
          ...(outputs.onlyThroughProxy?.enforce ? pastTheProxy(outputs, first[1]) : []),
        ]
      : ["The stack has no vendor that is not suspended, so nobody can get a token.", ""]),
  ];
}

/** Lets AWS's SDK ask the local control plane; it sends nothing without credentials. */
function awsVariables(endpoint: string): string {
  return `AWS_ENDPOINT_URL=${endpoint} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`;
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
    `--data-urlencode ${shell(`audience=${audience}`)}`,
  ].join(" ");
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exit(1);
});
