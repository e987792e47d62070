import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { UserError } from "../../tools/lib/userError";
import { PROJECT_DIR, readStackFile } from "../../tools/lib/stackFile";
import { parseConfig } from "../../src/config/parse";
import { projectKeys, providerKeys } from "../../src/config/schema/proxy";
import { stackSchema } from "../../scripts/reference/stackSchema";
import { fullKey, ORDERS, parsed } from "../support/configs";
import { marks } from "../support/stackSchema";

describe("Pulumi.yaml", () => {
  interface ProjectFile {
    readonly name: string;
    readonly requiredPulumiVersion: string;
    readonly config: Record<string, { readonly type: string; readonly default?: unknown }>;
  }
  const project = parse(readFileSync(join(PROJECT_DIR, "Pulumi.yaml"), "utf8")) as ProjectFile;
  const declared = Object.entries(project.config);

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
  const config = (stack: string) => parseConfig(readStackFile(stack));

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

describe("The JSON Schema that the stack files name for the editor", () => {
  const stack = (name: string) => readFileSync(join(PROJECT_DIR, `Pulumi.${name}.yaml`), "utf8");
  const VENDORS = { acme: { grants: { [ORDERS]: [] } } };

  it("is the one that is made, and offers every key", () => {
    for (const name of ["dev", "prod"])
      expect(stack(name)).to.match(/^# yaml-language-server: \$schema=docs\/stack\.schema\.json\n/);
    const { properties } = JSON.parse(stackSchema()) as {
      properties: { config: { properties: Record<string, unknown> } };
    };
    expect(Object.keys(properties.config.properties)).to.include.members([
      ...Object.keys(providerKeys.shape),
      ...Object.keys(projectKeys.shape),
    ]);
  });

  const right: Readonly<Record<string, unknown>> = {
    dev: parse(stack("dev")),
    prod: parse(stack("prod")),
    "no more than what `pulumi stack init` writes": { encryptionsalt: "v1:a" },
    "all of Pulumi's own keys": {
      secretsprovider: "awskms://alias/x",
      encryptedkey: "a",
      encryptionsalt: "v1:a",
      environment: ["m2m/prod"],
      config: null,
    },
    "an environment of its own": { environment: { values: {} } },
    "a place for anchors": { "x-all": {}, config: {} },
    "keys with any project's name": { config: { "acme:vendors": VENDORS, "acme:protect": true } },
    "keys in the long spelling": { config: { "acme:config:protect": true } },
    "texts as the CLI writes them without --path": {
      config: { [fullKey("protect")]: "true", [fullKey("vendors")]: JSON.stringify(VENDORS) },
    },
    "secrets of the providers": {
      config: { "auth0:clientSecret": { secure: "a" }, "aws:profile": "x", "random:x": 1 },
    },
    "a secret for a whole key, and for a text in one": {
      config: {
        [fullKey("protect")]: { secure: "a" },
        vendors: { acme: { ...VENDORS.acme, contact: { secure: "a" } } },
      },
    },
  };
  for (const [title, file] of Object.entries(right))
    it(`takes ${title}`, () => {
      expect(marks(file)).to.deep.equal([]);
    });

  const wrong: Readonly<Record<string, readonly [file: unknown, ...marked: string[]]>> = {
    "a key that neither the program nor a provider has": [
      { config: { "acme:wfa": {} } },
      "/config",
    ],
    "a mistake in a key with the project's name": [
      { config: { "acme:waf": 1 } },
      "/config/acme:waf",
    ],
    "a key beside config": [{ "acme:waf": {} }, "/acme:waf"],
    "a key beside config, without its namespace": [{ vendors: {} }, "/vendors"],
    "another name for config": [{ Config: {} }, "/Config"],
    "a credential in plain text": [
      { config: { "auth0:clientSecret": "x" } },
      "/config/auth0:clientSecret",
    ],
    "a mistake in a section": [
      { config: { cache: { ttlSeconds: 0 } } },
      "/config/cache",
      "/config/cache/ttlSeconds",
    ],
    "a secret for a number": [
      { config: { cache: { ttlSeconds: { secure: "a" } } } },
      "/config/cache",
      "/config/cache/ttlSeconds",
    ],
  };
  for (const [title, [file, ...marked]] of Object.entries(wrong))
    it(`marks ${title}`, () => {
      expect(marks(file)).to.have.members(marked);
    });
});

describe("A stack file that is read for the local run", () => {
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

  it("keeps text unchanged, a scalar as text, and the rest as JSON", () => {
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

  it("is a file of the project's directory: a stack's name is not a path", () => {
    const dir = projectDir({ dev: "" });
    expect(refusal(dir, "x/../Pulumi.dev")).to.include("There is no stack file");
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
