/** `npm run simulate` */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { run } from "../lib/command";
import { usageError, wholeNumber } from "../lib/options";
import { UserError } from "../lib/userError";
import { svg, table } from "./report";
import { simulate } from "./simulate";

const MAX_NUMBER = 999_999_999;
const USAGE =
  "Options: --seed <n> (default 1), --quota <tokens a month> (default 5000), --svg <file>, --json.";

async function main(): Promise<void> {
  const options = readOptions();
  const simulation = await simulate(options.seed);
  if (options.svg !== undefined) write(options.svg, svg(simulation));
  console.log(options.json ? JSON.stringify(simulation) : table(simulation, options.quota));
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        seed: { type: "string", default: "1" },
        quota: { type: "string", default: "5000" },
        svg: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    return {
      ...values,
      seed: wholeNumber("--seed", values.seed, 0, MAX_NUMBER),
      quota: wholeNumber("--quota", values.quota, 1, MAX_NUMBER),
    };
  } catch (error) {
    throw usageError(error, USAGE);
  }
}

function write(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new UserError(
      `--svg ${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? "error"}).`,
    );
  }
}

run(main);
