/**
 * One vendor at Auth0: its client, its secret and its grants.
 *
 * Not proved here: that Auth0 takes these values, applies the secret or lets the client get tokens.
 * Nothing ran on a tenant. Pulumi's engine did not run: that a grant is deleted before it is made
 * anew is declared here and done there.
 */
import { expect } from "chai";
import { evaluate, type Evaluation, type EvaluationOptions } from "../../local/evaluate/evaluate";
import { ManagedApi } from "../../src/auth0/managedApi";
import { VendorClient } from "../../src/auth0/vendorClient";
import { mapValues } from "../../src/records";
import {
  all,
  answering,
  childrenOf,
  evaluatePart,
  failureOf,
  labels,
  named,
  only,
  stackValues,
  vendorsOf,
} from "../support/registrations";

const ORDERS = "https://api.dev.example.com/orders";
const SHIPMENTS = "https://api.dev.example.com/shipments";
const LEGACY = "https://api.dev.example.com/legacy";
const GENERATED = "Generated0123456789";

/** The vendor acme of the dev stack with keys replaced, without the APIs that it is granted. */
function acmeWith(
  changes: Record<string, unknown> = {},
  options: Pick<EvaluationOptions, "preview" | "override"> & { protect?: boolean } = {},
): Promise<Evaluation> {
  const { protect = false, ...rest } = options;
  return evaluatePart(
    ({ vendors }) => {
      const client = new VendorClient("acme", { vendor: vendors.acme!, audiences: {} });
      return { clientId: client.clientId, clientSecret: client.clientSecret };
    },
    { vendors: { acme: { ...vendorsOf("dev").acme, ...changes } }, protect },
    rest,
  );
}

const generated = answering("RandomPassword", () => ({ result: GENERATED }));

