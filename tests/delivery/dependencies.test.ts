/**
 * What runs with a stack's credentials is a dependency, so that `npm run audit` looks at it: the program,
 * the policy pack, and each command that takes a stack.
 */
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { expect } from "chai";
import { preProcessFile, resolveModuleName, sys } from "typescript";
import { PROJECT_DIR } from "../../tools/lib/stackFile";
import { read } from "./support";

const ENTRIES = [
  "index.ts",
  "policy/index.ts",
  ...readdirSync(join(PROJECT_DIR, "tools"))
    .map((tool) => `tools/${tool}/run.ts`)
    .filter((file) => sys.fileExists(join(PROJECT_DIR, file))),
  // Takes a stack's file and none of its credentials.
].filter((file) => file !== "tools/simulate/run.ts");

/** Package to the first file that imports it, through every file of this repository that an entry reaches. */
function packagesOf(entries: readonly string[]): ReadonlyMap<string, string> {
  const packages = new Map<string, string>();
  const seen = new Set<string>();
  const files = entries.map((entry) => join(PROJECT_DIR, entry));
  for (let file = files.pop(); file !== undefined; file = files.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { fileName } of preProcessFile(readFileSync(file, "utf8")).importedFiles) {
      if (fileName.startsWith(".")) {
        const { resolvedModule } = resolveModuleName(fileName, file, {}, sys);
        files.push(resolvedModule?.resolvedFileName ?? resolve(dirname(file), fileName));
      } else {
        const name = /^(@[^/]+\/)?[^/]+/.exec(fileName)?.[0] ?? fileName;
        if (!fileName.startsWith("node:") && !builtinModules.includes(name))
          packages.set(name, relative(PROJECT_DIR, file));
      }
    }
  }
  return packages;
}

describe("The production dependencies", () => {
  const { dependencies } = JSON.parse(read("package.json")) as {
    dependencies: Record<string, string>;
  };

  it("are whatever runs with a stack's credentials", () => {
    const undeclared = [...packagesOf(ENTRIES)].filter(([name]) => !(name in dependencies));
    expect(undeclared).to.deep.equal([]);
  });

  it("and the search finds what is imported far from an entry", () => {
    expect([...packagesOf(ENTRIES).keys()]).to.include.members([
      "@aws-sdk/client-api-gateway",
      "@pulumi/policy",
      "jose",
    ]);
  });
});
