/**
 * Optional parts, switched on and off in a protected stack: in which order things happen, by the same
 * stand-in engine as in lifecycle.test.ts, and with the same limits to what that proves.
 */
import { expect } from "chai";
import { failureOf, vendorsOf } from "../support/registrations";
import type { Run } from "./engine";
import { exposed, firstRun, runStack, SEVERAL_RUNS_MS } from "./support";
import { planUpdate, type Stack, describeSteps } from "./update";

const vendors = vendorsOf("prod");
const globexWith = (changes: Record<string, unknown>) => ({
  vendors: { ...vendors, globex: { ...vendors.globex, ...changes } },
});
const next = (before: Stack, changes: Record<string, unknown>) =>
  runStack("prod", changes, { before });

/** What somebody who looks for an order asks: the first step that starts so, and that there is one. */
function indexOf(run: Run, start: string): number {
  const index = describeSteps(run.steps).findIndex((step) => step.startsWith(start));
  expect(index, `${start}: ${describeSteps(run.steps).join("; ")}`).to.be.at.least(0);
  return index;
}

/**
 * One after the other, and not by chance: this engine takes one at a time, but Pulumi's does all at
 * once that does not depend on something else. Deletions come last in both.
 */
function expectOrder(run: Run, ...starts: string[]): void {
  const indices = starts.map((start) => indexOf(run, start));
  expect(indices, describeSteps(run.steps).join("; ")).to.deep.equal(
    [...indices].sort((a, b) => a - b),
  );
  const steps = run.steps.filter(({ operation }) => operation !== "same");
  indices.slice(1).forEach((index, before) => {
    const [first, then] = [steps[indices[before]!]!, steps[index]!];
    if (!then.operation.startsWith("delete"))
      expect(neededBy(run, then.urn), `${then.name} after ${first.name}`).to.include(first.urn);
  });
}

/** Everything that a resource depends on, directly or not. */
function neededBy(run: Run, urn: string, found = new Set<string>()): Set<string> {
  for (const needed of run.goals.find((goal) => goal.urn === urn)?.dependencies ?? [])
    if (!found.has(needed)) neededBy(run, needed, found.add(needed));
  return found;
}

describe("onlyThroughProxy, in a protected stack", function () {
  this.timeout(SEVERAL_RUNS_MS);
  let sent: Run;
  let atOnce: Run;
  let enforced: Run;
  let raised: Run;
  let unbound: Run;
  let removed: Run;
  before(async () => {
    const off = await firstRun("prod");
    sent = await next(off.after, { onlyThroughProxy: { enforce: false } });
    atOnce = await next(off.after, { onlyThroughProxy: {} });
    enforced = await next(sent.after, { onlyThroughProxy: {} });
    raised = await next(enforced.after, { onlyThroughProxy: { version: 2 } });
    unbound = await next(enforced.after, { onlyThroughProxy: { enforce: false } });
    removed = await next(unbound.after, {});
  });

  it("is made in two steps without a gap: what the gateway sends first, then the binding and nothing else", () => {
    expectOrder(sent, "create Action", "create-replacement Integration", "update Stage");
    expect(describeSteps(sent.steps).join()).to.not.contain("TriggerAction");
    expect(describeSteps(enforced.steps)).to.deep.equal([
      "create TriggerAction only-through-proxy-binding",
    ]);
  });

  it("if made at once, has the Action first, then the gateway, then the binding", () => {
    expectOrder(
      atOnce,
      "create Action only-through-proxy-action",
      "create-replacement Integration proxy-auth0",
      "create-replacement Deployment",
      "update Stage",
      "create TriggerAction only-through-proxy-binding",
    );
  });

  it("with a raised version, has the Action accept both proxy secrets before the gateway sends the new one", () => {
    expectOrder(
      raised,
      "create RandomPassword only-through-proxy-secret-v2",
      "update Action only-through-proxy-action",
      "create-replacement Integration proxy-auth0",
      "update Stage",
    );
    expect(describeSteps(raised.steps).join()).to.not.match(
      /TriggerAction|secret-v1|delete\w* Action/,
    );
  });

  it("goes in two steps: unbound first, and then the rest", () => {
    expect(describeSteps(unbound.steps)).to.deep.equal([
      "delete TriggerAction only-through-proxy-binding",
    ]);
    expectOrder(removed, "update Stage", "delete Action only-through-proxy-action");
    expect(removed.after.resources).to.have.length(sent.after.resources.length - 3);
  });

  it("keeps its proxy secret out of the outputs, and of every part of the state that is not encrypted", () => {
    for (const { outputs, after } of [sent, enforced, raised]) {
      const proxySecrets = after.resources.flatMap(({ name, outputs: state }) =>
        name.startsWith("only-through-proxy-secret") ? [String(state.result)] : [],
      );
      expect(proxySecrets).to.not.be.empty;
      expect(exposed(after, proxySecrets)).to.deep.equal([]);
      expect(JSON.stringify(outputs!.plain)).to.not.match(new RegExp(proxySecrets.join("|")));
    }
  });
});

