/** `npm run bench`, or one of its parts: `npm run bench -- preview`. */
import { cpus } from "node:os";
import { benchBroker } from "./broker";
import { benchGateway } from "./gateway";
import { benchPreview } from "./preview";
import { benchTests } from "./tests";

const PARTS: Readonly<Record<string, () => void | Promise<void>>> = {
  preview: benchPreview,
  gateway: benchGateway,
  broker: benchBroker,
  tests: benchTests,
};

async function main(asked: readonly string[]): Promise<void> {
  const unknown = asked.find((part) => !Object.hasOwn(PARTS, part));
  if (unknown !== undefined)
    throw new Error(`"${unknown}" is not measured; allowed: ${Object.keys(PARTS).join(", ")}.`);
  console.log(`Node ${process.version}, ${cpus().length} cores`);
  for (const part of asked.length > 0 ? asked : Object.keys(PARTS)) await PARTS[part]?.();
}

void main(process.argv.slice(2));
