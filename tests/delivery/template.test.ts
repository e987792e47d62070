/**
 * `pulumi new <folder or git URL>` with a name of its own: what it leaves is a project that works. The copying
 * is played by the rule of the CLI's source (`CopyTemplateFiles` in sdk/go/common/workspace/templates.go,
 * `runNew` in pkg/cmd/pulumi/project/newcmd/new.go); where a CLI is on the PATH, it is held to that rule.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse, parseDocument } from "yaml";
import { evaluate } from "../../local/evaluate/evaluate";
import { PROJECT_DIR, readStackFile } from "../../tools/lib/stackFile";
import { UserError } from "../../tools/lib/userError";
import { prose, run } from "../support/command";
import { Cli, hasCli } from "../engine/cli";
import { Cloud } from "../engine/cloud";

const NAME = "acme-tokens";
/** What is not in a clone; `.git` is all that the CLI leaves out. */
const NOT_CLONED = [".git", "bin", "node_modules"];

interface Template {
  readonly description: string;
  readonly quickstart: string;
  readonly config: Readonly<Record<string, { description: string; default: string }>>;
}

describe("A project that pulumi new makes of this one, under another name", function () {
  this.timeout(240_000);
  const root = mkdtempSync(join(tmpdir(), "pulumi-new-"));
  const template = join(root, "template");
  const made = join(root, "made");
  before(() => {
    mkdirSync(template);
    for (const part of readdirSync(PROJECT_DIR).filter((each) => !NOT_CLONED.includes(each)))
      cpSync(join(PROJECT_DIR, part), join(template, part), { recursive: true });
    copyTemplate(template, made);
    withModules(made);
  });
  after(() => {
    rmSync(root, { recursive: true });
  });

  it("is the same to the letter but for its name: nothing reads like a placeholder of the CLI's", () => {
    for (const file of filesOf(template).filter((each) => each !== "Pulumi.yaml"))
      expect(bytesOf(made, file).equals(bytesOf(template, file)), file).to.equal(true);
  });

  it("asks for the region and the tenant, with defaults that the program takes", async () => {
    const project = parse(bytesOf(PROJECT_DIR, "Pulumi.yaml").toString()) as {
      template?: Template;
    };
    // `pulumi new` takes the section out of what it makes.
    const { description, quickstart, config } = project.template ?? {
      description: "made",
      quickstart: "npm start",
      config: {},
    };
    expect(description).to.not.equal("");
    expect(quickstart).to.contain("npm start");
    if (project.template) expect(Object.keys(config)).to.deep.equal(["aws:region", "auth0:domain"]);
    const answers = Object.entries(config).map(([key, each]) => [key, each.default] as const);
    const { project: name, values } = readStackFile("dev", made);
    await evaluate({ project: name, values: { ...values, ...Object.fromEntries(answers) } });
  });

  for (const stack of ["dev", "prod"])
    it(`has the stack ${stack} under the new name, down to the clients at Auth0`, async () => {
      const { project, values } = readStackFile(stack, made);
      expect(project).to.equal(NAME);
      const { resources } = await evaluate({ project, stack, values });
      const clients = resources.filter(({ type }) => type === "auth0:index/client:Client");
      expect(clients).to.not.be.empty;
      for (const { inputs } of clients) expect(inputs.name).to.contain(`(${NAME}/${stack})`);
      await evaluate({ project: "another-name", stack, values }).then(
        () => expect.fail("The old name's keys were taken."),
        (error: unknown) => expect(error).to.be.instanceOf(UserError),
      );
    });

  it("has commands and messages that know the new name", async () => {
    const { code, stderr } = await run(
      process.execPath,
      ["-r", "ts-node/register", "local/start.ts", "--set", "cache.ttlSeconds=7200"],
      { cwd: made, env: { PATH: process.env.PATH, HOME: root } },
    );
    const said = prose(stderr);
    expect(said).to.contain(`${NAME}:cache.ttlSeconds is 7200; allowed: `);
    expect(said).to.contain(`fix: for example --set ${NAME}:cache.ttlSeconds=3600`);
    expect(code).to.equal(2);
  });

  it("is what a Pulumi CLI makes, and can be previewed with it", async function () {
    if (!hasCli()) this.skip();
    const byCli = join(root, "by-cli");
    const env = { PATH: process.env.PATH, HOME: root, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const options = ["--name", NAME, "--dir", byCli, "--generate-only", "--yes", "--offline"];
    const { status, stderr, stdout } = spawnSync("pulumi", ["new", template, ...options], {
      env,
      encoding: "utf8",
    });
    expect(status, stderr).to.equal(0);
    expect(stdout).to.contain("npm start");
    expect(filesOf(byCli)).to.deep.equal(filesOf(template));
    for (const file of filesOf(template).filter((each) => each !== "Pulumi.yaml"))
      expect(bytesOf(byCli, file).equals(bytesOf(made, file)), file).to.equal(true);
    withModules(byCli);
    const cli = await Cli.start(new Cloud(), byCli);
    try {
      expect(await cli.must("preview")).to.match(/\+ \d+ to create/);
    } finally {
      cli.close();
    }
  });
});

/** Everything but `.git`, the two placeholders filled in; then the name, and no template section. */
function copyTemplate(from: string, to: string): void {
  for (const file of filesOf(from)) {
    const bytes = bytesOf(from, file);
    const isBinary = bytes.subarray(0, 8000).includes(0);
    mkdirSync(join(to, file, ".."), { recursive: true });
    const text = () =>
      bytes
        .toString()
        .replaceAll(filledIn("PROJECT"), NAME)
        .replaceAll(filledIn("DESCRIPTION"), "Ours");
    writeFileSync(join(to, file), isBinary ? bytes : text());
  }
  const document = parseDocument(bytesOf(to, "Pulumi.yaml").toString());
  document.set("name", NAME);
  document.delete("template");
  writeFileSync(join(to, "Pulumi.yaml"), document.toString());
}

/** Put together here: this file is copied too. */
function filledIn(placeholder: string): string {
  return ["${", placeholder, "}"].join("");
}

/** In place of `npm install`. */
function withModules(dir: string): void {
  symlinkSync(join(PROJECT_DIR, "node_modules"), join(dir, "node_modules"));
}

function filesOf(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((file) => !file.startsWith("node_modules") && lstatSync(join(dir, file)).isFile())
    .sort();
}

function bytesOf(dir: string, file: string): Buffer {
  return readFileSync(join(dir, file));
}
