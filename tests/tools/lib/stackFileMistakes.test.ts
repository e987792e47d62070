/** Mistakes that people make in a stack's file, each with what a command says of it, and how it reads the rest. */
import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "../../../src/config/parse";
import { ConfigError } from "../../../src/config/problems";
import { readStackFile } from "../../../tools/lib/stackFile";
import { UserError } from "../../../tools/lib/userError";

const CREDENTIAL = "Xk9mQ2vR7tLw4zYb8NpA3c";
const FILE = "Pulumi.dev.yaml";
const RIGHT = `config:
  aws:region: eu-west-1
  auth0:domain: example.eu.auth0.com
  apis: [{ identifier: https://api.example.com/orders }]
`;
const ACME = "  vendors: { acme: { grants: { https://api.example.com/orders: [] } } }\n";
const made: string[] = [];
after(() => {
  for (const dir of made) rmSync(dir, { recursive: true });
});

function read(text: string | Buffer, needs?: readonly string[]) {
  const dir = mkdtempSync(join(tmpdir(), "m2m-token-cache-"));
  made.push(dir);
  writeFileSync(join(dir, "Pulumi.yaml"), "name: m2m-token-cache\n");
  writeFileSync(join(dir, FILE), text);
  return readStackFile("dev", dir, needs);
}

/** What a command would say, without the directory. */
function said(text: string | Buffer, needs?: readonly string[]): string {
  try {
    parseConfig(read(text, needs));
  } catch (error) {
    if (error instanceof UserError || error instanceof ConfigError)
      return error.message.replace(`${made.at(-1) ?? ""}/`, "");
    throw error;
  }
  return "";
}

