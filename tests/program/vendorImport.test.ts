/**
 * Adopting a client that exists: docs/vendors.md against what the program declares.
 *
 * Not proved here: that Auth0 or its provider behave so. Neither ran, nor did Pulumi's engine. What an
 * import puts into the state is written down below from the provider's source (terraform-provider-auth0,
 * internal/auth0/client): all that Auth0 answers for the client.
 */
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { evaluate, type Evaluation } from "../../local/evaluate/evaluate";
import { PROJECT_DIR } from "../../tools/lib/stackFile";
import { named, stackValues, vendorsOf } from "../support/registrations";

const DOCS = readFileSync(join(PROJECT_DIR, "docs", "vendors.md"), "utf8");
const NAME = "umbrella-freight";
const SHIPMENTS = "https://api.example.com/shipments";
const GRANT = `${NAME}-grant-api-example-com-shipments-afe4c88e`;

/** A machine-to-machine client as Auth0's dashboard makes it. */
const CLIENT = {
  name: "Umbrella",
  appType: "non_interactive",
  grantTypes: ["client_credentials"],
  oidcConformant: true,
  jwtConfiguration: { alg: "RS256", lifetimeInSeconds: 36_000, secretEncoded: false },
  isFirstParty: true,
  isTokenEndpointIpHeaderTrusted: false,
  customLoginPageOn: true,
  callbacks: [],
  crossOriginAuth: true,
  sso: true,
  logoUri: "https://umbrella.example/logo.png",
  webOrigins: ["https://umbrella.example"],
  refreshToken: { rotationType: "non-rotating", expirationType: "non-expiring" },
};
const CREDENTIALS = { authenticationMethod: "client_secret_post", clientSecret: "the-live-secret" };

/** The provider keeps these as they are when they are left out: computed, or empty and false anyway. */
const KEPT_IF_LEFT_OUT = [
  ...["isFirstParty", "isTokenEndpointIpHeaderTrusted", "customLoginPageOn", "refreshToken"],
  "callbacks",
  ...["jwtConfiguration.lifetimeInSeconds", "jwtConfiguration.secretEncoded", "clientSecret"],
];

/** What an update would change of what there is: declared otherwise, or left out and not kept. */
function changes(
  state: Readonly<Record<string, unknown>>,
  declared: Readonly<Record<string, unknown>>,
  path = "",
): string[] {
  return [...new Set([...Object.keys(state), ...Object.keys(declared)])]
    .flatMap((key) => {
      const [is, shall, where] = [state[key], declared[key], path + key];
      if (shall === undefined) return KEPT_IF_LEFT_OUT.includes(where) ? [] : [where];
      const isObject = (value: unknown) => typeof value === "object" && !Array.isArray(value);
      if (isObject(is) && isObject(shall) && where === "jwtConfiguration")
        return changes(is as typeof state, shall as typeof declared, `${where}.`);
      return JSON.stringify(is) === JSON.stringify(shall) ? [] : [where];
    })
    .sort();
}

