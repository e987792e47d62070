/** `npm run usage`, as a process, against the local run. */
import { expect } from "chai";
import { type LocalStack, startLocalStack } from "../../../local/localStack";
import { readStackFile } from "../../../tools/lib/stackFile";
import { withSettings } from "../../../tools/lib/withSettings";
import { runCommand } from "../../support/command";
import { askForToken, type HeaderPairs } from "../../support/tokenClient";

const CREDENTIALS = { AUTH0_CLIENT_ID: "local", AUTH0_CLIENT_SECRET: "local" };
const ORDERS = "https://api.dev.example.com/orders";

describe("npm run usage", () => {
  let stack: LocalStack;
  // As the command: with no other clock than the system's, and under the name of Pulumi.yaml.
  const start = (setting: string) => startLocalStack(withSettings(readStackFile("dev"), [setting]));
  before(async () => {
    stack = await start("onlyThroughProxy={}");
    const { acme, initech } = stack.outputs.vendors;
    if (!acme || !initech) throw new Error("Pulumi.dev.yaml lacks a vendor.");
    for (let asked = 0; asked < 3; asked += 1) await askForToken(acme);
    for (const audience of Object.keys(initech.grants)) await askForToken(initech, { audience });
    await askForToken({ ...acme, tokenUrl: `${stack.outputs.issuer}oauth/token` });
    await askForToken(initech, { client_secret: "wrong" });
  });
  after(() => stack.close());

  const usage = (options: string[], env: NodeJS.ProcessEnv = CREDENTIALS) =>
    runCommand("tools/usage/run.ts", options, { stdin: JSON.stringify(stack.outputs), env });

  it("shows what each vendor cost, what bypassed the proxy, and why exchanges failed", async () => {
    const { code, stdout, stderr } = await usage(["--outputs", "-", "--stack", "dev"]);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    expect(stdout)
      .to.match(/^acme +1 +- +24 /m)
      .and.to.match(/^initech +2 +- +48 /m)
      .and.to.match(/^globex +0 +- +24 /m)
      .and.to.match(/^all +3 +- +96 /m)
      .and.to.contain("3 of 5000 tokens counted.")
      .and.to.contain("- acme: 0 tokens, 1 denied; from 127.0.0.1")
      .and.to.contain("- initech: 1 wrong client id or secret")
      .and.to.contain("1 token for Auth0's own APIs: left out");
    const secrets = Object.values(stack.outputs.vendors).map((vendor) => vendor.clientSecret);
    for (const secret of secrets) expect(stdout).to.not.contain(secret);
  });

  it("--json gives the same to machines; without a stack's file, without its forecast", async () => {
    const { code, stdout } = await usage(["--outputs", "-", "--json", "--days", "2"]);
    expect(code).to.equal(0);
    const report = JSON.parse(stdout) as {
      usage: { days: string[]; vendors: { name: string; audiences: { audience: string }[] }[] };
      month: { allowance: number; counted: number };
    };
    expect(report).to.not.have.property("forecast");
    expect(report.usage.days).to.have.length(2);
    expect(report.usage.vendors.map(({ name }) => name)).to.deep.equal([
      "acme",
      "globex",
      "initech",
    ]);
    expect(report.usage.vendors[0]?.audiences.map(({ audience }) => audience)).to.deep.equal([
      ORDERS,
    ]);
    expect(report.month).to.include({ allowance: 5000, counted: 3 });
  });

  it("shows what there is if the stack's file is of no use for the forecast", async () => {
    const { code, stdout } = await usage(["--outputs", "-", "--stack", "org/shop/staging"]);
    expect(code).to.equal(0);
    expect(stdout)
      .to.match(/No forecast: There is no stack file Pulumi\.staging\.yaml/)
      .and.to.match(/^acme +1 /m);
  });

  it("knows what came through the token broker, too", async () => {
    const broker = await start('cache={"store":"dynamodb"}');
    try {
      const { acme } = broker.outputs.vendors;
      if (!acme) throw new Error("no acme");
      await askForToken(acme);
      const direct: HeaderPairs = [["User-Agent", "curl/8.5.0"]];
      const url = `${broker.outputs.issuer}oauth/token`;
      await askForToken({ ...acme, tokenUrl: url }, {}, { headers: direct });
      const { stdout } = await runCommand("tools/usage/run.ts", ["--outputs", "-", "--json"], {
        stdin: JSON.stringify(broker.outputs),
        env: CREDENTIALS,
      });
      const { usage } = JSON.parse(stdout) as { usage: { vendors: { name: string }[] } };
      expect(usage.vendors.find(({ name }) => name === "acme"))
        .to.have.property("tokensByRoute")
        .that.deep.equals({ proxy: 1, direct: 1, unknown: 0 });
    } finally {
      await broker.close();
    }
  });

  const MISTAKES: [string, string[], NodeJS.ProcessEnv, RegExp][] = [
    ["no credentials", ["--outputs", "-"], {}, /^AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET are not/],
    ["no outputs", [], CREDENTIALS, /^Name one of --stack and --outputs\. npm run usage -- --help/],
  ];
  for (const [what, options, env, message] of MISTAKES)
    it(`ends with code 2 and one clear line for ${what}`, async () => {
      const { code, stdout, stderr } = await usage(options, env);
      expect(stderr.trim()).to.match(message);
      expect(stderr.trim().split("\n")).to.have.length(1);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    });
});
