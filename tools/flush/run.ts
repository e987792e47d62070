/** `npm run flush`: empties a stack's stage cache. */
import { parseArgs } from "node:util";
import { run } from "../lib/command";
import { usageError } from "../lib/options";
import { readOutputs } from "../lib/outputs";
import { UserError } from "../lib/userError";
import { confirm } from "./confirm";
import { costOf, flushStageCache, stageOf } from "./flush";

const USAGE = "Usage: npm run flush -- (--stack <name> | --outputs <file or ->) [--yes]";

async function main(): Promise<void> {
  const { yes, ...source } = readOptions();
  if (!yes && (source.outputs === "-" || !process.stdin.isTTY))
    throw new UserError("There is no terminal to ask on. Pass --yes to flush without asking.");
  const outputs = readOutputs(source, USAGE, { secrets: false });
  const stage = stageOf(outputs);
  console.log(
    `Flushing ${stage.restApiId}/${stage.stageName} in ${stage.region}, behind ${outputs.tokenUrl}, costs an Auth0 token ` +
      `for each distinct request that is repeated afterwards: ${costOf(outputs)} if every vendor repeats one per audience, ` +
      `more if they ask in several ways or several at once.`,
  );
  if (!yes && !(await confirm("Flush it?", process.stdin, process.stdout))) {
    console.log("Nothing was flushed.");
    process.exitCode = 1;
    return;
  }
  await flushStageCache(stage);
  console.log(
    "AWS accepted the flush. How long it takes is not documented (the stage's cacheClusterStatus: FLUSH_IN_PROGRESS).",
  );
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        stack: { type: "string" },
        outputs: { type: "string" },
        yes: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw usageError(error, USAGE);
  }
}

run(main);
