/** Time and randomness, so that a test controls both. */
export interface Clock {
  /** Epoch milliseconds. Two functions' may differ. */
  now: () => number;
  /** Milliseconds since some moment; never goes back. */
  monotonic: () => number;
  sleep: (ms: number) => Promise<void>;
  /** From 0 up to 1. */
  random: () => number;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: () => Math.random(),
};
