/**
 * What all commands share, built on `commander`: --help with examples, --version, one-line errors, and a
 * width that fits the terminal. A command declares its options with `cli`, takes their
 * values with `optionsOf`, and ends through `run` (command.ts).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, type CommanderError, Option } from "@commander-js/extra-typings";
import { show } from "../../src/config/show";
import { widthOf } from "./fit";
import { wholeNumber } from "./options";
import { PROJECT_DIR } from "./stackFile";
import { UserError } from "./userError";

/** Every command has it, as well as --help. */
const VERSION = "--version";

/** Where a command reads the stack's outputs (readOutputs.ts). */
export const STACK = new Option("--stack <name>", "the stack, whose outputs the Pulumi CLI reads");
export const OUTPUTS = new Option(
  "--outputs <file>",
  "saved outputs, instead of the Pulumi CLI; - is standard input",
);

/** Configuration values to try out (withSettings.ts). */
export const SET = new Option(
  "--set <key=value>",
  "a configuration key, or a path in one, with a value that replaces the stack file's; may be repeated",
).argParser(repeated);

/** What comes of an option without npm's `--` before it. */
const LOST_OPTION = ["commander.excessArguments", "commander.missingMandatoryOptionValue"];

export interface About {
  /** One sentence; --help starts with it. */
  readonly summary: string;
  /** What follows `npm run <name> -- `, each with what it does; the first may be empty. */
  readonly examples: readonly (readonly [options: string, does: string])[];
}

/** @param name the npm script */
export function cli(name: string, { summary, examples }: About) {
  const called = name === "start" ? "npm start" : `npm run ${name}`;
  const example = ([options, does]: About["examples"][number]) =>
    `  # ${does}\n  ${called}${options === "" ? "" : ` -- ${options}`}`;
  return new Command(`${called} --`)
    .description(summary)
    .helpOption("-h, --help", "show this help")
    .version(projectVersion(), VERSION, "show the project's version")
    .configureOutput({
      getOutHelpWidth: () => widthOf(),
      // Mistakes are thrown, so that all commands end in the same way.
      outputError: () => undefined,
    })
    .exitOverride()
    .addHelpText("after", `\nExamples:\n${examples.map(example).join("\n")}\n`);
}

type Values<C> = C extends { opts(): infer V } ? V : never;

/**
 * The options' values. After --help or --version the process ends.
 *
 * @param args default: the process's own
 * @throws UserError in one line: what was given, what is allowed, how to fix it
 */
export function optionsOf<C extends AnyCommand>(
  command: C,
  args: readonly string[] = process.argv.slice(2),
): Values<C> {
  try {
    command.parse([...args], { from: "user" });
  } catch (error) {
    if (!isCommanderError(error)) throw error;
    if (error.exitCode === 0) process.exit(0);
    throw mistake(command, error);
  }
  return command.opts() as Values<C>;
}

/** For `.option("--days <n>", …, whole("--days", 1, 30), 7)`. */
export function whole(option: string, min: number, max: number): (text: string) => number {
  return (text) => wholeNumber(option, text, min, max);
}

/** For an option that may be given more than once: all values, in order. */
export function repeated(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** A command with whatever arguments and options it takes. */
interface AnyCommand {
  readonly options: readonly Pick<Option, "flags">[];
  readonly args: readonly string[];
  name(): string;
  opts(): object;
  parse(args: readonly string[], how: { from: "user" }): unknown;
}

function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof Error && "exitCode" in error && "code" in error;
}

function mistake(command: AnyCommand, { code, message }: CommanderError): UserError {
  const said =
    code === "commander.excessArguments"
      ? `one argument too many ${show(command.args.at(-1))}`
      : message
          .replace(/^error: /, "")
          .replace("\n", " ")
          .replace(/\.$/, "");
  const allowed = command.options.map(({ flags }) => flags).filter((each) => each !== VERSION);
  return new UserError(
    [
      `${said.charAt(0).toUpperCase()}${said.slice(1)}`,
      ...(allowed.length > 0 ? [`allowed: ${allowed.join(", ")}`] : []),
      // npm start --port 0: npm takes --port for its own, and only 0 comes here.
      `fix: ${LOST_OPTION.includes(code) ? `options go after --, or npm takes them for its own; ` : ""}${command.name()} --help shows each with an example`,
    ].join("; "),
  );
}

function projectVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PROJECT_DIR, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}