describe("A vendor's client", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await acmeWith({}, { override: generated });
  });

  it("is five resources of its own and no other", () => {
    const vendor = only(evaluation, "VendorClient");
    expect(labels(evaluation.resources)).to.deep.equal([
      "Client acme-client",
      "ClientCredentials acme-credentials",
      "ClientGrant acme-grant-api-dev-example-com-orders-7e281c08",
      "RandomPassword acme-secret",
      "VendorClient acme",
    ]);
    expect(childrenOf(evaluation, vendor)).to.have.length(4);
  });

  it("may use the client credentials grant only, with RS256, under a name that people can read", () => {
    expect(only(evaluation, "Client").inputs).to.deep.equal({
      name: "acme (m2m-token-cache/dev)",
      description: "Acme Logistics, order sync",
      appType: "non_interactive",
      grantTypes: ["client_credentials"],
      oidcConformant: true,
      jwtConfiguration: { alg: "RS256" },
      clientMetadata: {
        project: "m2m-token-cache",
        stack: "dev",
        vendor: "acme",
        contact: "integrations@acme.example",
      },
    });
  });

  it("has the name that is configured, alone; later clients of the vendor are numbered", async () => {
    const named = await acmeWith({ name: "Acme Logistics 🚚" });
    expect(only(named, "Client").inputs.name).to.equal("Acme Logistics 🚚");
    const second = await acmeWith({ name: "Acme", clientVersion: 2 });
    expect(only(second, "Client").inputs.name).to.equal("Acme v2");
  });

  it("is described by its name, and has no contact, if none is configured", async () => {
    const bare = await acmeWith({ description: undefined, contact: undefined });
    const { description, clientMetadata } = only(bare, "Client").inputs;
    expect(description).to.equal("Vendor acme");
    expect(clientMetadata).to.deep.equal({
      project: "m2m-token-cache",
      stack: "dev",
      vendor: "acme",
    });
  });

  it("has metadata that Auth0 takes, the longest contact included, and no secret in it", async () => {
    const contact = "x".repeat(255);
    const longest = await acmeWith({ contact }, { override: generated });
    const client = only(longest, "Client");
    const metadata = Object.entries(client.inputs.clientMetadata as Record<string, string>);
    expect(metadata).to.have.length.within(1, 10);
    expect(metadata).to.deep.include(["contact", contact]);
    for (const [key, value] of metadata) {
      expect(key.length).to.be.within(1, 255);
      expect(value.length, key).to.be.within(1, 255);
    }
    expect(client.secretInputs).to.deep.equal([]);
    expect(JSON.stringify(client.inputs)).to.not.include(GENERATED);
  });

  describe("has a secret", () => {
    it("of 64 letters and digits, another for another secretVersion", async () => {
      expect(only(evaluation, "RandomPassword").inputs).to.deep.equal({
        length: 64,
        special: false,
        keepers: { secretVersion: "1" },
      });
      const rotated = await acmeWith({ secretVersion: 7 });
      expect(only(rotated, "RandomPassword").inputs.keepers).to.deep.equal({ secretVersion: "7" });
    });

    it("which is sent as a secret, with the method that makes Auth0 take it on creation", () => {
      const credentials = only(evaluation, "ClientCredentials");
      expect(credentials.inputs).to.deep.equal({
        clientId: only(evaluation, "Client").id,
        authenticationMethod: "client_secret_post",
        clientSecret: GENERATED,
      });
      expect(credentials.secretInputs).to.deep.equal(["clientSecret"]);
    });

    it("which Pulumi keeps encrypted where it is made and where it is used, and masks", () => {
      const secretOutputs = only(evaluation, "RandomPassword").additionalSecretOutputs;
      expect(secretOutputs).to.include("result");
      const credentials = only(evaluation, "ClientCredentials").additionalSecretOutputs;
      expect(credentials).to.include("clientSecret");
      expect(evaluation.outputs).to.deep.include({
        secretPaths: ["clientSecret"],
        values: { clientId: only(evaluation, "Client").id, clientSecret: GENERATED },
      });
    });

    it("which is not replaced with the credentials: rotation is an update of them", () => {
      expect(only(evaluation, "ClientCredentials")).to.deep.include({
        deleteBeforeReplace: false,
        replaceOnChanges: [],
      });
    });

    for (const method of ["client_secret_post", "client_secret_basic"])
      for (const secretVersion of [0, 1])
        it(`with ${method} set on the credentials, secretVersion being ${secretVersion}`, async () => {
          const vendor = await acmeWith({ authenticationMethod: method, secretVersion });
          expect(only(vendor, "ClientCredentials").inputs.authenticationMethod).to.equal(method);
        });

    describe("that Auth0 made, if secretVersion is 0,", () => {
      const auth0s = answering("ClientCredentials", () => ({ clientSecret: "made-by-auth0" }));
      let adopted: Evaluation;
      before(async () => {
        adopted = await acmeWith({ secretVersion: 0 }, { override: auth0s });
      });

      it("and none is generated", () => {
        expect(labels(adopted.resources)).to.deep.equal([
          "Client acme-client",
          "ClientCredentials acme-credentials",
          "ClientGrant acme-grant-api-dev-example-com-orders-7e281c08",
          "VendorClient acme",
        ]);
      });

      it("and none is sent, which would rotate the live one", () => {
        expect(only(adopted, "ClientCredentials").inputs).to.deep.equal({
          clientId: only(adopted, "Client").id,
          authenticationMethod: "client_secret_post",
        });
      });

      it("and that one is handed out, masked all the same", () => {
        expect(adopted.outputs.values).to.have.property("clientSecret", "made-by-auth0");
        expect(adopted.outputs.secretPaths).to.deep.equal(["clientSecret"]);
      });
    });

    it("which is unknown in a preview, and masked even then", async () => {
      const preview = await acmeWith({}, { preview: true });
      expect(preview.outputs).to.deep.include({
        secretPaths: ["clientSecret"],
        unknownPaths: ["clientId", "clientSecret"],
      });
    });

    const withSecret = (secretVersion: number, answer: Record<string, unknown>) =>
      failureOf(
        acmeWith({ secretVersion }, { override: answering("ClientCredentials", () => answer) }),
      );
    const EXPLAINED = /the client secret of vendor acme\b.*\bread:client_keys\b/;

    for (const secretVersion of [0, 1])
      it(`or fails, if Auth0 answers an empty one, secretVersion being ${secretVersion}`, async () => {
        const error = await withSecret(secretVersion, { clientSecret: "" });
        expect(error.message).to.match(EXPLAINED);
      });

    it("or fails, if Auth0 answers none", async () => {
      const error = await withSecret(0, { clientSecret: undefined });
      expect(error.message).to.match(EXPLAINED);
    });
  });

  describe("has grants", () => {
    const scoped = {
      [ORDERS]: ["write:orders", "read:orders"],
      [LEGACY]: [],
      [SHIPMENTS]: ["read:shipments"],
    };
    let granted: Evaluation;
    before(async () => {
      granted = await acmeWith({ grants: scoped });
    });

    it("one for each audience, with exactly the configured scopes", () => {
      const clientId = only(granted, "Client").id;
      expect(all(granted, "ClientGrant").map(({ inputs }) => inputs)).to.have.deep.members(
        Object.entries(scoped).map(([audience, scopes]) => ({ clientId, audience, scopes })),
      );
    });

    it("that say of organizations what is configured, and whether any of them will do; otherwise nothing", async () => {
      const grants = {
        [ORDERS]: { scopes: ["read:orders"], organizationUsage: "require" },
        [LEGACY]: { scopes: [], organizationUsage: "allow", allowAnyOrganization: true },
        [SHIPMENTS]: { scopes: [] },
      };
      const inputs = all(await acmeWith({ grants }), "ClientGrant").map((each) => each.inputs);
      const { clientId } = inputs[0]!;
      expect(inputs).to.have.deep.members([
        {
          clientId,
          audience: ORDERS,
          scopes: ["read:orders"],
          organizationUsage: "require",
          allowAnyOrganization: false,
        },
        {
          clientId,
          audience: LEGACY,
          scopes: [],
          organizationUsage: "allow",
          allowAnyOrganization: true,
        },
        { clientId, audience: SHIPMENTS, scopes: [] },
      ]);
    });

    it("never all scopes of an API, known or not", () => {
      for (const { inputs, name } of all(granted, "ClientGrant")) {
        expect(inputs, name).to.not.have.property("allowAllScopes");
        expect(inputs.scopes, name).to.be.an("array");
      }
    });

    it("which are deleted before they are made anew: Auth0 would adopt the old one, scopes unseen", () => {
      for (const { deleteBeforeReplace, name } of all(granted, "ClientGrant"))
        expect(deleteBeforeReplace, name).to.equal(true);
    });

    it("named by their audience, so that a change of scopes keeps the name", () => {
      expect(labels(all(granted, "ClientGrant"))).to.deep.equal([
        "ClientGrant acme-grant-api-dev-example-com-legacy-613fd9a2",
        "ClientGrant acme-grant-api-dev-example-com-orders-7e281c08",
        "ClientGrant acme-grant-api-dev-example-com-shipments-33000a18",
      ]);
    });

    const withApis = (override?: EvaluationOptions["override"]) =>
      evaluatePart(
        ({ apis, vendors }) => {
          const managed = new ManagedApi("orders", { api: apis[0]!, protect: false });
          const audiences = { [ORDERS]: managed.audience, [LEGACY]: LEGACY };
          mapValues(vendors, (vendor, name) => new VendorClient(name, { vendor, audiences }));
          return {};
        },
        {},
        override ? { override } : {},
      );

    it("which wait for the scopes of an API that is managed here, and for nothing where it is not", async () => {
      const evaluated = await withApis();
      const scopes = only(evaluated, "ResourceServerScopes").urn;
      const client = (name: string) => named(evaluated, "Client", `${name}-client`).urn;
      const dependencies = (name: string) => named(evaluated, "ClientGrant", name).dependencies;
      for (const vendor of ["acme", "globex", "initech"])
        expect(
          dependencies(`${vendor}-grant-api-dev-example-com-orders-7e281c08`),
          vendor,
        ).to.have.members([client(vendor), scopes]);
      expect(dependencies("initech-grant-api-dev-example-com-legacy-613fd9a2")).to.deep.equal([
        client("initech"),
      ]);
    });

    it("which take the audience as Auth0 answers it for the API's scopes", async () => {
      const evaluated = await withApis(
        answering("ResourceServerScopes", () => ({ resourceServerIdentifier: "ANSWERED" })),
      );
      const audiences = all(evaluated, "ClientGrant").map(({ inputs }) => inputs.audience);
      expect(audiences).to.have.members(["ANSWERED", "ANSWERED", "ANSWERED", LEGACY]);
    });

    it("which wait for the API itself where it has no scopes", async () => {
      const evaluated = await evaluatePart(
        ({ apis, vendors }) => {
          const managed = new ManagedApi("plain", { api: apis[0]!, protect: false });
          const audiences = { "urn:plain": managed.audience };
          new VendorClient("acme", { vendor: vendors.acme!, audiences });
          return {};
        },
        { apis: [{ identifier: "urn:plain" }], vendors: { acme: { grants: { "urn:plain": [] } } } },
      );
      expect(only(evaluated, "ClientGrant").dependencies).to.have.members([
        only(evaluated, "Client").urn,
        only(evaluated, "ResourceServer").urn,
      ]);
    });
  });

  describe("is protected", () => {
    const protectedOnes = ({ resources }: Evaluation) =>
      labels(resources.filter(({ protect }) => protect));

    it("if the stack is, and nothing that hangs on it is", async () => {
      expect(protectedOnes(await acmeWith({}, { protect: true }))).to.deep.equal([
        "Client acme-client",
      ]);
    });

    it("if it says so itself, though the stack is not", async () => {
      expect(protectedOnes(await acmeWith({ protect: true }))).to.deep.equal([
        "Client acme-client",
      ]);
    });

    it("not by default", () => {
      expect(protectedOnes(evaluation)).to.deep.equal([]);
    });

    it("not if it is to go: protect false on the vendor lets it, and it alone, go", async () => {
      const { acme, ...others } = vendorsOf("dev");
      const vendors = { acme: { ...acme, protect: false }, ...others };
      const values = stackValues("dev", { vendors, protect: true });
      expect(protectedOnes(await evaluate({ values }))).to.deep.equal([
        "Client globex-client",
        "Client initech-client",
        "ResourceServer api-dev-example-com-orders-7e281c08-api",
        "ResourceServer api-dev-example-com-shipments-33000a18-api",
        "RestApi proxy-api",
      ]);
    });
  });
});
