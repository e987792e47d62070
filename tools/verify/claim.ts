/** What a claim is, and how it says what it found. */
import type { Session } from "./session";

export interface Claim {
  /** Stable: used with --only, in reports, and by the mutation checks. */
  readonly id: string;
  readonly title: string;
  /** What goes wrong for somebody if it does not hold. */
  readonly why: string;
  /** Requests that may get a token, at most: what it costs if the proxy did not cache at all. */
  readonly requests: number;
  /** Cache entries that it makes, at most: what it costs if the proxy caches. */
  readonly entries: number;
  /** @returns the evidence; throws Failed or Skipped */
  check(session: Session): Promise<string>;
}

/** The claim does not hold. */
export class Failed extends Error {}

/** The claim cannot be checked here; the message says why. */
export class Skipped extends Error {}

/** @throws Failed with the message unless the condition holds */
export function must(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Failed(message);
}
