/** A minimal valid configuration, changes to it, and their results. */
import { NAMESPACE, parseConfig, type RawConfig } from "../../src/config/parse";
import { ConfigError, type Problem } from "../../src/config/problems";
import type { Config } from "../../src/config/types";

export const ORDERS = "https://api.example.com/orders";

/** Key to value, as in a stack's YAML; the project's own keys without namespace; undefined: absent. */
export type Changes = Readonly<Record<string, unknown>>;

/** The minimal configuration with changes, as Pulumi holds it: text stays text, the rest is JSON. */
export function rawValues(changes: Changes = {}): RawConfig["values"] {
  const all: Changes = {
    "aws:region": "eu-west-1",
    "auth0:domain": "example.eu.auth0.com",
    apis: [{ identifier: ORDERS }],
    vendors: vendorWith({}),
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) =>
      value === undefined
        ? []
        : [[fullKey(key), typeof value === "string" ? value : JSON.stringify(value)]],
    ),
  );
}

export function fullKey(key: string): string {
  return key.includes(":") ? key : `${NAMESPACE}:${key}`;
}

/** The vendor acme, granted the audience ORDERS without scopes unless the changes say otherwise. */
export function vendorWith(changes: Changes): Changes {
  return { acme: { grants: { [ORDERS]: [] }, ...changes } };
}

export function parsed(changes: Changes = {}): Config {
  return parseConfig({ values: rawValues(changes) });
}

/** What parseConfig throws; an Error of its own if it does not. */
export function configError(changes: Changes, secretKeys: readonly string[] = []): ConfigError {
  const values = rawValues(changes);
  try {
    parseConfig({ values, secretKeys });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`This configuration has no problem: ${JSON.stringify(values)}`);
}

/** The one problem that the changes make. */
export function onlyProblem(changes: Changes): Problem {
  const { problems } = configError(changes);
  if (problems.length !== 1) throw new Error(JSON.stringify(problems, null, 2));
  return problems[0]!;
}
