import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { UserError } from "../../tools/lib/userError";
import { PROJECT_DIR, readStackFile } from "../../tools/lib/stackFile";
import { NAMESPACE, parseConfig } from "../../src/config/parse";
import { projectKeys, providerKeys } from "../../src/config/schema/proxy";
import { fullKey, parsed } from "../support/configs";

describe("Pulumi.yaml", () => {
  interface ProjectFile {
    readonly name: string;
    readonly requiredPulumiVersion: string;
    readonly config: Record<string, { readonly type: string; readonly default?: unknown }>;
  }
  const project = parse(readFileSync(join(PROJECT_DIR, "Pulumi.yaml"), "utf8")) as ProjectFile;
  const declared = Object.entries(project.config);

  it("gives the project the name that the program's keys are under", () => {
    expect(project.name).to.equal("m2m-token-cache").and.to.equal(NAMESPACE);
  });

  it("declares every key that the program knows, but for those that are optional without a default", () => {
    const optional = Object.entries(projectKeys.shape).flatMap(([key, schema]) =>
      schema.safeParse(undefined).success && schema.parse(undefined) === undefined ? [key] : [],
    );
    expect([...Object.keys(project.config), ...optional]).to.have.members(
      Object.keys(projectKeys.shape),
    );
  });

  it("requires apis and vendors of every stack, and nothing else", () => {
    const required = declared.filter(([, definition]) => !("default" in definition));
    expect(required.map(([key]) => key)).to.have.members(["apis", "vendors"]);
  });

  it("declares the defaults that the program fills in", () => {
    const defaults = Object.fromEntries(
      declared.flatMap(([key, { default: value }]) => (value === undefined ? [] : [[key, value]])),
    );
    const { throttle, quota, logs, protect, tags } = parsed();
    const cache = { store: parsed().cache.store };
    const tokenQuota = projectKeys.shape.tokenQuota.parse(undefined);
    expect(defaults).to.deep.equal({ cache, throttle, quota, tokenQuota, logs, protect, tags });
  });

  it("requires a CLI that knows `type: object`", () => {
    expect(declared.map(([, { type }]) => type)).to.include("object");
    expect(project.requiredPulumiVersion).to.equal(">=3.187.0");
  });
});

describe("The stacks of this repository", () => {
  const config = (stack: string) => parseConfig({ values: readStackFile(stack).values });

  it("are right, and warn of nothing but what dev is there to show: a vendor with Basic, and the account's role", () => {
    const [basic, role, ...more] = config("dev").warnings;
    expect(basic).to.match(/^The vendor globex uses client_secret_basic: /);
    expect(role).to.match(/^logs\.manageAccountRole is true: [^,]+, over/);
    expect(more).to.deep.equal([]);
    expect(config("prod").warnings).to.deep.equal([]);
  });

  it("differ in protection, vendors, retention and tags", () => {
    const { protect, vendors, logs, tags } = config("dev");
    expect(protect).to.equal(false);
    expect(Object.keys(vendors)).to.deep.equal(["acme", "globex", "initech"]);
    expect(logs.retentionDays).to.equal(7);
    expect(tags).to.deep.equal({ team: "platform", environment: "dev" });

    const prod = config("prod");
    expect(prod.protect).to.equal(true);
    expect(Object.keys(prod.vendors)).to.deep.equal([
      "acme-logistics",
      "globex",
      "initech",
      "umbrella-freight",
    ]);
    expect(prod.logs.retentionDays).to.equal(90);
    expect(prod.tags).to.deep.equal({ team: "platform", environment: "prod" });
  });

  it("show in dev both ways to authenticate, and a vendor with two audiences", () => {
    const vendors = Object.values(config("dev").vendors);
    expect(vendors.map(({ authenticationMethod }) => authenticationMethod)).to.include.members([
      "client_secret_post",
      "client_secret_basic",
    ]);
    expect(vendors.map(({ grants }) => Object.keys(grants).length)).to.include(2);
  });
});

describe("The schema that the stack files name for the editor", () => {
  it("is the one that is made, and has every key", () => {
    for (const stack of ["dev", "prod"]) {
      const [first = ""] = readFileSync(join(PROJECT_DIR, `Pulumi.${stack}.yaml`), "utf8").split(
        "\n",
      );
      const [, file = ""] = /^# yaml-language-server: \$schema=(.+)$/.exec(first) ?? [];
      const schema = JSON.parse(readFileSync(join(PROJECT_DIR, file), "utf8")) as {
        properties: { config: { properties: Record<string, unknown> } };
      };
      expect(Object.keys(schema.properties.config.properties)).to.have.members([
        ...Object.keys(providerKeys.shape),
        ...Object.keys(projectKeys.shape).map((key) => fullKey(key)),
      ]);
    }
  });
});

