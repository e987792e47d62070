import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { QUIRKS } from "../local/gateway/quirks";
import { PROJECT_DIR } from "../local/program/stackFile";
import { projectKeys } from "../src/config/schema";
import { SAFETY_CLAIMS } from "./safety/safety";

const README = readFileSync(join(PROJECT_DIR, "README.md"), "utf8");
/** Rows of tables, with single spaces. */
const rows = README.split("\n").map((line) => line.replace(/ +/g, " "));

describe("The README", () => {
  for (const [name, { id, question, values, known }] of Object.entries(QUIRKS))
    it(`says what is known of ${id}, and how to set it`, () => {
      const row = rows.find((line) => line.startsWith(`| ${id} |`)) ?? "";
      expect(row).to.contain(`\`${name}=${values.join("\\|")}\``);
      expect(row.replaceAll("`", ""))
        .to.contain(question)
        .and.to.contain(known.replaceAll("`", ""));
    });

  it("lists every configuration key", () => {
    for (const key of Object.keys(projectKeys.shape))
      expect(
        rows.some((row) => new RegExp(`^\\| \`${key}[\`.[]`).test(row)),
        key,
      ).to.equal(true);
  });

  it("names every safety claim, and every script that it tells to run exists", () => {
    for (const id of Object.keys(SAFETY_CLAIMS))
      expect(README).to.match(new RegExp(`^- ${id} `, "m"));
    const { scripts } = JSON.parse(readFileSync(join(PROJECT_DIR, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const [, script = ""] of README.matchAll(/npm run ([a-z:]+)/g))
      expect(scripts).to.have.property(script);
  });

  it("links only to files that exist", () => {
    for (const [, target = ""] of README.matchAll(/\]\(((?!https?:|#)[^)#]+)/g))
      expect(() => readFileSync(join(PROJECT_DIR, target)), target).to.not.throw(/ENOENT/);
  });
});
