/**
 * The contract holds for the program as it is, whichever way API Gateway behaves where AWS is silent:
 * under the default, with each switch turned alone, and with every pair of values together at least once.
 */
import { expect } from "chai";
import { DEFAULT_QUIRKS, QUIRK_NAMES, QUIRKS, type Quirks } from "../../local/gateway/quirks";
import type { Evaluation } from "../../local/program/evaluate";
import { CLAIMS } from "../../verify/claims";
import { costs } from "../../verify/verify";
import { evaluateDev } from "../support/direct";
import { pairwise } from "./pairwise";
import { failures, runContract } from "./support";

const SETS: [string, Quirks][] = [
  ["as by default", DEFAULT_QUIRKS],
  ...QUIRK_NAMES.flatMap((name) =>
    QUIRKS[name].values
      .slice(1)
      .map((value): [string, Quirks] => [`${name}=${value}`, { ...DEFAULT_QUIRKS, [name]: value }]),
  ),
  ...pairwise().map((quirks, index): [string, Quirks] => [`pairwise set ${index + 1}`, quirks]),
];

describe("The contract, over HTTP", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await evaluateDev();
  });

  for (const [what, quirks] of SETS)
    it(`holds: ${what}`, async () => {
      const { results, issued } = await runContract({ evaluation, quirks });
      expect(results.filter(({ status }) => status === "FAIL")).to.deep.equal([]);
      expect(results.map(({ id }) => id)).to.deep.equal(CLAIMS.map(({ id }) => id));
      expect(issued).to.be.at.most(costs(CLAIMS).ifCached);
    });

  it("skips on localhost only what needs TLS", async () => {
    const { results } = await runContract({ evaluation });
    expect(failures(results)).to.deep.equal([]);
    expect(results.filter(({ status }) => status === "SKIP").map(({ id }) => id)).to.deep.equal([
      "tls",
    ]);
  });

  it("says nothing that is a secret or a token", async () => {
    const { results } = await runContract({ evaluation });
    const text = JSON.stringify(results);
    expect(text).to.not.match(/eyJ[\w-]{10,}/);
    for (const path of evaluation.outputs.secretPaths) {
      const [, name = ""] = path.split(".");
      const vendors = evaluation.outputs.values.vendors as Record<string, { clientSecret: string }>;
      expect(text).to.not.contain(vendors[name]?.clientSecret);
    }
  });
});

describe("The pairwise sets", () => {
  it("hold every pair of values of every two switches", () => {
    const sets = pairwise();
    for (const [index, one] of QUIRK_NAMES.entries())
      for (const other of QUIRK_NAMES.slice(index + 1))
        for (const a of QUIRKS[one].values)
          for (const b of QUIRKS[other].values)
            expect(
              sets.some((set) => set[one] === a && set[other] === b),
              `${one}=${a}, ${other}=${b}`,
            ).to.equal(true);
    expect(sets.length).to.be.at.most(12);
  });
});
