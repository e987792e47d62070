import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { loadConfig } from "../../../src/config/load";
import { NAMESPACE } from "../../../src/config/parse";
import { type Changes, fullKey, parsed, rawValues, vendorWith } from "../../support/configs";

describe("The configuration that Pulumi holds", () => {
  beforeEach(() =>
    pulumi.runtime.setMocks(
      {
        newResource: ({ inputs }) => ({ id: "", state: inputs as Changes }),
        call: () => {
          throw new Error("The configuration needs neither AWS nor Auth0.");
        },
      },
      NAMESPACE,
      "stack",
    ),
  );
  afterEach(() => {
    pulumi.runtime.setAllConfig({});
  });

  function load(changes: Changes = {}, secretKeys: string[] = []) {
    pulumi.runtime.setAllConfig({ ...rawValues(changes) }, secretKeys);
    return loadConfig();
  }

  /** What it throws must be a RunError: the CLI prints one without a stack trace. */
  function refusal(changes: Changes, secretKeys: string[] = []): string {
    try {
      load(changes, secretKeys);
    } catch (error) {
      if (pulumi.RunError.isInstance(error)) return error.message;
      throw error;
    }
    throw new Error("It was loaded.");
  }

  it("is loaded exactly as it is parsed", () => {
    expect(load({ protect: true })).to.deep.equal(parsed({ protect: true }));
  });

  it("is refused with every problem that it has", () => {
    const message = refusal({ throttle: { burst: 0 }, ...vendorWith({}), protect: "yes" });
    expect(message).to.include("m2m-token-cache:throttle.burst is 0; allowed: ");
    expect(message).to.include('m2m-token-cache:protect is "yes"; allowed: ');
    expect(message).to.include("m2m-token-cache:acme is not a known key");
    expect(message).to.match(/^The stack's configuration has 3 problems:/);
  });

  it("is read under the project's name, whatever that is", async () => {
    const renamed = Object.fromEntries(
      Object.entries(rawValues()).map(([key, value]) => [key.replace(NAMESPACE, "acme"), value]),
    );
    await pulumi.runtime.setMocks(
      { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
      "acme",
    );
    pulumi.runtime.setAllConfig({ ...renamed, "acme:protect": "yes" });
    expect(() => loadConfig()).to.throw('acme:protect is "yes"');
    pulumi.runtime.setAllConfig(renamed);
    expect(loadConfig()).to.deep.equal(parsed());
  });

  it("is refused with commands for its own stack, whichever is selected, and with its file", () => {
    const message = refusal({ protect: "yes", tgas: {} });
    expect(message).to.include(
      "fix: did you mean true? pulumi config set --stack stack --path 'm2m-token-cache:protect' true",
    );
    expect(message).to.include(
      "rename it in Pulumi.stack.yaml, or pulumi config rm --stack stack --path 'm2m-token-cache:tgas'",
    );
  });

  it("is refused without showing a value that is marked as a secret", () => {
    const changes = { vendors: vendorWith({ secretVersion: "hunter2" }), protect: "yes" };
    expect(refusal(changes)).to.include("hunter2");
    const message = refusal(changes, [fullKey("vendors")]);
    expect(message).not.to.include("hunter2");
    expect(message).to.include("acme.secretVersion is a secret value, not shown");
    expect(message).to.include('m2m-token-cache:protect is "yes"');
  });
});
