/** `npm start`: the same program, on localhost. */
import { isIP } from "node:net";
import { parseArgs } from "node:util";
import { serveControlPlane } from "./controlPlaneServer";
import { parseQuirks } from "./gateway/quirks";
import { introduction } from "./introduction";
import { startLocalStack } from "./localStack";
import { MANAGEMENT_CLIENT } from "./tenant/managementApi";
import { readStackFile } from "../tools/lib/stackFile";
import { run } from "../tools/lib/command";
import { usageError, wholeNumber } from "../tools/lib/options";
import { withSettings } from "../tools/lib/withSettings";
import { UserError } from "../tools/lib/userError";
import { RequestLog } from "./requestLog";

const USAGE =
  "Options: --stack <name> (default dev), --port <n> (default 8787; 0 = any), --json, --issue-quota <n>, --source-ip <address> (default 127.0.0.1), --quirk <name>=<value>, --set <key>=<value>.";

async function main(): Promise<void> {
  const options = readOptions();
  const { values, project } = withSettings(readStackFile(options.stack), options.settings);
  const { sourceIp } = options;
  const say = options.json ? console.error : console.log;

  const stack = await startLocalStack({
    ...options,
    sourceIp: () => sourceIp,
    values,
    project,
    onHandled: (request, handled, record) => {
      say(log.line(request, handled, Date.now(), record));
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

  const variables = [
    `For npm run flush, and what npm run verify reads of AWS: ${awsVariables(plane.origin)}`,
    `For npm run usage: AUTH0_CLIENT_ID=${MANAGEMENT_CLIENT} AUTH0_CLIENT_SECRET=${MANAGEMENT_CLIENT}`,
  ];
  if (options.json) {
    console.error(variables.join("\n"));
    console.log(JSON.stringify(stack.outputs));
  } else
    console.log(
      [...introduction(stack, options.stack), ...variables, "", "Ctrl-C stops it."].join("\n"),
    );
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
        set: { type: "string", multiple: true, default: [] },
      },
    });
    return {
      stack: values.stack,
      json: values.json,
      ...quirks(values.quirk),
      settings: values.set,
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

/** The gateway's and the tenant's: each takes those that it knows. */
function quirks(settings: readonly string[]) {
  const parsed = parseQuirks(settings);
  if (typeof parsed === "string") throw new UserError(parsed);
  return { quirks: parsed, functionQuirks: parsed, tenantQuirks: parsed };
}

/** Lets AWS's SDK ask the local control plane; it sends nothing without credentials. */
function awsVariables(endpoint: string): string {
  return `AWS_ENDPOINT_URL=${endpoint} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`;
}

run(main, 1);
