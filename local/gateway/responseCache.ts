import { LRUCache } from "lru-cache";

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** Largest response that a stage cache keeps (API Gateway quotas). */
const MAX_ENTRY_BYTES = 1_048_576;

interface Entry<T> {
  readonly value: T;
  readonly storedAt: number;
}

/** A stage cache: hits do not renew the TTL; a full cache drops the least recently used. */
export class ResponseCache<T> {
  private readonly entries: LRUCache<string, Entry<T>>;

  constructor(
    sizeGb: number,
    private readonly clock: Clock,
  ) {
    this.entries = new LRUCache({
      maxSize: Math.floor(sizeGb * 1024 ** 3),
      maxEntrySize: MAX_ENTRY_BYTES,
      // Reads the clock at every access, so that a test can set it.
      ttlResolution: 0,
      perf: { now: clock },
    });
  }

  get(key: string): { readonly value: T; readonly ageSeconds: number } | undefined {
    const entry = this.entries.get(key);
    return entry && { value: entry.value, ageSeconds: (this.clock() - entry.storedAt) / 1000 };
  }

  set(key: string, value: T, sizeBytes: number, ttlSeconds: number): void {
    this.entries.set(
      key,
      { value, storedAt: this.clock() },
      { ttl: ttlSeconds * 1000, size: sizeBytes + key.length },
    );
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }
}
