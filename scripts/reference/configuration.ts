/** docs/configuration.md, made from the schema that the program reads its configuration with. */
import { z } from "zod";
import { unwrapped } from "../../src/config/schema/walk";
import { code, table } from "../../tools/lib/markdown";
import { projectKeys, providerKeys } from "../../src/config/schema/proxy";

const INTRODUCTION = `# Configuration

Reference: every key, made from the schema by \`npm run reference\`. Do not edit it here.

Keys are in the stack's YAML, next to \`aws:region\` and \`auth0:domain\`: as below, or with the project's name and a colon
before them (\`m2m-token-cache:cache\`), which means the same. The CLI writes the second form: the first command that
changes the file (\`pulumi config set\`, or \`pulumi stack init\`) rewrites every key to it, sorted and without the
comments; later ones keep order and comments.
Unknown keys are errors. All problems are reported at once, before anything is made: each with its key,
what was found, what is allowed and how to fix it. Without a key that has no default, its part is off, or AWS's or
Auth0's own default applies.
`;

interface Row {
  readonly key: string;
  readonly meaning: string;
  readonly allowed: string;
  readonly fallback: string;
}

export function configurationReference(): string {
  const rows = [...rowsOf("", providerKeys), ...rowsOf("", projectKeys)];
  return [
    INTRODUCTION,
    ...table(
      ["key", "meaning", "allowed", "default"],
      rows.map(({ key, meaning, allowed, fallback }) => [code(key), meaning, allowed, fallback]),
    ),
    "",
  ].join("\n");
}

/** A row for each key that has a value of its own, and one for each section that is off without its key. */
function rowsOf(path: string, schema: z.ZodType): Row[] {
  const inner = unwrapped(schema);
  const own = schema.meta()?.description === undefined ? [] : [rowOf(path, schema)];
  if (inner instanceof z.ZodObject)
    return [
      ...own,
      ...Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([name, each]) =>
        rowsOf(path === "" ? name : `${path}.${name}`, each),
      ),
    ];
  if (own.length > 0)
    return [
      ...own,
      ...describedIn(inner).flatMap(([name, each]) => rowsOf(`${path}.${name}`, each)),
    ];
  if (inner instanceof z.ZodArray) return rowsOf(`${path}[]`, inner.element as z.ZodType);
  if (inner instanceof z.ZodRecord) return rowsOf(`${path}.<name>`, inner.valueType as z.ZodType);
  throw new Error(`${path} has no description: give it one where the schema has it (src/config).`);
}

/** The keys of an object that may stand in place of a record's value, if each of them has a description. */
function describedIn(record: z.ZodType): [string, z.ZodType][] {
  const value = record instanceof z.ZodRecord ? record.valueType : undefined;
  if (!(value instanceof z.ZodUnion)) return [];
  return (value.options as z.ZodType[])
    .flatMap((option) =>
      option instanceof z.ZodObject
        ? Object.entries(option.shape as Record<string, z.ZodType>)
        : [],
    )
    .filter(([, each]) => each.meta()?.description !== undefined)
    .map(([name, each]) => [`<audience>.${name}`, each]);
}

function rowOf(key: string, schema: z.ZodType): Row {
  const { description = "", fallback } = schema.meta() ?? {};
  return {
    key,
    meaning: description,
    // Every rule of the schema says what is allowed, and nothing is allowed to be a symbol.
    allowed: schema.safeParse(Symbol()).error?.issues[0]?.message ?? "",
    fallback: typeof fallback === "string" ? fallback : defaultOf(schema),
  };
}

function defaultOf(schema: z.ZodType): string {
  const { success, data } = schema.safeParse(undefined);
  if (!success) return "required";
  return data === undefined ? "off" : `\`${JSON.stringify(data)}\``;
}
