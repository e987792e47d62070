/** `npm run test:mutants`: which code is mutated, and which spec files have to notice. */
import { tmpdir } from "node:os";
import { join } from "node:path";

const cache = "node_modules/.cache/mutants";

export default {
  // Arithmetic and decisions. What prints, reads a file or speaks to AWS or Auth0 is not here; nor is the
  // simulation, of which each mutant would play a day (8 s): docs/simulation.svg holds all its figures.
  mutate: [
    "src/{quota,expiresIn}.ts",
    "src/config/**/*.ts",
    "tools/forecast/{forecast,stores,verdict}.ts",
    "tools/usage/{exchange,figures,month,tenantLog,usage}.ts",
    "tools/changes/{apis,changes,doors,pair,vendors}.ts",
    "tools/adopt/{adopt,apis,clients,grants,importFile,source,vendorName}.ts",
  ],
  // In this order; the first that fails ends a mutant. No mutant gets into a process that a test spawns, so
  // those are not here, nor are the properties of the configuration, which take 7 s.
  testFiles: [
    "tests/unit/config/{warnings,mistakes/*,patterns,rules,places,parse,cacheStore,frontDoor,load,keys,operation}.test.ts",
    "tests/unit/quota.test.ts",
    "tests/tools/forecast/forecast.test.ts",
    "tests/tools/usage/{usage,tenantLog}.test.ts",
    "tests/tools/changes/changes.test.ts",
    "tests/tools/adopt/{adopt,importFile,program,readExport,tenant}.test.ts",
  ],
  testRunner: "fresh files",
  // All kinds of mutants but for the texts of the reference, which tests/delivery/docs holds to its documents.
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
