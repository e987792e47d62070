/** The documents that are made from the code, whole or in part, as they should be now. */
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { DOCUMENTS, read } from "../../tests/delivery/docs/documents";
import { PROJECT_DIR } from "../../tools/lib/stackFile";
import { withOptions } from "./commands";
import { configurationReference } from "./configuration";

const CONFIGURATION = join("docs", "configuration.md");

/** By path from the project's directory; only those with something in them that is made. */
export async function madeDocuments(): Promise<Record<string, string>> {
  const made: Record<string, string> = {};
  for (const document of DOCUMENTS) {
    const before = read(document);
    const text = document === CONFIGURATION ? configurationReference() : withOptions(before);
    if (text === before) continue;
    const filepath = join(PROJECT_DIR, document);
    made[document] = await format(text, { ...(await resolveConfig(filepath)), filepath });
  }
  return made;
}
