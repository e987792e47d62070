/** What the commands' options have in common. */
import { NAMESPACE } from "../src/config";
import { UserError } from "./userError";

/** @throws UserError that names the option, the value and what is allowed */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < min || number > max)
    throw new UserError(`${option} is "${text}"; allowed: a whole number from ${min} to ${max}.`);
  return number;
}

/**
 * Each `--set <key>=<value>`: keys of the configuration in place of the stack file's, to try something
 * without editing it.
 *
 * @throws UserError for one that is not of that form; what the value may be is the configuration's matter
 */
export function configurationKeys(settings: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    settings.map((setting) => {
      const [, key, value] = /^([A-Za-z]+)=(.+)$/s.exec(setting) ?? [];
      if (key === undefined || value === undefined)
        throw new UserError(
          "--set has to be <key>=<value>, text or JSON; for example --set tokenQuota=auto or --set 'onlyThroughProxy={}'.",
        );
      return [`${NAMESPACE}:${key}`, value];
    }),
  );
}

/** What parseArgs threw, as one line with the usage behind it; what is one already stays. */
export function usageError(error: unknown, usage: string): UserError {
  if (error instanceof UserError) return error;
  return new UserError(`${(error as Error).message.split(". ")[0] ?? ""}. ${usage}`);
}
