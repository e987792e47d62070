/** `npm run simulate` */
import { writeFileSync } from "node:fs";
import { optionsOf } from "../lib/cli";
import { run } from "../lib/command";
import { withProgress } from "../lib/progress";
import { UserError } from "../lib/userError";
import { svg } from "./chart";
import { SIMULATE } from "./options";
import { table } from "./report";
import { simulate } from "./simulate";

async function main(): Promise<void> {
  const options = optionsOf(SIMULATE);
  const simulation = await withProgress(
    "Playing a day, without the proxy and with it.",
    (progress) =>
      simulate(options.seed, (step) => {
        progress.step(step);
      }),
  );
  if (options.svg !== undefined) write(options.svg, svg(simulation));
  console.log(options.json ? JSON.stringify(simulation) : table(simulation, options.quota));
}

function write(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new UserError(
      `--svg ${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? "error"}). fix: name a file in a folder that exists.`,
    );
  }
}

run(main);
