/** `npm run forecast`, as a process. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { forecastOf } from "../../../tools/forecast/forecast";
import { table } from "../../../tools/forecast/table";
import { fit, WIDTH } from "../../../tools/lib/fit";
import { PROJECT_DIR, readStackFile } from "../../../tools/lib/stackFile";
import { runCommand } from "../../support/command";

const run = (...options: string[]) => runCommand("tools/forecast/run.ts", options);

/** Runs it on Pulumi.prod.yaml with a quota of 100. */
const overspent = (onOverspend: string) =>
  run("--stack", "prod", "--set", `quota=${JSON.stringify({ monthlyTokens: 100, onOverspend })}`);

describe("npm run forecast", () => {
  const prod = forecastOf(readStackFile("prod"));

  it("prints the table of a stack's file", async () => {
    const { code, stdout, stderr } = await run("--stack", "prod");
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    expect(stdout).to.equal(`${fit(table(prod, "prod"), WIDTH)}\n`);
    for (const line of stdout.split("\n")) expect(line.length, line).to.be.at.most(WIDTH);
    expect(stdout).to.match(/^acme-logistics +8640 +2880 +1440 +720$/m);
  });

  it("prints what docs/quota.md shows", () => {
    const text = readFileSync(join(PROJECT_DIR, "docs/quota.md"), "utf8");
    expect(text).to.contain(fit(table(prod, "prod"), WIDTH));
  });

  it("--json prints the same for machines", async () => {
    const { code, stdout } = await run("--stack", "prod", "--json");
    expect(code).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.equal({ stack: "prod", ...prod });
  });

  it("prints the table of an overspend as well, and ends with 1 only where the preview would fail", async () => {
    for (const [onOverspend, expected] of [
      ["warn", 0],
      ["fail", 1],
    ] as const) {
      const { code, stdout, stderr } = await overspent(onOverspend);
      expect(stdout).to.contain("Over the quota at any TTL");
      expect({ code, stderr }).to.deep.equal({ code: expected, stderr: "" });
    }
  });

  it("ends with code 2 and a clear message for another mistake of the configuration", async () => {
    const { code, stdout, stderr } = await overspent("explode");
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    expect(stderr).to.match(/^The stack's configuration has a problem: .*onOverspend is "explode"/);
  });

  const MISTAKES: [string[], RegExp][] = [
    [["--stack", "staging"], /^There is no stack file Pulumi\.staging\.yaml; there are: /],
    [["--set", "quota"], /^--set has to be <key>=<value>/],
    [["--ttl", "300"], /^Unknown option '--ttl'; allowed: --stack/],
  ];
  for (const [options, message] of MISTAKES)
    it(`ends with code 2 and one clear line for ${options.join(" ")}`, async () => {
      const { code, stdout, stderr } = await run(...options);
      expect(stderr.trim()).to.match(message);
      expect(stderr.trim().split("\n")).to.have.length(1);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    });
});
