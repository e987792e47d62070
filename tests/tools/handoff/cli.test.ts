/** `npm run handoff`, as a process. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { runCommand } from "../../support/command";

const SECRET = "s3cr3t-of-acme";
const outputs = (clientSecret: string) =>
  JSON.stringify({
    tokenUrl: "https://tokens.example.com/oauth/token",
    issuer: "https://login.example.com/",
    vendors: {
      acme: {
        clientId: "acme-id",
        clientSecret,
        tokenUrl: "https://tokens.example.com/oauth/token",
        authenticationMethod: "client_secret_post",
        grants: { "https://api.example.com/orders": ["read:orders"] },
        expiresInSeconds: { "https://api.example.com/orders": 82_789 },
      },
    },
  });

const run = (options: string[], more?: Parameters<typeof runCommand>[2]) =>
  runCommand("tools/handoff/run.ts", options, more);

describe("npm run handoff", () => {
  it("prints the sheet without the secret, from outputs with and without it", async () => {
    for (const secret of [SECRET, "[secret]"]) {
      const { code, stdout, stderr } = await run(["acme", "--outputs", "-"], {
        stdin: outputs(secret),
      });
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
      expect(stdout).to.contain("# acme").and.to.contain("sent to you separately");
      expect(stdout).to.not.contain(secret);
    }
  });

  it("--show-secret prints it, and warns beside the sheet", async () => {
    const { code, stdout, stderr } = await run(["acme", "--outputs", "-", "--show-secret"], {
      stdin: outputs(SECRET),
    });
    expect(code).to.equal(0);
    expect(stdout).to.contain(`| client secret | \`${SECRET}\``);
    expect(stderr).to.match(
      /^This sheet contains the client secret: send it through a safe channel/,
    );
    expect(stderr).to.not.contain(SECRET);
  });

  describe("with the Pulumi CLI", () => {
    /** Stands in for the CLI: it shows secrets only if it is told to, and says what it was asked. */
    const CLI = [
      "#!/bin/sh",
      'echo "$@" > "$0.asked"',
      `case "$*" in *--show-secrets*) echo '${outputs(SECRET)}';; *) echo '${outputs("[secret]")}';; esac`,
    ].join("\n");
    let directory = "";
    before(() => {
      directory = mkdtempSync(join(tmpdir(), "handoff-"));
      writeFileSync(join(directory, "pulumi"), CLI);
      chmodSync(join(directory, "pulumi"), 0o755);
    });
    after(() => {
      rmSync(directory, { recursive: true });
    });
    const ask = (...options: string[]) =>
      run(["acme", "--stack", "prod", ...options], {
        env: { PATH: `${directory}:/bin:/usr/bin` },
      });

    it("asks for secrets only if the sheet is to show one", async () => {
      const asked = () => readFileSync(join(directory, "pulumi.asked"), "utf8").trim();
      expect((await ask()).stdout).to.contain("sent to you separately");
      expect(asked()).to.equal("stack output --json --stack prod");
      expect((await ask("--show-secret")).stdout).to.contain(SECRET);
      expect(asked()).to.equal("stack output --json --show-secrets --stack prod");
    });
  });

  describe("with more vendors than Node reads of a command by default", () => {
    let directory = "";
    before(() => {
      directory = mkdtempSync(join(tmpdir(), "handoff-"));
      const many = outputs(SECRET).replace(/^\{/, `{"readme":"${"x".repeat(2 ** 21)}",`);
      writeFileSync(join(directory, "outputs.json"), many);
      writeFileSync(join(directory, "pulumi"), '#!/bin/sh\ncat "$(dirname "$0")/outputs.json"\n');
      chmodSync(join(directory, "pulumi"), 0o755);
    });
    after(() => {
      rmSync(directory, { recursive: true });
    });

    it("takes the CLI's outputs all the same", async () => {
      const env = { PATH: `${directory}:/bin:/usr/bin` };
      const { code, stderr } = await run(["acme", "--stack", "prod"], { env });
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    });
  });

  const MISTAKES: [string, string[], RegExp, string?][] = [
    ["no vendor", ["--outputs", "-"], /^Missing required argument 'vendor'; allowed: --stack/],
    ["two vendors", ["acme", "globex", "--outputs", "-"], /^One argument too many is "globex";/],
    ["no source", ["acme"], /^Name one of --stack and --outputs\. npm run handoff -- --help/],
    ["two sources", ["acme", "--stack", "a", "--outputs", "-"], /^Name one of --stack and/],
    [
      "an unknown option",
      ["acme", "--secret"],
      /^Unknown option '--secret'[^;]*; allowed: --stack/,
    ],
    [
      "an unknown vendor",
      ["umbrella", "--outputs", "-"],
      /^There is no vendor "umbrella"; there are: acme\.$/,
      outputs(SECRET),
    ],
    [
      "a masked secret that is to be shown",
      ["acme", "--outputs", "-", "--show-secret"],
      /^--outputs -: vendors\.acme\.clientSecret is masked\. fix: save the outputs with --show-secrets\.$/,
      outputs("[secret]"),
    ],
    ["a stack without the Pulumi CLI", ["acme", "--stack", "a"], /^The Pulumi CLI is not on the/],
    [
      "no JSON",
      ["acme", "--outputs", "-"],
      /this is not JSON\. fix: save it with: pulumi stack output --json$/,
      `{${SECRET}`,
    ],
    [
      "outputs without vendors",
      ["acme", "--outputs", "-"],
      /vendors is not an object/,
      '{"tokenUrl":"https://x.example/","vendors":null}',
    ],
    [
      "outputs with a vendor that is not an object",
      ["acme", "--outputs", "-"],
      /^--outputs -: vendors\.acme is not an object\. These are not this project's outputs, /,
      '{"tokenUrl":"https://x.example/","vendors":{"acme":null}}',
    ],
    [
      "outputs with a field of another type",
      ["acme", "--outputs", "-", "--show-secret"],
      /^--outputs -: vendors\.acme\.clientSecret is not a string\. These are not this project's outputs, /,
      `{"tokenUrl":"https://x.example/","vendors":{"acme":{"clientSecret":["${SECRET}"]}}}`,
    ],
  ];
  for (const [what, options, message, stdin] of MISTAKES)
    it(`ends with code 2 and one clear line for ${what}`, async () => {
      const { code, stdout, stderr } = await run(options, { stdin: stdin ?? "" });
      expect(stderr.trim()).to.match(message);
      expect(stderr.trim().split("\n")).to.have.length(1);
      expect(stderr).to.not.contain(SECRET);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    });
});
