/** What has to stay current, and the one place that each version is taken from. */
import { expect } from "chai";
import { everyStep, read, stepsOfAction, workflow } from "./support";

interface Package {
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const packageJson = JSON.parse(read("package.json")) as Package;
const versions = { ...packageJson.dependencies, ...packageJson.devDependencies };
const major = (version: string) => Number(version.split(".")[0]);

describe("The versions of Node.js", () => {
  /** package.json's engines, the one place: first release of each line that is supported. */
  const lines = [...packageJson.engines.node.matchAll(/\^(\d+)\.(\d+)\.0/g)].map(
    ([, line, minor]) => ({
      line: Number(line),
      first: `${line}.${minor}`,
    }),
  );
  const [oldest] = lines;

  it("are a range for each line", () => {
    expect(packageJson.engines.node).to.equal(lines.map(({ first }) => `^${first}.0`).join(" || "));
    const lock = JSON.parse(read("package-lock.json")) as { packages: { "": Package } };
    expect(lock.packages[""].engines).to.deep.equal(packageJson.engines);
  });

  it("are those that CI tests", () => {
    expect(workflow("ci").jobs.test?.strategy?.matrix.node).to.deep.equal(
      lines.map(({ line }) => line),
    );
  });

  it("are what the types are of: the oldest", () => {
    expect(major(versions["@types/node"]!)).to.equal(oldest?.line);
  });

  it("are what the README and .ci/run tell a newcomer to have", () => {
    for (const file of ["README.md", ".ci/run"]) {
      const named = [...read(file).matchAll(/\bNeeds Node (\d+\.\d+)/g)].map(
        ([, version]) => version,
      );
      expect(named, file).to.deep.equal([oldest?.first]);
    }
  });

  it("are stated nowhere else in a workflow: what deploys takes the newest of package.json's", () => {
    for (const { uses, with: inputs, place } of everyStep) {
      if (!uses?.startsWith("actions/setup-node@")) continue;
      expect(place).to.equal("action setup");
      expect(inputs?.["node-version"]).to.equal("${{ inputs.node-version }}");
      expect(inputs?.["node-version-file"]).to.contain("'package.json'");
    }
    const given = everyStep.filter(({ with: inputs }) => inputs?.["node-version"] !== undefined);
    expect(given.map(({ place }) => place)).to.have.members(["ci.yml, job test", "action setup"]);
  });
});

describe("The Pulumi CLI of the workflows", () => {
  it("is of the SDK's version, which is exact", () => {
    const [cli] = stepsOfAction("setup").filter(({ uses }) => uses?.startsWith("pulumi/actions@"));
    expect(cli?.with).to.deep.equal({ "pulumi-version": "${{ steps.sdk.outputs.version }}" });
    expect(versions["@pulumi/pulumi"]).to.match(/^\d+\.\d+\.\d+$/);
  });

  it("is only installed by that action: given a command, it would publish the vendors' secrets as step outputs", () => {
    for (const { uses, with: inputs } of everyStep)
      if (uses?.startsWith("pulumi/actions@")) expect(inputs).to.not.have.property("command");
  });
});

describe("Renovate", () => {
  interface Rule {
    readonly description: string;
    readonly matchPackageNames?: readonly string[];
    readonly matchManagers?: readonly string[];
    readonly allowedVersions?: string;
    readonly groupName?: string;
    readonly enabled?: boolean;
  }
  const config = JSON.parse(read(".github", "renovate.json")) as {
    readonly extends: readonly string[];
    readonly minimumReleaseAge: string;
    readonly automerge: boolean;
    readonly packageRules: readonly Rule[];
  };
  const ruleOf = (name: string, key: keyof Rule) => {
    const found = config.packageRules.filter(
      (rule) => rule.matchPackageNames?.includes(name) && rule[key] !== undefined,
    );
    expect(found, name).to.have.lengthOf(1);
    return found[0]!;
  };

  const limits = {
    "@pulumi/pulumi": [3, 249],
    typescript: [7],
    "ts-node": [12],
    "@types/node": [21],
  };
  for (const [name, [limit = 0, minor]] of Object.entries(limits))
    it(`holds ${name} below ${[limit, minor].filter((part) => part !== undefined).join(".")}, where it is`, () => {
      const { allowedVersions, description } = ruleOf(name, "allowedVersions");
      expect(allowedVersions).to.equal(
        `<${[limit, minor].filter((part) => part !== undefined).join(".")}`,
      );
      expect(description).to.have.lengthOf.above(10);
      const [has = 0, hasMinor = 0] = (versions[name] ?? "").split(".").map(Number);
      expect(minor === undefined ? has < limit : has === limit && hasMinor < minor).to.equal(true);
    });

  it("holds the SDK back only while the Node.js that needs it is supported", () => {
    const supportsNode20 = packageJson.engines.node.includes("^20.");
    expect(ruleOf("@pulumi/pulumi", "allowedVersions").description).to.contain("Node 20");
    expect(supportsNode20, "drop the rule for @pulumi/pulumi with Node 20").to.equal(true);
  });

  it("brings Pulumi's packages together, and AWS's", () => {
    expect(ruleOf("@pulumi/**", "groupName").groupName).to.equal("Pulumi");
    expect(ruleOf("@aws-sdk/**", "groupName").groupName).to.equal("AWS SDK");
  });

  it("moves the actions' commits with their versions", () => {
    expect(config.extends).to.include("helpers:pinGitHubActionDigestsToSemver");
    const actions = config.packageRules.find(({ matchManagers }) =>
      matchManagers?.includes("github-actions"),
    );
    expect(actions).to.include({ groupName: "GitHub Actions" }).and.to.not.have.property("enabled");
  });

  it("leaves Node.js to a person, waits a week, and merges nothing", () => {
    expect(ruleOf("node", "enabled").enabled).to.equal(false);
    expect(config).to.include({ minimumReleaseAge: "7 days", automerge: false });
  });

  it("says why of every rule", () => {
    for (const rule of config.packageRules) expect(rule).to.have.property("description");
  });
});
