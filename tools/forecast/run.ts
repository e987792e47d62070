/** `npm run forecast`: what a stack's configuration can cost, before anything is made. */
import { optionsOf } from "../lib/cli";
import { run } from "../lib/command";
import { say, widthOf } from "../lib/fit";
import { withSettings } from "../lib/withSettings";
import { UserError } from "../lib/userError";
import { readStackFile } from "../lib/stackFile";
import type { RawConfig } from "../../src/config/parse";
import { ConfigError } from "../../src/config/problems";
import { type Forecast, forecastOf, NEEDS } from "./forecast";
import { FORECAST } from "./options";
import { table } from "./table";

function main(): void {
  const { stack, json, set = [] } = optionsOf(FORECAST);
  const forecast = forecastOrMistake(withSettings(readStackFile(stack, undefined, NEEDS), set));
  if (json) console.log(JSON.stringify({ stack, ...forecast }));
  else say(table(forecast, stack, widthOf()));
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

run(main);
