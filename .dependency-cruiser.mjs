/**
 * Which files may import which; `npm run check` holds them to it. Types count too: whoever reads a circle of
 * types goes round in it as well.
 */
export default {
  forbidden: [
    {
      name: "no-circle",
      comment: "fix: move what both sides need into a file that imports neither.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "program-stands-alone",
      comment: "What `pulumi up` runs is index.ts and src/. fix: move what they need into src/.",
      severity: "error",
      from: { path: "^(index\\.ts$|src/)" },
      to: { path: "^(local|tools|policy|scripts|tests)/" },
    },
    {
      name: "only-what-is-installed",
      comment:
        "What runs with a stack's credentials is a dependency, so that `npm run audit` looks at it. fix: make it one.",
      severity: "error",
      // The simulation takes a stack's file and none of its credentials.
      from: { path: "^(index\\.ts$|src/|policy/|tools/)", pathNot: "^tools/simulate/" },
      to: {
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "policy-judges-by-itself",
      comment:
        "A policy that takes a value from the program agrees with it, right or wrong. fix: import the type, and write the value into policy/known.ts.",
      severity: "error",
      from: { path: "^policy/" },
      to: { path: "^(index\\.ts$|src/|local/|tools/)", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "tools-ask-what-is-deployed",
      comment:
        "An operator's command is about a deployed stack; only the simulation runs the local one. fix: move what both need into tools/lib/ or src/.",
      severity: "error",
      from: { path: "^tools/", pathNot: "^tools/simulate/" },
      // The switches' names and questions are what `verify --report` answers.
      to: { path: "^local/", pathNot: "^local/(gateway|tenant)/[A-Za-z]*[qQ]uirks\\.ts$" },
    },
    {
      name: "tests-stay-out",
      comment: "fix: move what is needed out of tests/ or scripts/.",
      severity: "error",
      from: { path: "^(index\\.ts$|src/|local/|tools/|policy/)" },
      to: { path: "^(tests|scripts)/" },
    },
    {
      name: "resolves",
      comment: "fix: the path, or install the package.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // What a vendor runs; what it imports is filled in.
    exclude: { path: "^tools/handoff/programs/" },
    // The policy pack has a package.json of its own, and this repository's dependencies.
    combinedDependencies: true,
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
