/**
 * Every optional part at once in Pulumi's own runtime, switched on in a protected stack that was made
 * without any: with the same stand-in engine as lifecycle.test.ts, and the same limits to what that
 * proves.
 */
import { expect } from "chai";
import { evaluate } from "../../local/evaluate/evaluate";
import { everythingOn } from "../support/everythingOn";
import { label, labels } from "../support/registrations";
import { run, type Run } from "./engine";
import { byTwo, exposed, firstRun, SEVERAL_RUNS_MS } from "./support";
import { describeSteps, planUpdate, refresh } from "./update";

const VALUES = everythingOn("prod");

describe("Every optional part at once, in Pulumi's own runtime,", function () {
  this.timeout(SEVERAL_RUNS_MS);
  let on: Run;
  let previewed: Run;
  let again: Run;
  before(async () => {
    const { after } = await firstRun("prod");
    const options = { values: VALUES, stack: "prod" };
    [on, previewed] = (await byTwo([
      () => run({ ...options, before: after }),
      () => run({ ...options, before: after, dryRun: true }),
    ])) as [Run, Run];
    again = await run({ ...options, before: on.after });
  });

  it("is refused nothing, and warns of nothing but the account's role", () => {
    for (const { exitCode, refused, printed, messages } of [on, previewed, again]) {
      expect({ exitCode, refused, printed }).to.deep.equal({
        ...{ exitCode: 0, refused: [], printed: "" },
      });
      expect(messages.join()).to.match(/^warning: logs\.manageAccountRole is true: [^\n]*role\.$/);
    }
  });

  it("registers what it registers under the mocks, in a dry run too", async () => {
    const { resources } = await evaluate({ values: VALUES, stack: "prod" });
    for (const { goals } of [on, previewed])
      expect(
        goals
          .filter(({ parent }) => parent !== "")
          .map(label)
          .sort(),
      ).to.deep.equal(labels(resources));
  });

  it("shows in a dry run the steps that the update takes", () => {
    expect(describeSteps(previewed.steps).sort()).to.deep.equal(describeSteps(on.steps).sort());
  });

  it("does not change if nothing changed", () => {
    expect(describeSteps(again.steps)).to.deep.equal([]);
    expect(again.outputs).to.deep.equal(on.outputs);
  });

  it("reads, in a refresh, nothing else than it wrote, and has nothing to do afterwards", () => {
    const { stack, drifted } = refresh(on.after);
    expect(drifted).to.deep.equal([]);
    expect(describeSteps(planUpdate(stack, on.goals).steps)).to.deep.equal([]);
  });

  it("masks in the outputs the secret of each client, the retiring one's too, and nothing else", () => {
    const clients = on.goals.filter(({ type }) => type.endsWith(":Client"));
    const { secretPaths } = on.outputs!;
    expect(secretPaths).to.have.length(clients.length);
    expect(secretPaths.every((path) => path.endsWith(".clientSecret"))).to.equal(true);
    expect(secretPaths.filter((path) => path.includes(".retiring."))).to.have.length(1);
  });

  it("keeps every generated secret where the state is encrypted", () => {
    const generated = on.after.resources.flatMap(({ type, outputs }) =>
      type.endsWith(":RandomPassword") ? [String(outputs.result)] : [],
    );
    // One for each client but the imported one's, and two proxy secrets.
    expect(generated.length).to.be.greaterThan(5);
    expect(exposed(on.after, generated)).to.deep.equal([]);
  });
});
