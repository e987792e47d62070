/** The claims prove something: each mutation of the program turns red the claims that should catch it. */
import { expect } from "chai";
import { DEFAULT_QUIRKS } from "../../local/gateway/quirks";
import type { Evaluation } from "../../local/evaluate/evaluate";
import { failures, runContract } from "../contract/support";
import { violations } from "../safety/safety";
import { evaluateDev } from "../support/direct";
import { MUTATIONS } from "./mutations";

describe("A program that is broken in one place turns claims red", () => {
  let evaluation: Evaluation;
  const report: string[] = [];
  before(async () => {
    evaluation = await evaluateDev();
  });
  after(() => {
    console.log(`\n    What each mutation turns red:\n${report.join("\n")}`);
  });

  for (const {
    what,
    red,
    resources: mutate,
    configured,
    quirks = {},
    tenantQuirks = {},
    outputs,
    keyCut,
  } of MUTATIONS)
    it(`${what}: ${red.join(", ")}`, async () => {
      const broken = configured ? await evaluateDev(configured) : evaluation;
      const { results } = await runContract({
        evaluation: broken,
        quirks,
        tenantQuirks,
        keyCut,
        ...(mutate ? { mutate } : {}),
        ...(outputs ? { mutateOutputs: outputs } : {}),
      });
      const resources = mutate?.(broken.resources) ?? broken.resources;
      const unsafe = await violations({ ...broken, resources }, { ...DEFAULT_QUIRKS, ...quirks });
      const found = [...new Set(unsafe.map(([claim]) => claim)), ...failures(results)];
      report.push(`      ${what}: ${found.join(", ")}`);
      expect(found).to.include.members([...red]);
    });

  it("and the unchanged program turns none", async () => {
    const { results } = await runContract({ evaluation });
    expect([...(await violations(evaluation, DEFAULT_QUIRKS)), ...failures(results)]).to.deep.equal(
      [],
    );
  });
});
