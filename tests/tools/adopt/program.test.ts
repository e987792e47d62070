/**
 * The example tenant, adopted: the program takes the stack's file without a problem, and registers what is there.
 *
 * Not proved here: what Auth0's provider makes of an import. docs/vendors.md and vendorImport.test.ts have that.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expect } from "chai";
import { parse } from "yaml";
import { evaluate, type Evaluation } from "../../../local/evaluate/evaluate";
import { readStackFile } from "../../../tools/lib/stackFile";
import { importFile, type ImportedResource } from "../../../tools/adopt/importFile";
import { adopt } from "../../../tools/adopt/adopt";
import { readExport } from "../../../tools/adopt/readExport";
import { runCommand } from "../../support/command";
import { all, named, TYPES } from "../../support/registrations";
import { type Exported, exported, SECRET, TENANT_FILE } from "./support";

/** The clients that are adopted, in the export's order. */
const ADOPTED: [name: string, vendor: string][] = [
  ["Acme Logistics  (order sync) 🚚", "acme-logistics-order-sync"],
  ["Acme Logistics order-sync", "acme-logistics-order-sync-2"],
  ["Globex Corp.", "globex-corp"],
  ["3M Reporting", "client-3m-reporting"],
  ["株式会社イニテック", "client-8f5aa8a1"],
  ["Müller & Söhne – Großhandel", "muller-sohne-grosshandel"],
  ["API Explorer Application", "api-explorer-application"],
  ["proof-of-concept (Test Application)", "proof-of-concept-test-application"],
  ["Orders API (Test Application)", "orders-api-test-application"],
  ["Org Portal Backend", "org-portal-backend"],
  ["RBAC Service", "rbac-service"],
  ["Legacy HS256", "legacy-hs256"],
  ["Umbrella Freight", "umbrella-freight"],
  [
    "Nightly export of every order and shipment to the data warehouse",
    "nightly-export-of-every-order-and",
  ],
  ["auth0-deploy-cli-extension", "auth0-deploy-cli-extension"],
];

/**
 * What a preview shows as changed of an imported grant: what is declared otherwise than Auth0 has it, and, of
 * organizations, what is left out. Read in the provider's source (auth0_client_grant): organization_usage and
 * allow_any_organization are optional and not computed, so what is left out is compared with empty and false.
 */
function changedGrant(there: readonly Grant[], declared: Record<string, unknown>): string[] {
  const found = there.find(({ audience }) => audience === declared.audience);
  if (!found) return ["not there"];
  const state: Record<string, unknown> = {
    scopes: found.scope,
    organizationUsage: found.organization_usage ?? "",
    allowAnyOrganization: found.allow_any_organization ?? false,
  };
  const { scopes, organizationUsage = "", allowAnyOrganization = false } = declared;
  return Object.entries({ scopes, organizationUsage, allowAnyOrganization }).flatMap(
    ([key, value]) => (isDeepStrictEqual(value, state[key]) ? [] : [key]),
  );
}
type Grant = Exported["clientGrants"][number];

