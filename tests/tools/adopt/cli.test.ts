/** `npm run adopt`, as a process: what it writes, what it refuses to. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { runCommand } from "../../support/command";
import { SECRET, TENANT_FILE } from "./support";

describe("npm run adopt", () => {
  const directory = mkdtempSync(join(tmpdir(), "adopt-"));
  after(() => {
    rmSync(directory, { recursive: true });
  });
  const file = (name: string, text?: string) => {
    const path = join(directory, name);
    if (text !== undefined) writeFileSync(path, text);
    return path;
  };
  const command = (options: string[], env: NodeJS.ProcessEnv = {}) =>
    runCommand("tools/adopt/run.ts", options, { env });

  it("writes the configuration to standard output, of the clients that were asked for", async () => {
    const { code, stdout, stderr } = await command([
      TENANT_FILE,
      ...["--only", "Globex Corp.", "--only", "Key Holder"],
    ]);
    expect(code, stderr).to.equal(0);
    const { config } = parse(stdout) as { config: Record<string, object> };
    expect(Object.keys(config.vendors!)).to.deep.equal(["globex-corp"]);
    expect(config.apis).to.have.length(1);
    expect(stdout).to.contain("name: Globex Corp.");
    expect(stderr)
      .to.contain("1 client becomes a vendor, with 1 API as existing")
      .and.to.contain("- client Key Holder: it authenticates with private_key_jwt")
      .and.to.contain("No import file was written");
    for (const line of stderr.split("\n")) expect(line.length, line).to.be.at.most(80);
  });

  it("never writes over a file unless asked to; then a stack file's other keys and comments stay", async () => {
    const BEFORE =
      "# ours\nconfig:\n  aws:region: eu-west-1 # Ireland\n  auth0:domain: ours.eu.auth0.com\n  apis: []\n";
    const out = file("Pulumi.ours.yaml", BEFORE);
    const refused = await command([TENANT_FILE, "--out", out]);
    expect({ code: refused.code, stdout: refused.stdout }).to.deep.equal({ code: 2, stdout: "" });
    expect(refused.stderr).to.match(/Pulumi\.ours\.yaml exists; allowed: a new file; fix: /);
    expect(readFileSync(out, "utf8")).to.equal(BEFORE);

    const { code, stderr } = await command([TENANT_FILE, "--out", out, "--overwrite"]);
    expect(code, stderr).to.equal(0);
    const after = readFileSync(out, "utf8");
    expect(after).to.match(/^# ours\nconfig:\n {2}aws:region: eu-west-1 # Ireland\n/);
    const { config } = parse(after) as { config: Record<string, unknown> };
    expect(config["auth0:domain"]).to.equal("ours.eu.auth0.com");
    expect(config.apis).to.have.length(5);
  });

  const MISTAKES: [string, string[], RegExp][] = [
    [
      "a file that is no YAML",
      [file("broken.yaml", `clients: [{client_secret: ${SECRET}`)],
      /broken\.yaml cannot be read: .* at line 1/,
    ],
    ["no export and no credentials", [], /^AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET are not set/],
    [
      "a client that is not there",
      [TENANT_FILE, "--only", "Globex"],
      /^--only "Globex" is not a client of the source; allowed: .*; fix: /,
    ],
    [
      "a stack file that is not a stack file",
      [TENANT_FILE, "--overwrite", "--out", file("Pulumi.odd.yaml", "config: [a]")],
      /Pulumi\.odd\.yaml cannot be read: config is a list; allowed: keys/,
    ],
  ];
  for (const [what, options, message] of MISTAKES)
    it(`ends with code 2 and one clear line for ${what}`, async () => {
      const { code, stdout, stderr } = await command(options);
      expect(stderr.trim()).to.match(message).and.to.not.contain(SECRET);
      expect(stderr.trim().split("\n")).to.have.length(1);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    });
});
