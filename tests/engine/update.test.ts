/**
 * The model of Pulumi's engine that the life cycle rests on, rule by rule. Its source is
 * pkg/resource/deploy/step_generator.go in pulumi/pulumi; whether it is like it, no test here can say.
 */
import { expect } from "chai";
import { TYPES, UNKNOWN } from "../support/registrations";
import { givenBack } from "../../local/evaluate/givenBack";
import { behaviourOf } from "./behaviour";
import {
  describeSteps,
  emptyStack,
  type Goal,
  planUpdate,
  refresh,
  type Stack,
  Update,
} from "./update";

const urnOf = (name: string) => `urn:pulumi:test::test::${name}`;

/** A resource with the options and inputs that matter; by default nothing special. */
function goal(kind: keyof typeof TYPES, name: string, changes: Partial<Goal> = {}): Goal {
  return {
    urn: urnOf(name),
    type: TYPES[kind],
    name,
    parent: "",
    custom: true,
    inputs: {},
    secretInputs: [],
    dependencies: [],
    propertyDependencies: {},
    protect: false,
    retainOnDelete: false,
    deleteBeforeReplace: false,
    replaceOnChanges: [],
    ignoreChanges: [],
    additionalSecretOutputs: [],
    ...changes,
  };
}

const method = (httpMethod: string, changes: Partial<Goal> = {}) =>
  goal("Method", "method", { inputs: { httpMethod, authorization: "NONE" }, ...changes });
const first = { deleteBeforeReplace: true };
const from = (key: string, name: string) => ({ propertyDependencies: { [key]: [urnOf(name)] } });

const stackOf = (...goals: Goal[]): Stack => planUpdate(emptyStack(), goals).stack;
const update = (before: readonly Goal[], after: readonly Goal[]) =>
  describeSteps(planUpdate(stackOf(...before), after).steps);

