/** `npm run bench`, or some of its parts: `npm run bench -- preview`. */
import { cpus } from "node:os";
import { optionsOf } from "../../tools/lib/cli";
import { run } from "../../tools/lib/command";
import { benchBroker } from "./broker";
import { benchGateway } from "./gateway";
import { BENCH, PARTS } from "./options";
import { benchPreview } from "./preview";
import { benchTests } from "./tests";

const BENCHES: Readonly<Record<(typeof PARTS)[number], () => void | Promise<void>>> = {
  preview: benchPreview,
  gateway: benchGateway,
  broker: benchBroker,
  tests: benchTests,
};

run(async () => {
  optionsOf(BENCH);
  const [asked] = BENCH.processedArgs;
  console.log(`Node ${process.version}, ${cpus().length} cores`);
  for (const part of asked.length > 0 ? asked : PARTS) await BENCHES[part]();
});
