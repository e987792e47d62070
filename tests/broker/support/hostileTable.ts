/** A table that fails as a table can: before or after it has done what was asked, or late. */
import type { MemoryTable } from "../../../local/broker/memoryTable";
import type { VirtualTime } from "../../../local/broker/virtualTime";
import type { Item, ItemKey, Live, Table } from "../../../src/broker/table";

export const READ_FAULTS = ["none", "throttled"] as const;
export const WRITE_FAULTS = ["none", "throttled", "answer lost", "late"] as const;

export interface Faults {
  read: (typeof READ_FAULTS)[number];
  write: (typeof WRITE_FAULTS)[number];
  /** How many of the operations fail, from 0 to 1. */
  share: number;
}

export class Fault extends Error {
  override readonly name = "Fault";
}

export class HostileTable implements Table {
  /** Leases that were taken, tokens and refusals that were stored, by the item's key. */
  readonly leases: string[] = [];
  readonly stored: string[] = [];

  constructor(
    private readonly memory: MemoryTable,
    private readonly time: VirtualTime,
    readonly faults: Faults,
  ) {}

  async read(keys: readonly ItemKey[]): Promise<(Item | undefined)[]> {
    await this.roundTrip();
    if (this.faults.read === "throttled" && this.strikes()) throw new Fault();
    return this.memory.read(keys);
  }

  async put(item: Item & { revision: string }, replaces: string | undefined): Promise<boolean> {
    const fault = this.strikes() ? this.faults.write : "none";
    await this.roundTrip();
    if (fault === "throttled") throw new Fault();
    if (fault === "late") await this.time.sleep(this.time.random() * 4_000);
    const written = await this.memory.put(item, replaces);
    if (written) this.count(item);
    await this.roundTrip();
    if (fault === "answer lost") throw new Fault();
    return written;
  }

  async countLive(pk: string, generation: string, live: Live): Promise<number> {
    await this.roundTrip();
    if (this.faults.read === "throttled" && this.strikes()) throw new Fault();
    return this.memory.countLive(pk, generation, live);
  }

  private count({ pk, sk, leaseUntil, sealed, failedRetryAfter }: Item): void {
    if (leaseUntil !== undefined && failedRetryAfter === undefined) this.leases.push(`${pk} ${sk}`);
    else if (sealed !== undefined && failedRetryAfter === undefined)
      this.stored.push(`${pk} ${sk}`);
  }

  private roundTrip(): Promise<void> {
    return this.time.sleep(1 + this.time.random() * 4);
  }

  private strikes(): boolean {
    return this.time.random() < this.faults.share;
  }
}

/** The table, but for some of its operations. */
export function altered(table: Table, changes: Partial<Table>): Table {
  return {
    read: (keys) => table.read(keys),
    put: (item, replaces) => table.put(item, replaces),
    countLive: (...args) => table.countLive(...args),
    ...changes,
  };
}

/** What the table sees of a function that takes a lease, asks Auth0 and is killed. */
export function dying(table: Table): Table {
  let dead = false;
  return altered(table, {
    read: (keys) => (dead ? never() : table.read(keys)),
    put: (item, replaces) => {
      if (dead) return never();
      dead = item.leaseUntil !== undefined || item.inFlightUntil !== undefined;
      return table.put(item, replaces);
    },
  });
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
