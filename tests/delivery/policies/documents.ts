/** The IAM policies of .github/aws, and what IAM would say by them. */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { PROJECT_DIR } from "../../../tools/lib/stackFile";
import { read } from "../support";
import type { Need } from "./needs";

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
export interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

export const CI_SETUP = read("docs", "ci-setup.md");

const FOLDER = [".github", "aws"];

/** By the name of its file. */
export const policies: Readonly<Record<string, Policy>> = Object.fromEntries(
  readdirSync(join(PROJECT_DIR, ...FOLDER)).map((file) => [
    basename(file, ".json"),
    JSON.parse(read(...FOLDER, file)) as Policy,
  ]),
);

export function policy(name: string): Policy {
  const found = policies[name];
  if (!found) throw new Error(`There is no policy ${name}.`);
  return found;
}

export const list = (value: string | readonly string[] | undefined) => [value ?? []].flat();
export const actionsOf = (found: Policy) => found.Statement.flatMap(({ Action }) => list(Action));

export const isLike = (text: string, pattern: string) =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(text);

export const grants = ({ Action, Resource }: Statement, { action, resource }: Need) =>
  list(Action).includes(action) && list(Resource).some((pattern) => isLike(resource, pattern));

/** What is needed and not granted. Conditions are taken to hold. */
export const missing = (needs: readonly Need[], statements: readonly Statement[]) =>
  needs.filter((need) => !statements.some((statement) => grants(statement, need)));

/** What is granted and not needed: actions, and resources, that no need is for. */
export const excess = (needs: readonly Need[], statements: readonly Statement[]) =>
  statements.flatMap((statement) => {
    const used = needs.filter((need) => grants(statement, need));
    const { Sid = "", Action, Resource } = statement;
    return [
      ...list(Action).filter((action) => !used.some((need) => need.action === action)),
      ...list(Resource).filter(
        (pattern) => !used.some(({ resource }) => isLike(resource, pattern)),
      ),
    ].map((each) => `${Sid}: ${each}`);
  });

/** Every way to take one action, or one resource, out of one statement. */
export const weakened = (statements: readonly Statement[]) =>
  statements.flatMap((statement, index) =>
    (["Action", "Resource"] as const).flatMap((field) =>
      list(statement[field]).map((gone) => ({
        what: `${statement.Sid ?? ""} without ${gone}`,
        statements: statements.with(index, {
          ...statement,
          [field]: list(statement[field]).filter((each) => each !== gone),
        }),
      })),
    ),
  );
