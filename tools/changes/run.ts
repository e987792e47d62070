/** `npm run changes`: what a pull request's stack files change, above its diff. */
import { optionsOf } from "../lib/cli";
import { run } from "../lib/command";
import { PROJECT_DIR } from "../lib/stackFile";
import { CHANGES } from "./options";
import { markdown, reports } from "./report";
import { stackPairs } from "./stackFiles";

run(() => {
  const { base, json } = optionsOf(CHANGES);
  const byStack = reports(stackPairs(base, PROJECT_DIR));
  console.log(json ? JSON.stringify(byStack) : markdown(byStack));
});
