/** A clock that advances only when nothing else is left to do: hours of requests, without waiting. */
import { type Random, seeded } from "../../tools/simulate/random";
import type { Clock } from "../../src/broker/clock";

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly wake: () => void;
}

export class VirtualTime {
  nowMs: number;
  private order = 0;
  /** A binary heap, the next one first. */
  private readonly timers: Timer[] = [];

  constructor(
    startMs = Date.UTC(2026, 0, 1),
    readonly random: Random = seeded(1),
  ) {
    this.nowMs = startMs;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      this.push({ atMs: this.nowMs + Math.max(0, ms), order: this.order++, wake });
    });
  }

  /** The clock of a function that is off by an offset. */
  clock(offsetMs = 0): Clock {
    return {
      now: () => this.nowMs + offsetMs,
      monotonic: () => this.nowMs,
      sleep: (ms) => this.sleep(ms),
      random: this.random,
    };
  }

  /** Advances time until the promise settles. @throws if it waits for anything but time */
  async run<T>(promise: Promise<T>): Promise<T> {
    const state = { settled: false };
    const done = () => {
      state.settled = true;
    };
    promise.then(done, done);
    for (;;) {
      await new Promise(setImmediate);
      if (state.settled) return promise;
      const next = this.pop();
      if (!next) throw new Error("Nothing is left to wait for, but the promise is not settled.");
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.wake();
    }
  }

  private push(timer: Timer): void {
    let at = this.timers.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(timer, this.timers[parent] as Timer)) break;
      this.timers[at] = this.timers[parent] as Timer;
      at = parent;
    }
    this.timers[at] = timer;
  }

  private pop(): Timer | undefined {
    const [first] = this.timers;
    const last = this.timers.pop();
    if (last === undefined || this.timers.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.timers.length) break;
      const right = this.timers[child + 1];
      if (right && isBefore(right, this.timers[child] as Timer)) child += 1;
      if (!isBefore(this.timers[child] as Timer, last)) break;
      this.timers[at] = this.timers[child] as Timer;
      at = child;
    }
    this.timers[at] = last;
    return first;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
