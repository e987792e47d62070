/** `npm run reference`: writes the documentation that is generated from the code. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { read } from "../../tests/delivery/docs/documents";
import { optionsOf } from "../../tools/lib/cli";
import { run } from "../../tools/lib/command";
import { PROJECT_DIR } from "../../tools/lib/stackFile";
import { madeDocuments } from "./documents";
import { REFERENCE } from "./options";

run(async () => {
  optionsOf(REFERENCE);
  const changed = Object.entries(await madeDocuments()).filter(
    ([document, text]) => text !== read(document),
  );
  for (const [document, text] of changed) writeFileSync(join(PROJECT_DIR, document), text);
  console.log(
    changed.length > 0
      ? `Written: ${changed.map(([document]) => document).join(", ")}`
      : "Nothing has changed.",
  );
});
