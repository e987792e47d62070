/**
 * The life of the prod stack, protected throughout: what each change does, in which order, with the
 * stand-in engine deciding as Pulumi's does (update.ts). The cloud refuses what AWS and Auth0 refuse: a
 * place that is taken, a thing that is in use. What is refused fails the run.
 *
 * Not proved here: anything about Pulumi's engine, its CLI, the providers, AWS or Auth0. None ran.
 */
import { expect } from "chai";
import { vendorsOf } from "../support/registrations";
import type { Run } from "./engine";
import { copyProject, firstRun, removeProject, runStack, SEVERAL_RUNS_MS } from "./support";
import {
  describeSteps,
  emptyStack,
  type Goal,
  planUpdate,
  refresh,
  type Stack,
  type State,
} from "./update";

const ORDERS = "https://api.example.com/orders";
const STATUSES = ["200", "400", "401", "403", "404"];

const vendors = vendorsOf("prod");
const vendorWith = (name: string, changes: Record<string, unknown>) => ({
  vendors: { ...vendors, [name]: { ...vendors[name], ...changes } },
});
const withoutGlobex = Object.fromEntries(
  Object.entries(vendors).filter(([name]) => name !== "globex"),
);
const LOWER_TTL = {
  cache: { ttlSeconds: 600, sizeGb: "0.5" },
  quota: { monthlyTokens: 50_000 },
};

/** What a changed integration takes: each line after the one before, a line's steps in any order. */
const REDEPLOYMENT = (changed: string) => [
  STATUSES.map((status) => `delete-replaced IntegrationResponse proxy-auth0-${status}`),
  ["delete-replaced Integration proxy-auth0"],
  [`create-replacement Integration proxy-auth0: ${changed}`],
  STATUSES.map((status) => `create-replacement IntegrationResponse proxy-auth0-${status}`),
  ["create-replacement Deployment proxy-deployment: triggers"],
  ["update Stage proxy-stage: deployment"],
];
const OLD_DEPLOYMENT = ["delete-replaced Deployment proxy-deployment"];

