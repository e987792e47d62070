/** `npm run reference`: writes the documentation that is made from the code. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { PROJECT_DIR } from "../../tools/lib/stackFile";
import { configurationReference } from "./configuration";

async function main(): Promise<void> {
  const file = join(PROJECT_DIR, "docs", "configuration.md");
  const options = await resolveConfig(file);
  writeFileSync(file, await format(configurationReference(), { ...options, filepath: file }));
  console.log(`Written: ${file}`);
}

void main();
