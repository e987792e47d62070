/** What the commands' options have in common. */
import { UserError } from "./userError";

/** @throws UserError that names the option, the value and what is allowed */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < min || number > max)
    throw new UserError(`${option} is "${text}"; allowed: a whole number from ${min} to ${max}.`);
  return number;
}

/** What parseArgs threw, as one line with the usage behind it; what is one already stays. */
export function usageError(error: unknown, usage: string): UserError {
  if (error instanceof UserError) return error;
  return new UserError(`${(error as Error).message.split(". ")[0] ?? ""}. ${usage}`);
}
