/** `npm start`: the same program, on localhost. */
import { serveControlPlane } from "./controlPlaneServer";
import { parseQuirks } from "./gateway/quirks";
import { introduction, warnings } from "./introduction";
import { startLocalStack } from "./localStack";
import { START } from "./options";
import { MANAGEMENT_CLIENT } from "./tenant/managementApi";
import { parseConfig } from "../src/config/parse";
import { readStackFile } from "../tools/lib/stackFile";
import { optionsOf } from "../tools/lib/cli";
import { run } from "../tools/lib/command";
import { say } from "../tools/lib/fit";
import { withProgress } from "../tools/lib/progress";
import { orMistakes } from "../tools/lib/settingFix";
import { withSettings } from "../tools/lib/withSettings";
import { UserError } from "../tools/lib/userError";
import { RequestLog } from "./requestLog";

async function main(): Promise<void> {
  const options = optionsOf(START);
  const raw = withSettings(readStackFile(options.stack), options.set ?? []);
  // As the program does, but with the file and line of each mistake.
  orMistakes(() => parseConfig(raw));
  const { values, project } = raw;
  const { sourceIp } = options;
  const to = options.json ? process.stderr : process.stdout;

  const stack = await withProgress("Evaluating the program.", () =>
    startLocalStack({
      port: options.port,
      issueQuota: options.issueQuota,
      ...quirks(options.quirk ?? []),
      sourceIp: () => sourceIp,
      values,
      project,
      onHandled: (request, handled, record) => {
        say(log.line(request, handled, Date.now(), record), to);
      },
    }),
  );
  const log = new RequestLog(stack.outputs.vendors, () => stack.tenant.issued);
  const plane = await serveControlPlane(stack);

  const stop = () => {
    say(`\nStopped: ${log.total()}`, to);
    void Promise.all([stack.close(), plane.close()]).then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);

  const variables = [
    // The token broker's table is in memory: there is nothing for flush to ask.
    `To put before ${stack.outputs.store === "dynamodb" ? "" : "npm run flush, and before "}npm run verify for its checks on AWS:`,
    `  ${awsVariables(plane.origin)}`,
    `To put before npm run usage:\n  AUTH0_CLIENT_ID=${MANAGEMENT_CLIENT} AUTH0_CLIENT_SECRET=${MANAGEMENT_CLIENT}`,
  ];
  if (options.json) {
    for (const warning of warnings(stack.config)) say(warning, to);
    console.error(variables.join("\n"));
    console.log(JSON.stringify(stack.outputs));
  } else
    console.log([...introduction(stack, options.stack, variables), "Ctrl-C stops it."].join("\n"));
}

/** The gateway's and the tenant's quirks. */
function quirks(settings: readonly string[]) {
  const parsed = parseQuirks(settings);
  if (typeof parsed === "string") throw new UserError(parsed);
  return { quirks: parsed, functionQuirks: parsed, tenantQuirks: parsed };
}

/** Points AWS's SDK at the local control plane; without credentials it sends nothing. */
function awsVariables(endpoint: string): string {
  return `AWS_ENDPOINT_URL=${endpoint} \\\n  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`;
}

run(main);
