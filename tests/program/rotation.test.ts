/**
 * A vendor that rotates with overlap, or is suspended: what is made for it, and its outputs.
 *
 * Not proved here: that Auth0 keeps a secret that is sent no more, and that Pulumi's engine leaves
 * alone what is declared as ignored. Nothing ran on a tenant, and the engine did not run.
 */
import { expect } from "chai";
import { evaluate, type Evaluation } from "../../local/evaluate/evaluate";
import { audienceName, versionedName } from "../../src/auth0/logicalName";
import { all, isMasked, labels, named, stackValues, vendorsOf } from "../support/registrations";

const ORDERS = "https://api.dev.example.com/orders";

const vendors = vendorsOf("dev");
const devWith = (changes: Record<string, Record<string, unknown>>, preview = false) =>
  evaluate({
    preview,
    values: stackValues("dev", {
      vendors: Object.fromEntries(
        Object.entries({ ...vendors, ...changes }).map(([name, change]) => [
          name,
          { ...(vendors[name] ?? { grants: { [ORDERS]: ["read:orders"] } }), ...change },
        ]),
      ),
    }),
  });
const overlap = { clientVersion: 2, rotation: "overlap" };

interface Handed {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly retiring?: { readonly clientId: string; readonly clientSecret: string };
}
const handed = ({ outputs }: Evaluation, name = "acme") =>
  (outputs.values.vendors as Record<string, Handed>)[name]!;

describe("A vendor that rotates with overlap", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await devWith({ acme: overlap });
  });
  const client = (name: string) => named(evaluation, "Client", name);

  it("has two clients, each with credentials, a secret and the grants", () => {
    const vendor = named(evaluation, "VendorClient", "acme");
    const children = evaluation.resources.filter(({ parent }) => parent === vendor.urn);
    expect(labels(children)).to.deep.equal([
      "Client acme-client",
      "Client acme-client-v2",
      "ClientCredentials acme-credentials",
      "ClientCredentials acme-credentials-v2",
      "ClientGrant acme-grant-api-dev-example-com-orders-7e281c08",
      "ClientGrant acme-grant-api-dev-example-com-orders-7e281c08-v2",
      "RandomPassword acme-secret",
      "RandomPassword acme-secret-v2",
    ]);
    for (const suffix of ["", "-v2"])
      expect(
        named(evaluation, "ClientGrant", `acme-grant-${audienceName(ORDERS)}${suffix}`).inputs,
      ).to.deep.equal({
        clientId: client(`acme-client${suffix}`).id,
        audience: ORDERS,
        scopes: ["read:orders"],
      });
  });

  it("can be told apart in Auth0's dashboard and logs: the version, and which one is retiring", () => {
    expect(client("acme-client").inputs.name).to.equal("acme, retiring (m2m-token-cache/dev)");
    expect(client("acme-client-v2").inputs.name).to.equal("acme v2 (m2m-token-cache/dev)");
    expect(client("acme-client").inputs.clientMetadata).to.include({ retiring: "true" });
    expect(client("acme-client-v2").inputs.clientMetadata).to.not.have.property("retiring");
  });

  it("is handed the new client, and the old one as retiring, both secrets masked", () => {
    const { clientId, clientSecret, retiring } = handed(evaluation);
    expect(clientId).to.equal(client("acme-client-v2").id);
    expect(retiring?.clientId).to.equal(client("acme-client").id);
    expect(new Set([clientSecret, retiring?.clientSecret]).size).to.equal(2);
    expect(evaluation.outputs.secretPaths.filter((path) => path.includes("acme"))).to.deep.equal([
      "vendors.acme.clientSecret",
      "vendors.acme.retiring.clientSecret",
    ]);
    const { registeredOutputs } = named(evaluation, "VendorClient", "acme");
    expect(registeredOutputs).to.have.all.keys("clientId", "clientSecret", "retiring");
    const registered = registeredOutputs?.retiring as Record<string, unknown>;
    expect(isMasked(registered.clientSecret)).to.equal(true);
    expect(isMasked(registered.clientId)).to.equal(false);
  });

  it("keeps the retiring client's secret and way to authenticate, whatever is configured", () => {
    const credentials = named(evaluation, "ClientCredentials", "acme-credentials");
    expect(credentials.inputs).to.not.have.property("clientSecret");
    expect(credentials.ignoreChanges).to.deep.equal(["authenticationMethod"]);
    expect(named(evaluation, "RandomPassword", "acme-secret").ignoreChanges).to.deep.equal([
      "keepers",
    ]);
    for (const kind of ["ClientCredentials", "RandomPassword"] as const)
      for (const { name, ignoreChanges } of all(evaluation, kind))
        if (!/^acme-(credentials|secret)$/.test(name))
          expect(ignoreChanges, name).to.deep.equal([]);
  });

  it("leaves nothing else behind: no other vendor is handed a retiring client", () => {
    expect(handed(evaluation, "globex")).to.not.have.property("retiring");
    expect(handed(evaluation, "acme")).to.not.have.property("suspended");
  });

  it("is handed one client again once the overlap is over, the new one", async () => {
    const over = await devWith({ acme: { clientVersion: 2 } });
    expect(handed(over)).to.not.have.property("retiring");
    expect(handed(over).clientId).to.equal(handed(evaluation).clientId);
  });

  it("shows in a preview what the update makes, and masks both secrets", async () => {
    const preview = await devWith({ acme: overlap }, true);
    expect(labels(preview.resources)).to.deep.equal(labels(evaluation.resources));
    expect(preview.outputs.secretPaths).to.include("vendors.acme.retiring.clientSecret");
  });
});

