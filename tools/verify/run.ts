/** `npm run verify`: checks the contract on a deployed stack or on localhost. */
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { optionsOf } from "../lib/cli";
import { run } from "../lib/command";
import { hasControlPlane } from "../lib/aws";
import { SECRET_VARIABLE } from "../lib/curl";
import { say } from "../lib/fit";
import { outputsOfFile, outputsOfStack, type PartialOutputs } from "../lib/readOutputs";
import { Progress } from "../lib/progress";
import { count } from "../lib/count";
import { UserError } from "../lib/userError";
import type { Claim } from "./claim";
import { CLAIMS } from "./claims";
import { type ControlPlane, controlPlane } from "./controlPlaneClient";
import { VERIFY } from "./options";
import { asMarkdown, measure, PROBES } from "./report";
import { isLive } from "./session";
import { costs, isAbout, type Result, verify } from "./verify";

async function main(): Promise<void> {
  const options = optionsOf(VERIFY);
  const claims = CLAIMS.filter(({ id }) => options.only?.includes(id) ?? true);
  const costOf = (checked: readonly Claim[]) => {
    const { ifCached, atMost } = costs([
      ...checked,
      ...(options.report !== undefined ? Object.values(PROBES) : []),
    ]);
    return `at most ${count(ifCached, "Auth0 token")} if it caches, and never more than ${atMost}`;
  };
  if (options.list) {
    for (const { id, title, why } of claims)
      say(`${id.padEnd(20)}  ${title}\n${"".padEnd(22)}(${why})`);
    say(`Costs ${costOf(claims)}.`);
    return;
  }
  // Before any token is spent on a report that cannot be written.
  if (options.report !== undefined) writeReport(options.report, "");
  const outputs = await readOutputs(options);
  const { store = "stage" } = outputs;
  const about = claims.filter((claim) => isAbout(claim, store));
  const besides = options.json ? process.stderr : process.stdout;
  say(
    `Verifying ${outputs.tokenUrl}, cache.store ${store}, with ${count(claims.length, "claim")}${options.report ? `, and measuring platform behaviour` : ""}. Costs ${costOf(about)}.`,
    besides,
  );

  let what = "";
  let progress: Progress | undefined;
  const session = {
    outputs,
    controlPlane: planeOf(outputs),
    wait: async (seconds: number) => {
      progress?.step(`${what}: waiting ${seconds} s.`);
      await sleep(seconds * 1000);
      progress?.step(`${what}.`);
    },
  };
  const begin = (work: string) => {
    what = work;
    progress = new Progress(`${what}.`);
  };
  const { results, tokenAnswers } = await verify(claims, session, {
    onClaim: ({ id }) => {
      begin(`Checking ${id}`);
    },
    onResult: (result) => {
      progress?.end();
      if (!options.json) say(line(result));
    },
  }).finally(() => progress?.end());
  if (options.report !== undefined) {
    const local = !isLive(outputs.tokenUrl);
    const { region } = outputs;
    begin("Measuring platform behaviour");
    const measurements = await measure(session).finally(() => progress?.end());
    const report = asMarkdown({ region, local, at: new Date(), results, measurements });
    writeReport(options.report, report);
    say(`\nReport: ${options.report}`, besides);
  }

  const number = (status: Result["status"]) =>
    results.filter((result) => result.status === status).length;
  const summary = {
    pass: number("PASS"),
    fail: number("FAIL"),
    skip: number("SKIP"),
    tokenAnswers,
  };
  if (options.json) console.log(JSON.stringify({ tokenUrl: outputs.tokenUrl, results, summary }));
  else
    say(
      `\n${summary.pass} passed, ${summary.fail} failed, ${summary.skip} skipped; ${count(tokenAnswers, "answer")} contained a token.`,
    );
  if (summary.fail > 0) process.exitCode = 1;
}

function line({ id, status, title, why, detail }: Result): string {
  const below = `\n${"".padEnd(28)}`;
  const reason = status === "FAIL" ? `${below}Why it matters: ${why}.` : "";
  return `${status}  ${id.padEnd(18)}  ${title}${below}${detail}${reason}`;
}

/** @throws UserError if the file cannot be written */
function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UserError(
      `--report ${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? "error"}). fix: name a file in a folder that exists.`,
    );
  }
}

function planeOf(outputs: PartialOutputs): ControlPlane | undefined {
  const { restApiId, stageName, region } = outputs;
  return restApiId && stageName && region && hasControlPlane(outputs)
    ? controlPlane({ restApiId, stageName, region })
    : undefined;
}

async function readOutputs({
  stack,
  outputs,
  vendor,
  tokenUrl,
}: ReturnType<typeof VERIFY.opts>): Promise<PartialOutputs> {
  const given = [stack, outputs, tokenUrl].filter((value) => value !== undefined);
  if (given.length !== 1)
    throw new UserError(
      `Name one of --stack, --outputs and --token-url. ${VERIFY.name()} --help shows how.`,
    );
  if (stack !== undefined) return outputsOfStack(stack, { secrets: true });
  if (outputs !== undefined) return outputsOfFile(outputs, { secrets: true });
  if (!tokenUrl || !URL.canParse(tokenUrl))
    throw new UserError(
      `--token-url is "${tokenUrl ?? ""}"; allowed: the URL that vendors call, for example https://…/v1/oauth/token.`,
    );
  const [name, clientId, ...audience] = vendor?.split(":") ?? [];
  if (!name || !clientId || audience.length === 0 || audience.join(":") === "")
    throw new UserError(
      `--vendor has to be <name>:<client id>:<audience>, for example acme:AbC123:https://api.example.com/orders.`,
    );
  return {
    tokenUrl,
    vendors: {
      [name]: {
        clientId,
        clientSecret: await readSecret(),
        tokenUrl,
        authenticationMethod: "client_secret_post",
        grants: { [audience.join(":")]: [] },
      },
    },
  };
}

/** From the environment or the keyboard: everybody on the machine can see an argument. */
async function readSecret(): Promise<string> {
  const fromEnvironment = process.env[SECRET_VARIABLE];
  if (fromEnvironment) return fromEnvironment;
  if (!process.stdin.isTTY)
    throw new UserError(
      `The client secret is missing. Set ${SECRET_VARIABLE}, or run the command in a terminal, where it asks for it.`,
    );
  // Without an output, nothing that is typed is shown.
  const prompt = createInterface({ input: process.stdin, terminal: true });
  process.stderr.write("Client secret (not shown): ");
  const secret = await prompt.question("");
  prompt.close();
  process.stderr.write("\n");
  return secret;
}

run(main);
