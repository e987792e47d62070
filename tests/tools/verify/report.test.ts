/** The report of `npm run verify`: each probe says which value a behaviour has, against the stand-ins under each. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Evaluation } from "../../../local/evaluate/evaluate";
import { FUNCTION_QUIRKS } from "../../../local/gateway/functionQuirks";
import { QUIRKS } from "../../../local/gateway/quirks";
import { type LocalStack, startLocalStack } from "../../../local/localStack";
import { TENANT_QUIRKS } from "../../../local/tenant/quirks";
import {
  asMarkdown,
  measure,
  type Measurement,
  PROBES,
  UNMEASURED,
} from "../../../tools/verify/report";
import { runCommand } from "../../support/command";
import { evaluateDev } from "../../support/direct";
import { devValues, START } from "../../support/stack";

const SWITCHES = { ...QUIRKS, ...FUNCTION_QUIRKS, ...TENANT_QUIRKS };
type Switch = keyof typeof SWITCHES;
const names = Object.keys(SWITCHES) as Switch[];

describe("A report of what the platform does", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await evaluateDev();
  });

  async function measured(settings: object): Promise<readonly Measurement[]> {
    let now = START;
    const stack = await startLocalStack({
      values: devValues(),
      evaluation,
      quirks: settings,
      tenantQuirks: settings,
      // Time goes on, so that tokens of parallel requests differ.
      clock: () => (now += 400),
    });
    try {
      return await measure({
        outputs: stack.outputs,
        now: () => now / 1000,
        wait: (seconds) => {
          now += seconds * 1000;
          return Promise.resolve();
        },
      });
    } finally {
      await stack.close();
    }
  }

  it("measures each behaviour or says why nobody outside can tell, and knows no other", () => {
    expect([...Object.keys(PROBES), ...Object.keys(UNMEASURED)]).to.have.members(names);
  });

  for (const name of names.filter((each) => each in PROBES))
    for (const value of SWITCHES[name].values)
      // One token for many requests is also what a second of unmerged ones looks like.
      if (name !== "misses-merged" || value === "no")
        it(`says ${name}=${value} where it is so`, async () => {
          const found = (await measured({ [name]: value })).find(({ quirk }) => quirk === name);
          expect(found, found?.detail).to.include({ id: SWITCHES[name].id, value });
        });

  it("does not say that misses are merged: it might be one second's tokens", async () => {
    const found = (await measured({ "misses-merged": "yes" })).find(({ id }) => id === "U7");
    expect(found).to.not.have.property("value");
    expect(found?.detail).to.contain("one second");
  });

  it("separates what was measured from what was not, and says where it ran", async () => {
    const text = asMarkdown({
      region: "eu-west-1",
      local: false,
      at: new Date("2026-01-02T03:04:05Z"),
      results: [{ id: "cached", title: "", why: "", status: "PASS", detail: "a | b" }],
      measurements: await measured({}),
    });
    expect(text).to.contain("Measured on 2026-01-02 on AWS, eu-west-1, and Auth0.");
    const [silent = "", untold = ""] = text.split("## Not measured");
    for (const name of names)
      expect(name in PROBES ? silent : untold, name).to.match(new RegExp(`\\| \`${name}[=\`]`));
    expect(text).to.contain("| PASS | `cached` | a \\| b |");
  });

  describe("as a file", () => {
    let stack: LocalStack;
    let dir: string;
    before(async () => {
      dir = mkdtempSync(join(tmpdir(), "verify-"));
      stack = await startLocalStack({ values: devValues(), evaluation });
    });
    after(async () => {
      rmSync(dir, { recursive: true });
      await stack.close();
    });
    const verify = (file: string) =>
      runCommand("tools/verify/run.ts", ["--outputs", "-", "--only", "outputs", "--report", file], {
        stdin: JSON.stringify(stack.outputs),
      });

    it("is written by --report, counted in what it costs, and says that it was not on AWS", async () => {
      const file = join(dir, "report.md");
      const before = stack.tenant.issued;
      const { code, stdout, stderr } = await verify(file);
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
      const [, most] = /at most (\d+) Auth0 tokens/.exec(stdout) ?? [];
      expect(stack.tenant.issued - before).to.be.within(1, Number(most));
      const text = readFileSync(file, "utf8");
      expect(text).to.contain("on the local stand-ins, not AWS and Auth0");
      expect(text + stdout).to.not.match(/eyJ[\w-]{10,}/);
      for (const { clientSecret } of Object.values(stack.outputs.vendors))
        expect(text + stdout).to.not.contain(clientSecret);
    });

    it("that cannot be written ends it before it has cost anything", async () => {
      const before = stack.tenant.issued;
      const { code, stderr } = await verify(join(dir, "nowhere", "report.md"));
      expect(code).to.equal(2);
      expect(stderr).to.match(/^--report .* cannot be written \(ENOENT\)\. fix: /);
      expect(stack.tenant.issued).to.equal(before);
    });
  });
});
