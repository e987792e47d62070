/** What a claim is. */
import type { PartialOutputs } from "../lib/readOutputs";
import type { Session } from "./session";

/** Where tokens are cached. */
export type Store = NonNullable<PartialOutputs["store"]>;

/** For claims that need a cache. */
export const CACHED_ONLY: Claim["only"] = {
  stores: ["stage", "dynamodb"],
  why: "every request gets a token of its own",
};

/** For claims that only the token broker can meet. */
export const BROKER_ONLY: Claim["only"] = {
  stores: ["dynamodb"],
  why: "a request is cached by its bytes, if at all, and misses are not merged",
};

export interface Claim {
  /** Stable: used with --only, in reports, and by the mutation checks. */
  readonly id: string;
  readonly title: string;
  /** What goes wrong, and for whom, if the claim does not hold. */
  readonly why: string;
  /** The most requests that may get a token: what the claim costs if the proxy does not cache at all. */
  readonly requests: number;
  /** The most cache entries that it makes: what the claim costs if the proxy caches. */
  readonly entries: number;
  /** The stores that it applies to, and why it does not apply to the others. Default: every store. */
  readonly only?: { readonly stores: readonly Store[]; readonly why: string };
  /** @returns the evidence; throws Failed or Skipped */
  check(session: Session): Promise<string>;
}
