/** The stack files of a commit and of the working tree, in a repository of the test's own. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { markdown, reports } from "../../../tools/changes/report";
import { stackPairs } from "../../../tools/changes/stackFiles";
import { PROJECT_DIR } from "../../../tools/lib/stackFile";
import { UserError } from "../../../tools/lib/userError";
import { runCommand } from "../../support/command";

const PROJECT = `name: m2m-token-cache
config:
  cache: { type: object, default: { ttlSeconds: 3600 } }
`;
const STACK = `config:
  aws:region: eu-west-1
  auth0:domain: example.eu.auth0.com
  m2m-token-cache:apis: [{ identifier: "https://a" }]
  m2m-token-cache:vendors: { acme: { grants: { "https://a": [] } } }
`;

describe("The stack files of a pull request", () => {
  let root: string;
  let dir: string;
  const git = (...args: string[]) => {
    const { status, stderr } = spawnSync(
      "git",
      ["-c", "user.name=t", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false", ...args],
      { cwd: root, encoding: "utf8" },
    );
    expect(status, stderr).to.equal(0);
  };
  const write = (name: string, text: string) => {
    writeFileSync(join(dir, name), text);
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "m2m-token-cache-test-"));
    // The project need not be the repository's root.
    dir = join(root, "proxy");
    mkdirSync(dir);
    write("Pulumi.yaml", PROJECT);
    write("Pulumi.dev.yaml", STACK);
    write("Pulumi.prod.yaml", STACK);
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "base");
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });
  const changes = () => reports(stackPairs("HEAD", dir));

  it("that did not change are not spoken of", () => {
    expect(changes()).to.deep.equal({});
    expect(markdown({})).to.contain("No stack file changes");
  });

  it("that changed are compared, one by one", () => {
    write("Pulumi.dev.yaml", STACK.replace("acme:", "acme-two:"));
    const found = changes();
    expect(Object.keys(found)).to.deep.equal(["dev"]);
    expect(found.dev).to.contain("added `acme-two`; **removed** `acme`");
    expect(markdown(found)).to.match(/^### `dev`\n\n- \*\*Vendors\*\*: /);
  });

  it("change with the project's defaults, too", () => {
    write("Pulumi.yaml", PROJECT.replace("3600", "1800"));
    expect(changes().prod).to.contain("TTL 3600 s → 1800 s");
  });

  const SPECIAL: [string, string | undefined, string][] = [
    ["only comments", `# A comment.\n${STACK}`, "Nothing that the program reads"],
    [
      "keys of Pulumi's own",
      `environment: [secrets]\n${STACK}`,
      "**Pulumi's own keys**: `environment`",
    ],
    [
      "the tenant",
      STACK.replace("example.eu.auth0.com", "other.eu.auth0.com"),
      "**Another Auth0 tenant**: `example.eu.auth0.com` → `other.eu.auth0.com`",
    ],
    [
      "a provider's setting",
      `${STACK}  aws:profile: x\n`,
      "**Providers' settings**: `aws:profile`",
    ],
    ["a mistake", STACK.replace("acme:", "Acme:"), "**The configuration has mistakes**"],
    ["a file that is not YAML", "config: [", "**The configuration has mistakes**"],
    ["a file that is gone", undefined, "**The stack's file is deleted.**"],
  ];
  for (const [what, text, says] of SPECIAL)
    it(`with ${what} say so`, () => {
      if (text === undefined) rmSync(join(dir, "Pulumi.dev.yaml"));
      else write("Pulumi.dev.yaml", text);
      const found = changes();
      expect(Object.keys(found)).to.deep.equal(["dev"]);
      expect(found.dev).to.contain(says);
    });

  it("that are new are said to be", () => {
    write("Pulumi.test.yaml", STACK);
    expect(changes()).to.deep.equal({ test: "- **A new stack**, with the vendors `acme`." });
  });

  it("whose base has a mistake have nothing to be compared with", () => {
    write("Pulumi.dev.yaml", "config: [");
    git("commit", "--quiet", "--all", "--message", "broken");
    write("Pulumi.dev.yaml", STACK);
    expect(changes().dev).to.contain("nothing to compare with");
  });

  for (const base of ["nowhere", "--output=x", "HEAD:proxy", ""])
    it(`need a base that git knows as a commit: not ${JSON.stringify(base)}`, () => {
      expect(() => stackPairs(base, dir)).to.throw(UserError, /^--base is .*; allowed: .*; fix: /);
    });
});

describe("npm run changes", () => {
  const changes = (options: string[], env: NodeJS.ProcessEnv) =>
    runCommand("tools/changes/run.ts", options, { env });

  it("--json is one object, stack to Markdown", async function () {
    // A project that `pulumi new` has just made is in no repository.
    if (!existsSync(join(PROJECT_DIR, ".git"))) this.skip();
    const { code, stdout, stderr } = await changes(["--base", "HEAD", "--json"], {
      PATH: process.env.PATH,
    });
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    expect(Object.values(JSON.parse(stdout) as object).every((each) => typeof each === "string")).to
      .be.true;
  });

  const MISTAKES: [string, string[], RegExp][] = [
    [
      "no base",
      [],
      /^Required option '--base <ref>' not specified; allowed: --base <ref>, --json; fix: /,
    ],
    ["no git", ["--base", "HEAD"], /^git is not on the PATH; fix: /],
  ];
  for (const [what, options, message] of MISTAKES)
    it(`ends with code 2 and one clear line for ${what}`, async () => {
      const { code, stdout, stderr } = await changes(options, {});
      expect(stderr.trim()).to.match(message);
      expect(stderr.trim().split("\n")).to.have.length(1);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    });
});
