/** Checks a stack file as an editor does, with the JSON Schema that the file names. */
import { Ajv2020 } from "ajv/dist/2020";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_DIR } from "../../tools/lib/stackFile";

// Formats of zod's own are beside a pattern that says the same.
const ajv = new Ajv2020({
  allErrors: true,
  validateFormats: false,
  allowUnionTypes: true,
  // A condition names keys and types that its neighbours define.
  strictRequired: false,
  strictTypes: false,
  allowMatchingProperties: true,
});
const validate = ajv.compile(
  JSON.parse(readFileSync(join(PROJECT_DIR, "docs", "stack.schema.json"), "utf8")) as object,
);

/** @param file as it is parsed */
export function isRight(file: unknown): boolean {
  return validate(file);
}

/** Where an editor marks it. */
export function marks(file: unknown): string[] {
  validate(file);
  return [...new Set((validate.errors ?? []).map(({ instancePath }) => instancePath))];
}
