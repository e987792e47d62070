/** Guesses what a nearly valid value was meant to be. */
import * as ipaddr from "ipaddr.js";
import { domainToASCII } from "node:url";
import type { z } from "zod";
import { numbersIn } from "./numbersIn";
import { printable } from "./show";

export interface Repair {
  readonly value: unknown;
  readonly text: string;
  /** What is wrong, where "did you mean" would not say it. */
  readonly how?: string | undefined;
}

/** Longer than any text that is worth a guess. */
const MAX_LENGTH = 300;

/** How to write a number or a boolean that is now a text. */
export const WITHOUT_QUOTES = "without quotes:";

type Guess = readonly [value: unknown, how?: string];

/** The first guess that the schema accepts; undefined if there is none. */
export function repaired(value: unknown, schema: z.ZodType): Repair | undefined {
  return firstOf(guesses(value), value, schema);
}

/** The same for a name, which may be made up of the words of what was written. */
export function repairedName(name: string, schema: z.ZodType): Repair | undefined {
  return firstOf([[name.trim()], [kebab(name)]], name, schema);
}

/** The entries that somebody wrote as one, if the schema accepts each of them. */
export function severalIn(value: unknown, schema: z.ZodType): string[] | undefined {
  if (typeof value !== "string" || value.length > MAX_LENGTH) return undefined;
  const parts = value.split(/[\s,;]+/).filter((part) => part !== "");
  return parts.length > 1 && parts.every((part) => schema.safeParse(part).success)
    ? parts
    : undefined;
}

function firstOf(all: Iterable<Guess>, value: unknown, schema: z.ZodType): Repair | undefined {
  for (const [guess, how] of all)
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
  if (typeof value === "boolean") yield [value ? "on" : "off", "in quotes:"];
  if (typeof value !== "string" || value.length > MAX_LENGTH) return;
  const text = value.trim();
  if (/^(-?\d+(\.\d+)?|true|false)$/.test(text)) yield [JSON.parse(text), WITHOUT_QUOTES];
  if (/^(yes|on|y)$/i.test(text)) yield [true];
  if (/^(no|off|n)$/i.test(text)) yield [false];
  yield [/^(\d{4}-\d\d-\d\d) 00:00:00 \+0000 UTC$/.exec(text)?.[1], "in quotes:"];
  yield [text, "without the blanks around it:"];
  yield [text.replace(/\s*[\r\n]+\s*/g, " "), "on one line:"];
  yield [text.replace(/\p{C}/gu, ""), "without the invisible characters:"];
  yield [text.toLowerCase()];
  yield [text.toUpperCase()];
  yield* numbersIn(text);
  yield [hostIn(text)];
  yield [network(text)];
  yield [/[^\s<>:,;"]+@[^\s<>,;"]+/.exec(text)?.[0]];
  // An id from an ARN or a path.
  yield [/^[/\w:.-]*\/(\w+)$/.exec(text)?.[1]];
  yield [text.split(/[\s,;]+/), "as a list:"];
  yield [[text], "as a list:"];
}

/** Out of a URL, or with a port, a path, a final dot or letters that DNS spells otherwise. */
function hostIn(text: string): string | undefined {
  const [, host = ""] =
    /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^\s:/?#@]+\.[^\s:/?#@]+?)\.?(?:[:/?#]\S*)?$/i.exec(text) ?? [];
  return host === "" ? undefined : domainToASCII(host);
}

function kebab(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** The address range that an address with a prefix length, or with a mask, is in, its host bits cleared. */
export function network(text: string): string | undefined {
  const [address = "", length] = text.split("/");
  if (!ipaddr.isValid(address)) return undefined;
  const { IPv4, IPv6 } = ipaddr;
  const is4 = IPv4.isValid(address);
  const mask = is4 && length !== undefined && IPv4.isValidFourPartDecimal(length);
  const bits = mask ? IPv4.parse(length).prefixLengthFromSubnetMask() : length;
  const range = `${address}/${bits ?? (is4 ? 32 : 128)}`;
  try {
    const base = (is4 ? IPv4 : IPv6).networkAddressFromCIDR(range);
    return `${base.toString()}/${range.split("/")[1] ?? ""}`;
  } catch {
    return undefined;
  }
}
