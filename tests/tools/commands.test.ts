/** No command of this project lacks --help, -h, --version, and one line for an option that there is not. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { COMMANDS as DOCUMENTED } from "../../scripts/reference/commands";
import { WIDTH } from "../../tools/lib/fit";
import { PROJECT_DIR } from "../../tools/lib/stackFile";
import { runInProcess } from "../support/command";

const { scripts, version } = JSON.parse(
  readFileSync(join(PROJECT_DIR, "package.json"), "utf8"),
) as { scripts: Record<string, string>; version: string };

/** What a command cannot do without, for it says so first. */
const NEEDED: Readonly<Record<string, readonly string[]>> = { changes: ["--base", "HEAD"] };

/** Every npm script that runs a file of this project. */
const COMMANDS = Object.entries(scripts).flatMap(([name, script]) => {
  const [, file] = /^node -r ts-node\/register (\S+)$/.exec(script) ?? [];
  return file === undefined ? [] : [{ name, file }];
});

for (const { name, file } of COMMANDS)
  describe(`npm run ${name}`, () => {
    const called = name === "start" ? "npm start" : `npm run ${name}`;

    it("says what it does, its options and examples, in 80 columns without colour, and does nothing", async () => {
      const { code, stdout, stderr } = await runInProcess(file, ["--help"]);
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
      expect(stdout.startsWith(`Usage: ${called} -- [options]`), stdout).to.equal(true);
      expect(stdout).to.match(/\n\n[A-Z][^]+\nOptions:\n[^]+\nExamples:\n {2}# .+\n {2}npm /);
      for (const line of stdout.split("\n")) expect(line.length, line).to.be.at.most(WIDTH);
      expect(stdout).to.not.contain("\x1b");
      expect(await runInProcess(file, ["-h"])).to.deep.equal({ code, stdout, stderr });
    });

    it("says the project's version", async () => {
      expect(await runInProcess(file, ["--version"])).to.deep.equal({
        code: 0,
        stdout: `${version}\n`,
        stderr: "",
      });
    });

    it("ends with code 2 and one line for an option that there is not", async () => {
      const { code, stdout, stderr } = await runInProcess(file, [
        ...(NEEDED[name] ?? []),
        "--no-such-option",
      ]);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
      expect(stderr).to.match(/^Unknown option '--no-such-option'[^\n]*; fix: [^\n]*\n$/);
      expect(stderr).to.contain(`; fix: ${called} -- --help shows each with an example`);
    });
  });

it("Every command's options are documented", () => {
  expect(Object.keys(DOCUMENTED)).to.have.members(COMMANDS.map(({ name }) => name));
});
