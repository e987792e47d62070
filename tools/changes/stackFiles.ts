/** The stack files of a commit and of the working tree, side by side. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { parseConfig } from "../../src/config/parse";
import { ConfigError } from "../../src/config/problems";
import type { Config } from "../../src/config/types";
import { readStackFile } from "../lib/stackFile";
import { UserError } from "../lib/userError";

const PROJECT_FILE = "Pulumi.yaml";
/** A stack's file; Pulumi reads no other name. */
const STACK_FILE = /^Pulumi\.([A-Za-z0-9._-]+)\.yaml$/;
const MAX_FILE_BYTES = 2 ** 24;

/** One side of a stack. */
export type Side =
  | { readonly kind: "absent" }
  /** Not a valid configuration; with the keys at fault, where they are known. */
  | { readonly kind: "broken"; readonly keys: readonly string[] }
  | {
      readonly kind: "read";
      readonly text: string;
      /** What the file has next to `config`: Pulumi's own keys. */
      readonly own: Readonly<Record<string, unknown>>;
      /** The namespace of the program's own keys. */
      readonly project: string;
      readonly values: Values;
      readonly config: Config;
    };

type Values = Readonly<Record<string, string>>;

export interface StackPair {
  readonly stack: string;
  readonly before: Side;
  readonly after: Side;
}

/**
 * Every stack of either side.
 *
 * @param base a commit, as git names it
 * @param dir the project's directory, in a git repository
 * @param onStack called with each before it is read
 * @throws UserError if git is missing or does not know the commit
 */
export function stackPairs(
  base: string,
  dir: string,
  onStack: (stack: string) => void = () => undefined,
): StackPair[] {
  const commit = git(dir, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${base}^{commit}`,
  ]);
  if (commit === undefined)
    throw new UserError(
      `--base is ${JSON.stringify(base)}, which git does not know here; allowed: a branch, a tag or a hash; fix: fetch it first (git fetch origin <branch>), for example --base origin/main.`,
    );
  const was = mkdtempSync(join(tmpdir(), "m2m-token-cache-base-"));
  try {
    const hash = commit.trim();
    const files = (git(dir, ["ls-tree", "-z", "--name-only", hash]) ?? "").split("\0");
    for (const file of files.filter((each) => each === PROJECT_FILE || STACK_FILE.test(each)))
      writeFileSync(join(was, file), git(dir, ["show", `${hash}:./${file}`]) ?? "");
    const stacks = [...new Set([was, dir].flatMap(stacksIn))].sort();
    return stacks.map((stack) => {
      onStack(stack);
      return { stack, before: sideOf(stack, was), after: sideOf(stack, dir) };
    });
  } finally {
    rmSync(was, { recursive: true });
  }
}

function stacksIn(dir: string): string[] {
  return readdirSync(dir).flatMap((file) => STACK_FILE.exec(file)?.[1] ?? []);
}

function sideOf(stack: string, dir: string): Side {
  if (!stacksIn(dir).includes(stack)) return { kind: "absent" };
  try {
    const { values, project } = readStackFile(stack, dir);
    const text = readFileSync(join(dir, `Pulumi.${stack}.yaml`), "utf8");
    // By how much it overspends is what this is for.
    const config = parseConfig({ values, project, mayOverspend: true });
    return { kind: "read", text, own: ownKeys(text), project, values, config };
  } catch (error) {
    if (error instanceof ConfigError)
      return { kind: "broken", keys: error.problems.map(({ key }) => key) };
    if (error instanceof UserError) return { kind: "broken", keys: [] };
    throw error;
  }
}

function ownKeys(text: string): Record<string, unknown> {
  const all = Object(parse(text, { logLevel: "error" })) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(all).filter(([key]) => key !== "config"));
}

/** @returns what it printed; undefined if it failed */
function git(dir: string, args: readonly string[]): string | undefined {
  const { status, stdout, error } = spawnSync("git", args, {
    cwd: dir,
    encoding: "utf8",
    maxBuffer: MAX_FILE_BYTES,
  });
  if (error && "code" in error && error.code === "ENOENT")
    throw new UserError("git is not on the PATH; fix: install it, or run this where it is.");
  return status === 0 ? stdout : undefined;
}