describe("A stack's file with a mistake, to a command", () => {
  const under = (text: string) => `config:\n${text}`;
  const unreadable: Readonly<Record<string, readonly [text: string | Buffer, why: string]>> = {
    "an empty file": ["", "it is empty; fix: it needs config: and the keys below that"],
    "nothing but comments": [
      "# config\n",
      "it is empty; fix: it needs config: and the keys below that",
    ],
    "a list": ["- a\n", "it is a list; allowed: config: and the keys below that"],
    text: ["config\n", "it is not YAML with keys; allowed: config: and the keys below that"],
    "a binary file": [
      "\u0000\u0001\u0002PNG",
      "it is not YAML with keys; allowed: config: and the keys below that",
    ],
    "another encoding": [
      Buffer.from(under("  tags: { team: Müller }\n"), "latin1"),
      "it is not in UTF-8; fix: save it as UTF-8 in your editor",
    ],
    "a list below config": [under("  - a\n"), "config is a list; allowed: keys"],
    "text for config": ["config: a\n", "config is not YAML with keys; allowed: keys"],
    "several documents": [
      "config: {}\n---\nconfig: {}\n",
      "it has several documents at line 2, column 1; fix: remove the lines with ---",
    ],
    "a key twice": [
      under(`  vendors:\n    acme: {}\n    acme: { contact: ${CREDENTIAL} }\n`),
      "a key is there twice at line 4, column 5; fix: remove one of the two",
    ],
    "a key without its colon": [
      under("  protect\n  waf: {}\n"),
      "a key without a value at line 2, column 3; fix: write a colon and a space between the two",
    ],
    "no blank after the colon": [
      under(`  protect:${CREDENTIAL}\n  waf: {}\n`),
      "a key without a value at line 2, column 3; fix: write a colon and a space between the two",
    ],
    "a tab": [
      under(`  cache:\n\t\tstore: ${CREDENTIAL}\n`),
      "a tab indents a line at line 3, column 1; fix: indent with spaces",
    ],
    "an uneven indent": [
      under(`  cache:\n     store: ${CREDENTIAL}\n    sizeGb: 0.5\n`),
      "a line is not indented like its neighbours at line 4, column 1; fix: line them up",
    ],
    "a value with a colon in it": [
      under(`  tags:\n    team: ${CREDENTIAL}: x\n`),
      "a value has a colon in it, or something after its closing quote at line 3, column 11; fix: put the whole value in quotes",
    ],
    "a reserved character": [
      under(`  tags:\n    team: @${CREDENTIAL}\n`),
      "a value starts with a character that YAML reserves at line 3, column 11; fix: put the value in quotes",
    ],
    "an open quote": [
      under(`  tags:\n    team: "${CREDENTIAL}\n`),
      "a quote is not closed at line 4, column 1; fix: close it",
    ],
    "an open list": [
      under(`  allowedCidrs: [${CREDENTIAL}\n  waf: {}\n`),
      "a [ or { is not closed at line 3, column 3; fix: close it",
    ],
    "a Windows path": [
      under('  tags: { path: "C:\\Users" }\n'),
      "a backslash in double quotes at line 2, column 20; fix: use single quotes",
    ],
    "a wildcard": [
      under("  domain:\n    name: *.example.com\n"),
      "an alias (*name) is used before its anchor (&name), or without one at line 3, column 11; fix: put a value that starts with * in quotes",
    ],
    "an alias that holds itself": [
      "config: &all\n  cache: *all\n",
      "an alias (*name) is inside its own anchor (&name); fix: write the value out",
    ],
    "a merge of a scalar": [
      under("  tags: &one 1\n  cache: { <<: *one }\n"),
      "<<: merges something that has no keys; fix: merge a map, as in <<: *name",
    ],
    infinity: [
      under("  cache: { ttlSeconds: .inf }\n"),
      ".inf or .nan, or a number too large at line 2, column 24; fix: write a number",
    ],
  };
  for (const [title, [text, why]] of Object.entries(unreadable))
    it(`cannot be read: ${title}`, () => {
      expect(said(text)).to.equal(`${FILE} cannot be read: ${why}`);
    });

  const dropped: Readonly<Record<string, readonly [text: string, message: string]>> = {
    "a key outside config, which would leave the proxy open to everybody": [
      'm2m-token-cache:allowedCidrs: ["203.0.113.0/24"]\nconfig: {}\n',
      "Pulumi.dev.yaml:1: m2m-token-cache:allowedCidrs is next to config, where Pulumi ignores it; fix: indent it, so that it is below config",
    ],
    "a key outside config, without its namespace": [
      "config: {}\nvendors: {}\n",
      "Pulumi.dev.yaml:2: vendors is next to config, where Pulumi ignores it; fix: indent it, so that it is below config",
    ],
    "another name for config": [
      "encryptionsalt: v1:a\nConfig: {}\n",
      "Pulumi.dev.yaml:2: Config is next to config, where Pulumi ignores it; fix: rename it to config",
    ],
    "one key in two spellings, of which Pulumi takes either": [
      "config:\n  m2m-token-cache:protect: true\n  protect: false\n",
      "Pulumi.dev.yaml:3: m2m-token-cache:protect is there twice, as m2m-token-cache:protect and as protect; fix: remove one of the two",
    ],
    "a colon too many": [
      "config:\n  m2m-token-cache::protect: true\n",
      "Pulumi.dev.yaml:2: m2m-token-cache::protect is not a key that Pulumi can read; allowed: <namespace>:<name>, for example m2m-token-cache:cache; fix: remove the extra colons",
    ],
  };
  for (const [title, [text, message]] of Object.entries(dropped))
    it(`is refused: ${title}`, () => {
      expect(said(text)).to.equal(message);
    });

  it("is told with the line of every mistake in it, and of a key that has its path in its name", () => {
    const lines = said(`${RIGHT}${ACME}  cache.ttlSeconds: 600\n  logs:\n    access: 1\n`).split(
      "\n",
    );
    expect(lines.map((line) => line.trim().split(" ", 2).join(" "))).to.have.members([
      "The stack's",
      "Pulumi.dev.yaml:6: m2m-token-cache:cache.ttlSeconds",
      "Pulumi.dev.yaml:8: m2m-token-cache:logs.access",
    ]);
  });
});

