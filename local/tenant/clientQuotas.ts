/**
 * Auth0's token quota of one client ("Fine-Grained M2M Token Quotas", Early Access): what it allows in
 * an hour and in a day. Windows are fixed: Auth0 resets them at the beginning of each UTC hour and day.
 *
 * Auth0 counts with a delay, so a few extra tokens may be issued there; here the count is exact.
 */
import { type ClientQuota, DAY_SECONDS, HOUR_SECONDS } from "../../src/quota";
import type { Clock } from "../gateway/responseCache";
import type { Client } from "./client";

const PERIODS = [
  { name: "per_hour", key: "perHour", seconds: HOUR_SECONDS },
  { name: "per_day", key: "perDay", seconds: DAY_SECONDS },
] as const;

interface Bucket {
  readonly name: string;
  readonly quota: number;
  /** Of the current window; a quota that is not enforced can be overdrawn. */
  readonly remaining: number;
  readonly resetSeconds: number;
}

export class ClientQuotas {
  /** Client, period and window to tokens issued. */
  private readonly issued = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** The quota that is used up, or the longer of two; undefined if the client may get a token. */
  spent(client: Client): Omit<Bucket, "name"> | undefined {
    if (client.tokenQuota?.enforce !== true) return undefined;
    return this.bucketsOf(client)
      .filter(({ remaining }) => remaining <= 0)
      .sort((a, b) => b.resetSeconds - a.resetSeconds)[0];
  }

  count({ clientId }: Client): void {
    for (const { name, seconds } of PERIODS) {
      const key = this.keyOf(clientId, name, seconds);
      this.issued.set(key, (this.issued.get(key) ?? 0) + 1);
    }
  }

  /** The value of `Auth0-Client-Quota-Limit`; undefined without a quota. */
  header(client: Client): string | undefined {
    const buckets = this.bucketsOf(client).map(
      ({ name, quota, remaining, resetSeconds }) =>
        `b=${name};q=${quota};r=${Math.max(0, remaining)};t=${resetSeconds}`,
    );
    return buckets.length > 0 ? buckets.join(",") : undefined;
  }

  private bucketsOf({ clientId, tokenQuota }: Client): Bucket[] {
    const limits: Partial<ClientQuota> = tokenQuota ?? {};
    return PERIODS.flatMap(({ name, key, seconds }) => {
      const quota = limits[key];
      if (quota === undefined) return [];
      const issued = this.issued.get(this.keyOf(clientId, name, seconds)) ?? 0;
      return [
        { name, quota, remaining: quota - issued, resetSeconds: seconds - (this.now() % seconds) },
      ];
    });
  }

  private keyOf(clientId: string, name: string, seconds: number): string {
    return `${clientId} ${name} ${Math.floor(this.now() / seconds)}`;
  }

  /** Whole seconds since the epoch, which began with a UTC day. */
  private now(): number {
    return Math.floor(this.clock() / 1000);
  }
}
