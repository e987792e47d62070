/** What each policy takes and refuses, given a resource or a stack made by hand. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { expect } from "chai";
import { PROJECT_DIR } from "../../tools/lib/stackFile";
import config from "../../policy/config.json";
import { POLICIES } from "../../policy/policies";
import { noDataTrace } from "../../policy/policies/methodSettings";
import { parseConfig } from "../../src/config/parse";
import { stackValues } from "../support/registrations";
import { CASES, type Given, resource, SECRET, UNTYPED } from "./cases";

const LIFETIMES = config["cache-ttl-below-token-lifetimes"].existingTokenLifetimesSeconds;

const never = (): never => {
  throw new Error("No policy says that it does not apply.");
};

/** What the policy reports of the resources, each as "name: message". */
async function reports(policy: string, given: Given[], config: object = {}): Promise<string[]> {
  const found = POLICIES.find(({ name }) => name === policy);
  if (!found) throw new Error(`There is no policy ${policy}.`);
  const resources = given.map(resource);
  const messages: string[] = [];
  const common = { stackTags: new Map<string, string>(), notApplicable: never };
  const getConfig = () => config as never;
  const { validateStack } = found as Partial<StackValidationPolicy>;
  if (validateStack)
    await validateStack({ ...common, getConfig, resources }, (message, urn) => {
      messages.push(`${urn?.split("::").at(-1) ?? ""} ${message}`);
    });
  const { validateResource } = found as Partial<ResourceValidationPolicy>;
  if (typeof validateResource === "function")
    for (const { type, name, urn, props, opts } of resources)
      await validateResource(
        { ...common, ...UNTYPED, getConfig, type, name, urn, props, opts },
        (message) => messages.push(`${name} ${message}`),
      );
  return messages;
}

describe("The policies", () => {
  for (const { policy, takes, refuses } of CASES)
    describe(policy, () => {
      for (const [what, given] of Object.entries(takes))
        it(`takes ${what}`, async () => {
          expect(await reports(policy, given)).to.deep.equal([]);
        });
      for (const [what, given] of Object.entries(refuses))
        it(`refuses ${what}, unless it is excepted`, async () => {
          const messages = await reports(policy, given);
          expect(messages).to.have.length(1);
          const [name] = messages[0]!.split(" ");
          expect(await reports(policy, given, { except: [name] })).to.deep.equal([]);
          const urns = given.map((each) => resource(each).urn);
          expect(await reports(policy, given, { except: urns })).to.deep.equal([]);
        });
    });

  it("are all here, and each can be taken at another level", () => {
    expect(CASES.map(({ policy }) => policy)).to.deep.equal(POLICIES.map(({ name }) => name));
    expect(noDataTrace("advisory")).to.include({
      name: "no-data-trace",
      enforcementLevel: "advisory",
    });
  });

  it("have a row each in docs/policies.md, with their level", () => {
    const docs = readFileSync(join(PROJECT_DIR, "docs", "policies.md"), "utf8");
    const rows = [...docs.matchAll(/^\| `([a-z-]+)` +\| (\w+) +\|/gm)].map(([, ...row]) => row);
    expect(rows).to.deep.equal(
      POLICIES.map(({ name, enforcementLevel }) => [name, enforcementLevel]),
    );
  });

  for (const stack of ["dev", "prod"] as const)
    it(`know how long tokens of ${stack}'s APIs live that are managed elsewhere`, () => {
      const { apis } = parseConfig({ values: stackValues(stack) });
      const existing = apis.filter((api) => api.existing);
      expect(existing).to.have.lengthOf.above(0);
      for (const { identifier, tokenLifetimeSeconds } of existing)
        expect(LIFETIMES, "policy/config.json").to.have.property(identifier, tokenLifetimeSeconds);
    });

  it("never say the secret", async () => {
    for (const { policy, refuses } of CASES)
      for (const given of Object.values(refuses))
        for (const message of await reports(policy, given)) expect(message).to.not.contain(SECRET);
  });

  it("let every type pass that they do not know", async () => {
    for (const { policy } of CASES)
      expect(await reports(policy, [{ type: "aws:wafv2/webAcl:WebAcl" }])).to.deep.equal([]);
  });
});
