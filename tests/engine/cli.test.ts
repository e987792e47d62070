/**
 * The life cycle with a real Pulumi CLI and so Pulumi's own engine, if there is one on the PATH; the
 * providers are stand-ins. Without a CLI all of this is skipped, and nothing of it is proved.
 *
 * It is also where the model in update.ts meets the engine that it models: both must take the same
 * steps.
 */
import { expect } from "chai";
import { TYPES, vendorsOf } from "../support/registrations";
import { Cli, hasCli, type Said, stepsOf } from "./cli";
import { Cloud } from "./cloud";
import { firstRun, runStack } from "./support";
import { describeSteps } from "./update";

const vendors = vendorsOf("prod");
const vendorWith = (name: string, changes: Record<string, unknown>) => ({
  vendors: { ...vendors, [name]: { ...vendors[name], ...changes } },
});
/** Changes of the configuration that an operator makes; each of the stack as it was made. */
const CHANGES = {
  "one vendor more": vendorWith("hooli", vendors.globex ?? {}),
  "a raised secretVersion": vendorWith("globex", { secretVersion: 2 }),
  "another TTL": { cache: { ttlSeconds: 600, sizeGb: "0.5" } },
};

describe("With a Pulumi CLI, the prod stack", function () {
  this.timeout(600_000);

  const cloud = new Cloud();
  const previewed = new Map<string, string[]>();
  let cli: Cli | undefined;
  let outputs: { vendors: Record<string, { clientId: string; clientSecret: string }> };
  let unchanged: Said;
  let refused: Said;
  let inventory: string[];
  let settled: unknown;
  const retried: { failed: boolean; settings: unknown }[] = [];

  before(async function () {
    if (!hasCli()) {
      console.log(
        "    skipped: there is no pulumi on the PATH, so neither its CLI nor its engine ran",
      );
      this.skip();
    }
    cli = await Cli.start(cloud);
    await cli.must("preview");
    await cli.must("up", "--yes", "--skip-preview");
    inventory = cloud.inventory();
    outputs = JSON.parse(await cli.must("stack", "output", "--json")) as typeof outputs;
    unchanged = await cli.run("up", "--yes", "--skip-preview", "--expect-no-changes");
    for (const [title, changes] of Object.entries(CHANGES)) {
      cli.configure({ vendors, cache: { ttlSeconds: 3600, sizeGb: "0.5" }, ...changes });
      previewed.set(title, await cli.preview());
    }
    // The last of them for good: it is the one whose order matters to the cloud.
    await cli.must("up", "--yes", "--skip-preview");
    // Those of the token's method: what comes before them in the update is sent.
    const settings = () =>
      cloud.all(TYPES.MethodSettings).filter(({ methodPath }) => methodPath !== "*/*");
    settled = settings();
    cli.configure({ throttle: { ratePerSecond: 5, burst: 10 } });
    cloud.failOnce("update MethodSettings proxy-settings");
    for (const flags of [[], [], ["--refresh"]]) {
      const { exitCode } = await cli.run("up", "--yes", "--skip-preview", ...flags);
      retried.push({ failed: exitCode !== 0, settings: settings() });
    }
    refused = await cli.run("destroy", "--yes", "--skip-preview");
    cli.configure({ protect: false });
    await cli.must("up", "--yes", "--skip-preview");
    await cli.must("destroy", "--yes", "--skip-preview");
  });
  after(() => {
    cli?.close();
  });

  it("is made, and not changed if nothing changed", async () => {
    const { after: expected } = await firstRun("prod");
    expect(inventory).to.deep.equal(expected.cloud.inventory());
    expect(unchanged.exitCode, unchanged.stderr).to.equal(0);
  });

  it("shows its outputs with the vendors' secrets masked", () => {
    expect(Object.keys(outputs.vendors)).to.have.members(Object.keys(vendors));
    for (const { clientId, clientSecret } of Object.values(outputs.vendors)) {
      expect(clientId).to.match(/^[0-9a-f]{32}$/);
      expect(clientSecret).to.equal("[secret]");
    }
  });

  it("takes for each change the steps that the stand-in engine takes", async () => {
    const { after: before } = await firstRun("prod");
    for (const [title, changes] of Object.entries(CHANGES)) {
      const { steps } = await runStack("prod", changes, { before });
      const described = describeSteps(steps).map((step) => step.replace(/:.*/, ""));
      expect(previewed.get(title), title).to.deep.equal(described.sort());
    }
  });

  it("forgets what an update failed to send, in a plain up, and sends it after a refresh", () => {
    const [failed, plain, refreshed] = retried;
    expect(failed).to.deep.equal({ failed: true, settings: settled });
    expect(plain).to.deep.equal({ failed: false, settings: settled });
    expect(refreshed?.failed).to.equal(false);
    expect(refreshed?.settings).to.not.deep.equal(settled);
  });

  it("is not destroyed while it is protected, and down to nothing afterwards", () => {
    expect(refused.exitCode).to.not.equal(0);
    expect(cloud.inventory()).to.deep.equal([]);
  });
});

describe("The steps of a CLI's preview", () => {
  it("are read without those that do nothing, and without the stack and its providers", () => {
    const urn = (types: string, name: string) =>
      `urn:pulumi:prod::m2m-token-cache::${types}::${name}`;
    const integration = urn(
      "m2m-token-cache:proxy:TokenProxy$aws:apigateway/integration:Integration",
      "i",
    );
    const steps = [
      { op: "same", urn: urn("pulumi:pulumi:Stack", "m2m-token-cache-prod") },
      { op: "create", urn: urn("pulumi:providers:aws", "default") },
      { op: "delete-replaced", urn: integration },
      { op: "replace", urn: integration },
      { op: "create-replacement", urn: integration },
    ];
    expect(stepsOf(JSON.stringify({ steps }))).to.deep.equal([
      "create-replacement Integration i",
      "delete-replaced Integration i",
    ]);
  });
});
