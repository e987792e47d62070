/** Runs of the program, shared where tests ask for the same one. */
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT_DIR } from "../../tools/lib/stackFile";
import { label, stackValues, texts } from "../support/registrations";
import {
  run,
  type Run,
  type RunOptions,
  type SpawnedRun,
  type SpawnOptions,
  spawnRun,
} from "./engine";
import type { Stack } from "./update";

type StackName = "dev" | "prod";
type Changes = Readonly<Record<string, unknown>>;

/** How long a hook may take that runs the program several times, on a busy machine. */
export const SEVERAL_RUNS_MS = 240_000;

/** What a copy of the project does without. */
const LEFT_OUT = [".git", "bin", "node_modules", "tests"];

/** Runs the program with a stack's configuration, with keys replaced. */
export function runStack(
  stack: StackName,
  changes: Changes = {},
  options: Pick<RunOptions, "before" | "dir" | "dryRun"> = {},
): Promise<Run> {
  return run({ values: stackValues(stack, changes), stack, ...options });
}

/** The same in a process of its own. */
export function spawnStack(
  stack: StackName,
  changes: Changes = {},
  options: Omit<SpawnOptions, "values" | "stack"> = {},
): Promise<SpawnedRun> {
  return spawnRun({ values: stackValues(stack, changes), stack, ...options });
}

const shared = new Map<string, Promise<Run>>();

/** The first update of a stack as it is configured, or the dry run of it. */
export function firstRun(stack: StackName, dryRun = false): Promise<Run> {
  const key = `${stack} ${String(dryRun)}`;
  const running = shared.get(key) ?? runStack(stack, {}, { dryRun });
  shared.set(key, running);
  return running;
}

/**
 * Where the state holds one of these in plain, as "Kind name key". An input is encrypted if it was sent as
 * a secret, an output also if the resource says so.
 */
export function exposed({ resources }: Stack, secrets: readonly string[]): string[] {
  const holds = (value: unknown) =>
    texts(value).some((text) => secrets.some((secret) => text.includes(secret)));
  return resources.flatMap((state) => {
    const { inputs, outputs, secretInputs, additionalSecretOutputs } = state;
    const plain = (properties: object, encrypted: readonly string[]) =>
      Object.entries(properties).filter(([key, value]) => !encrypted.includes(key) && holds(value));
    return [
      ...plain(inputs, secretInputs),
      ...plain(outputs, [...secretInputs, ...additionalSecretOutputs]),
    ].map(([key]) => `${label(state)} ${key}`);
  });
}

/** Does these by two: more would only wait for the processor. */
export async function byTwo<T>(tasks: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < tasks.length; index = next++)
      results[index] = await tasks[index]!();
  };
  await Promise.all([work(), work()]);
  return results;
}

/**
 * A copy of the project, edited, in a directory of its own. node_modules is the project's.
 *
 * @param edits file to what its text becomes
 */
export function copyProject(edits: Readonly<Record<string, (text: string) => string>>): string {
  const dir = mkdtempSync(join(tmpdir(), "m2m-token-cache-"));
  for (const part of readdirSync(PROJECT_DIR).filter((each) => !LEFT_OUT.includes(each)))
    cpSync(join(PROJECT_DIR, part), join(dir, part), { recursive: true });
  symlinkSync(join(PROJECT_DIR, "node_modules"), join(dir, "node_modules"));
  for (const [file, edit] of Object.entries(edits)) {
    const text = readFileSync(join(dir, file), "utf8");
    const edited = edit(text);
    if (edited === text) throw new Error(`The edit of ${file} changes nothing.`);
    writeFileSync(join(dir, file), edited);
  }
  return dir;
}

export function removeProject(dir: string): void {
  rmSync(dir, { recursive: true, force: true });
}