describe("A suspended vendor", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await devWith({ acme: { suspended: true } });
  });

  it("keeps its client, credentials and secret, and has no grant", () => {
    const own = evaluation.resources.filter(({ name }) => /^acme\b/.test(name));
    expect(labels(own)).to.deep.equal([
      "Client acme-client",
      "ClientCredentials acme-credentials",
      "RandomPassword acme-secret",
      "VendorClient acme",
    ]);
  });

  it("is suspended and without grants in the outputs, and no other vendor is", () => {
    expect(handed(evaluation)).to.deep.include({
      suspended: true,
      grants: {},
      expiresInSeconds: {},
      clientId: named(evaluation, "Client", "acme-client").id,
    });
    expect(handed(evaluation, "globex")).to.not.have.property("suspended");
  });
});

describe("The names of vendors' resources", () => {
  const AUDIENCES = ["urn:x", "urn:v2", "urn:grant", "x", "https://client-v2"];
  const WHATS = [
    ...["client", "credentials", "secret"],
    ...AUDIENCES.map((audience) => `grant-${audienceName(audience)}`),
  ];
  /** What names of resources consist of, as far as a vendor may be called so. */
  const PARTS = ["a", "client", "secret", "grant", "v1", "v2", "v3", ...WHATS];

  it("are of one vendor, resource and version only, whatever vendors are called: every name of up to three parts", () => {
    const joined = (names: readonly string[]) =>
      names.flatMap((name) => PARTS.map((part) => `${name}-${part}`));
    const two = joined(PARTS);
    const vendorNames = new Set([...PARTS, ...two, ...joined(two)]);
    const owners = new Map<string, string>();
    for (const vendor of vendorNames)
      for (const what of WHATS)
        for (const version of [1, 2, 3, 22]) {
          // Resources of two types can have one name.
          const name = `${what.split("-")[0]!} ${versionedName(vendor, what, version)}`;
          const owner = `${what} of ${vendor}, version ${version}`;
          if (owners.has(name)) expect.fail(`${name}: ${owners.get(name)!}; ${owner}`);
          owners.set(name, owner);
        }
    expect(owners.size).to.be.greaterThan(70_000);
  });

  it("have the vendor's name in front, and for version 1 are those of stacks that are there already", () => {
    expect(versionedName("acme", "client", 1)).to.equal("acme-client");
    expect(versionedName("acme", "client", 2)).to.equal("acme-client-v2");
  });

  it("make no two resources of one URN, though vendors are called like each other's resources", async () => {
    const names = ["acme-v2", "acme-client", "acme-client-v2", "acme-v2-client", "acme-grant"];
    const evaluation = await devWith(
      Object.fromEntries(["acme", ...names].map((name) => [name, overlap])),
    );
    const urns = evaluation.resources.map(({ urn }) => urn);
    expect(new Set(urns).size).to.equal(urns.length);
    expect(all(evaluation, "Client")).to.have.length(2 * (names.length + 1) + 2);
  });
});
