/** What a claim is. */
import type { PartialOutputs } from "../lib/readOutputs";
import type { Session } from "./session";

/** What keeps the tokens. */
export type Store = NonNullable<PartialOutputs["store"]>;

/** For what takes a cache. */
export const CACHED_ONLY: Claim["only"] = {
  stores: ["stage", "dynamodb"],
  why: "every request gets a token of its own",
};

/** For what the token broker alone can do. */
export const BROKER_ONLY: Claim["only"] = {
  stores: ["dynamodb"],
  why: "a request is cached by its bytes, if at all, and misses are not merged",
};

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
  /** The stores that it is a claim about, and why it is none about the others. Default: every store. */
  readonly only?: { readonly stores: readonly Store[]; readonly why: string };
  /** @returns the evidence; throws Failed or Skipped */
  check(session: Session): Promise<string>;
}
