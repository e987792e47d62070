/** One measurement of preview.ts: the program with so many vendors, as the tests and the local run evaluate it. */
import { evaluate } from "../../local/evaluate/evaluate";
import { readStackFile } from "../../tools/lib/stackFile";

async function main([vendors]: string[]): Promise<void> {
  const grants = { "https://api.dev.example.com/orders": ["read:orders"] };
  const many = Array.from({ length: Number(vendors) }, (_, index) => [
    `vendor-${index}`,
    { grants },
  ]);
  const { project, values } = readStackFile("dev");
  await evaluate({
    project,
    values: { ...values, [`${project}:vendors`]: JSON.stringify(Object.fromEntries(many)) },
  });
}

void main(process.argv.slice(2));
