/** What parsing promises, whatever the input. */
import { expect } from "chai";
import { parseConfig, type RawConfig } from "../../../src/config/parse";
import { ConfigError } from "../../../src/config/problems";
import { projectKeys } from "../../../src/config/schema/proxy";
import { ENCRYPTED } from "../../../src/config/show";
import { configError, onlyProblem, ORDERS, rawValues, vendorWith } from "../../support/configs";

const refusal = (raw: RawConfig): ConfigError => {
  try {
    parseConfig(raw);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("It was parsed.");
};

describe("A configuration that is refused", () => {
  const values = rawValues({ protect: "yes" });
  const LINE =
    "m2m-token-cache:protect is \"yes\"; allowed: true or false; fix: did you mean true? pulumi config set --path 'm2m-token-cache:protect' true";

  it("says in one line that it has a problem", () => {
    const { name, message } = refusal({ values });
    expect(name).to.equal("ConfigError");
    expect(message).to.equal(`The stack's configuration has a problem: ${LINE}`);
  });

  it("names the file and the line of each problem, where they are known", () => {
    const where = (key: string) =>
      key === "m2m-token-cache:protect" ? "Pulumi.dev.yaml:7" : undefined;
    expect(refusal({ values, where }).message).to.contain(`Pulumi.dev.yaml:7: ${LINE}`);
    const elsewhere = refusal({ values, where: () => undefined });
    expect(elsewhere.message).to.equal(`The stack's configuration has a problem: ${LINE}`);
  });

  it("says that it has too many mistakes where zod overflows the stack with them, and no other error", () => {
    const safeParse = projectKeys.safeParse.bind(projectKeys);
    const failing = (error: Error) => {
      projectKeys.safeParse = () => {
        throw error;
      };
      try {
        return refusal({ values });
      } finally {
        projectKeys.safeParse = safeParse;
      }
    };
    expect(failing(new RangeError("Maximum call stack size exceeded")).problems).to.deep.equal([
      {
        key: "m2m-token-cache:",
        found: "has more mistakes than can be listed",
        allowed: "what docs/configuration.md lists",
        fix: "look for a list that is far too long",
      },
    ]);
    expect(() => failing(new TypeError("a bug"))).to.throw(TypeError, "a bug");
  });

  it("says of an encrypted value how to write it, and of a missing one that it is missing", () => {
    expect(onlyProblem({ protect: ENCRYPTED })).to.deep.include({
      found: "is encrypted, and only Pulumi can read it",
      fix: `write it without --secret, since nothing in this configuration is a secret: for example pulumi config set --path 'm2m-token-cache:protect' true`,
    });
    const [missing] = configError({ vendors: { acme: {} } }, ["m2m-token-cache:vendors"]).problems;
    expect(missing).to.include({
      key: "m2m-token-cache:vendors.acme.grants",
      found: "is missing",
    });
  });

  it("counts the characters of a text that is too long, not their code units", () => {
    const description = "🚚".repeat(141);
    const { found, fix } = onlyProblem({ vendors: vendorWith({ description }) });
    expect(found).to.equal("has 141 characters, 140 are allowed");
    expect(fix).to.equal("take 1 out in the stack's YAML");
  });

  it("names the line of YAML for a value that was set without --path and that no command can set", () => {
    expect(onlyProblem({ "throttle.ratePerSecond": "0.5" }).fix).to.equal(
      "with --path: pulumi config rm 'm2m-token-cache:throttle.ratePerSecond', and in the stack's YAML, under m2m-token-cache:throttle, ratePerSecond: 0.5",
    );
  });

  it("names a key that Pulumi drops: the namespace that was meant, or the path that it is", () => {
    const told = (key: string) => {
      const { problems } = refusal({ values: { ...rawValues(), [key]: "x" } });
      expect(problems.map((each) => each.key)).to.deep.equal([key]);
      return problems[0]?.fix.split("?")[0];
    };
    expect(told("protect")).to.equal("did you mean m2m-token-cache:protect");
    expect(told("a.b")).to.equal("did you mean m2m-token-cache:a.b");
    expect(told("aws")).to.match(/^did you mean /);
    expect(told("AWS:protect")).to.equal("did you mean aws:protect");
    expect(told("auth:protect")).to.equal("did you mean m2m-token-cache:protect");
    expect(told("auth:debug")).to.equal("did you mean auth0:debug");
    expect(told("apis[0].identifier")).to.equal(
      "pulumi config rm 'apis[0].identifier', and set it with --path",
    );
  });

  it("names a __proto__ where it is, at any depth that a configuration has", () => {
    const grants = JSON.parse(`{"${ORDERS}":[],"__proto__":[]}`) as object;
    expect(onlyProblem({ vendors: vendorWith({ grants }) })).to.deep.include({
      key: "m2m-token-cache:vendors.acme.grants.__proto__",
      fix: "pulumi config rm --path 'm2m-token-cache:vendors.acme.grants.__proto__'",
    });
  });

  it("says nothing of what breaks a rule, and only its key, where a key of the rules is a secret", () => {
    const vendors = vendorWith({ grants: { "https://hidden.example": [] } });
    const raw = { values: rawValues({ vendors }), secretKeys: ["m2m-token-cache:apis"] };
    expect(refusal(raw).problems).to.deep.equal([
      {
        key: "m2m-token-cache:vendors",
        found:
          "breaks a rule; not shown, because it, or a key that it has to fit, is marked as a secret",
        allowed: "plain values: nothing in this configuration is a secret",
        fix: "write it in the stack's YAML without --secret, to see the problem",
      },
    ]);
  });
});

describe("A configuration that overspends", () => {
  it("is parsed all the same where it is to be shown by how much", () => {
    const values = rawValues({ quota: { monthlyTokens: 1, onOverspend: "fail" } });
    expect(refusal({ values }).problems).to.have.length(1);
    expect(parseConfig({ values, mayOverspend: true }).quota.monthlyTokens).to.equal(1);
  });
});
