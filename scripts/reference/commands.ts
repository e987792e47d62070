/** Each command's options and arguments, for the documentation. */
import { START } from "../../local/options";
import { FUZZ } from "../../tests/broker/fuzz/options";
import { RECORD_VELOCITY } from "../../tests/unit/velocity/options";
import { ADOPT } from "../../tools/adopt/options";
import { CHANGES } from "../../tools/changes/options";
import { FLUSH } from "../../tools/flush/options";
import { FORECAST } from "../../tools/forecast/options";
import { HANDOFF } from "../../tools/handoff/options";
import { code, table } from "../../tools/lib/markdown";
import { SIMULATE } from "../../tools/simulate/options";
import { USAGE } from "../../tools/usage/options";
import { VERIFY } from "../../tools/verify/options";
import { BENCH } from "../bench/options";
import { blocksIn, withBlocks } from "./blocks";
import { REFERENCE } from "./options";

/** The parts of a command that a table shows. */
interface Documented {
  readonly options: readonly Described[];
  readonly registeredArguments: readonly (Omit<Described, "flags"> & { name(): string })[];
}

interface Described {
  readonly flags: string;
  readonly description: string;
  readonly defaultValue?: string | number;
}

/** By npm script. */
export const COMMANDS: Readonly<Record<string, Documented>> = {
  adopt: ADOPT,
  bench: BENCH,
  changes: CHANGES,
  flush: FLUSH,
  forecast: FORECAST,
  fuzz: FUZZ,
  handoff: HANDOFF,
  "record:velocity": RECORD_VELOCITY,
  reference: REFERENCE,
  simulate: SIMULATE,
  start: START,
  usage: USAGE,
  verify: VERIFY,
};

const OPTIONS = "options";

/** A document with current tables of options. */
export function withOptions(document: string): string {
  return withBlocks(document, OPTIONS, tableOf);
}

/** The commands whose options a document has. */
export function documentedIn(document: string): string[] {
  return blocksIn(document, OPTIONS);
}

/** The rows for a command's own options; none if it has none. */
export function rowsOf({ options, registeredArguments }: Documented): string[][] {
  const described = [
    ...registeredArguments.map((argument) => ({ ...argument, flags: argument.name() })),
    // Every command has it.
    ...options.filter(({ flags }) => flags !== "--version"),
  ];
  return described.map(({ flags, description, defaultValue }) => [
    code(flags),
    `${description}${defaultValue === undefined ? "" : `; default ${String(defaultValue)}`}`,
  ]);
}

function tableOf(name: string): string {
  const command = COMMANDS[name];
  if (!command)
    throw new Error(`Unknown command ${name}; there are: ${Object.keys(COMMANDS).join(", ")}.`);
  return table(["option", "meaning"], rowsOf(command)).join("\n");
}