describe("An adopted tenant", () => {
  const directory = mkdtempSync(join(tmpdir(), "adopt-"));
  const files = {
    project: join(directory, "Pulumi.yaml"),
    stack: join(directory, "Pulumi.adopted.yaml"),
    imported: join(directory, "import.json"),
  };
  let said: string;
  let evaluation: Evaluation;
  let resources: readonly ImportedResource[];
  before(async () => {
    writeFileSync(files.project, "name: m2m-token-cache\n");
    const options = ["--out", files.stack, "--import-file", files.imported];
    const ended = await runCommand("tools/adopt/run.ts", [TENANT_FILE, ...options]);
    expect(ended.code, ended.stderr).to.equal(0);
    expect(ended.stdout).to.equal("");
    said = ended.stderr;
    ({ resources } = JSON.parse(readFileSync(files.imported, "utf8")) as ReturnType<
      typeof importFile
    >);
    const { values } = readStackFile("adopted", directory);
    evaluation = await evaluate({ values: { ...values, "aws:region": "eu-west-1" } });
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  it("has no secret of the export in any output", () => {
    const { stack, imported } = files;
    expect(readFileSync(TENANT_FILE, "utf8")).to.contain(SECRET);
    for (const output of [said, readFileSync(stack, "utf8"), readFileSync(imported, "utf8")])
      expect(output).to.not.contain(SECRET);
  });

  it("registers a vendor for each M2M client, by its name in kebab-case, and the tenant's domain", () => {
    expect(all(evaluation, "VendorClient").map(({ name }) => name)).to.deep.equal(
      ADOPTED.map(([, vendor]) => vendor),
    );
    const { config } = parse(readFileSync(files.stack, "utf8")) as { config: object };
    expect(config).to.include({ "auth0:domain": "example-tenant.eu.auth0.com" });
  });

  it("registers exactly the grants that were there, in which a preview shows no change, but for those left out", () => {
    const LEFT_OUT = ["subject_type", "allow_all_scopes"];
    for (const [client, vendor] of ADOPTED) {
      const there = exported().clientGrants.filter(
        (grant) => grant.client_id === client && !LEFT_OUT.some((key) => key in grant),
      );
      const { inputs } = named(evaluation, "Client", `${vendor}-client`);
      expect(inputs.name).to.equal(client);
      expect(inputs.appType).to.equal("non_interactive");
      const { id } = named(evaluation, "Client", `${vendor}-client`);
      expect(
        all(evaluation, "ClientGrant")
          .filter((grant) => grant.inputs.clientId === id)
          .map(({ inputs: declared }) => changedGrant(there, declared)),
        client,
      ).to.deep.equal(there.map(() => []));
    }
    const scopes = all(evaluation, "ClientGrant").map(
      ({ inputs }) => (inputs.scopes as string[]).length,
    );
    expect(Math.max(...scopes)).to.equal(132);
  });

  it("generates no secret, sends none, and keeps how each client authenticates", () => {
    for (const [client, vendor] of ADOPTED) {
      const { inputs } = named(evaluation, "ClientCredentials", `${vendor}-credentials`);
      const { token_endpoint_auth_method: method = "client_secret_post" } = exported().clients.find(
        ({ name }) => name === client,
      )!;
      expect(inputs, client).to.deep.include({ authenticationMethod: method });
      expect(inputs, client).to.not.have.property("clientSecret");
    }
    expect(evaluation.resources.filter(({ type }) => type === TYPES.RandomPassword)).to.deep.equal(
      [],
    );
  });

  it("owns no API, so that dialect, policies, scopes and their descriptions stay as they are", () => {
    for (const type of [TYPES.ManagedApi, TYPES.ResourceServer, TYPES.ResourceServerScopes])
      expect(evaluation.resources.filter((each) => each.type === type)).to.deep.equal([]);
  });

  it("imports exactly what the program registers at Auth0, under the same parents", () => {
    const nameOf = new Map(evaluation.resources.map(({ urn, name }) => [urn, name]));
    const registered = evaluation.resources
      .filter(({ type }) => type.startsWith("auth0:") || type === TYPES.VendorClient)
      .map(({ type, name, parent, custom }) =>
        custom ? [type, name, nameOf.get(parent)] : [type, name, "component"],
      );
    const imported = resources.map(({ type, name, parent, component }) =>
      component ? [type, name, "component"] : [type, name, parent],
    );
    expect(imported.map(String).sort()).to.deep.equal(registered.map(String).sort());
  });

  it("says which ids the export does not have, and how to get them", () => {
    expect(resources.filter(({ id }) => id?.startsWith("<"))).to.have.length(47);
    expect(said.replace(/\s+/g, " "))
      .to.match(
        /32 ids in \S+import\.json are placeholders \(<\.\.\.>\): the export has no ids\. fix: /,
      )
      .and.to.contain("AUTH0_EXPORT_IDENTIFIERS=true");
  });

  it("has the ids where the export has them", () => {
    const { clients, clientGrants, ...rest } = exported();
    const withIds = {
      ...rest,
      clients: clients.map((client, index) => ({ ...client, client_id: `id${index}` })),
      clientGrants: clientGrants.map((grant, index) => ({ ...grant, id: `cgr_${index}` })),
    };
    const file = join(directory, "with-ids.json");
    writeFileSync(file, JSON.stringify(withIds));
    const adoption = adopt(readExport(file));
    expect(
      importFile(adoption.clients)
        .resources.slice(0, 5)
        .map(({ id }) => id),
    ).to.deep.equal([undefined, "id0", "id0", "cgr_0", "cgr_1"]);
  });

  it("is the same from each layout of an export", () => {
    const { clients, clientGrants, resourceServers } = exported();
    const layout = join(directory, "export");
    const write = (folder: string, entries: readonly object[]) => {
      mkdirSync(join(layout, folder), { recursive: true });
      for (const [index, entry] of entries.entries())
        writeFileSync(
          join(layout, folder, `${String(index).padStart(3, "0")}.json`),
          JSON.stringify(entry),
        );
    };
    write("clients", [...clients, {}]);
    write("grants", clientGrants);
    write("resource-servers", resourceServers);
    const yaml = readExport(TENANT_FILE);
    expect(readExport(layout)).to.deep.equal(yaml);
    writeFileSync(join(directory, "tenant.yaml"), readFileSync(TENANT_FILE));
    expect(readExport(directory)).to.deep.equal(yaml);
  });
});
