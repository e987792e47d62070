/** The schema's building blocks: values that state what is allowed, and their documentation. */
import { z } from "zod";
import { MAX_TOKENS } from "../limits";

// What a check of our own says is not in the JSON Schema unless `.meta` says it there as well.

/** Every broken rule of the schema reports what is allowed; problems.ts adds the rest. */
export const allowed = (text: string) => ({ error: () => text });

export const wholeNumber = (min: number, max: number, unit: string, example: number) => {
  const text = allowed(`a whole number from ${min} to ${max} (${unit}), for example ${example}`);
  return z
    .int(text)
    .min(min, text)
    .max(max, text)
    .meta({ examples: [example] });
};

/** @param example shown, and offered instead of a wrong value */
export const matching = (pattern: RegExp, what: string, example: string) => {
  const text = allowed(`${what}, for example ${example}`);
  return z
    .string(text)
    .regex(pattern, text)
    .meta({ examples: [example] });
};

/** Text on one line that is not blank. */
export const text = (
  max: number,
  what: string,
  example: string,
  pattern = /^(?=.*\S)[^\r\n]+$/u,
) => {
  const says = allowed(`${what}: 1 to ${max} characters on one line, for example ${example}`);
  return upTo(max, says.error())
    .regex(pattern, says)
    .refine(notMadeOfADate, NOT_A_DATE)
    .meta({ examples: [example] });
};

/** A name in Auth0's dashboard. */
export const label = (max: number, what: string, example: string) =>
  text(max, `${what}, without < and >`, example, /^(?=.*\S)[^<>\r\n]+$/u);

export const upTo = (max: number, message: string) =>
  z
    .string(allowed(message))
    .check(atMost(max, "characters", (value) => Array.from(value).length, message))
    .meta({ maxLength: max });

/** What Pulumi makes of a date without quotes, as Go prints it. */
export const notMadeOfADate = (value: string) =>
  !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC$/i.test(value);
export const NOT_A_DATE = allowed("a text; YAML reads a date without quotes as a time");

/** No more than so many of what the sizes count. */
export const atMost =
  <T>(maximum: number, origin: string, sizeOf: (value: T) => number, message: string) =>
  ({ value, issues }: z.core.ParsePayload<T>) => {
    if (sizeOf(value) > maximum)
      issues.push({ code: "too_big", origin, maximum, inclusive: true, input: value, message });
  };

export const flag = () => z.boolean(allowed("true or false"));

export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, allowed(values.join(" or ")));

/**
 * A key's text in docs/configuration.md; every key with a value of its own has one.
 *
 * @param fallback what holds without the key, where the schema's own default does not say it
 */
export const about = (description: string, fallback?: string) => ({
  description,
  ...(fallback === undefined ? {} : { fallback }),
});

/** A list without repetitions; the later one is the mistake. */
export const eachOnce =
  (text: string) =>
  ({ value, issues }: z.core.ParsePayload<string[]>) => {
    const seen = new Set<string>();
    for (const [index, each] of value.entries()) {
      if (seen.has(each))
        issues.push({
          code: "custom",
          input: each,
          path: [index],
          message: text,
          params: { repeated: true },
        });
      seen.add(each);
    }
  };

/** An object with these keys and no others: a typo must not be ignored. */
export const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, allowed(`an object with the keys ${Object.keys(shape).join(", ")}`));

export const hostNamePattern =
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$/;

/** A number of tokens in a period. */
export const tokens = (period: string, example: number) =>
  wholeNumber(1, MAX_TOKENS, `tokens per ${period}`, example);
