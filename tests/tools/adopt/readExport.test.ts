/** What is read of an export's file; anything else is an error of one line that quotes nothing. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { adopt } from "../../../tools/adopt/adopt";
import { readKeywords } from "../../../tools/adopt/keywords";
import { readExport } from "../../../tools/adopt/readExport";
import { UserError } from "../../../tools/lib/userError";
import { SECRET } from "./support";

describe("A file that is not a tenant's export", () => {
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
    it(`is reported in one line: ${name}`, () => {
      const path = join(directory, name);
      if (text !== undefined) writeFileSync(path, text);
      expect(() => readExport(path))
        .to.throw(UserError, message)
        .with.property("message")
        .that.does.not.contain(SECRET)
        .and.does.not.contain("\n");
    });
});

describe("An export with keywords of the Deploy CLI", () => {
  const directory = mkdtempSync(join(tmpdir(), "adopt-"));
  after(() => {
    rmSync(directory, { recursive: true });
  });
  const written = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };
  // Valid for the Deploy CLI only: to YAML, @ is reserved, and # begins a comment.
  const EXPORT = `clients:
  - name: "Portal - ##ENV##"
    callbacks: @@CALLBACKS@@
    app_type: spa
  - name: Acme
    grant_types: @@GRANT_TYPES@@
    client_secret: @@ACME_SECRET@@
clientGrants:
  - client_id: Acme
    audience: ##API##/orders
    scope:
      - ##SCOPE##
resourceServers:
  - identifier: ##API##/orders
`;
  const CONFIG = JSON.stringify({
    AUTH0_KEYWORD_REPLACE_MAPPINGS: {
      ENV: "prod",
      CALLBACKS: ["https://portal.example.com"],
      GRANT_TYPES: ["client_credentials"],
      ACME_SECRET: SECRET,
      API: "https://api.example.com",
      SCOPE: "read:orders",
    },
  });

  it("is read with the values of one environment, as the Deploy CLI does", () => {
    const keywords = readKeywords(written("config.json", CONFIG));
    const { clients, grants, apis } = readExport(written("tenant.yaml", EXPORT), keywords);
    expect(clients).to.deep.equal([
      { name: "Portal - prod", app_type: "spa", callbacks: ["https://portal.example.com"] },
      { name: "Acme", grant_types: ["client_credentials"] },
    ]);
    expect(grants).to.deep.equal([
      { client_id: "Acme", audience: "https://api.example.com/orders", scope: ["read:orders"] },
    ]);
    expect(apis).to.deep.equal([{ identifier: "https://api.example.com/orders" }]);
  });

  it("leaves out what has one without a value, and says how to give it", () => {
    const { clients, leftOut } = adopt(readExport(written("bare.yaml", EXPORT)));
    expect(clients).to.deep.equal([]);
    expect(leftOut.map(({ what }) => what)).to.deep.equal([
      "client Portal - ##ENV##",
      "client Acme",
      "API ##API##/orders",
    ]);
    const [grants] = adopt(
      readExport(written("grant.yaml", EXPORT), { GRANT_TYPES: ["client_credentials"] }),
    ).leftOut.filter(({ what }) => what === "client Acme");
    expect(grants?.why).to.match(/keyword of the Deploy CLI \(##API##\).*fix: .*--config/);
  });

  it("is refused where a number is one", () => {
    const text = `${EXPORT}    token_lifetime: ##LIFETIME##\n`;
    expect(() => readExport(written("number.yaml", text))).to.throw(
      UserError,
      /apis\.0\.token_lifetime is the keyword ##LIFETIME##.*fix: .*--config/,
    );
  });

  it("needs a configuration that has keywords", () => {
    const config = written("other.json", JSON.stringify({ AUTH0_CLIENT_SECRET: SECRET }));
    expect(() => readKeywords(config))
      .to.throw(UserError, /other\.json has no AUTH0_KEYWORD_REPLACE_MAPPINGS; allowed: .*; fix: /)
      .with.property("message")
      .that.does.not.contain(SECRET);
  });
});
