/** `npm run handoff`: one vendor's sheet. */
import { parseArgs } from "node:util";
import { run } from "../lib/command";
import { usageError } from "../lib/options";
import { readOutputs } from "../lib/outputs";
import { UserError } from "../lib/userError";
import { accessOf } from "./access";
import { sheetOf } from "./sheet";

const USAGE =
  "Usage: npm run handoff -- <vendor> (--stack <name> | --outputs <file or ->) [--show-secret]";

function main(): void {
  const { vendor, secret, ...source } = readOptions();
  const outputs = readOutputs(source, USAGE, { secrets: secret });
  const access = accessOf(outputs, vendor);
  if (secret && access.clientSecret === undefined)
    throw new UserError(`The outputs have no vendors.${vendor}.clientSecret to show.`);
  if (secret)
    console.error(
      "This sheet holds the client secret: send it through a safe channel, and keep no copy.",
    );
  process.stdout.write(sheetOf(access));
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        stack: { type: "string" },
        outputs: { type: "string" },
        "show-secret": { type: "boolean", default: false },
      },
    });
    const [vendor, ...more] = positionals;
    if (vendor === undefined || more.length > 0) throw new UserError(`Name one vendor. ${USAGE}`);
    return {
      vendor,
      secret: values["show-secret"],
      stack: values.stack,
      outputs: values.outputs,
    };
  } catch (error) {
    throw usageError(error, USAGE);
  }
}

run(main);
