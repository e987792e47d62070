/** `npm run bench` */
import { cpus } from "node:os";
import { benchEvaluation } from "./evaluation";
import { benchGateway } from "./gateway";

async function main(): Promise<void> {
  console.log(`Node ${process.version}, ${cpus().length} cores`);
  benchEvaluation();
  await benchGateway();
}

void main();
