/** `npm run handoff`: one vendor's sheet. */
import { optionsOf } from "../lib/cli";
import { run } from "../lib/command";
import { say } from "../lib/fit";
import { readOutputs } from "../lib/readOutputs";
import { UserError } from "../lib/userError";
import { accessOf } from "./access";
import { HANDOFF } from "./options";
import { sheetOf } from "./sheet";

async function main(): Promise<void> {
  const { showSecret: secret = false, ...source } = optionsOf(HANDOFF);
  const [vendor] = HANDOFF.processedArgs;
  const outputs = await readOutputs(source, `${HANDOFF.name()} --help shows how.`, {
    secrets: secret,
  });
  const access = accessOf(outputs, vendor);
  if (secret && access.clientSecret === undefined)
    throw new UserError(`The outputs have no vendors.${vendor}.clientSecret to show.`);
  if (secret)
    say(
      "This sheet contains the client secret: send it through a safe channel, and keep no copy.",
      process.stderr,
    );
  process.stdout.write(sheetOf(access));
}

run(main);
