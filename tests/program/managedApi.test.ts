/**
 * The APIs that tokens are for: resource servers at Auth0, their scopes, and their resource names.
 *
 * Not proved here: that Auth0 takes these values, or what it makes of tokens for them. Nothing ran
 * on a tenant, and Pulumi's engine did not run.
 */
import { expect } from "chai";
import fc from "fast-check";
import { evaluate, type Evaluation } from "../../local/evaluate/evaluate";
import { audienceName } from "../../src/auth0/logicalName";
import { ManagedApi } from "../../src/auth0/managedApi";
import { all, evaluatePart, labels, only, stackValues, vendorsOf } from "../support/registrations";

const IDENTIFIER = "https://api.example.com/orders";

/** One managed API of the configuration, and what its component says the audience is. */
const managedApi = (api: Record<string, unknown>, protect = false): Promise<Evaluation> =>
  evaluatePart(
    ({ apis }) => ({
      audience: new ManagedApi("orders", { api: apis[0]!, protect }).audience,
    }),
    { apis: [{ identifier: IDENTIFIER, ...api }], vendors: {} },
  );

describe("A managed API", () => {
  it("is a resource server whose tokens are signed with RS256, without offline access", async () => {
    const evaluation = await managedApi({ name: "Orders", scopes: { "read:orders": "Read" } });
    const { inputs } = only(evaluation, "ResourceServer");
    expect(inputs).to.deep.equal({
      identifier: IDENTIFIER,
      name: "Orders",
      signingAlg: "RS256",
      tokenLifetime: 86_400,
      tokenLifetimeForWeb: 7200,
      allowOfflineAccess: false,
    });
  });

  it("has the token dialect and the policies that are configured, and leaves both alone otherwise", async () => {
    const { inputs } = only(
      await managedApi({ tokenDialect: "rfc9068_profile_authz", enforcePolicies: false }),
      "ResourceServer",
    );
    expect(inputs).to.include({ tokenDialect: "rfc9068_profile_authz", enforcePolicies: false });
    expect(only(await managedApi({}), "ResourceServer").inputs).to.not.have.any.keys(
      "tokenDialect",
      "enforcePolicies",
    );
  });

  it("sends no description of a scope that has none", async () => {
    const evaluation = await managedApi({ scopes: { "read:orders": "", "write:orders": "Write" } });
    expect(only(evaluation, "ResourceServerScopes").inputs.scopes).to.deep.equal([
      { name: "read:orders" },
      { name: "write:orders", description: "Write" },
    ]);
  });

  it("is called by its identifier if it has no name", async () => {
    expect(only(await managedApi({}), "ResourceServer").inputs.name).to.equal(IDENTIFIER);
  });

  for (const [lifetime, web] of [
    [2_592_000, 7200],
    [7201, 7200],
    [7200, 7200],
    [7199, 7199],
    [600, 600],
    [1, 1],
  ] as const)
    it(`of ${lifetime} s gives ${web} s to tokens for the web, which Auth0 wants no longer`, async () => {
      const { inputs } = only(
        await managedApi({ tokenLifetimeSeconds: lifetime }),
        "ResourceServer",
      );
      expect(inputs).to.include({ tokenLifetime: lifetime, tokenLifetimeForWeb: web });
    });

  describe("with scopes", () => {
    let evaluation: Evaluation;
    before(async () => {
      evaluation = await managedApi({
        scopes: { "read:orders": "Read orders", "write:orders": "Change orders" },
      });
    });

    it("lists them, described, in one resource that belongs to the resource server", () => {
      const scopes = only(evaluation, "ResourceServerScopes");
      expect(scopes.inputs).to.deep.equal({
        resourceServerIdentifier: IDENTIFIER,
        scopes: [
          { name: "read:orders", description: "Read orders" },
          { name: "write:orders", description: "Change orders" },
        ],
      });
      expect(scopes.dependencies).to.deep.equal([only(evaluation, "ResourceServer").urn]);
    });

    it("makes three resources: component, server, scopes", () => {
      expect(labels(evaluation.resources)).to.deep.equal([
        "ManagedApi orders",
        "ResourceServer orders-api",
        "ResourceServerScopes orders-scopes",
      ]);
    });

    it("has its identifier for the audience", () => {
      expect(evaluation.outputs.values).to.deep.equal({ audience: IDENTIFIER });
    });
  });

  it("without scopes makes no resource for them, and has the same audience", async () => {
    const evaluation = await managedApi({ scopes: {} });
    expect(labels(evaluation.resources)).to.deep.equal([
      "ManagedApi orders",
      "ResourceServer orders-api",
    ]);
    expect(evaluation.outputs.values).to.deep.equal({ audience: IDENTIFIER });
  });

  it("protects the resource server, which holds its settings, and nothing else", async () => {
    const protectedApi = await managedApi({ scopes: { "read:orders": "Read" } }, true);
    expect(labels(protectedApi.resources.filter(({ protect }) => protect))).to.deep.equal([
      "ResourceServer orders-api",
    ]);
    const free = await managedApi({ scopes: { "read:orders": "Read" } }, false);
    expect(free.resources.filter(({ protect }) => protect)).to.deep.equal([]);
  });
});

