/** Mistakes in a configuration, and how they are reported. */

/** One mistake in the configuration, and how to fix it. */
export interface Problem {
  /** Where: the configuration key with the path inside it. */
  readonly key: string;
  /** What is there, or that nothing is; never a secret. */
  readonly found: string;
  /** What may be there. */
  readonly allowed: string;
  /** How to fix it, as a command where one does. */
  readonly fix: string;
  /** File and line, where they are known. */
  readonly where?: string | undefined;
}

/** Thrown when the configuration has problems: all of them at once, a line each. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    const lines = problems.map(
      ({ where, key, found, allowed, fix }) =>
        `${where === undefined ? "" : `${where}: `}${key} ${found}; allowed: ${allowed}; fix: ${fix}`,
    );
    super(
      problems.length === 1
        ? `The stack's configuration has a problem: ${lines.join("")}`
        : [`The stack's configuration has ${problems.length} problems:`, ...lines].join("\n  "),
    );
    this.name = "ConfigError";
  }
}