describe("A stack file that is read for the local run", () => {
  const CREDENTIAL = "Xk9mQ2vR7tLw4zYb8NpA3c";
  const PROJECT = `
name: m2m-token-cache
config:
  protect:
    type: boolean
    default: false
  throttle:
    type: object
    default: { ratePerSecond: 20, burst: 40 }
  apis:
    type: array
`;
  const made: string[] = [];
  afterEach(() => {
    for (const dir of made.splice(0)) rmSync(dir, { recursive: true });
  });

  /** A directory with Pulumi.yaml and a file of each stack. */
  function projectDir(stacks: Readonly<Record<string, string>>): string {
    const dir = mkdtempSync(join(tmpdir(), "m2m-token-cache-"));
    made.push(dir);
    writeFileSync(join(dir, "Pulumi.yaml"), PROJECT);
    for (const [stack, text] of Object.entries(stacks))
      writeFileSync(join(dir, `Pulumi.${stack}.yaml`), text);
    return dir;
  }

  const valuesOf = (text: string) => readStackFile("dev", projectDir({ dev: text })).values;

  function refusal(dir: string, stack = "dev"): string {
    try {
      readStackFile(stack, dir);
    } catch (error) {
      if (error instanceof UserError) return error.message;
      throw error;
    }
    throw new Error("It was read.");
  }

  it("comes with the project's name and its defaults", () => {
    expect(readStackFile("dev", projectDir({ dev: "config: {}\n" }))).to.deep.include({
      project: "m2m-token-cache",
      values: {
        "m2m-token-cache:protect": "false",
        "m2m-token-cache:throttle": '{"ratePerSecond":20,"burst":40}',
      },
    });
  });

  it("overrides a default whole, as the CLI does", () => {
    const values = valuesOf("config:\n  m2m-token-cache:throttle:\n    burst: 7\n");
    expect(values["m2m-token-cache:throttle"]).to.equal('{"burst":7}');
  });

  it("holds text as it is, a scalar as text, and the rest as JSON", () => {
    const values = valuesOf(`config:
  aws:region: eu-west-1
  m2m-token-cache:protect: true
  m2m-token-cache:apis: [{ identifier: a, tokenLifetimeSeconds: 60 }]
`);
    expect(values).to.include({
      "aws:region": "eu-west-1",
      "m2m-token-cache:protect": "true",
      "m2m-token-cache:apis": '[{"identifier":"a","tokenLifetimeSeconds":60}]',
    });
  });

  it("may leave out the project's name before a key", () => {
    expect(valuesOf("config:\n  protect: true\n")).to.include({ [fullKey("protect")]: "true" });
  });

  it("that is missing is answered with those that there are", () => {
    const message = refusal(projectDir({ dev: "", prod: "" }), "staging");
    expect(message).to.match(/^There is no stack file Pulumi\.staging\.yaml; there are: /);
    expect(message).to.include("dev").and.to.include("prod").and.to.include("--stack <name>");
  });

  it("is a file of the project's directory: a stack's name is no path", () => {
    const dir = projectDir({ dev: "" });
    expect(refusal(dir, "x/../Pulumi.dev")).to.include("There is no stack file");
  });

  const malformed: Readonly<Record<string, string>> = {
    "an open list": `  key: [${CREDENTIAL}\n  other: 1\n`,
    "an open quote": `  key: "${CREDENTIAL}\n`,
    "a mapping in a line": `  key: ${CREDENTIAL}: x\n`,
    "a reserved character": `  key: @${CREDENTIAL}\n`,
    "a wrong indentation": `  key: ${CREDENTIAL}\n   other: 1\n`,
    "a tab": `  key:\n\t\t${CREDENTIAL}: 1\n`,
  };
  for (const [title, text] of Object.entries(malformed))
    it(`with ${title} is refused in one line that names the file and quotes nothing of it`, () => {
      const dir = projectDir({ dev: `config:\n${text}` });
      const message = refusal(dir);
      expect(message).to.include(`${join(dir, "Pulumi.dev.yaml")} cannot be read: `);
      expect(message).not.to.include("\n");
      expect(message).not.to.include(CREDENTIAL);
    });

  for (const sign of ["*", "|", ">"])
    it(`with a credential after ${sign} is refused without quoting it`, () => {
      const message = refusal(projectDir({ dev: `config:\n  key: ${sign}${CREDENTIAL}\n` }));
      expect(message).not.to.include(CREDENTIAL);
    });

  it("with one vendor's name twice is refused", () => {
    const dir = projectDir({
      dev: "config:\n  m2m-token-cache:vendors:\n    acme: { secretVersion: 1 }\n    acme: {}\n",
    });
    expect(refusal(dir)).to.include("Map keys must be unique at line 4");
  });

  it("with an encrypted value is refused, by the key's name and without the value", () => {
    const dir = projectDir({ dev: `config:\n  auth0:domain:\n    secure: ${CREDENTIAL}\n` });
    expect(refusal(dir))
      .to.match(/^auth0:domain is encrypted, /)
      .and.not.to.include(CREDENTIAL);
  });

  it("is read without the encrypted values that nothing here needs", () => {
    const text = `config:
  auth0:clientSecret: { secure: AAAB }
  aws:secretKey: { secure: AAAB }
  m2m-token-cache:monitoring: { emails: [{ secure: AAAB }] }
  m2m-token-cache:quota: { monthlyTokens: 10 }
`;
    const dir = projectDir({ dev: text });
    expect(refusal(dir)).to.match(/^m2m-token-cache:monitoring is encrypted, /);
    const { values } = readStackFile("dev", dir, ["quota"]);
    expect(values).to.include({ "m2m-token-cache:quota": '{"monthlyTokens":10}' });
    expect(Object.keys(values).join()).not.to.match(/monitoring|clientSecret|secretKey/);
  });

  it("has its aliases and merge keys resolved, as Pulumi resolves them", () => {
    const text = `config:
  m2m-token-cache:vendors:
    acme: &usual { secretVersion: 2, contact: a }
    globex: { <<: *usual, contact: b }
    initech: *usual
`;
    expect(JSON.parse(valuesOf(text)["m2m-token-cache:vendors"] ?? "")).to.deep.equal({
      acme: { secretVersion: 2, contact: "a" },
      globex: { secretVersion: 2, contact: "b" },
      initech: { secretVersion: 2, contact: "a" },
    });
  });

  it("may spell a key as <namespace>:config:<name>", () => {
    expect(valuesOf("config:\n  aws:config:region: eu-west-1\n")).to.include({
      "aws:region": "eu-west-1",
    });
  });

  it("knows the line of each key, through merge keys and lists, or of the nearest above it", () => {
    const text = `config:
  aws:region: eu-west-1
  cache:
    ttlSeconds: 1
  m2m-token-cache:vendors:
    acme: &usual
      grants:
        https://a.example: [x,
          y]
    globex: { <<: *usual }
`;
    const { where } = readStackFile("dev", projectDir({ dev: text }));
    expect(
      [
        "aws:region",
        "m2m-token-cache:cache.ttlSeconds",
        "m2m-token-cache:cache.sizeGb",
        'm2m-token-cache:vendors.acme.grants["https://a.example"][1]',
        'm2m-token-cache:vendors.globex.grants["https://a.example"][0]',
        "m2m-token-cache:waf",
      ].map(where),
    ).to.deep.equal([2, 4, 3, 9, 8, 1].map((line) => `Pulumi.dev.yaml:${line}`));
  });

  const unusable: Readonly<Record<string, readonly [text: string, says: string]>> = {
    "is empty": ["", "it is empty; fix: it needs config: and the keys below that"],
    "has nothing but comments": ["# config\n", "it is empty"],
    "is a list": ["- a\n", "it is a list; allowed: config: and the keys below that"],
    "is text": ["config\n", "it is no YAML of keys"],
    "is binary": ["\u0000\u0001\u0002PNG", "it is no YAML of keys"],
    "has a list of keys": ["config:\n  - a\n", "config is a list; allowed: keys"],
    "has text for its keys": ["config: a\n", "config is no YAML of keys; allowed: keys"],
    "uses an alias without an anchor": [
      "config:\n  cache: *usual\n",
      "an alias (*name) is used before its anchor (&name), or without one",
    ],
    "has two documents": ["a: 1\n---\nb: 1\n", "Source contains multiple documents"],
  };
  for (const [title, [text, says]] of Object.entries(unusable))
    it(`that ${title} is refused, and told so`, () => {
      const dir = projectDir({ dev: text });
      expect(refusal(dir)).to.include(`${join(dir, "Pulumi.dev.yaml")} cannot be read: ${says}`);
    });

  it("with an encrypted value inside a key is refused, by the key's name", () => {
    const dir = projectDir({
      dev: "config:\n  m2m-token-cache:vendors:\n    acme:\n      contact:\n        secure: AAAB\n",
    });
    expect(refusal(dir)).to.match(/^m2m-token-cache:vendors\b.* is encrypted, /);
  });

  it("may have a tag and a vendor by the name of secure", () => {
    const values = valuesOf(`config:
  m2m-token-cache:tags: { secure: "yes", team: platform }
  m2m-token-cache:vendors: { secure: { grants: {} } }
`);
    expect(values).to.include({
      "m2m-token-cache:tags": '{"secure":"yes","team":"platform"}',
      "m2m-token-cache:vendors": '{"secure":{"grants":{}}}',
    });
  });
});
