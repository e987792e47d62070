/** `npm run changes`: what a pull request's stack files change, above its diff. */
import { optionsOf } from "../lib/cli";
import { run } from "../lib/command";
import { withProgress } from "../lib/progress";
import { PROJECT_DIR } from "../lib/stackFile";
import { CHANGES } from "./options";
import { markdown, reports } from "./report";
import { stackPairs } from "./stackFiles";

run(async () => {
  const { base, json } = optionsOf(CHANGES);
  const byStack = await withProgress("Reading the stacks' files.", (progress) =>
    reports(
      stackPairs(base, PROJECT_DIR, (stack) => {
        progress.step(`Comparing ${stack} with ${base}.`);
      }),
    ),
  );
  console.log(json ? JSON.stringify(byStack) : markdown(byStack));
});
