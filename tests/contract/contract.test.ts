/**
 * The contract holds for the unchanged program, whichever way API Gateway behaves where AWS is silent:
 * under the default, with each switch turned alone, and with every pair of values together at least once.
 */
import { expect } from "chai";
import { DEFAULT_QUIRKS, QUIRK_NAMES, QUIRKS, type Quirks } from "../../local/gateway/quirks";
import type { Evaluation } from "../../local/evaluate/evaluate";
import { TENANT_QUIRKS, type TenantQuirks } from "../../local/tenant/quirks";
import { CLAIMS } from "../../tools/verify/claims";
import { costs, type Result } from "../../tools/verify/verify";
import { evaluateDev } from "../support/direct";
import { all } from "../support/registrations";
import { pairwise } from "./pairwise";
import { failures, runContract, skipped } from "./support";

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

  for (const [name, { values }] of Object.entries(TENANT_QUIRKS))
    for (const value of values.slice(1))
      it(`holds where Auth0 is otherwise than by default: ${name}=${value}`, async () => {
        const { results } = await runContract({ evaluation, tenantQuirks: { [name]: value } });
        expect(results.filter(({ status }) => status === "FAIL")).to.deep.equal([]);
      });

  it("reports whether Auth0 repeats why a request is refused, and with which status", async () => {
    const claims = CLAIMS.filter(({ id }) => id === "other-grants");
    const found = async (tenantQuirks: Partial<TenantQuirks>) =>
      (await runContract({ evaluation, claims, tenantQuirks })).results.map(({ detail }) => detail);
    expect(await found({})).to.deep.equal([
      "15 requests refused with 400, 15 of them with the reason, which Auth0 may or may not repeat",
    ]);
    expect(await found({ "unsupported-grant": "403", "grant-type-echoed": "no" })).to.deep.equal([
      "15 requests refused with 403, 0 of them with the reason, which Auth0 may or may not repeat",
    ]);
  });

  it("skips on localhost only what needs TLS, and what is not switched on", async () => {
    const { results } = await runContract({ evaluation });
    expect(failures(results)).to.deep.equal([]);
    expect(skipped(results)).to.deep.equal(["only-through-proxy", "tls"]);
  });

  it("says nothing that is a secret or a token", async () => {
    const { results } = await runContract({ evaluation });
    expectNothingSecret(results, evaluation);
  });
});

describe("The contract, with onlyThroughProxy and a quota for each client", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await evaluateDev({ onlyThroughProxy: { version: 2 }, tokenQuota: "auto" });
  });

  for (const quirks of [{}, { stored: "after-mapping", "unprintable-header": "cut" }] as const)
    it(`holds${Object.keys(quirks).length > 0 ? " under other quirks" : ""}, skips only what needs TLS, and says nothing secret`, async () => {
      const { results, issued } = await runContract({ evaluation, quirks });
      expect(results.filter(({ status }) => status === "FAIL")).to.deep.equal([]);
      expect(skipped(results)).to.deep.equal(["tls"]);
      expect(issued).to.be.at.most(costs(CLAIMS).ifCached);
      expectNothingSecret(results, evaluation);
    });
});

function expectNothingSecret(results: readonly Result[], evaluation: Evaluation): void {
  const text = JSON.stringify(results);
  expect(text).to.not.match(/eyJ[\w-]{10,}/);
  for (const { state } of all(evaluation, "RandomPassword"))
    expect(text).to.not.contain(state.result);
}

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
    expect(sets.length).to.be.at.most(16);
  });
});