describe("An existing API", () => {
  const legacy = "https://api.dev.example.com/legacy";
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await evaluate({ values: stackValues("dev") });
  });

  it("is not touched: no resource of its own is made for it", () => {
    const own = ["ManagedApi", "ResourceServer", "ResourceServerScopes"] as const;
    for (const kind of own)
      for (const { inputs, name } of all(evaluation, kind)) {
        expect(JSON.stringify(inputs), name).to.not.include(legacy);
        expect(name).to.not.include("legacy");
      }
  });

  it("is only granted to, by its identifier", () => {
    const grants = all(evaluation, "ClientGrant").filter(
      ({ inputs }) => inputs.audience === legacy,
    );
    expect(labels(grants)).to.deep.equal([
      `ClientGrant initech-grant-api-dev-example-com-legacy-613fd9a2`,
    ]);
  });

  it("is left alone too when it names its scopes", async () => {
    const scopes = { "read:legacy": "Read" };
    const apis = [{ identifier: legacy, existing: true, tokenLifetimeSeconds: 36_000, scopes }];
    const vendors = {
      initech: { ...vendorsOf("dev").initech, grants: { [legacy]: ["read:legacy"] } },
    };
    const named = await evaluate({ values: stackValues("dev", { apis, vendors }) });
    const types = named.resources.map(({ type }) => type).join();
    expect(types).to.include("ClientGrant").and.not.include("esourceServer");
  });
});

describe("The resource name of an audience", () => {
  it("tells https://x/a-b from https://x/a/b, though both read x-a-b", () => {
    expect(audienceName("https://x/a-b")).to.equal("x-a-b-283b0f36");
    expect(audienceName("https://x/a/b")).to.match(/^x-a-b-/);
    expect(audienceName("https://x/a/b")).to.not.equal(audienceName("https://x/a-b"));
  });

  it("tells audiences apart that differ in case, scheme or a slash at the end", () => {
    const audiences = ["https://x/a", "https://x/A", "http://x/a", "https://x/a/", "x/a", "x-a"];
    expect(new Set(audiences.map(audienceName)).size).to.equal(audiences.length);
  });

  it("never changes: a new name would replace the API and every grant", () => {
    expect(audienceName("https://api.dev.example.com/orders")).to.equal(
      "api-dev-example-com-orders-7e281c08",
    );
    expect(audienceName("https://api.example.com/legacy")).to.equal(
      "api-example-com-legacy-1ac8c710",
    );
  });

  const audiences = fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc
      .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 600 })
      .map((text) => text.replaceAll(" ", "_")),
  );

  it("has only what URNs, URLs and consoles take, whatever the audience", () => {
    fc.assert(
      fc.property(audiences, (audience) => {
        const name = audienceName(audience);
        expect(name).to.match(/^[a-z0-9-]{1,69}$/);
        expect(encodeURIComponent(name)).to.equal(name);
        expect(audienceName(audience)).to.equal(name);
      }),
      { numRuns: 500, seed: 20260101 },
    );
  });

  it("is another for another audience", () => {
    fc.assert(
      fc.property(audiences, audiences, (one, other) => {
        expect(audienceName(one) === audienceName(other)).to.equal(one === other);
      }),
      { numRuns: 500, seed: 20260101 },
    );
  });

  it("begins and ends with a letter or digit, and has no two hyphens in a row", () => {
    const cut = `https://x/${"a".repeat(57)}/b`;
    for (const audience of [cut, "***"])
      expect(audienceName(audience)).to.match(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });
});
