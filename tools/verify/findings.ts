/** The outcomes of a claim that does not pass. */

/** The claim does not hold. */
export class Failed extends Error {}

/** The claim cannot be checked here; the message says why. */
export class Skipped extends Error {}

/** @throws Failed with the message unless the condition holds */
export function must(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Failed(message);
}