describe("In its life, the prod stack", function () {
  this.timeout(SEVERAL_RUNS_MS);

  let made: Run;
  let again: Run;
  let grown: Run;
  let unprotected: Run;
  let shrunk: Run;
  let rotated: Run;
  let lowered: Run;
  let previewed: Run;
  let changed: Run;
  let edited: string;

  before(async () => {
    edited = copyProject({
      "src/proxy/templates/request.form.vtl": (text) => `${text}#set($another = "version")\n`,
    });
    made = await firstRun("prod");
    const next = (changes: Record<string, unknown>, before = made.after) =>
      runStack("prod", changes, { before });
    const newcomer = { hooli: { grants: { [ORDERS]: ["read:orders"] } } };
    again = await next({});
    grown = await next({ vendors: { ...vendors, ...newcomer } });
    unprotected = await next(vendorWith("globex", { protect: false }));
    shrunk = await next({ vendors: withoutGlobex }, unprotected.after);
    rotated = await next(vendorWith("globex", { secretVersion: 2 }));
    lowered = await next(LOWER_TTL);
    previewed = await runStack("prod", LOWER_TTL, { before: made.after, dryRun: true });
    changed = await runStack("prod", {}, { before: made.after, dir: edited });
  });
  after(() => {
    removeProject(edited);
  });

  it("is made in an order in which everything finds what it depends on", () => {
    expectDependenciesFirst(made);
    expect(new Set(made.steps.map(({ operation }) => operation))).to.have.all.keys("create");
  });

  it("does not change if nothing changed, and keeps every secret", () => {
    expect(describeSteps(again.steps)).to.deep.equal([]);
    expect(again.outputs).to.deep.equal(made.outputs);
  });

  it("reads, in a refresh, nothing else than it wrote, and has nothing to do afterwards", () => {
    const { stack, drifted } = refresh(made.after);
    expect(drifted).to.deep.equal([]);
    expect(describeSteps(planUpdate(stack, made.goals).steps)).to.deep.equal([]);
  });

  it("with one vendor more, makes that vendor's resources and touches nothing else", () => {
    expect(describeSteps(grown.steps)).to.have.members([
      "create VendorClient hooli",
      "create RandomPassword hooli-secret",
      "create Client hooli-client",
      "create ClientCredentials hooli-credentials",
      "create ClientGrant hooli-grant-api-example-com-orders-07701c72",
    ]);
    expectDependenciesFirst(grown);
    expect(grown.outputs!.plain.vendors).to.deep.include(made.outputs!.plain.vendors);
  });

  describe("with one vendor less,", () => {
    it("is refused as long as that vendor is protected", () => {
      expect(() => planUpdate(made.after, shrunk.goals)).to.throw(
        /globex-client as it is protected/,
      );
    });

    it("and its protection lifted first, deletes that vendor's resources and touches nothing else", () => {
      expect(describeSteps(unprotected.steps)).to.deep.equal([]);
      expectPhases(shrunk, [
        [
          "delete ClientCredentials globex-credentials",
          "delete ClientGrant globex-grant-api-example-com-orders-07701c72",
        ],
        ["delete Client globex-client", "delete RandomPassword globex-secret"],
        ["delete VendorClient globex"],
      ]);
    });
  });

  it("with a raised secretVersion, changes that secret and its credentials, and touches nothing else", () => {
    expect(describeSteps(rotated.steps)).to.deep.equal([
      "create-replacement RandomPassword globex-secret: keepers",
      "update ClientCredentials globex-credentials: clientSecret",
      "delete-replaced RandomPassword globex-secret",
    ]);
    const secrets = ({ outputs }: Run) =>
      Object.entries(outputs!.plain.vendors as Record<string, { clientSecret: string }>);
    const old = Object.fromEntries(secrets(made));
    for (const [name, { clientSecret }] of secrets(rotated))
      expect(clientSecret === old[name]?.clientSecret, name).to.equal(name !== "globex");
  });

  it("with another TTL, replaces the integration and its responses, then the deployment, then moves the stage", () => {
    expectPhases(lowered, [
      ...REDEPLOYMENT("cacheNamespace"),
      ["update MethodSettings proxy-settings: settings"],
      OLD_DEPLOYMENT,
    ]);
  });

  it("shows in a dry run the same steps as the update takes", () => {
    expect(describeSteps(previewed.steps)).to.deep.equal(describeSteps(lowered.steps));
    // Nothing happened, so it can be done again.
    expect(describeSteps(planUpdate(made.after, lowered.goals).steps)).to.deep.equal(
      describeSteps(lowered.steps),
    );
  });

  it("with a changed template, replaces the same, and touches no method, client or secret", () => {
    expectPhases(changed, [...REDEPLOYMENT("cacheNamespace, requestTemplates"), OLD_DEPLOYMENT]);
  });

  it("with a changed method, makes again all that a deleted method takes along", () => {
    const goals = made.goals.map((goal) =>
      goal.name === "proxy-post"
        ? { ...goal, inputs: { ...goal.inputs, apiKeyRequired: true } }
        : goal,
    );
    const family = (operation: string) => [
      `${operation} Integration proxy-auth0`,
      ...STATUSES.map((status) => `${operation} MethodResponse proxy-method-${status}`),
    ];
    const answers = (operation: string) =>
      STATUSES.map((status) => `${operation} IntegrationResponse proxy-auth0-${status}`);
    expectPhases(planUpdate(made.after, goals), [
      answers("delete-replaced"),
      family("delete-replaced"),
      ["delete-replaced Method proxy-post"],
      ["create-replacement Method proxy-post: apiKeyRequired"],
      family("create-replacement"),
      answers("create-replacement"),
    ]);
  });

  it("with method settings that an update left under another path, removes those before it sets its own", () => {
    const { resources, cloud } = made.after;
    const left = resources.map((state) => withPath(state, "/oauth/token/POST"));
    expect(describeSteps(planUpdate({ cloud, resources: left }, made.goals).steps)).to.deep.equal([
      "delete-replaced MethodSettings proxy-settings",
      "create-replacement MethodSettings proxy-settings: methodPath",
    ]);
  });

  it("never replaces or deletes what is protected, or what vendors know it by", () => {
    const kept = made.after.resources.filter(
      ({ protect, type }) => protect || type.endsWith(":Stage"),
    );
    expect(kept.length).to.be.greaterThan(7);
    for (const ran of [grown, rotated, lowered, changed])
      for (const { urn, id } of kept)
        expect(ran.after.resources.find((state) => state.urn === urn)?.id, urn).to.equal(id);
  });

  it("leaves at the cloud exactly what it registered", () => {
    for (const { after } of [made, grown, shrunk, rotated, lowered, changed])
      expect(after.cloud.inventory()).to.have.length(
        after.resources.filter(({ custom }) => custom).length,
      );
  });

  describe("is destroyed", () => {
    const unguarded = ({ resources, cloud }: Stack): Stack => ({
      cloud,
      resources: resources.map((state) => ({ ...state, protect: false })),
    });

    it("not as long as it is protected", () => {
      expect(() => planUpdate(made.after, [])).to.throw(/as it is protected/);
    });

    it("with protection lifted, down to nothing", () => {
      const { stack, steps } = planUpdate(unguarded(made.after), []);
      expect(stack.cloud.inventory()).to.deep.equal([]);
      expect(steps).to.have.length(made.goals.length);
    });

    it("in dev, but for the region's role for CloudWatch, which other APIs use", async () => {
      const { after } = await firstRun("dev");
      expect(planUpdate(after, []).stack.cloud.inventory()).to.deep.equal([
        "Account proxy-account",
        "Role proxy-log-role",
        "RolePolicy proxy-log-policy",
      ]);
    });
  });

  describe("would be stopped, or torn down,", () => {
    /** The change of the TTL again, with one resource declared otherwise from the start. */
    const withFault = (name: string, fault: (goal: Goal) => Partial<Goal>) => {
      const faulty = <T extends Goal>(goal: T): T =>
        goal.name === name ? { ...goal, ...fault(goal) } : goal;
      const { resources, cloud } = made.after;
      const before = { cloud, resources: resources.map(faulty) };
      return () => planUpdate(before, lowered.goals.map(faulty)).steps;
    };
    const fromIntegration = (key: string) => (goal: Goal) => ({
      propertyDependencies: {
        ...goal.propertyDependencies,
        [key]: made.goals.filter(({ name }) => name === "proxy-auth0").map(({ urn }) => urn),
      },
    });

    it("if the integration were not deleted before it is made again", () => {
      expect(withFault("proxy-auth0", () => ({ deleteBeforeReplace: false }))).to.throw(
        "Integration proxy-auth0 cannot be made: it exists already.",
      );
    });

    it("if the method settings had a plain path: the provider would not find them again", () => {
      const goals = made.goals.map((goal) => withPath(goal, "oauth/token/POST"));
      expect(() => planUpdate(emptyStack(), goals)).to.throw(/oauth\/token\/POST\): empty result$/);
    });

    it("if the deployment's trigger came from what it freezes", () => {
      expect(withFault("proxy-deployment", fromIntegration("triggers"))).to.throw(
        "Deployment proxy-deployment cannot be deleted: Stage proxy-stage uses it.",
      );
    });

    it("if the stage's name came from the integration: no vendor would be answered meanwhile", () => {
      const steps = withFault("proxy-stage", fromIntegration("stageName"))();
      expect(describeSteps(steps)).to.include("delete-replaced Stage proxy-stage");
    });
  });
});

/** The token method's settings, at another path; anything else as it is. */
function withPath<T extends Goal & Partial<Pick<State, "outputs">>>(
  goal: T,
  methodPath: string,
): T {
  if (goal.name !== "proxy-settings") return goal;
  const inputs = { ...goal.inputs, methodPath };
  return { ...goal, inputs, ...(goal.outputs && { outputs: { ...goal.outputs, methodPath } }) };
}

/** Groups of steps, one after the other; within a group in any order. */
function expectPhases({ steps }: Pick<Run, "steps">, phases: readonly (readonly string[])[]): void {
  const rest = describeSteps(steps);
  const taken = phases.flatMap(({ length }) => rest.splice(0, length).sort());
  expect([...taken, ...rest]).to.deep.equal(phases.flatMap((phase) => [...phase].sort()));
}

/** Nothing is made before what it depends on. */
function expectDependenciesFirst({ goals, steps }: Run): void {
  const turn = new Map(steps.map(({ urn }, index) => [urn, index]));
  for (const { urn, parent, dependencies } of goals)
    for (const needed of [...dependencies, ...(parent === "" ? [] : [parent])])
      expect(turn.get(needed), `${urn} needs ${needed}`).to.be.lessThan(turn.get(urn)!);
}
