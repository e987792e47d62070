/** The current text of all documents that are generated from the code, whole or in part. */
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { DOCUMENTS, read } from "../../tests/delivery/docs/documents";
import { PROJECT_DIR } from "../../tools/lib/stackFile";
import { withOptions } from "./commands";
import { configurationReference } from "./configuration";
import { withRefusals } from "./refusals";
import { stackSchema } from "./stackSchema";

const CONFIGURATION = join("docs", "configuration.md");
const SCHEMA = join("docs", "stack.schema.json");

/** By path from the project's directory; only documents with generated parts. */
export async function madeDocuments(): Promise<Record<string, string>> {
  const made: Record<string, string> = {};
  for (const document of [...DOCUMENTS, SCHEMA]) {
    const before = read(document);
    const text = textOf(document, before);
    if (text === before) continue;
    const filepath = join(PROJECT_DIR, document);
    made[document] = await format(text, { ...(await resolveConfig(filepath)), filepath });
  }
  return made;
}

function textOf(document: string, before: string): string {
  if (document === SCHEMA) return stackSchema();
  return document === CONFIGURATION ? configurationReference() : withRefusals(withOptions(before));
}
