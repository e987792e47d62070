/**
 * What the documentation says is so: links lead somewhere, configuration is what the program takes,
 * commands exist, and those that need neither an account nor a second terminal are run.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { PROJECT_DIR } from "../../../tools/lib/stackFile";
import { FUNCTION_QUIRKS } from "../../../local/gateway/functionQuirks";
import { QUIRKS } from "../../../local/gateway/quirks";
import { TENANT_QUIRKS } from "../../../local/tenant/quirks";
import { blocksIn } from "../../../scripts/reference/blocks";
import { COMMANDS, documentedIn, rowsOf } from "../../../scripts/reference/commands";
import { madeDocuments } from "../../../scripts/reference/documents";
import { parseConfig } from "../../../src/config/parse";
import { projectKeys } from "../../../src/config/schema/proxy";
import { mapValues } from "../../../src/records";
import { type Changes, ORDERS, rawValues } from "../../support/configs";
import { SAFETY_CLAIMS } from "../../safety/safety";
import { CLAIMS } from "../../../tools/verify/claims";
import { costs, isAbout } from "../../../tools/verify/verify";
import { ALL_BLOCKS, DOCUMENTS, read } from "./documents";

const { scripts } = JSON.parse(readFileSync(join(PROJECT_DIR, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

describe("The documentation", () => {
  it("has links that lead somewhere", () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["node_modules/remark-cli/cli.js", "--frail", "--quiet", "--no-stdout", ...DOCUMENTS],
      { cwd: PROJECT_DIR, encoding: "utf8" },
    );
    expect(status, stdout + stderr).to.equal(0);
  });

  it("has a configuration reference and tables of options that are made from the code as it is", async () => {
    for (const [document, text] of Object.entries(await madeDocuments()))
      expect(read(document), `${document}: npm run reference`).to.equal(text);
  });

  it("shows the options of every command that has any", () => {
    const documented = DOCUMENTS.flatMap((document) => documentedIn(read(document)));
    const withOptions = Object.entries(COMMANDS).filter(
      ([, command]) => rowsOf(command).length > 0,
    );
    expect([...documented].sort()).to.deep.equal(withOptions.map(([name]) => name).sort());
  });

  it("shows vendors what they can be answered with in place of a token, for both stores", () => {
    expect(blocksIn(read("docs/refusals.md"), "refusals")).to.deep.equal(["stage", "dynamodb"]);
    expect(read("docs/refusals.md")).to.contain("This client is suspended. Ask the operator.");
  });

  it("has an index that leads to every page", () => {
    const index = read("docs/README.md");
    for (const page of DOCUMENTS.filter((each) => dirname(each) === "docs"))
      if (basename(page) !== "README.md") expect(index).to.contain(`](${basename(page)})`);
  });

  it("says what the contract costs with either store, in tens of tokens", () => {
    const [stage, dynamodb] = (["stage", "dynamodb"] as const).map((store) => {
      const { ifCached, atMost } = costs(CLAIMS.filter((claim) => isAbout(claim, store)));
      const tens = Math.round(ifCached / 10) * 10;
      return { some: String(tens), atMost: `${Math.ceil(atMost / 10) * 10} at most` };
    });
    expect(read("docs/verify.md").replace(/\s+/g, " ")).to.contain(
      `With the stage cache some ${stage?.some} tokens (${stage?.atMost}), with the token broker some ${dynamodb?.some} (${dynamodb?.atMost}).`,
    );
  });

  it("names only scripts that there are", () => {
    for (const document of DOCUMENTS)
      for (const [, script = ""] of read(document).matchAll(/npm run (?:--silent )?([a-z:]+)/g))
        expect(scripts, document).to.have.property(script);
  });

  it("has shell code that a shell can read", () => {
    for (const { where, language, code } of ALL_BLOCKS)
      if (language === "sh") {
        const { status, stderr } = spawnSync("bash", ["-n"], { input: code, encoding: "utf8" });
        expect(status, `${where}: ${stderr}`).to.equal(0);
      }
  });

  it("updates with a refresh only: nothing else sends what an update failed to send", () => {
    for (const document of DOCUMENTS.filter((each) => each !== "CHANGELOG.md"))
      for (const line of read(document).split("\n"))
        if (!line.startsWith("#"))
          expect(line, `${document}: write pulumi up --refresh, or "an update"`).to.not.match(
            /(?<!plain `)\bpulumi up\b(?! --refresh| --stack \S+ --refresh)/,
          );
  });

  it("has JSON that is JSON", () => {
    for (const { where, language, code } of ALL_BLOCKS)
      if (language === "json") expect(() => JSON.parse(code) as unknown, where).to.not.throw();
  });

  for (const { where, language, code } of ALL_BLOCKS)
    if (language === "yaml") {
      const fragment = parse(code) as Record<string, Changes>;
      const own = fragment.config ?? fragment;
      if (!Object.keys(own).some((key) => Object.hasOwn(projectKeys.shape, key))) continue;
      it(`shows a configuration that the program takes: ${where}`, () => {
        const values = rawValues(completed(own));
        expect(() => parseConfig({ values })).to.not.throw();
      });
    }

  for (const { where, meta, code } of ALL_BLOCKS)
    if (meta === "run")
      it(`shows commands that run: ${where}`, () => {
        execFileSync("bash", ["-euo", "pipefail", "-c", code], {
          cwd: PROJECT_DIR,
          stdio: ["ignore", "pipe", "pipe"],
        });
      });
});

interface Vendor {
  readonly grants?: Readonly<Record<string, readonly string[]>>;
}

/** A fragment with what it leaves to the reader: the vendors' grants, and the APIs that they name. */
function completed(fragment: Changes): Changes {
  if (fragment.vendors === undefined) return fragment;
  const vendors = mapValues(fragment.vendors as Record<string, Vendor>, (vendor) => ({
    ...vendor,
    grants: vendor.grants ?? { [ORDERS]: ["read"] },
  }));
  const scopes: Record<string, Record<string, string>> = {};
  for (const { grants } of Object.values(vendors))
    for (const [audience, granted] of Object.entries(grants))
      for (const scope of granted) scopes[audience] = { ...scopes[audience], [scope]: scope };
  const apis = Object.entries(scopes).map(([identifier, own]) => ({ identifier, scopes: own }));
  return { apis, ...fragment, vendors };
}

