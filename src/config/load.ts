import * as pulumi from "@pulumi/pulumi";
import { parseConfig } from "./parse";
import { ConfigError } from "./problems";
import type { Config } from "./types";

/**
 * Reads the stack's configuration from Pulumi.
 *
 * @throws pulumi.RunError, with every problem, which the CLI prints without a stack trace
 */
export function loadConfig(): Config {
  const values = pulumi.runtime.allConfig();
  try {
    return parseConfig({
      values,
      project: pulumi.getProject(),
      stack: pulumi.getStack(),
      secretKeys: Object.keys(values).filter(isSecret),
    });
  } catch (error) {
    if (error instanceof ConfigError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

/** Not in the SDK's types; without it, every value counts as a secret and no error shows it. */
function isSecret(key: string): boolean {
  const runtime = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return runtime.isConfigSecret?.(key) ?? true;
}
