/** `npm run simulate`, as a process: what it says to bad input. */
import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { PROJECT_DIR } from "../../../tools/lib/stackFile";

describe("npm run simulate", () => {
  const MISTAKES: [string[], RegExp][] = [
    [["--seed", "x"], /^--seed is "x"; allowed: a whole number from 0 to 999999999\.$/],
    [["--quota", "0"], /^--quota is "0"; allowed: a whole number from 1 to/],
    [["--sed", "1"], /^Unknown option '--sed'\. Options: --seed/],
  ];
  for (const [options, message] of MISTAKES)
    it(`ends with code 2 and one clear line for ${options.join(" ")}`, () => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ["-r", "ts-node/register", "tools/simulate/run.ts", ...options],
        { cwd: PROJECT_DIR, encoding: "utf8" },
      );
      expect(stderr.trim()).to.match(message);
      expect(stderr.trim().split("\n")).to.have.length(1);
      expect(stdout).to.equal("");
      expect(status).to.equal(2);
    });
});