describe("The model of an update", () => {
  it("knows how every type of this product changes", () => {
    for (const type of Object.values(TYPES).filter((each) => !each.startsWith("m2m-")))
      expect(() => behaviourOf(type), type).to.not.throw();
  });

  it("knows what AWS gives back of every type, and names the file for one that it does not know", () => {
    for (const type of Object.values(TYPES).filter((each) => each.startsWith("aws:")))
      expect(() => givenBack(type, {}), type).to.not.throw();
    expect(() => givenBack("aws:sqs/queue:Queue", {})).to.throw("local/evaluate/givenBack.ts");
  });

  describe("takes for a change what the cloud gives back otherwise than it was declared:", () => {
    const again = (...goals: Goal[]) => describeSteps(planUpdate(stackOf(...goals), goals).steps);
    const response = (responseType: string, inputs: object = {}) =>
      goal("Response", "response", {
        inputs: { responseType, responseTemplates: { "application/json": "{}" }, ...inputs },
      });

    it("a status that was left out, unless its type has none", () => {
      expect(again(response("WAF_FILTERED"))).to.deep.equal([
        "update Response response: statusCode",
      ]);
      expect(again(response("WAF_FILTERED", { statusCode: "403" }))).to.deep.equal([]);
      expect(again(response("DEFAULT_4XX"))).to.deep.equal([]);
    });

    it("templates that were left out", () => {
      const bare = goal("Response", "response", { inputs: { responseType: "DEFAULT_4XX" } });
      expect(again(bare)).to.deep.equal(["update Response response: responseTemplates"]);
    });

    it("but not the order of a set, how JSON is written, or the dot of a host name", () => {
      const integration = { cacheKeyParameters: ["b", "a"] };
      const policy = '{"Version":"2012-10-17","Statement":[]}';
      const record = { name: "Tokens.example.com", aliases: [{ name: "d-1.example.com" }] };
      expect(
        again(
          goal("Integration", "integration", { inputs: integration }),
          goal("RestApiPolicy", "policy", { inputs: { policy } }),
          goal("Record", "record", { inputs: record }),
        ),
      ).to.deep.equal([]);
    });
  });

  it("sees after a refresh what the cloud has changed or dropped, and puts it back", () => {
    const goals = [method("GET"), goal("TopicSubscription", "email")];
    const stack = stackOf(...goals);
    expect(refresh(stack).drifted).to.deep.equal([]);
    // As AWS does with a subscription that nobody has confirmed for 48 hours.
    stack.cloud.drop(urnOf("email"));
    const id = stack.resources.find(({ name }) => name === "method")!.id;
    stack.cloud.update(urnOf("method"), id, { httpMethod: "GET", authorization: "AWS_IAM" });

    const { stack: refreshed, drifted } = refresh(stack);
    expect(drifted).to.deep.equal(["Method method", "TopicSubscription email"]);
    expect(describeSteps(planUpdate(refreshed, goals).steps)).to.deep.equal([
      "update Method method: authorization",
      "create TopicSubscription email",
    ]);
  });

  it("names a type that it does not know, and the file to add it to", () => {
    const strange = { ...goal("Method", "queue"), type: "aws:sqs/queue:Queue" };
    expect(() => update([], [strange])).to.throw(
      "The stand-in engine does not know how aws:sqs/queue:Queue changes: add it to tests/engine/behaviour.ts.",
    );
  });

  it("updates in place what the provider can, and replaces the rest", () => {
    const other = method("GET", { inputs: { httpMethod: "GET", authorization: "AWS_IAM" } });
    expect(update([method("GET")], [other])).to.deep.equal(["update Method method: authorization"]);
    expect(update([method("GET")], [method("PUT")])).to.deep.equal([
      "create-replacement Method method: httpMethod",
      "delete-replaced Method method",
    ]);
  });

  it("replaces on any change if the program says so, and deletes first if it says so", () => {
    const strict = { ...first, replaceOnChanges: ["*"] };
    const other = { inputs: { httpMethod: "GET", authorization: "AWS_IAM" } };
    expect(update([method("GET", strict)], [method("GET", { ...strict, ...other })])).to.deep.equal(
      ["delete-replaced Method method", "create-replacement Method method: authorization"],
    );
  });

  it("keeps the old value of what it is to ignore, for the next update too", () => {
    const ignoring = method("PUT", { ignoreChanges: ["httpMethod", "credentials"] });
    const { steps, stack } = planUpdate(stackOf(method("GET")), [ignoring]);
    expect(describeSteps(steps)).to.deep.equal([]);
    expect(describeSteps(planUpdate(stack, [method("GET")]).steps)).to.deep.equal([]);
  });

  it("takes along what cannot change the value that it has from there, and only that", () => {
    const dependents = [
      goal("Integration", "integration", from("httpMethod", "method")),
      goal("IntegrationResponse", "response", from("httpMethod", "integration")),
      goal("Stage", "stage", from("variables", "method")),
      goal("Deployment", "deployment", { dependencies: [urnOf("method")] }),
      goal("MethodResponse", "pinned", {
        ...from("responseModels", "method"),
        replaceOnChanges: ["*"],
      }),
    ];
    expect(
      update([method("GET", first), ...dependents], [method("PUT", first), ...dependents]),
    ).to.deep.equal([
      "delete-replaced MethodResponse pinned",
      "delete-replaced IntegrationResponse response",
      "delete-replaced Integration integration",
      "delete-replaced Method method",
      "create-replacement Method method: httpMethod",
      "create-replacement Integration integration",
      "create-replacement IntegrationResponse response",
      "create-replacement MethodResponse pinned",
    ]);
  });

  it("takes nothing along if the replacement comes before the deletion", () => {
    const dependent = goal("Integration", "integration", from("httpMethod", "method"));
    expect(update([method("GET"), dependent], [method("PUT"), dependent])).to.deep.equal([
      "create-replacement Method method: httpMethod",
      "delete-replaced Method method",
    ]);
  });

  describe("refuses under protection", () => {
    const guarded = { protect: true };

    it("a replacement, but for one that comes with the end of the protection", () => {
      expect(() => update([method("GET", guarded)], [method("PUT", guarded)])).to.throw(
        /unable to replace .*method as it is protected/,
      );
      expect(update([method("GET", guarded)], [method("PUT")])).to.have.length(2);
    });

    it("a replacement that would take something protected along", () => {
      const dependent = goal("Integration", "integration", {
        ...from("httpMethod", "method"),
        ...guarded,
      });
      expect(() =>
        update([method("GET", first), dependent], [method("PUT", first), dependent]),
      ).to.throw(/unable to replace .*integration as part of replacing .*method/);
    });

    it("a deletion, even one that comes with the end of the protection", () => {
      expect(() => update([method("GET", guarded)], [])).to.throw(/unable to delete .*method/);
    });
  });

  it("leaves what is to be retained where it is", () => {
    const { steps, stack } = planUpdate(stackOf(method("GET", { retainOnDelete: true })), []);
    expect(describeSteps(steps)).to.deep.equal(["delete Method method (kept)"]);
    expect(stack.cloud.inventory()).to.deep.equal(["Method method"]);
  });

  it("deletes the last made first, after everything else", () => {
    const parts = [method("GET"), goal("Integration", "integration"), goal("Stage", "stage")];
    expect(update(parts, [goal("Client", "client")])).to.deep.equal([
      "create Client client",
      "delete Stage stage",
      "delete Integration integration",
      "delete Method method",
    ]);
  });

  it("counts what is not known yet as a change, and does nothing in a dry run", () => {
    const before = stackOf(method("GET"));
    const dry = new Update(before, true);
    dry.register(method(UNKNOWN));
    dry.finish();
    expect(describeSteps(dry.steps)).to.have.members([
      "create-replacement Method method: httpMethod",
      "delete-replaced Method method",
    ]);
    expect(before.cloud.inventory()).to.deep.equal(["Method method"]);
  });

  it("gives a replacement another id, and keeps the id of what is updated", () => {
    const deployment = (trigger: string, description: string) =>
      goal("Deployment", "deployment", { inputs: { triggers: { trigger }, description } });
    const idAfter = (next: Goal) =>
      planUpdate(stackOf(deployment("a", "one")), [next]).stack.resources[0]?.id;
    const id = idAfter(deployment("a", "one"));
    expect(idAfter(deployment("a", "two"))).to.equal(id);
    expect(idAfter(deployment("b", "one")))
      .to.be.a("string")
      .and.not.equal(id);
  });

  it("refuses a second resource of one URN", () => {
    expect(() => update([], [method("GET"), method("GET")])).to.throw(/^Duplicate resource URN /);
  });
});
