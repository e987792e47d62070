/**
 * An update that fails at the cloud, and what the next one makes of it. As the Auth0 provider 3.49 was seen
 * to: it stores what it failed to send, so that a plain `pulumi up` says "updated" and sends nothing. A
 * refresh finds what the cloud really has.
 *
 * Not proved here: anything about Pulumi's engine, its CLI, the providers, AWS or Auth0. None ran.
 */
import { expect } from "chai";
import type { Properties } from "../../local/evaluate/computedOutputs";
import { label, vendorsOf } from "../support/registrations";
import type { Run } from "./engine";
import { firstRun, runStack, SEVERAL_RUNS_MS } from "./support";
import { type Goal, describeSteps, planUpdate, refresh, type Stack } from "./update";

const ORDERS = "https://api.example.com/orders";
const { globex, ...others } = vendorsOf("prod");
/** A proxy secret changed, a client secret rotated, a scope withdrawn, a TTL lowered, a vendor added. */
const CHANGES = {
  onlyThroughProxy: { version: 2 },
  cache: { ttlSeconds: 1800, sizeGb: "0.5" },
  quota: { monthlyTokens: 50_000 },
  vendors: {
    ...others,
    globex: { ...globex, secretVersion: 2 },
    "acme-logistics": { ...others["acme-logistics"], grants: { [ORDERS]: ["read:orders"] } },
    hooli: { grants: { [ORDERS]: ["read:orders"] } },
  },
};

const ACTION = "only-through-proxy-action";

describe("After an update that failed", function () {
  this.timeout(SEVERAL_RUNS_MS);

  let stood: Stack;
  let changed: Run;
  before(async () => {
    const made = await firstRun("prod");
    const closed = await runStack("prod", { onlyThroughProxy: {} }, { before: made.after });
    stood = closed.after;
    changed = await runStack("prod", CHANGES, { before: stood });
  });

  /** The same change, with an operation that fails. */
  const failed = (operation: string, goals: readonly Goal[] = changed.goals): Stack => {
    const cloud = stood.cloud.copy();
    cloud.failOnce(operation);
    const { stack, failure } = planUpdate({ ...stood, cloud }, goals);
    expect(failure).to.equal(`The cloud failed to ${operation}.`);
    return stack;
  };
  /** What the cloud has of a resource, by its name. */
  const at = ({ resources, cloud }: Stack, name: string): Properties => {
    const state = resources.find((each) => each.name === name)!;
    return cloud.read(state.urn, state.id)!.inputs;
  };
  const upAgain = (stack: Stack) => planUpdate(stack, changed.goals);
  const upRefresh = (stack: Stack) => upAgain(refresh(stack).stack);

  it("a plain up says that it has updated, and has sent nothing: the Action denies every vendor", () => {
    const { stack, steps, failure } = upAgain(failed(`update Action ${ACTION}`));
    expect(failure).to.equal(undefined);
    expect(describeSteps(steps)).to.include(`update Action ${ACTION}`);
    expect(at(stack, ACTION)).to.deep.equal(at(stood, ACTION));
    expect(sentBy(stack)).to.equal(sentBy(changed.after)).and.to.not.equal(sentBy(stood));
    expect(describeSteps(upAgain(stack).steps)).to.deep.equal([]);
  });

  it("up --refresh sends the Action what it accepts before the gateway sends the new proxy secret", () => {
    const { stack, steps } = upRefresh(failed(`update Action ${ACTION}`));
    const all = describeSteps(steps);
    const gateway = all.findIndex((step) => step.startsWith("create-replacement Integration"));
    expect(all.indexOf(`update Action ${ACTION}: code`)).to.be.within(0, gateway);
    expect(at(stack, ACTION)).to.deep.equal(at(changed.after, ACTION));
  });

  it("an Action's secrets would be lost even so, since they are never read back: it has none", () => {
    const inSecrets = (goal: Goal): Goal =>
      goal.name === ACTION
        ? {
            ...goal,
            inputs: {
              ...goal.inputs,
              code: "the same",
              secrets: [{ name: "PROXY_SECRET", value: goal.inputs.code }],
            },
          }
        : goal;
    const goals = changed.goals.map(inSecrets);
    const earlier = planUpdate(
      stood,
      stood.resources.map((state) => inSecrets(state)),
    ).stack;
    const cloud = earlier.cloud.copy();
    cloud.failOnce(`update Action ${ACTION}`);
    const { stack } = planUpdate({ ...earlier, cloud }, goals);
    const retried = planUpdate(refresh(stack).stack, goals).stack;
    expect(at(retried, ACTION)).to.deep.equal(at(earlier, ACTION));
  });

  const KINDS = ["Action", "ClientCredentials", "ClientGrant", "MethodSettings", "Stage"];
  it("whatever failed, up --refresh ends with all that was to be, and a preview with a refresh finds nothing left", () => {
    const attempts = changed.steps
      .filter(({ operation, type }) => /^(update|create)/.test(operation) && isCustom(type))
      .map((step) => `${step.operation.split("-")[0]!} ${label(step)}`);
    for (const kind of KINDS) expect(attempts.join()).to.contain(`update ${kind} `);
    for (const attempt of attempts) {
      const { stack, failure } = upRefresh(failed(attempt));
      expect(failure, attempt).to.equal(undefined);
      expect(stack.cloud.inventory(), attempt).to.deep.equal(changed.after.cloud.inventory());
      for (const { name, custom } of changed.goals)
        if (custom)
          expect(at(stack, name), `${attempt}: ${name}`).to.deep.equal(at(changed.after, name));
      const { steps } = planUpdate(refresh(stack).stack, changed.goals);
      expect(describeSteps(steps), attempt).to.deep.equal([]);
    }
  });
});

function isCustom(type: string): boolean {
  return /^(aws|auth0|random):/.test(type);
}

/** What the gateway sends to Auth0 as its User-Agent. */
function sentBy({ resources }: Stack): unknown {
  const { requestParameters } = resources.find(({ name }) => name === "proxy-auth0")!.inputs;
  return (requestParameters as Properties)["integration.request.header.User-Agent"];
}
