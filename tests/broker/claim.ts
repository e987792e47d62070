/** What a claim about the broker is. */
export interface Claim {
  readonly name: string;
  /** @throws if it does not hold */
  readonly check: () => Promise<void>;
}