describe("The page on platform behaviour", () => {
  // Rows of tables, with single spaces.
  const rows = read("docs/platform-behaviour.md")
    .split("\n")
    .map((row) => row.replace(/ +/g, " "));
  for (const [name, { id, question, values, known }] of Object.entries({
    ...QUIRKS,
    ...FUNCTION_QUIRKS,
    ...TENANT_QUIRKS,
  }))
    it(`says what is known of ${id}, and how to set it`, () => {
      const row = rows.find((line) => line.startsWith(`| ${id} |`)) ?? "";
      expect(row).to.contain(`\`${name}=${values.join("\\|")}\``);
      expect(row.replaceAll("`", ""))
        .to.contain(question)
        .and.to.contain(known.replaceAll("`", ""));
    });
});

describe("The security model", () => {
  it("names every safety claim", () => {
    for (const id of Object.keys(SAFETY_CLAIMS))
      expect(read("docs/security-model.md")).to.match(new RegExp(`^- ${id} `, "m"));
  });

  it("and platform behaviour name every claim of the contract", () => {
    const ids = CLAIMS.map(({ id }) => id);
    const named = new Set(
      ["docs/security-model.md", "docs/platform-behaviour.md"].flatMap((document) =>
        [...read(document).matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map(([, name = ""]) => name),
      ),
    );
    expect([...ids].filter((id) => !named.has(id))).to.deep.equal([]);
  });
});