describe("A stack's file with encrypted values, to a command", () => {
  const SECURE = `{ secure: ${CREDENTIAL} }`;
  const vendor = (text: string) =>
    `${RIGHT}  vendors: { acme: { grants: { https://api.example.com/orders: [] }, ${text} } }\n`;

  it("is read where any text will do in their place", () => {
    for (const key of ["description", "contact", "name"])
      expect(said(vendor(`${key}: ${SECURE}`)), key).to.equal("");
    expect(said(`${RIGHT}${ACME}  tags: { team: ${SECURE} }\n`)).to.equal("");
  });

  it("is read without those of a provider, and of keys that the command does not look at", () => {
    const text = `${RIGHT}${ACME}  auth0:clientSecret: ${SECURE}\n  monitoring: { emails: [${SECURE}] }\n`;
    const { values } = read(text, ["apis", "vendors"]);
    expect(Object.keys(values).join()).not.to.match(/clientSecret|monitoring/);
    expect(said(text, ["apis", "vendors"])).to.equal("");
  });

  it("is told of one in a key that is not known as Pulumi would be, whatever else is in the section", () => {
    expect(said(vendor(`clientSecret: ${SECURE}`)))
      .to.match(
        /^The stack's configuration has a problem: Pulumi\.dev\.yaml:5: m2m-token-cache:vendors\.acme\.clientSecret is not a known key /,
      )
      .and.not.include(CREDENTIAL);
  });

  const needed: Readonly<Record<string, readonly [text: string, key: string]>> = {
    "a number": [`${RIGHT}${ACME}  cache: { ttlSeconds: ${SECURE} }\n`, "cache.ttlSeconds"],
    "a whole key": [`${RIGHT}${ACME}  protect: ${SECURE}\n`, "protect"],
    "a choice": [vendor(`authenticationMethod: ${SECURE}`), "vendors.acme.authenticationMethod"],
    "an address": [
      `${RIGHT}${ACME}  monitoring: { emails: [${SECURE}] }\n`,
      "monitoring.emails[0]",
    ],
    "an audience": [
      `${RIGHT.replace("https://api.example.com/orders", SECURE)}  vendors: {}\n`,
      "apis[0].identifier",
    ],
  };
  for (const [title, [text, key]] of Object.entries(needed))
    it(`is told by its key of one that has to be known: ${title}`, () => {
      expect(said(text))
        .to.match(/^The stack's configuration has a problem: Pulumi\.dev\.yaml:\d: /)
        .and.include(`m2m-token-cache:${key} is encrypted, and only Pulumi can read it; allowed: `)
        .and.include(
          "fix: write it without --secret, since nothing in this configuration is a secret: ",
        )
        .and.not.include(CREDENTIAL);
    });
});

describe("A stack's file is read as Pulumi reads it:", () => {
  /** What Pulumi's own loader (sdk/go/common/workspace, 3.248) makes of each. */
  const scalars: Readonly<Record<string, unknown>> = {
    "010": 8,
    "0o10": 8,
    "0x1F": 31,
    "-0b11": -3,
    "09": 9,
    "1_000": 1000,
    "1_0.5": 10.5,
    "1e3": 1000,
    "+5": 5,
    "5.": 5,
    "1:30": "1:30",
    "1.2.3": "1.2.3",
    "0xg": "0xg",
    yes: "yes",
    off: "off",
    True: true,
    "~": null,
    "2026-1-02": "2026-01-02 00:00:00 +0000 UTC",
    "2026-01-02T10:00:00Z": "2026-01-02 10:00:00 +0000 UTC",
    "2026-13-01": "2026-13-01",
    '"010"': "010",
    "'2026-01-02'": "2026-01-02",
    "!!str 010": "010",
  };
  for (const [source, value] of Object.entries(scalars))
    it(`${source} is ${JSON.stringify(value)}`, () => {
      const { values } = read(`config:\n  tags: { key: ${source} }\n`);
      expect(JSON.parse(values["m2m-token-cache:tags"] ?? "")).to.deep.equal({ key: value });
    });

  it("a key that is a number is that number", () => {
    const { values } = read("config:\n  tags: { 0x10: a }\n");
    expect(values["m2m-token-cache:tags"]).to.equal('{"16":"a"}');
  });

  it("a key with nothing after it is an empty text", () => {
    expect(read("config:\n  cache:\n").values).to.deep.equal({ "m2m-token-cache:cache": "" });
  });

  it("UTF-16 is read, and a byte order mark passed over", () => {
    for (const encoding of ["utf8", "utf16le"] as const) {
      const bytes = Buffer.from(`\ufeff${RIGHT}`, encoding);
      expect(read(bytes).values).to.include({ "aws:region": "eu-west-1" });
    }
  });

  it("a key of its own beside config is passed over, as one that holds anchors", () => {
    const { values } = read(
      "encryptionsalt: v1:a\nsecretsprovider: awskms://x\nenvironment: [a]\nx-all: &all { a: b }\nconfig: { tags: *all }\n",
    );
    expect(values).to.deep.equal({ "m2m-token-cache:tags": '{"a":"b"}' });
  });
});
