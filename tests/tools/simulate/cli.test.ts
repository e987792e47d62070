/** `npm run simulate`: what it says to bad input. */
import { expect } from "chai";
import { runInProcess } from "../../support/command";

describe("npm run simulate", () => {
  const MISTAKES: [string[], RegExp][] = [
    [["--seed", "x"], /^--seed is "x"; allowed: a whole number from 0 to 999999999\.\n$/],
    [["--quota", "0"], /^--quota is "0"; allowed: a whole number from 1 to .*\n$/],
    [["--sed", "1"], /^Unknown option '--sed' \(Did you mean --seed\?\); allowed: --seed.*\n$/],
  ];
  for (const [options, message] of MISTAKES)
    it(`ends with code 2 and one clear line for ${options.join(" ")}`, async () => {
      const { code, stdout, stderr } = await runInProcess("tools/simulate/run.ts", options);
      expect(stderr).to.match(message);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    });
});
