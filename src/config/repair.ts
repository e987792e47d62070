/** Values that are nearly right: what they probably were to be. */
import * as ipaddr from "ipaddr.js";
import type { z } from "zod";
import { printable } from "./show";

export interface Repair {
  readonly value: unknown;
  readonly text: string;
  /** What is wrong, where "did you mean" would not say it. */
  readonly how?: string | undefined;
}

/** Longer than any text that is worth a guess. */
const MAX_LENGTH = 300;

type Guess = readonly [value: unknown, how?: string];

/** The first guess that the schema takes; undefined if none is. */
export function repaired(value: unknown, schema: z.ZodType): Repair | undefined {
  for (const [guess, how] of guesses(value))
    if (guess !== undefined && guess !== value && schema.safeParse(guess).success)
      return {
        value: guess,
        text: typeof guess === "string" ? printable(guess) : JSON.stringify(guess),
        how,
      };
  return undefined;
}

function* guesses(value: unknown): Iterable<Guess> {
  if (typeof value === "number" || typeof value === "boolean") yield [String(value), "in quotes:"];
  if (typeof value !== "string" || value.length > MAX_LENGTH) return;
  const text = value.trim();
  if (/^(-?\d+(\.\d+)?|true|false)$/.test(text)) yield [JSON.parse(text), "without quotes:"];
  if (/^(yes|on|y)$/i.test(text)) yield [true];
  if (/^(no|off|n)$/i.test(text)) yield [false];
  yield [text, "without the blanks around it:"];
  yield [text.toLowerCase()];
  yield [text.toUpperCase()];
  // An address of a page for a host name.
  yield [
    text
      .toLowerCase()
      .replace(/^[a-z]+:\/\//, "")
      .replace(/[/?#:].*$/s, ""),
  ];
  yield [kebab(text)];
  yield [network(text)];
  yield [[text], "as a list:"];
}

function kebab(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** The address range that an address with a prefix length is in, its host bits cleared. */
export function network(text: string): string | undefined {
  const [address = "", length] = text.split("/");
  if (!ipaddr.isValid(address)) return undefined;
  const { IPv4, IPv6 } = ipaddr;
  const is4 = IPv4.isValid(address);
  const range = `${address}/${length ?? (is4 ? 32 : 128)}`;
  try {
    const base = (is4 ? IPv4 : IPv6).networkAddressFromCIDR(range);
    return `${base.toString()}/${range.split("/")[1] ?? ""}`;
  } catch {
    return undefined;
  }
}
