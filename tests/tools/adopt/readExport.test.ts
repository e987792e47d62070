/** What is no export: one line that names the file, what is allowed and how to fix it, and quotes nothing. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readExport } from "../../../tools/adopt/readExport";
import { UserError } from "../../../tools/lib/userError";
import { SECRET } from "./support";

describe("What is no export of a tenant", () => {
  const directory = mkdtempSync(join(tmpdir(), "adopt-"));
  after(() => {
    rmSync(directory, { recursive: true });
  });

  const MISTAKES: [string, string | undefined, RegExp][] = [
    ["nowhere.yaml", undefined, /^There is no \S+nowhere\.yaml; allowed: .*; fix: /],
    ["broken.yaml", `clients: [{client_secret: ${SECRET}`, /cannot be read: .* at line 1/],
    [
      "list.json",
      "[]",
      /list\.json cannot be read: it is a list; allowed: what the Deploy CLI exports/,
    ],
    [
      "empty.yaml",
      "",
      /empty\.yaml cannot be read: it is empty; fix: it needs what the Deploy CLI exports/,
    ],
    ["other.yaml", "a: b", /has no clients and no client grants; allowed: .*; fix: /],
    [
      "odd.yaml",
      `clients: [{name: a, grant_types: ${SECRET}}]`,
      /odd\.yaml: clients\.0\.grant_types is not as Auth0 has it \(invalid_type\); .*; fix: /,
    ],
  ];
  for (const [name, text, message] of MISTAKES)
    it(`is told in one line: ${name}`, () => {
      const path = join(directory, name);
      if (text !== undefined) writeFileSync(path, text);
      expect(() => readExport(path))
        .to.throw(UserError, message)
        .with.property("message")
        .that.does.not.contain(SECRET)
        .and.does.not.contain("\n");
    });
});
