/** docs/stack.schema.json: what an editor needs to complete a stack's file and to show what is wrong in it. */
import { z } from "zod";
import { CREDENTIALS } from "../../src/config/credentials";
import { NAMESPACES } from "../../src/config/namespaces";
import { KEYS_OF_STORE } from "../../src/config/rules/store";
import { STORES } from "../../src/config/schema/cache";
import { projectKeys, providerKeys } from "../../src/config/schema/proxy";

type Schema = Readonly<Record<string, unknown>>;

/** What the CLI makes of a secret. Of a number or a section in another, it would make a text. */
const SECRET = { $ref: "#/$defs/secret" };

/** Of any project's name: with it before them, or without, as Pulumi takes them. */
export function stackSchema(): string {
  const own = Object.entries(propertiesOf(projectKeys)).map(
    ([name, schema]) =>
      [name, atTop(name === "cache" ? { ...schema, allOf: ofStores() } : schema)] as const,
  );
  const provided = Object.entries(propertiesOf(providerKeys));
  const provider = `^(${NAMESPACES.join("|")}):`;
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $comment: "Made from the schema by `npm run reference`; do not edit it here.",
    type: "object",
    properties: {
      // Pulumi, "Stack settings file reference".
      secretsprovider: { type: "string" },
      encryptedkey: { type: "string" },
      encryptionsalt: { type: "string" },
      environment: { type: ["array", "object"], description: "Pulumi ESC." },
      config: {
        type: ["object", "null"],
        properties: Object.fromEntries([
          ...provided,
          ...own.map(([name]) => [name, ref(name)] as const),
          ...Object.keys(CREDENTIALS).map((key) => [key, SECRET] as const),
        ]),
        patternProperties: Object.fromEntries([
          [provider, {}],
          ...own.map(([name]) => [`^(?!${provider.slice(1)})[^:]+:(config:)?${name}$`, ref(name)]),
        ]) as Schema,
        additionalProperties: false,
      },
    },
    // Beside `config`, Pulumi drops them.
    patternProperties: {
      ":": false,
      [`^(${Object.keys(projectKeys.shape).join("|")})$`]: false,
      "^(?!config$)[Cc][Oo][Nn][Ff]": false,
    },
    $defs: {
      ...(Object.fromEntries(own) as Schema),
      secret: {
        type: "object",
        properties: { secure: { type: "string" } },
        required: ["secure"],
        additionalProperties: false,
      },
    },
  };
  return JSON.stringify(schema);
}

/** Which keys of `cache` another store has for itself; of sizeGb, `standby` decides. */
function ofStores(): Schema[] {
  const keys = [...new Set(STORES.flatMap((store) => [...KEYS_OF_STORE[store]]))];
  return STORES.map((store) => {
    const own: readonly string[] = [...KEYS_OF_STORE[store], "sizeGb"];
    const others = keys.filter((key) => !own.includes(key));
    return {
      if: {
        properties: { store: { const: store } },
        // The default.
        required: store === "stage" ? [] : ["store"],
      },
      then: { properties: Object.fromEntries(others.map((key) => [key, false])) },
    };
  });
}

function ref(name: string): Schema {
  return { $ref: `#/$defs/${name}` };
}

/** A whole key may be secret, and, as `pulumi config set` without --path writes it, a text. */
function atTop(schema: Schema): Schema {
  const { description, ...rest } = schema;
  const text =
    rest.type === "boolean"
      ? [{ enum: ["true", "false"] }]
      : rest.type === "object" || rest.type === "array"
        ? [{ type: "string", pattern: "^\\s*[\\[{]" }]
        : [];
  const either = Array.isArray(rest.anyOf) && rest.type === undefined ? rest.anyOf : [rest];
  return { description, anyOf: [...(either as Schema[]), ...text, SECRET] };
}

/** A text anywhere may be encrypted. */
function orSecret(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((each) => orSecret(each));
  if (typeof value !== "object" || value === null) return value;
  const { description, default: fallback, examples, ...rest } = value as Record<string, unknown>;
  const inside = Object.fromEntries(
    Object.entries(rest).map(([name, each]) => [name, isData(name) ? each : orSecret(each, name)]),
  );
  const about = { description, default: fallback, examples };
  return rest.type === "string" && key !== "propertyNames"
    ? { ...about, anyOf: [inside, SECRET] }
    : { ...about, ...inside };
}

/** Keywords whose values are not schemas. */
function isData(name: string): boolean {
  return ["enum", "const", "if", "then", "not", "required"].includes(name);
}

function propertiesOf(schema: z.ZodObject): Record<string, Schema> {
  const { properties = {} } = z.toJSONSchema(schema, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      const { fallback, description } = jsonSchema;
      if (typeof fallback === "string")
        jsonSchema.description = `${description ?? ""} Default: ${fallback}.`;
      delete jsonSchema.fallback;
      // A text of digits that is prepared from a number: both are right.
      if (zodSchema instanceof z.ZodPipe && zodSchema.in instanceof z.ZodTransform) {
        const { enum: texts = [] } = jsonSchema;
        delete jsonSchema.type;
        jsonSchema.enum = [...texts, ...texts.map(Number)];
      }
    },
  });
  return Object.fromEntries(
    Object.entries(properties).map(([name, each]) => [name, orSecret(each) as Schema]),
  );
}
