/**
 * Runs spec files for Stryker. Much of what is mutated is read once, when a file loads (schemas, tables of
 * rules), so each mutant loads the project's files again, in one process that keeps the libraries:
 * a process for each would cost three times as much. A "test" is therefore a whole spec file. Stryker's own
 * runner has none of that, and takes no mocha from version 12 on.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import Mocha from "mocha";

/** What the instrumented files look at: which mutant is active, and which test runs. */
const context = (globalThis.__stryker__ ??= {});

class FreshFiles {
  capabilities() {
    return { reloadEnvironment: true };
  }

  init() {
    this.require = createRequire(join(process.cwd(), "package.json"));
    this.require("ts-node/register");
    this.require("./tests/support/setup.ts");
    // The files do not change, so each is transpiled once.
    const transpiler = process[Symbol.for("ts-node.register.instance")];
    const { compile } = transpiler;
    const compiled = new Map();
    transpiler.compile = (code, file) => {
      if (!compiled.has(file)) compiled.set(file, compile(code, file));
      return compiled.get(file);
    };
  }

  async dryRun({ testFiles }) {
    const tests = [];
    for (const file of testFiles) {
      const id = relative("", file);
      context.currentTestId = id;
      this.#forgetFiles();
      const start = performance.now();
      const failureMessage = await this.#run(id);
      const timeSpentMs = performance.now() - start;
      const status = failureMessage === undefined ? 0 : 1;
      tests.push({ id, name: nameOf(id), fileName: file, timeSpentMs, status, failureMessage });
    }
    return { status: "complete", tests, mutantCoverage: context.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    Object.assign(context, { activeMutant: activeMutant.id, hitLimit, hitCount: 0 });
    this.#forgetFiles();
    for (const [index, spec] of testFilter.entries()) {
      const failureMessage = await this.#run(spec);
      const nrOfTests = index + 1;
      if (context.hitCount > hitLimit) return { status: "timeout", reason: "an endless loop" };
      if (failureMessage !== undefined)
        return { status: "killed", killedBy: [spec], failureMessage, nrOfTests };
    }
    return { status: "survived", nrOfTests: testFilter.length };
  }

  #forgetFiles() {
    for (const file of Object.keys(this.require.cache))
      if (!file.includes("/node_modules/")) delete this.require.cache[file];
  }

  /** @returns the first failure; undefined: none */
  async #run(spec) {
    const mocha = new Mocha({ reporter: class {}, timeout: 60_000, bail: true }).addFile(spec);
    try {
      mocha.lazyLoadFiles(true).loadFiles();
    } catch (error) {
      return `${spec} does not load: ${error.message}`;
    }
    let failure;
    await new Promise((done) => {
      const runner = mocha.run(done);
      runner.on("fail", (test, error) => (failure ??= `${test.fullTitle()}: ${error.message}`));
    });
    mocha.dispose();
    return failure;
  }
}

/** With the file's hash: an incremental run then sees that it changed. */
function nameOf(spec) {
  return `${spec} ${createHash("sha256").update(readFileSync(spec)).digest("hex").slice(0, 8)}`;
}

const create = () => new FreshFiles();
create.inject = [];

/** What docs/configuration.md says of a key: a test holds the document to it. */
const documentation = {
  shouldIgnore: ({ node }) =>
    node.type === "CallExpression" && node.callee.name === "about" ? "documentation" : undefined,
};

export const strykerPlugins = [
  { kind: "TestRunner", name: "fresh files", factory: create },
  { kind: "Ignore", name: "documentation", value: documentation },
];
