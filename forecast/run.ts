/** `npm run forecast`: what a stack's configuration can cost, before anything is made. */
import { parseArgs } from "node:util";
import { configurationKeys, usageError } from "../cli/options";
import { UserError } from "../cli/userError";
import { readStackFile } from "../local/program/stackFile";
import { ConfigError } from "../src/config";
import { forecastOf } from "./forecast";
import { table } from "./table";

const USAGE = "Options: --stack <name> (default dev), --json, --set <key>=<value>.";

function main(): void {
  const { stack, json, set } = readOptions();
  const forecast = forecastOf({ ...readStackFile(stack).values, ...configurationKeys(set) });
  console.log(json ? JSON.stringify({ stack, ...forecast }) : table(forecast, stack));
  // As the preview would end.
  if (forecast.onOverspend === "fail" && forecast.verdict.kind !== "within") process.exitCode = 1;
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        stack: { type: "string", default: "dev" },
        json: { type: "boolean", default: false },
        set: { type: "string", multiple: true, default: [] },
      },
    }).values;
  } catch (error) {
    throw usageError(error, USAGE);
  }
}

try {
  main();
} catch (error) {
  const mendable = error instanceof UserError || error instanceof ConfigError;
  console.error(mendable ? error.message : error);
  process.exit(2);
}
