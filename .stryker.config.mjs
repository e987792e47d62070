/** `npm run test:mutants`: which code is mutated, and which spec files have to notice. */
import { tmpdir } from "node:os";
import { join } from "node:path";

const cache = "node_modules/.cache/mutants";

export default {
  // Arithmetic and decisions. What prints, reads a file or speaks to AWS or Auth0 is not here.
  mutate: [
    "src/{quota,expiresIn}.ts",
    "src/config/**/*.ts",
    "tools/forecast/{forecast,stores,verdict}.ts",
    "tools/usage/{exchange,figures,month,tenantLog,usage}.ts",
    "tools/changes/{apis,changes,doors,pair,vendors}.ts",
    "tools/adopt/{adopt,apis,clients,grants,importFile,source,vendorName}.ts",
  ],
  // The first that fails ends a mutant. What spawns a process is not here: no mutant gets into it.
  testFiles: [
    "tests/unit/config/{warnings,mistakes/*,rules,places,parse,cacheStore,frontDoor,load,keys,operation}.test.ts",
    "tests/unit/quota.test.ts",
    "tests/tools/forecast/forecast.test.ts",
    "tests/tools/usage/{usage,tenantLog}.test.ts",
    "tests/tools/changes/changes.test.ts",
    "tests/tools/adopt/{adopt,importFile,program,readExport,tenant}.test.ts",
  ],
  testRunner: "fresh files",
  ignorers: ["documentation"],
  plugins: ["./scripts/mutants/runner.mjs"],
  coverageAnalysis: "perTest",
  // An endless loop is found by its count; on a busy machine the clock would find mutants that are not killed.
  timeoutMS: 60_000,
  // Nothing in the configuration for TypeScript has to be rewritten, which would take a TypeScript beside Stryker.
  tsconfigFile: "none",
  // Each loading of the files leaves some memory behind.
  maxTestRunnerReuse: 200,
  tempDirName: join(tmpdir(), "m2m-token-cache-mutants"),
  incrementalFile: `${cache}/incremental.json`,
  jsonReporter: { fileName: `${cache}/report.json` },
  htmlReporter: { fileName: `${cache}/report.html` },
  reporters: ["clear-text", "html", "json"],
  clearTextReporter: { logTests: false, reportTests: false },
};
