/**
 * The program in the runtime that will load it: Pulumi's own (@pulumi/pulumi/cmd/run), started as the
 * CLI's language host starts it, against the stand-in engine of engine.ts. Every optional part is switched
 * on at once, in a protected stack that was made without any. Everywhere else the tests run the program in
 * their own process or under Pulumi's mocks: here all three register the same.
 *
 * Not proved here: anything about Pulumi's engine, its CLI or the providers. None of them ran.
 */
import { expect } from "chai";
import { evaluate } from "../../local/evaluate/evaluate";
import { everythingOn } from "../support/everythingOn";
import { label, labels, texts, UNKNOWN } from "../support/registrations";
import { run, type Run, type SpawnedRun, spawnRun } from "./engine";
import { byTwo, exposed, firstRun, SEVERAL_RUNS_MS } from "./support";
import { describeSteps, type Goal, planUpdate, refresh } from "./update";

const OPTIONS = { values: everythingOn("prod"), stack: "prod" };

describe("In Pulumi's own runtime, the program with every optional part", function () {
  this.timeout(SEVERAL_RUNS_MS);
  let on: SpawnedRun;
  let fresh: SpawnedRun;
  let previewed: Run;
  let again: Run;
  before(async () => {
    const { after: before } = await firstRun("prod");
    [on, fresh] = (await byTwo([
      () => spawnRun({ ...OPTIONS, before }),
      () => spawnRun({ ...OPTIONS, dryRun: true }),
    ])) as [SpawnedRun, SpawnedRun];
    previewed = await run({ ...OPTIONS, before, dryRun: true });
    again = await run({ ...OPTIONS, before: on.after });
  });

  it("is refused nothing, and warns of nothing but the account's role", () => {
    for (const { exitCode, refused, printed, messages } of [on, fresh]) {
      expect({ exitCode, refused, printed }).to.deep.equal({
        ...{ exitCode: 0, refused: [], printed: "" },
      });
      expect(messages.join()).to.match(/^warning: logs\.manageAccountRole is true: [^\n]*role\.$/);
    }
  });

  it("registers what it registers in the tests' own process, and exports and says the same", async () => {
    // Siblings are registered side by side, in whatever order their inputs are ready.
    const sorted = (goals: readonly Goal[]) =>
      [...goals].sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
    const heard = ({ goals, outputs, messages }: Run) => ({
      ...{ goals: sorted(goals), outputs, messages },
    });
    expect(heard(again)).to.deep.equal(heard(on));
    expect(heard(await run({ ...OPTIONS, dryRun: true }))).to.deep.equal(heard(fresh));
  });

  it("registers what it registers under the mocks: in a preview, the same inputs and options", async () => {
    const { resources } = await evaluate(OPTIONS);
    expect(own(on).map(label).sort()).to.deep.equal(labels(resources));
    const preview = await evaluate({ ...OPTIONS, preview: true });
    expect(byLabel(own(fresh))).to.deep.equal(byLabel(preview.resources));
    expect(fresh.outputs!.unknownPaths).to.deep.equal(preview.outputs.unknownPaths);
  });

  it("knows everything after an update", () => {
    expect(on.outputs!.unknownPaths).to.deep.equal([]);
    expect(texts(on.goals.map(({ inputs }) => inputs))).to.not.include(UNKNOWN);
  });

  it("shows in a dry run the steps that the update takes", () => {
    expect(describeSteps(previewed.steps).sort()).to.deep.equal(describeSteps(on.steps).sort());
  });

  it("does not change if nothing changed", () => {
    expect(describeSteps(again.steps)).to.deep.equal([]);
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

/** Without the stack itself, which the runtime registers. */
const own = ({ goals }: Run) => goals.filter(({ parent }) => parent !== "");

/** What the program says of each resource; of other resources by name, for only the runtime knows the stack's. */
function byLabel(goals: readonly Goal[]): Record<string, unknown> {
  const names = (urns: readonly string[]) => urns.map((urn) => urn.split("::").at(-1)).sort();
  return Object.fromEntries(
    goals.map((goal) => {
      const { inputs, secretInputs, dependencies, propertyDependencies, protect } = goal;
      const { retainOnDelete, deleteBeforeReplace, replaceOnChanges, ignoreChanges } = goal;
      return [
        label(goal),
        {
          ...{ inputs, secretInputs, protect, retainOnDelete, deleteBeforeReplace },
          ...{ replaceOnChanges, ignoreChanges, dependencies: names(dependencies) },
          additionalSecretOutputs: goal.additionalSecretOutputs,
          propertyDependencies: Object.entries(propertyDependencies)
            .map(([key, urns]) => [key, names(urns)])
            .sort(),
        },
      ];
    }),
  );
}
