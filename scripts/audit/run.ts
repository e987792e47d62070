/** `npm run audit`: fails on a vulnerable production dependency that exceptions.ts does not explain. */
import { spawnSync } from "node:child_process";
import { EXCEPTIONS } from "./exceptions";
import { type Finding, findingsOf, judge } from "./findings";

function main(): void {
  // Its exit code says that there are findings, not which.
  const { stdout } = spawnSync("npm", ["audit", "--omit=dev", "--json"], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const today = new Date().toISOString().slice(0, 10);
  const { unexplained, explained, stale } = judge(findingsOf(stdout), EXCEPTIONS, today);

  for (const finding of explained)
    console.log(`explained  ${line(finding)}\n           ${EXCEPTIONS[finding.id]?.why ?? ""}`);
  for (const finding of unexplained) console.log(`FOUND      ${line(finding)}`);
  for (const id of stale) console.log(`stale      ${id} is not found any more.`);
  console.log(
    `${unexplained.length} to fix, ${explained.length} explained, ${stale.length} exceptions to remove.`,
  );
  if (unexplained.length + stale.length === 0) return;
  console.log(
    "Update the package, or say in scripts/audit/exceptions.ts why it does not matter and until when; remove what is stale.",
  );
  process.exitCode = 1;
}

function line({ id, severity, package: name, title }: Finding): string {
  return `${id}  ${severity}  ${name}: ${title}`;
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
