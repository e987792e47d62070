/**
 * The pack as Pulumi's policy host serves it, over the protocol, on what the program registers. Not
 * proved here: that the CLI starts the host this way (analyzer.ts says how), and what the engine
 * makes of a violation. No pulumi CLI ran.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { evaluate, type Evaluation, type Registration } from "../../local/evaluate/evaluate";
import { POLICIES } from "../../policy/policies";
import { MUTATIONS } from "../mutations/mutations";
import { everythingOn } from "../support/everythingOn";
import { stackValues } from "../support/registrations";
import { Analyzer, type Diagnostic, PACK_DIR, type PackConfig } from "./analyzer";
import { CAUGHT, POLICY_MUTATIONS, type PolicyMutation } from "./mutations";

type Mutate = (resources: readonly Registration[]) => readonly Registration[];

const CONFIG = JSON.parse(readFileSync(join(PACK_DIR, "config.json"), "utf8")) as PackConfig;

/** Of the vendor that rotates with overlap in everythingOn("prod"): the client that it is to leave. */
const RETIRING = "acme-logistics-client";

describe("The policy pack, served by Pulumi's policy host", () => {
  let analyzer: Analyzer;
  const stacks = {} as Record<"dev" | "prod" | "broker", Evaluation>;
  before(async () => {
    analyzer = await Analyzer.start();
    for (const stack of ["dev", "prod"] as const)
      stacks[stack] = await evaluate({ values: stackValues(stack), stack });
    const values = stackValues("dev", { cache: { store: "dynamodb" } });
    stacks.broker = await evaluate({ values, stack: "dev" });
  });
  beforeEach(() => analyzer.configure(CONFIG));
  after(() => analyzer.stop());

  /** A policy judges inputs before, and outputs after: a mutation breaks both. */
  const judge = ({ resources }: Evaluation, mutate: Mutate = (resources) => resources) => {
    const declared = mutate(resources.map((resource) => ({ ...resource, state: resource.inputs })));
    return analyzer.analyze(
      declared.map((resource) => ({ ...resource, inputs: resource.state })),
      mutate(resources),
    );
  };

  it("has the policies that this repository exports, each at its level", async () => {
    expect(await analyzer.policies()).to.deep.equal(
      Object.fromEntries(POLICIES.map(({ name, enforcementLevel }) => [name, enforcementLevel])),
    );
  });

  for (const stack of ["dev", "prod"] as const) {
    it(`finds nothing in the unchanged ${stack}`, async () => {
      expect(await judge(stacks[stack])).to.deep.equal([]);
    });

    it(`finds nothing in the first preview of ${stack}, and gives no policy up for what is unknown`, async () => {
      const { resources } = await evaluate({ values: stackValues(stack), stack, preview: true });
      expect(await analyzer.analyze(resources, resources)).to.deep.equal([]);
    });
  }

  for (const stack of ["dev", "prod"] as const)
    for (const preview of [false, true])
      it(`finds nothing in ${preview ? "the first preview of " : ""}${stack} with every part on, but a vendor that is about to go`, async () => {
        const values = everythingOn(stack);
        const { resources } = await evaluate({ values, stack, preview });
        const found = await analyzer.analyze(resources, resources);
        expect(
          found.map(({ policy, level, urn }) => [policy, level, urn.split("::").at(-1)]),
        ).to.deep.equal(
          stack === "dev" ? [] : [["prod-vendors-are-protected", "advisory", RETIRING]],
        );
      });

  for (const store of ["dynamodb", "none"])
    for (const preview of [false, true])
      it(`finds nothing in ${preview ? "the first preview of " : ""}dev with the store ${store}`, async () => {
        const values = everythingOn("dev", { cache: { store } });
        const { resources } = await evaluate({ values, stack: "dev", preview });
        expect(await analyzer.analyze(resources, resources)).to.deep.equal([]);
      });

  it("knows what to expect of every mutation of the program", () => {
    expect(Object.keys(CAUGHT)).to.deep.equal(MUTATIONS.map(({ what }) => what));
  });

  for (const { what, resources, configured } of MUTATIONS)
    it(`${what}: ${CAUGHT[what]?.join(", ") || "no policy, a claim of the contract"}`, async () => {
      const evaluation = configured
        ? await evaluate({ values: stackValues("dev", configured), stack: "dev" })
        : stacks.dev;
      expect(names(await judge(evaluation, resources))).to.deep.equal([...(CAUGHT[what] ?? [])]);
    });

  for (const mutation of POLICY_MUTATIONS)
    it(`${mutation.what}: ${mutation.red}`, async () => {
      const stack = mutation.stack ?? "dev";
      const found = await judge(stacks[stack], applied(mutation, stacks[stack].resources));
      expect(names(found)).to.include(mutation.red);
      const [diagnostic] = found.filter(({ policy }) => policy === mutation.red);
      expect(diagnostic?.urn).to.match(/^urn:pulumi:/);
    });

  it("has a mutation for every policy", () => {
    const caught = [...Object.values(CAUGHT).flat(), ...POLICY_MUTATIONS.map(({ red }) => red)];
    expect([...new Set(caught)].sort()).to.deep.equal(POLICIES.map(({ name }) => name).sort());
  });

  it("never says a secret that it found", async () => {
    const { resources } = stacks.dev;
    const secrets = resources.flatMap(({ state }) => [state.result, state.clientSecret]);
    for (const mutation of POLICY_MUTATIONS.filter(({ red }) => red === "no-secret-in-plain-input"))
      for (const { message } of await judge(stacks.dev, applied(mutation, resources)))
        for (const secret of secrets.filter((value) => typeof value === "string"))
          expect(message).to.not.contain(secret);
  });

  describe("as --policy-pack-config says", () => {
    const mutate: Mutate = (resources) =>
      MUTATIONS.find(({ what }) => what === "data trace is on")!.resources!(resources);
    const level = async (config: PackConfig) => {
      await analyzer.configure(config);
      return (await judge(stacks.dev, mutate)).map((diagnostic) => diagnostic.level);
    };

    it("takes a policy at another level, or not at all", async () => {
      expect(await level({})).to.deep.equal(["mandatory"]);
      expect(await level({ "no-data-trace": "advisory" })).to.deep.equal(["advisory"]);
      expect(await level({ "no-data-trace": "disabled" })).to.deep.equal([]);
    });

    it("excepts a resource by its name, and no other", async () => {
      expect(await level({ "no-data-trace": { except: ["proxy-settings"] } })).to.deep.equal([]);
      expect(await level({ "no-data-trace": { except: ["proxy"] } })).to.deep.equal(["mandatory"]);
    });

    it("compares the TTL with the lifetimes of APIs that the stack does not declare", async () => {
      const audience = "https://api.dev.example.com/legacy";
      await analyzer.configure({
        "cache-ttl-below-token-lifetimes": { existingTokenLifetimesSeconds: { [audience]: 3600 } },
      });
      const [diagnostic, ...more] = await judge(stacks.dev);
      expect(more).to.deep.equal([]);
      expect(diagnostic?.message).to.contain(audience).and.contain("3600 s");
    });

    it("protects the stacks that it names", async () => {
      await analyzer.configure({ "prod-is-protected": { stacks: ["dev"] } });
      expect(names(await judge(stacks.dev))).to.deep.equal(["prod-is-protected"]);
    });
  });
});

function names(diagnostics: readonly Diagnostic[]): string[] {
  return [...new Set(diagnostics.map(({ policy }) => policy))].sort();
}

/** @throws Error if the mutation changes nothing */
function applied({ mutate, added }: PolicyMutation, all: readonly Registration[]): Mutate {
  return (resources) => {
    const mutated = resources.map((resource) => mutate(resource, all));
    if (!added && JSON.stringify(mutated) === JSON.stringify(resources))
      throw new Error("The mutation changed nothing.");
    const [model] = resources;
    return added && model
      ? [...mutated, { ...model, urn: `${model.urn}-${added.name}`, state: {}, ...added }]
      : mutated;
  };
}