describe("Importing a vendor's client", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await evaluate({ values: stackValues("prod"), stack: "prod" });
  });
  const clientInputs = () => named(evaluation, "Client", `${NAME}-client`).inputs;
  const ignored = () => named(evaluation, "Client", `${NAME}-client`).ignoreChanges;
  const left = (state: object) =>
    Object.fromEntries(Object.entries(state).filter(([key]) => !ignored().includes(key)));
  const own = () => evaluation.resources.filter(({ name }) => name.startsWith(NAME));

  describe("changes nothing at Auth0", () => {
    it("of the secret and how it is sent: none is generated, and none is declared", () => {
      const { id } = named(evaluation, "Client", `${NAME}-client`);
      const { inputs } = named(evaluation, "ClientCredentials", `${NAME}-credentials`);
      expect(inputs).to.not.have.property("clientSecret");
      expect(changes({ clientId: id, ...CREDENTIALS }, inputs)).to.deep.equal([]);
      expect(own().map(({ type }) => type)).to.not.include(
        "random:index/randomPassword:RandomPassword",
      );
    });

    it("of the grants: audience and scopes are those that are there", () => {
      const { id } = named(evaluation, "Client", `${NAME}-client`);
      const { inputs } = named(evaluation, "ClientGrant", GRANT);
      const grant = { clientId: id, audience: SHIPMENTS, scopes: ["read:shipments"] };
      expect(changes(grant, inputs)).to.deep.equal([]);
    });

    it("of the client, but for its name, description and metadata", () => {
      expect(changes(left(CLIENT), clientInputs())).to.deep.equal([
        "clientMetadata",
        "description",
        "name",
      ]);
    });

    it("of the client at all, once these three are there", () => {
      const { name, description, clientMetadata } = clientInputs();
      expect(
        changes({ ...left(CLIENT), name, description, clientMetadata }, clientInputs()),
      ).to.deep.equal([]);
    });

    it("of what else the provider would show as removed, but for what the program or the proxy depends on", () => {
      const types = readFileSync(require.resolve("@pulumi/auth0/client.d.ts"), "utf8");
      const [, outputs = ""] = /class Client extends([^]*?)constructor/.exec(types) ?? [];
      const shown = [...outputs.matchAll(/readonly (\w+): .*\| undefined>;/g)].map(
        ([, name]) => name,
      );
      expect(shown).to.include("crossOriginAuth");
      expect([...ignored(), "appType", "requireProofOfPossession", "tokenQuota"]).to.have.members(
        shown,
      );
    });

    it("of the API, where it is configured as it is", () => {
      const name = "api-example-com-shipments-afe4c88e";
      const { inputs } = named(evaluation, "ResourceServer", `${name}-api`);
      expect(inputs).to.deep.equal({
        identifier: SHIPMENTS,
        name: "Shipments API",
        signingAlg: "RS256",
        tokenLifetime: 43_200,
        tokenLifetimeForWeb: 7200,
        allowOfflineAccess: false,
      });
      expect(
        named(evaluation, "ResourceServerScopes", `${name}-scopes`).inputs.scopes,
      ).to.deep.equal([{ name: "read:shipments", description: "Follow shipments" }]);
    });

    it("only with secretVersion 0: another would send a secret in place of the live one", async () => {
      const vendors = {
        ...vendorsOf("prod"),
        [NAME]: { ...vendorsOf("prod")[NAME], secretVersion: 1 },
      };
      const rotating = await evaluate({ values: stackValues("prod", { vendors }), stack: "prod" });
      const { inputs } = named(rotating, "ClientCredentials", `${NAME}-credentials`);
      expect(changes({ clientId: inputs.clientId, ...CREDENTIALS }, inputs)).to.deep.equal([
        "clientSecret",
      ]);
    });
  });

  describe("is documented", () => {
    interface Imported {
      readonly type: string;
      readonly name: string;
      readonly id?: string;
      readonly parent?: string;
      readonly component?: boolean;
    }
    const blocks = (language: string) =>
      [...DOCS.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g"))].map(
        ([, text]) => text!,
      );
    const files = blocks("json").map((text) => JSON.parse(text) as { resources: Imported[] });

    it("with a file that names exactly the resources that the program declares, and their parents", () => {
      const expected = (name: string) => {
        const { urn } = evaluation.resources.find((each) => each.name === name)!;
        return evaluation.resources
          .filter((each) => each.urn === urn || each.parent === urn)
          .map(
            ({ type, name: own, custom }) =>
              `${type} ${own} ${custom ? `in ${name}` : "is a component"}`,
          )
          .sort();
      };
      const written = files.map(({ resources }) =>
        resources
          .map(
            ({ type, name, parent = "nothing", component }) =>
              `${type} ${name} ${component ? "is a component" : `in ${parent}`}`,
          )
          .sort(),
      );
      expect(written).to.deep.equal([
        expected(NAME),
        expected("api-example-com-shipments-afe4c88e"),
      ]);
    });

    it("with ids of the kind that Auth0's provider takes: client id, client id, grant id; API id, audience", () => {
      expect(files.flatMap(({ resources }) => resources.map(({ id }) => id))).to.deep.equal([
        ...[undefined, "<client id>", "<client id>", "cgr_<id>"],
        ...[undefined, "<API id>", SHIPMENTS],
      ]);
    });

    it("with the component's URN, for a resource that is imported by itself", () => {
      const [line] = blocks("sh").filter((text) => text.includes("--parent"));
      expect(line).to.include(`'${NAME}=${named(evaluation, "VendorClient", NAME).urn}'`);
      expect(line).to.include(`auth0:index/clientGrant:ClientGrant ${GRANT} `);
    });

    it("with every property of the client that the program sets, and no other", () => {
      const table = DOCS.slice(
        DOCS.indexOf("| property"),
        DOCS.indexOf("So a client that was made"),
      );
      const rows = [...table.matchAll(/^\| `(\w+)` /gm)].map(([, property]) => property);
      expect(rows).to.have.members(Object.keys(clientInputs()));
      expect(table).to.include(`\`${String(clientInputs().name)}\``);
    });

    it("with the configuration of the stack file", () => {
      const { description, contact, secretVersion } = vendorsOf("prod")[NAME]!;
      for (const line of [`description: ${String(description)}`, `contact: ${String(contact)}`])
        expect(DOCS).to.include(`  ${line}\n`);
      expect(DOCS).to.include(`  secretVersion: ${String(secretVersion)}\n`);
    });
  });
});

describe("The runbooks", () => {
  it("wait before each flush, and flush by the command", () => {
    const sections = DOCS.split(/^## /m).slice(2);
    const titles = sections.map((section) => section.split("\n")[0]);
    expect(titles).to.include.members(["Rotate by cut", "Rotate by overlap", "Suspend", "Revoke"]);
    const WAIT_AND_FLUSH =
      /\*\*Wait and flush\.\*\*[^]{0,80}wait a minute, then `npm run flush -- --stack prod`/;
    expect(DOCS).to.match(WAIT_AND_FLUSH);
    for (const title of ["Rotate by cut", "Rotate by overlap", "Suspend", "Remove"])
      expect(sections[titles.indexOf(title)] ?? "", title).to.contain("[Wait and flush](#vendors)");
  });

  it("link only to sections that exist", () => {
    const anchors = [...DOCS.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, "")
        .replaceAll(" ", "-"),
    );
    for (const [, anchor] of DOCS.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).to.include(anchor);
  });
});
