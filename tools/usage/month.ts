/** What is left of the month's quota, at the rate that the log shows. Pure. */
import { DAY_MILLISECONDS } from "../../src/quota";
import { sum, type Usage, type Window } from "./usage";

/** The fewest days for a rate; a shorter window says too little. */
export const LEAST_DAYS = 0.5;

export interface Month {
  /** Auth0's plan: tokens in a calendar month. */
  readonly allowance: number;
  /** Issued this month (UTC), within the window. */
  readonly counted: number;
  /** Days of this month before the window. */
  readonly daysNotRead: number;
  /** Tokens a day in the window; undefined if it is too short to say. */
  readonly perDay?: number | undefined;
  /** Counted, plus what the days before the window may have cost at the same rate. */
  readonly spent: number;
  readonly left: number;
  readonly daysLeft: number;
  /** The month's total at this rate. */
  readonly atItsEnd?: number | undefined;
  /** When the quota is used up at this rate, if that is within the month; ISO 8601. */
  readonly runsOut?: string | undefined;
}

export function monthOf(
  { days, byDay, tokens }: Pick<Usage, "days" | "byDay" | "tokens">,
  { from, to }: Window,
  allowance: number,
): Month {
  const now = new Date(to);
  const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
  const end = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
  const daysRead = (to - from) / DAY_MILLISECONDS;
  const perDay = daysRead < LEAST_DAYS ? undefined : tokens / daysRead;

  const month = now.toISOString().slice(0, 7);
  const counted = sum(byDay.filter((_, index) => days[index]?.startsWith(month)));
  const daysNotRead = Math.max(0, (from - start) / DAY_MILLISECONDS);
  const spent = counted + Math.round(daysNotRead * (perDay ?? 0));
  const left = Math.max(0, allowance - spent);
  const daysLeft = (end - to) / DAY_MILLISECONDS;
  const atItsEnd = perDay === undefined ? undefined : Math.round(spent + perDay * daysLeft);
  const lasts = perDay ? left / perDay : Infinity;
  return {
    allowance,
    counted,
    daysNotRead,
    perDay,
    spent,
    left,
    daysLeft,
    atItsEnd,
    runsOut: lasts < daysLeft ? new Date(to + lasts * DAY_MILLISECONDS).toISOString() : undefined,
  };
}
