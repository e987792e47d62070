/**
 * The program with a mistake in it or in its configuration, in Pulumi's own runtime (see runtime.test.ts):
 * what a user is told, and how the program is loaded.
 */
import { expect } from "chai";
import type { SpawnedRun } from "./engine";
import { byTwo, copyProject, removeProject, SEVERAL_RUNS_MS, spawnStack } from "./support";

const HIDDEN = "NeverToBeShown0123456789";
const MISTAKE = 'const wrong: number = "a text";\n';

describe("In Pulumi's own runtime, a mistake", function () {
  this.timeout(SEVERAL_RUNS_MS);
  let configured: SpawnedRun;
  let asking: SpawnedRun;
  let checked: SpawnedRun;
  const copies: string[] = [];
  const copy = (edits: Parameters<typeof copyProject>[0]) => {
    const dir = copyProject(edits);
    copies.push(dir);
    return dir;
  };

  before(async () => {
    const withInvoke = copy({
      "index.ts": () =>
        `${MISTAKE}import * as pulumi from "@pulumi/pulumi";\n` +
        "console.log(wrong, Error.stackTraceLimit);\n" +
        'void pulumi.runtime.invoke("aws:index/getRegion:getRegion", {});\n',
    });
    const loadedOtherwise = copy({
      "index.ts": () => `${MISTAKE}export = { wrong };\n`,
      "tsconfig.json": (text) => text.replace('"swc": true', '"swc": false'),
    });
    const cache = { ttlSeconds: 7200, sizeGb: "0.5" };
    const results = await byTwo([
      () => spawnStack("dev", { cache, "auth0:domain": HIDDEN }, { secretKeys: ["auth0:domain"] }),
      () => spawnStack("dev", {}, { dir: withInvoke }),
      () => spawnStack("dev", {}, { dir: loadedOtherwise }),
    ]);
    [configured, asking, checked] = results as [SpawnedRun, SpawnedRun, SpawnedRun];
  });
  after(() => {
    copies.forEach(removeProject);
  });

  it("in the configuration is reported with its fix, without a stack trace, and nothing is created", () => {
    const { exitCode, printed, messages, goals } = configured;
    expect({ exitCode, printed }).to.deep.equal({ exitCode: 32, printed: "" });
    expect(goals.filter(({ parent }) => parent !== "")).to.deep.equal([]);
    expect(messages).to.have.length(1);
    expect(messages[0])
      .to.match(/^error: /)
      .and.include("cache.ttlSeconds")
      .and.include("7200")
      .and.include("pulumi config set")
      .and.not.match(/\n\s+at /);
  });

  it("in a value that is a secret is reported by its key, and never by the value", () => {
    expect(configured.messages[0]).to.include("auth0:domain").and.not.include(HIDDEN);
  });

  it("that has it ask the cloud for something is found: the program only declares", () => {
    expect(asking.refused).to.deep.equal(["The stand-in does not answer invoke."]);
  });

  it("in the types does not stop it: they were checked before, not on every preview; stack traces are short, as Pulumi.yaml asks of Node", () => {
    expect(asking.printed).to.equal("a text 2\n");
  });

  it("in the types would stop it without swc in tsconfig.json", () => {
    expect(checked.exitCode).to.equal(32);
    expect(checked.messages.join()).to.include("not assignable to type 'number'");
  });
});
