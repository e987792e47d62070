/** `npm run forecast`: what a stack's configuration can cost, before anything is made. */
import { parseArgs } from "node:util";
import { run } from "../lib/command";
import { withSettings } from "../lib/withSettings";
import { usageError } from "../lib/options";
import { UserError } from "../lib/userError";
import { readStackFile } from "../lib/stackFile";
import { ConfigError, type RawConfig } from "../../src/config/parse";
import { type Forecast, forecastOf } from "./forecast";
import { table } from "./table";

const USAGE = "Options: --stack <name> (default dev), --json, --set <key>=<value>.";

function main(): void {
  const { stack, json, set } = readOptions();
  const forecast = forecastOrMistake(withSettings(readStackFile(stack), set));
  console.log(json ? JSON.stringify({ stack, ...forecast }) : table(forecast, stack));
  // As the preview would end.
  if (forecast.onOverspend === "fail" && ["raise-ttl", "outgrown"].includes(forecast.verdict.kind))
    process.exitCode = 1;
}

function forecastOrMistake(raw: RawConfig): Forecast {
  try {
    return forecastOf(raw);
  } catch (error) {
    throw error instanceof ConfigError ? new UserError(error.message) : error;
  }
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

run(main);
