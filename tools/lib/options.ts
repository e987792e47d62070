/** Values of options that several commands have. */
import { UserError } from "./userError";

/** @throws UserError that names the option, the value and what is allowed */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < min || number > max)
    throw new UserError(`${option} is "${text}"; allowed: a whole number from ${min} to ${max}.`);
  return number;
}
