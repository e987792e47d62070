/**
 * The way from one store to another, with every state in which an update that fails can leave the cloud: a
 * model of Pulumi's engine, its providers and AWS, none of which ran.
 */
import { expect } from "chai";
import type { Config } from "../../src/config/types";
import { label, TYPES, vendorsOf } from "../support/registrations";
import { type ProxyKeys, Snapshots, wrongWith } from "./served";
import type { Run } from "./engine";
import { firstRun, runStack, SEVERAL_RUNS_MS } from "./support";
import { describeSteps, type Goal, planUpdate, type Stack, Update } from "./update";

const ORDERS = "https://api.dev.example.com/orders";
type Store = Config["cache"]["store"];

/** A stack, and the store that it was last updated to. */
interface Stood {
  readonly stack: Stack;
  readonly store: Store;
}
/** Straight, and the harder way: with a cluster that stays. */
const JUMP = "stage to dynamodb";

const { globex, initech, ...others } = vendorsOf("dev");
/** A vendor that is suspended, one that loses an audience, and the rest gone. */
const LOSSES = {
  globex: { ...globex, suspended: true },
  initech: { ...initech, grants: { [ORDERS]: ["read:orders"] } },
};
const GONE = Object.keys(others);

describe("The switch of the store", function () {
  this.timeout(SEVERAL_RUNS_MS);
  const updates: Record<string, Switch> = {};

  before(async () => {
    const to = async (what: string, from: Stood, store: Store, more = {}): Promise<Stood> => {
      const run = await runStack("dev", { cache: { store }, ...more }, { before: from.stack });
      updates[what] = { from, run, store };
      return { stack: run.after, store };
    };
    const stage: Stood = { stack: (await firstRun("dev")).after, store: "stage" };
    const none = await to("stage to none", stage, "none");
    await to(JUMP, stage, "dynamodb", { cache: { store: "dynamodb", standby: true } });
    const dynamodb = await to("none to dynamodb", none, "dynamodb");
    await to("none to stage", await to("dynamodb to none", dynamodb, "none"), "stage");
    await to("dynamodb to stage", dynamodb, "stage");
    const another = { cache: { store: "dynamodb", pepperVersion: 2 } };
    await to("another pepper", dynamodb, "dynamodb", another);
    await to("losses", dynamodb, "dynamodb", { vendors: LOSSES });
  });

  const UPDATES = [
    ["stage to none", "none to dynamodb", "dynamodb to none", "none to stage"],
    ["dynamodb to stage", "another pepper"],
  ].flat();

  for (const proxyKeys of ["honoured", "ignored"] as const) {
    for (const what of UPDATES)
      it(`${what}: nothing is wrong at any moment, with key parameters of a proxy ${proxyKeys}`, () => {
        expect(wrongIn(updates[what]!, proxyKeys)).to.deep.equal([]);
      });
  }

  it(`${JUMP}, a jump: nothing is wrong at any moment if key parameters of a proxy are honoured`, () => {
    expect(wrongIn(updates[JUMP]!, "honoured")).to.deep.equal([]);
  });

  it(`${JUMP}, a jump: rests on that alone, between the stage and its settings`, () => {
    const wrong = wrongIn(updates[JUMP]!, "ignored");
    expect(new Set(wrong.map(({ what }) => what))).to.deep.equal(
      new Set(["an answer of the store dynamodb comes from the cache"]),
    );
  });

  it("ends with what was to be, and with nothing left of the store before", () => {
    for (const [what, { run }] of Object.entries(updates)) {
      const { steps } = planUpdate(run.after, run.goals);
      expect(describeSteps(steps), what).to.deep.equal([]);
    }
    const stage = updates["none to stage"]!.run.after;
    for (const type of [TYPES.Table, TYPES.TableItem, TYPES.Function, TYPES.Permission])
      expect(stage.cloud.all(type), type).to.deep.equal([]);
    expect(stage.cloud.inventory()).to.deep.equal(
      updates["stage to none"]!.from.stack.cloud.inventory(),
    );
  });

  it("removes nothing before the stage has moved", () => {
    for (const [what, { run }] of Object.entries(updates)) {
      const moved = run.steps.findIndex(({ name }) => name === "proxy-stage");
      const removed = run.steps.findIndex(({ operation }) => operation === "delete");
      if (removed >= 0) expect(removed, what).to.be.above(moved);
    }
  });

  it("updates the broker before a removal at Auth0", () => {
    const steps = describeSteps(updates.losses!.run.steps);
    const at = (start: string) => steps.findIndex((step) => step.startsWith(start));
    const lost = [
      ["update TableItem broker-globex-client: item", "delete ClientGrant globex-grant-"],
      ["update TableItem broker-initech-client: item", "delete ClientGrant initech-grant-"],
      ...GONE.flatMap((vendor) =>
        ["ClientGrant", "ClientCredentials", "Client"].map((kind) => [
          `delete TableItem broker-${vendor}-client`,
          `delete ${kind} ${vendor}-`,
        ]),
      ),
    ];
    expect(lost).to.have.length(5);
    for (const [first = "", second = ""] of lost) {
      expect(at(first), first).to.be.at.least(0);
      expect(at(second), second).to.be.above(at(first));
    }
  });

  it("makes no deployment before every client's item is there, and needs no word of Pulumi's order", () => {
    const { goals } = updates["none to dynamodb"]!.run;
    const deployment = goals.find(({ type }) => type === TYPES.Deployment)!;
    const needed = [TYPES.TableItem, TYPES.Permission, TYPES.Integration];
    for (const goal of goals.filter(({ type }) => (needed as readonly string[]).includes(type)))
      expect(deployment.dependencies, label(goal)).to.include(goal.urn);
  });
});

