/** The workflows and the actions of this repository, as GitHub reads them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { PROJECT_DIR } from "../../tools/lib/stackFile";

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

export interface Concurrency {
  readonly group: string;
  readonly "cancel-in-progress": unknown;
}

export interface Job {
  readonly name: string;
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly "runs-on": unknown;
  readonly concurrency?: Concurrency;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: Concurrency;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const read = (...path: string[]) => readFileSync(join(PROJECT_DIR, ...path), "utf8");

const WORKFLOWS = join(".github", "workflows");
const ACTIONS = join(".github", "actions");

/** File name to text. */
export const workflowTexts: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(join(PROJECT_DIR, WORKFLOWS)).map((file) => [file, read(WORKFLOWS, file)]),
);

/** Folder name to text. */
export const actionTexts: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(join(PROJECT_DIR, ACTIONS)).map((name) => [name, read(ACTIONS, name, "action.yml")]),
);

export function workflow(name: string): Workflow {
  const text = workflowTexts[`${name}.yml`];
  if (text === undefined) throw new Error(`There is no workflow ${name}.`);
  return parse(text) as Workflow;
}

export function stepsOfAction(name: string): readonly Step[] {
  const text = actionTexts[name];
  if (text === undefined) throw new Error(`There is no action ${name}.`);
  return (parse(text) as { runs: { steps: readonly Step[] } }).runs.steps;
}

export const workflowNames = Object.keys(workflowTexts).map((file) => file.replace(/\.yml$/, ""));

/** The steps of a job, with those of this repository's own actions in place of their use. */
export function allSteps(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => {
    const own = /^\.\/\.github\/actions\/(.+)$/.exec(step.uses ?? "")?.[1];
    return own === undefined ? [step] : [step, ...allSteps(stepsOfAction(own))];
  });
}

/** Every step of every workflow and action, with where it is. */
export const everyStep: readonly (Step & { readonly place: string })[] = [
  ...workflowNames.flatMap((name) =>
    Object.entries(workflow(name).jobs).flatMap(([id, job]) =>
      job.steps.map((step) => ({ ...step, place: `${name}.yml, job ${id}` })),
    ),
  ),
  ...Object.keys(actionTexts).flatMap((name) =>
    stepsOfAction(name).map((step) => ({ ...step, place: `action ${name}` })),
  ),
];
