/** The function and the table that the program registered, with their content. */
import type { AttributeDefinition, KeySchemaElement } from "@aws-sdk/client-dynamodb";
import type { Registration } from "../evaluate/evaluate";

export interface LambdaFunction {
  readonly arn: string;
  /** The text of a CommonJS module. */
  readonly code: string;
  /** The name of the export. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface RegisteredTable {
  readonly name: string;
  readonly attributes: AttributeDefinition[];
  readonly keys: KeySchemaElement[];
  /** In DynamoDB's notation. */
  readonly items: readonly Record<string, never>[];
}

/** @returns undefined if the program has no function; @throws Error if it has two */
export function registeredFunction(resources: readonly Registration[]): LambdaFunction | undefined {
  const found = only(resources, "aws:lambda/function:Function");
  if (!found) return undefined;
  const { arn, handler, timeout, environment } = found.state as {
    arn: string;
    handler: string;
    timeout?: number;
    environment?: { variables?: Record<string, string> };
  };
  const [file = "", exported = ""] = handler.split(".");
  return {
    arn,
    code: textOf(found.inputs.code, `${file}.js`),
    handler: exported,
    // AWS's default.
    timeoutSeconds: timeout ?? 3,
    environment: environment?.variables ?? {},
  };
}

/** @throws Error if there is none, or more than one */
export function registeredTable(resources: readonly Registration[]): RegisteredTable {
  const table = only(resources, "aws:dynamodb/table:Table")?.state as
    | {
        name: string;
        hashKey: string;
        rangeKey?: string;
        attributes: { name: string; type: "S" | "N" | "B" }[];
      }
    | undefined;
  if (!table) throw new Error("The program has a function but no table.");
  const { name, hashKey, rangeKey, attributes } = table;
  return {
    name,
    attributes: attributes.map((attribute) => ({
      AttributeName: attribute.name,
      AttributeType: attribute.type,
    })),
    keys: [
      { AttributeName: hashKey, KeyType: "HASH" },
      ...(rangeKey ? ([{ AttributeName: rangeKey, KeyType: "RANGE" }] as const) : []),
    ],
    items: resources
      .filter(({ type }) => type === "aws:dynamodb/tableItem:TableItem")
      .map(({ state }) => {
        if (state.tableName !== name)
          throw new Error("An item is for a table that does not exist.");
        return JSON.parse(String(state.item)) as Record<string, never>;
      }),
  };
}

function only(resources: readonly Registration[], type: string): Registration | undefined {
  const [first, ...more] = resources.filter((resource) => resource.type === type);
  if (more.length > 0) throw new Error(`The program has ${more.length + 1} of ${type}.`);
  return first;
}

/** The text of a file in an archive, in the form in which Pulumi passes it. */
function textOf(archive: unknown, file: string): string {
  const { assets } = archive as { assets?: Record<string, { text?: string } | undefined> };
  const text = assets?.[file]?.text;
  if (text === undefined) throw new Error(`The function's archive has no ${file}.`);
  return text;
}