interface Switch {
  readonly from: Stood;
  readonly run: Run;
  readonly store: Store;
}

interface Wrong {
  readonly after: string;
  readonly what: string;
}

/** At every moment of an update, however it fails. */
function wrongIn({ from, run, store }: Switch, proxyKeys: ProxyKeys): Wrong[] {
  const [stage] = from.stack.cloud.all(TYPES.Stage);
  const cluster = stage?.cacheClusterEnabled === true;
  const snapshots = new Snapshots();
  snapshots.take(from.stack.cloud, from.store);
  return [...moments(from.stack, run.goals)].flatMap(({ after, stack }) => {
    snapshots.take(stack.cloud, store);
    const served = snapshots.served(stack.cloud);
    return wrongWith(stack.cloud, served, { cluster, proxyKeys }).map((what) => ({ after, what }));
  });
}

/**
 * In the order of time: after each registration; for each that fails, while all goes on that does not wait
 * for it; and after each deletion.
 */
function* moments(
  before: Stack,
  goals: readonly Goal[],
): Generator<{ after: string; stack: Stack }> {
  for (const [index, goal] of goals.entries())
    yield { after: label(goal), stack: interrupted(before, goals.slice(0, index + 1)) };
  for (const failing of goals.filter(({ custom }) => custom))
    yield {
      after: `all but ${label(failing)}`,
      stack: interrupted(before, withoutWaiting(goals, failing)),
    };
  const { steps, stack } = planUpdate(before, goals);
  for (const step of steps.filter(({ operation }) => operation.startsWith("delete"))) {
    const cloud = before.cloud.copy();
    cloud.failOnce(`delete ${label(step)}`);
    yield {
      after: `what was deleted before ${label(step)}`,
      stack: planUpdate({ ...before, cloud }, goals).stack,
    };
  }
  yield { after: "all", stack };
}

/** An update that ends after these, and deletes nothing. */
function interrupted(before: Stack, goals: readonly Goal[]): Stack {
  const update = new Update(before);
  for (const goal of goals) update.register(goal);
  return update.stop();
}

function withoutWaiting(goals: readonly Goal[], failing: Goal): Goal[] {
  const left = new Set([failing.urn]);
  return goals.filter(({ urn, dependencies }) => {
    if (dependencies.some((each) => left.has(each))) left.add(urn);
    return !left.has(urn);
  });
}