describe("A vendor that rotates with overlap in a protected stack", function () {
  this.timeout(SEVERAL_RUNS_MS);
  let made: Run;
  let overlapping: Run;
  let cut: Run;
  let unguarded: Run;
  let calledOff: Run;
  const overlap = { clientVersion: 2, rotation: "overlap" };
  before(async () => {
    made = await firstRun("prod");
    overlapping = await next(made.after, globexWith(overlap));
    cut = await next(overlapping.after, globexWith({ clientVersion: 2 }));
    unguarded = await next(overlapping.after, globexWith({ ...overlap, protect: false }));
    calledOff = await next(unguarded.after, {});
  });

  it("gets a second client, and keeps the first with its secret until it is cut off", () => {
    expectOrder(overlapping, "create Client globex-client-v2", "create ClientCredentials");
    const before = made.outputs!.plain.vendors as Record<string, { clientId: string }>;
    const after = overlapping.outputs!.plain.vendors as Record<
      string,
      { clientId: string; retiring: { clientId: string } }
    >;
    expect(after.globex!.retiring.clientId).to.equal(before.globex!.clientId);
    expect(after.globex!.clientId).to.not.equal(before.globex!.clientId);
    expect(describeSteps(cut.steps).every((step) => /^delete \w+ globex/.test(step))).to.equal(
      true,
    );
  });

  it("cannot call it off in one step, for the second client is protected, but in two", () => {
    expect(() => planUpdate(overlapping.after, calledOff.goals)).to.throw(
      /globex-client-v2 as it is protected/,
    );
    expect(describeSteps(unguarded.steps)).to.deep.equal([]);
    // The first client's secret stays as it is: the state has it still.
    expect(describeSteps(calledOff.steps)).to.have.members([
      "update Client globex-client: clientMetadata, name",
      "delete ClientGrant globex-grant-api-example-com-orders-07701c72-v2",
      "delete ClientCredentials globex-credentials-v2",
      "delete RandomPassword globex-secret-v2",
      "delete Client globex-client-v2",
    ]);
    expect(calledOff.outputs).to.deep.equal(made.outputs);
    expect(
      calledOff.after.resources.find(({ name }) => name === "globex-client")?.protect,
    ).to.equal(true);
  });

  it("could not leave the first client in one step: that is protected", async () => {
    const { message } = await failureOf(next(made.after, globexWith({ clientVersion: 2 })));
    expect(message).to.match(/globex-client as it is protected/);
  });
});

describe("A host name of its own, in a protected stack", function () {
  this.timeout(SEVERAL_RUNS_MS);
  const name = { name: "tokens.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" };

  it("is there before API Gateway's own is closed", async () => {
    const made = await firstRun("prod");
    const both = await next(made.after, { domain: { ...name, keepDefaultEndpoint: true } });
    const closed = await next(both.after, { domain: name });
    expectOrder(
      both,
      "create CertificateValidation",
      "create DomainName",
      "create BasePathMapping",
    );
    expect(describeSteps(both.steps).join()).to.not.match(/Deployment|Stage|RestApi/);
    expectOrder(closed, "update RestApi", "create-replacement Deployment", "update Stage");
    expect(both.outputs!.plain.tokenUrl).to.equal("https://tokens.example.com/oauth/token");
  });
});
