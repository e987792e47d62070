/** Looks up paths in the schema: what is allowed at a path of the configuration, and an example of it. */
import { z } from "zod";
import type { KeyPath } from "../path";

/** Without what makes a key optional, or prepares its value. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  )
    return unwrapped(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodPipe) {
    const { in: before, out: after } = schema;
    return unwrapped((before instanceof z.ZodTransform ? after : before) as z.ZodType);
  }
  return schema;
}

/** undefined: nothing may be there. */
export function schemaAt(schema: z.ZodType, [step, ...rest]: KeyPath): z.ZodType | undefined {
  if (step === undefined) return schema;
  const next = below(unwrapped(schema), step);
  return next && schemaAt(next, rest);
}

function below(schema: z.ZodType, step: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<PropertyKey, z.ZodType>;
    return Object.hasOwn(shape, step) ? shape[step] : undefined;
  }
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (schema instanceof z.ZodArray)
    return typeof step === "number" ? (schema.element as z.ZodType) : undefined;
  if (schema instanceof z.ZodUnion)
    return (schema.options as z.ZodType[])
      .map((option) => below(unwrapped(option), step))
      .find((found) => found !== undefined);
  return undefined;
}

/** The keys that an object may have; none if it is something else, or may have any. */
export function keysOf(schema: z.ZodType | undefined): string[] {
  const inner = schema && unwrapped(schema);
  if (inner instanceof z.ZodObject) return Object.keys(inner.shape);
  if (inner instanceof z.ZodUnion)
    return (inner.options as z.ZodType[]).flatMap((option) => keysOf(option));
  return [];
}

/** The values of an enumeration, if it is one. */
export function choicesOf(schema: z.ZodType): unknown[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodEnum) return inner.options;
  if (inner instanceof z.ZodLiteral) return [...inner.values];
  if (inner instanceof z.ZodUnion) return (inner.options as z.ZodType[]).flatMap(choicesOf);
  return [];
}

/** The configuration's value at a path; undefined if there is none. */
export function valueAt(raw: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, step)
        ? (value as Record<PropertyKey, unknown>)[step]
        : undefined,
    raw,
  );
}

/** A value that may be there, small and valid in itself; of a choice, its default. */
export function exampleOf(schema: z.ZodType): unknown {
  const inner = unwrapped(schema);
  if (schema instanceof z.ZodDefault && choicesOf(inner).length > 0) return schema.def.defaultValue;
  const [given] = (inner.meta()?.examples ?? []) as unknown[];
  if (given !== undefined) return given;
  if (inner instanceof z.ZodUnion) return exampleOf(inner.options[0] as z.ZodType);
  const [choice] = choicesOf(inner);
  if (choice !== undefined) return choice;
  if (inner instanceof z.ZodBoolean) return true;
  if (inner instanceof z.ZodArray) return [exampleOf(inner.element as z.ZodType)];
  if (inner instanceof z.ZodRecord)
    return {
      [String(exampleOf(inner.keyType as z.ZodType))]: exampleOf(inner.valueType as z.ZodType),
    };
  if (inner instanceof z.ZodObject) {
    const shape: Record<string, z.ZodType> = inner.shape;
    const all = Object.entries(shape);
    const required = all.filter(([, each]) => !each.safeParse(undefined).success);
    return Object.fromEntries(
      (required.length > 0 ? required : all.slice(0, 1)).map(([key, each]) => [
        key,
        exampleOf(each),
      ]),
    );
  }
  return undefined;
}
