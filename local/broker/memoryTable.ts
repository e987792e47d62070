/** A table in memory, with the semantics that the broker needs of DynamoDB. */
import type { Item, ItemKey, Live, Table } from "../../src/broker/table";

export class MemoryTable implements Table {
  private readonly partitions = new Map<string, Map<string, Item>>();

  read(keys: readonly ItemKey[]): Promise<(Item | undefined)[]> {
    return Promise.resolve(keys.map(({ pk, sk }) => this.partitions.get(pk)?.get(sk)));
  }

  put(item: Item & { revision: string }, replaces: string | undefined): Promise<boolean> {
    const there = this.partitions.get(item.pk)?.get(item.sk);
    if (there?.revision !== replaces) return Promise.resolve(false);
    this.write(item);
    return Promise.resolve(true);
  }

  countLive(pk: string, generation: string, { answeredAfter, leasedAfter }: Live): Promise<number> {
    const live = [...(this.partitions.get(pk)?.values() ?? [])].filter(
      (item) =>
        item.generation === generation &&
        ((item.sealed && Number(item.expiresAt) > answeredAfter) ||
          Number(item.leaseUntil ?? 0) > leasedAfter),
    );
    return Promise.resolve(live.length);
  }

  /** Overwrites any item, as Pulumi does with a client's. */
  write(item: Item): void {
    const partition = this.partitions.get(item.pk) ?? new Map<string, Item>();
    partition.set(item.sk, item);
    this.partitions.set(item.pk, partition);
  }

  remove({ pk, sk }: ItemKey): void {
    this.partitions.get(pk)?.delete(sk);
  }

  items(): Item[] {
    return [...this.partitions.values()].flatMap((partition) => [...partition.values()]);
  }
}
