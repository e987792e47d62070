/**
 * Every optional part at once: they do not get in each other's way, and the contract that holds without
 * them holds with them. The safety claims are in tests/safety, the order of an update in tests/engine.
 */
import { expect } from "chai";
import { DEFAULT_QUIRKS, type Quirks } from "../../local/gateway/quirks";
import { evaluate, type Evaluation } from "../../local/evaluate/evaluate";
import { CLAIMS } from "../../tools/verify/claims";
import { costs } from "../../tools/verify/verify";
import { pairwise } from "../contract/pairwise";
import { runContract, skipped } from "../contract/support";
import { everythingOn } from "../support/everythingOn";
import { all, childrenOf, label, texts } from "../support/registrations";

/** The claims are not about the throttle. */
const VALUES = everythingOn("dev", { throttle: { ratePerSecond: 10_000, burst: 5_000 } });

const SETS: readonly Quirks[] = [DEFAULT_QUIRKS, ...pairwise()];

describe("With every optional part switched on", () => {
  let evaluation: Evaluation;
  let preview: Evaluation;
  before(async () => {
    evaluation = await evaluate({ values: VALUES });
    preview = await evaluate({ values: VALUES, preview: true });
  });

  it("the configuration leaves out no optional key", () => {
    const { resources } = evaluation;
    const types = new Set(resources.map(({ type }) => type));
    for (const type of [
      "auth0:index/triggerAction:TriggerAction",
      "aws:apigateway/domainName:DomainName",
      "aws:apigateway/restApiPolicy:RestApiPolicy",
      "aws:cloudwatch/dashboard:Dashboard",
      "aws:wafv2/webAclAssociation:WebAclAssociation",
    ])
      expect(types).to.include(type);
    for (const { inputs } of all(evaluation, "Client"))
      expect(inputs).to.have.property("tokenQuota");
  });

  it("the preview registers what the update does, and neither a text of something unknown", () => {
    expect(preview.resources.map(label)).to.have.members(evaluation.resources.map(label));
    for (const { urn, inputs } of [...preview.resources, ...evaluation.resources])
      for (const text of texts(inputs))
        expect(text, urn).to.not.match(/undefined|\[object|Calling \[/);
  });

  it("no two resources have one URN, and each is named after the component that it is in", () => {
    const urns = evaluation.resources.map(({ urn }) => urn);
    expect(new Set(urns).size).to.equal(urns.length);
    for (const component of evaluation.resources.filter(({ custom }) => !custom))
      for (const child of childrenOf(evaluation, component))
        expect(child.name.startsWith(`${component.name}-`), child.urn).to.equal(true);
  });

  it("masks every secret in the outputs, and nothing else", () => {
    const masked = [
      "vendors.acme.clientSecret",
      "vendors.acme.retiring.clientSecret",
      "vendors.globex.clientSecret",
      "vendors.initech.clientSecret",
      "vendors.umbrella.clientSecret",
    ];
    for (const { outputs } of [evaluation, preview])
      expect(outputs.secretPaths).to.deep.equal(masked);
  });

  it("sends no secret in a plain input", () => {
    const secrets = all(evaluation, "RandomPassword").map(({ state }) => String(state.result));
    for (const { urn, inputs, secretInputs } of evaluation.resources)
      for (const [key, value] of Object.entries(inputs))
        if (!secretInputs.includes(key))
          for (const text of texts(value))
            expect(
              secrets.some((secret) => text.includes(secret)),
              `${urn} ${key}`,
            ).to.equal(false);
  });

  for (const [index, quirks] of SETS.entries())
    it(`the contract holds: set ${index + 1} of ${SETS.length}`, async () => {
      const { results, issued } = await runContract({ evaluation, quirks, values: VALUES });
      expect(results.filter(({ status }) => status === "FAIL")).to.deep.equal([]);
      expect(skipped(results)).to.deep.equal(["tls"]);
      expect(issued).to.be.at.most(costs(CLAIMS).ifCached);
    });
});
