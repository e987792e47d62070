/** What a claim is. */
import type { Session } from "./session";

export { Failed, must, Skipped } from "./findings";

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
