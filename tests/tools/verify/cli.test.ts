/** `npm run verify`, as a process, against a local stack. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type LocalStack, startLocalStack } from "../../../local/localStack";
import { WIDTH } from "../../../tools/lib/fit";
import { CLAIMS } from "../../../tools/verify/claims";
import { prose, runCommand } from "../../support/command";
import { devValues } from "../../support/stack";

const run = (options: string[], more?: Parameters<typeof runCommand>[2]) =>
  runCommand("tools/verify/run.ts", options, more);

describe("npm run verify", () => {
  let stack: LocalStack;
  before(async () => {
    stack = await startLocalStack({ values: devValues() });
  });
  after(() => stack.close());

  const secrets = () =>
    Object.values(stack.outputs.vendors).map(({ clientSecret }) => clientSecret);
  const QUICK = "outputs,wrong-content-type,other-grants";

  it("reads the outputs from standard input, npm's own lines and all, and says nothing secret", async () => {
    const stdin = `\n> m2m-token-cache@0.1.0 start\n> node\n\n${JSON.stringify(stack.outputs)}\n`;
    const { code, stdout, stderr } = await run(["--outputs", "-", "--only", QUICK], { stdin });
    expect(stderr).to.equal("");
    expect(code).to.equal(0);
    expect(stdout).to.match(/Costs at most 6 Auth0 tokens if it caches, and never more than 29\./);
    for (const id of QUICK.split(",")) expect(stdout).to.match(new RegExp(`^PASS  ${id} `, "m"));
    expect(stdout).to.match(/ with\s3\sclaims\. /);
    expect(stdout).to.contain("3 passed, 0 failed, 0 skipped");
    for (const secret of secrets()) expect(stdout).to.not.contain(secret);
    expect(stdout).to.not.match(/eyJ[\w-]{10,}/);
  });

  it("--json says the same for machines, with the costs on standard error", async () => {
    const directory = mkdtempSync(join(tmpdir(), "verify-"));
    const file = join(directory, "outputs.json");
    writeFileSync(file, JSON.stringify(stack.outputs));
    const { code, stdout, stderr } = await run([
      "--outputs",
      file,
      "--json",
      "--only",
      "outputs,tls",
    ]);
    rmSync(directory, { recursive: true });
    const { results, summary } = JSON.parse(stdout) as {
      results: { id: string; status: string; detail: string }[];
      summary: Record<string, number>;
    };
    expect(code).to.equal(0);
    expect(stderr).to.match(/^Verifying /);
    expect(results.map(({ id, status }) => `${id} ${status}`)).to.deep.equal([
      "outputs PASS",
      "tls SKIP",
    ]);
    expect(summary).to.include({ pass: 1, fail: 0, skip: 1 });
  });

  it("takes one vendor by hand, the secret from the environment; skips what needs a second; fails with 1", async () => {
    const { acme } = stack.outputs.vendors;
    if (!acme) throw new Error("no acme");
    const vendor = `acme:${acme.clientId}:${Object.keys(acme.grants)[0] ?? ""}`;
    const options = [
      "--token-url",
      acme.tokenUrl,
      "--vendor",
      vendor,
      "--only",
      "vendors-apart,wrong-content-type",
    ];
    const right = await run(options, { env: { CLIENT_SECRET: acme.clientSecret } });
    expect(right.code).to.equal(0);
    expect(right.stdout).to.match(/^SKIP  vendors-apart .*\n +needs a second vendor$/m);
    const wrong = await run(options, { env: { CLIENT_SECRET: "wrong" } });
    expect(wrong.code).to.equal(1);
    expect(prose(wrong.stdout)).to.match(
      /FAIL wrong-content-type .*expected a token for acme, got 401 access_denied Why it matters: /,
    );
    for (const line of wrong.stdout.split("\n")) expect(line.length, line).to.be.at.most(WIDTH);
  });

  const SKIPPED: [string, object, string][] = [
    ["off", { onlyThroughProxy: undefined }, "onlyThroughProxy is not configured"],
    [
      "not enforced",
      { onlyThroughProxy: { version: 1, enforce: false } },
      "onlyThroughProxy.enforce is false: vendors may ask Auth0 directly",
    ],
    [
      "enforced at an issuer that is not known",
      { onlyThroughProxy: { version: 1, enforce: true }, issuer: undefined },
      "needs the stack's output issuer",
    ],
  ];
  for (const [what, changes, reason] of SKIPPED)
    it(`does not claim onlyThroughProxy where it is ${what}, and says so`, async () => {
      const stdin = JSON.stringify({ ...stack.outputs, ...changes });
      const { code, stdout } = await run(["--outputs", "-", "--only", "only-through-proxy"], {
        stdin,
      });
      expect(code).to.equal(0);
      expect(stdout).to.match(/^SKIP {2}only-through-proxy /m);
      expect(prose(stdout)).to.contain(reason);
    });

  it("fails where requests that bypass the proxy should be denied and are not, for one token and one more", async () => {
    const before = stack.tenant.issued;
    const outputs = { ...stack.outputs, onlyThroughProxy: { version: 1, enforce: true } };
    const { code, stdout } = await run(["--outputs", "-", "--only", "only-through-proxy"], {
      stdin: JSON.stringify(outputs),
    });
    expect(code).to.equal(1);
    expect(prose(stdout)).to.match(
      /FAIL only-through-proxy .*directly at Auth0: expected a refusal/,
    );
    expect(stack.tenant.issued - before).to.equal(2);
  });

  it("stops with code 2 where nothing answers, and names the host", async () => {
    const gone = await startLocalStack({ values: devValues() });
    await gone.close();
    const { code, stdout, stderr } = await run(["--outputs", "-"], {
      stdin: JSON.stringify(gone.outputs),
    });
    const { host } = new URL(gone.outputs.tokenUrl);
    expect(stderr).to.equal(
      `${host} does not answer (ECONNREFUSED), so nothing more was verified. ` +
        "fix: start the local run (npm start), and use the outputs that it prints.\n",
    );
    expect(stdout.match(/^(PASS|FAIL|SKIP) .*/gm)).to.have.length(1);
    expect(code).to.equal(2);
  });

  it("--list lists every claim with its reason, and asks nobody", async () => {
    const { code, stdout } = await run(["--list"]);
    expect(code).to.equal(0);
    for (const { id, why } of CLAIMS) expect(prose(stdout)).to.contain(id).and.to.contain(why);
    for (const line of stdout.split("\n")) expect(line.length, line).to.be.at.most(WIDTH);
  });

  const masked = () =>
    JSON.stringify(stack.outputs).replaceAll(
      /"clientSecret":"[^"]+"/g,
      '"clientSecret":"[secret]"',
    );
  const MISTAKES: [string, string[], RegExp, (() => string)?][] = [
    ["no target", [], /^Name one of --stack, --outputs and --token-url\./],
    ["two targets", ["--stack", "dev", "--outputs", "-"], /^Name one of/],
    [
      "an unknown option",
      ["--outputz", "-"],
      /^Unknown option '--outputz' \(Did you mean --outputs\?\); allowed:/,
    ],
    [
      "an unknown claim",
      ["--outputs", "-", "--only", "cached,speed"],
      /^--only names "speed"; allowed: outputs, cached/,
    ],
    [
      "a missing file",
      ["--outputs", "/nowhere.json"],
      /^--outputs \/nowhere\.json cannot be read \(ENOENT\)/,
    ],
    [
      "no JSON",
      ["--outputs", "-"],
      /^--outputs -: this is not JSON\. fix: save it with/,
      () => "{secret-in-here",
    ],
    [
      "nothing, because npm start has failed",
      ["--outputs", "-"],
      /^--outputs -: this is empty\. fix: wait until what writes it has started/,
      () => "\n",
    ],
    [
      "other JSON",
      ["--outputs", "-"],
      /^--outputs -: tokenUrl is missing or not a URL\. These are not/,
      () => "{}",
    ],
    [
      "masked secrets",
      ["--outputs", "-"],
      /^--outputs -: vendors\.acme\.clientSecret is masked\. fix: save the outputs with --show-secrets\.$/,
      masked,
    ],
    [
      "a masked secret of a retiring client",
      ["--outputs", "-"],
      /^--outputs -: vendors\.acme\.retiring\.clientSecret is masked\. fix: save the outputs with --show-secrets\.$/,
      () =>
        JSON.stringify({
          ...stack.outputs,
          vendors: {
            acme: {
              ...stack.outputs.vendors.acme,
              retiring: { clientId: "a", clientSecret: "[secret]" },
            },
          },
        }),
    ],
    ["a stack without the Pulumi CLI", ["--stack", "dev"], /^The Pulumi CLI is not on the PATH\./],
    [
      "a token URL that is not a URL",
      ["--token-url", "here", "--vendor", "a:b:c"],
      /^--token-url is "here"; allowed/,
    ],
    [
      "a vendor without an audience",
      ["--token-url", "https://x.example/", "--vendor", "a:b"],
      /^--vendor has to be <name>:<client id>:<audience>/,
    ],
    [
      "no secret",
      ["--token-url", "https://x.example/", "--vendor", "a:b:c"],
      /^The client secret is missing\. Set CLIENT_SECRET/,
    ],
  ];
  for (const [what, options, message, stdin] of MISTAKES)
    it(`ends with code 2 and one clear line for ${what}`, async () => {
      const { code, stdout, stderr } = await run(options, { stdin: stdin?.() ?? "" });
      expect(stderr.trim()).to.match(message);
      expect(stderr.trim().split("\n")).to.have.length(1);
      expect(stderr).to.not.contain("secret-in-here");
      expect(stdout).to.equal("");
      expect(code).to.equal(2);
    });
});
