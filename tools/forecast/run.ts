/** `npm run forecast`: what a stack's configuration can cost, before anything is made. */
import { optionsOf } from "../lib/cli";
import { run } from "../lib/command";
import { say, widthOf } from "../lib/fit";
import { orMistakes } from "../lib/settingFix";
import { withSettings } from "../lib/withSettings";
import { readStackFile } from "../lib/stackFile";

import { forecastOf, NEEDS } from "./forecast";
import { FORECAST } from "./options";
import { table } from "./table";

function main(): void {
  const { stack, json, set = [] } = optionsOf(FORECAST);
  const raw = withSettings(readStackFile(stack, undefined, NEEDS), set);
  const forecast = orMistakes(() => forecastOf(raw));
  if (json) console.log(JSON.stringify({ stack, ...forecast }));
  else say(table(forecast, stack, widthOf()));
  // As the preview would end.
  if (forecast.onOverspend === "fail" && ["raise-ttl", "outgrown"].includes(forecast.verdict.kind))
    process.exitCode = 1;
}

run(main);
