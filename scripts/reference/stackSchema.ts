/** docs/stack.schema.json: what an editor needs to complete a stack's file and to show what is wrong in it. */
import { z } from "zod";
import { NAMESPACES } from "../../src/config/namespaces";
import { projectKeys, providerKeys } from "../../src/config/schema/proxy";

/** Of any project's name: with it before them, or without, as Pulumi takes them. */
export function stackSchema(): string {
  const own = propertiesOf(projectKeys);
  const qualified = Object.keys(own).map(
    (name) => [`^[^:]+:${name}$`, { $ref: `#/properties/config/properties/${name}` }] as const,
  );
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $comment: "Made from the schema by `npm run reference`; do not edit it here.",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: { ...propertiesOf(providerKeys), ...own },
        patternProperties: {
          [`^(${NAMESPACES.join("|")}):`]: {},
          ...Object.fromEntries(qualified),
        },
        additionalProperties: false,
      },
    },
  };
  return JSON.stringify(schema);
}

function propertiesOf(schema: z.ZodObject): Record<string, unknown> {
  return (
    z.toJSONSchema(schema, {
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
    }).properties ?? {}
  );
}
