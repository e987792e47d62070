/** `npm run flush`: empties a stack's cache, whichever store it has. */
import { optionsOf } from "../lib/cli";
import { run } from "../lib/command";
import { say } from "../lib/fit";
import { readOutputs, type PartialOutputs } from "../lib/readOutputs";
import { withProgress } from "../lib/progress";
import { UserError } from "../lib/userError";
import { confirm } from "./confirm";
import { FLUSH } from "./options";
import { costOf, flushStageCache, stageOf } from "./stageCache";
import { keptTokensOf, TokenTable } from "./tokenTable";

type Confirmed = () => Promise<boolean>;

async function main(): Promise<void> {
  const { yes, vendor, ...source } = optionsOf(FLUSH);
  if (!yes && (source.outputs === "-" || !process.stdin.isTTY))
    throw new UserError(
      "There is no terminal to ask for confirmation. fix: pass --yes to flush without asking.",
    );
  const outputs = await readOutputs(source, `${FLUSH.name()} --help shows how.`, {
    secrets: false,
  });
  const confirmed = async () =>
    yes === true || (await confirm("Flush it?", process.stdin, process.stdout));
  if (outputs.store === "none")
    throw new UserError("cache.store is none: nothing is cached, so there is nothing to flush.");
  const flushed =
    outputs.store === "dynamodb"
      ? await flushTable(outputs, vendor, confirmed)
      : await flushStage(outputs, vendor, confirmed);
  if (flushed) return;
  say("Nothing was flushed.");
  process.exitCode = 1;
}

async function flushStage(
  outputs: PartialOutputs,
  vendor: string | undefined,
  confirmed: Confirmed,
): Promise<boolean> {
  if (vendor !== undefined)
    throw new UserError(
      `--vendor ${vendor} needs the store dynamodb: API Gateway can only empty a stage cache as a whole. fix: leave --vendor out to flush every vendor's tokens.`,
    );
  const stage = stageOf(outputs);
  say(
    `Flushing ${stage.restApiId}/${stage.stageName} in ${stage.region}, behind ${outputs.tokenUrl}, costs an Auth0 token ` +
      `for each distinct request that is repeated afterwards: ${costOf(outputs)} if every vendor repeats one per audience, ` +
      `more if they write it in several ways or send several at once.`,
  );
  if (!(await confirmed())) return false;
  await withProgress(`Asking AWS in ${stage.region}.`, () => flushStageCache(stage));
  say(
    "AWS accepted the flush. AWS does not document how long it takes; until then the stage's cacheClusterStatus is FLUSH_IN_PROGRESS.",
  );
  return true;
}

async function flushTable(
  outputs: PartialOutputs,
  vendor: string | undefined,
  confirmed: Confirmed,
): Promise<boolean> {
  const kept = keptTokensOf(outputs, vendor);
  const table = new TokenTable(kept);
  const whose = vendor === undefined ? "all vendors" : `the vendor ${vendor}`;
  try {
    const keys = await withProgress(`Reading the table ${kept.tableName}.`, () => table.keys());
    say(
      `The table ${kept.tableName} in ${kept.region} has ${keys.length} cached answers for ${whose}. ` +
        "Flushing costs an Auth0 token for each that is requested again.",
    );
    if (!(await confirmed())) return false;
    await withProgress(`Deleting ${keys.length} answers.`, (progress) =>
      table.delete(keys, (left) => {
        progress.step(`Deleting ${keys.length} answers: ${left} left.`);
      }),
    );
    say(`Deleted ${keys.length} answers for ${whose}. The next request for each asks Auth0.`);
    return true;
  } finally {
    table.close();
  }
}

run(main);
