/**
 * What a grant and its API decide of a token, with either store: no scopes, the API's dialect, organizations.
 * The local tenant answers as Auth0 documents it; its refusals of an organization are in its own words.
 */
import { expect } from "chai";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { devValues, testStack, type TestStack, token } from "../support/stack";
import { askForToken } from "../support/tokenClient";

const ORDERS = "https://api.dev.example.com/orders";
const SHIPMENTS = "https://api.dev.example.com/shipments";
const LEGACY = "https://api.dev.example.com/legacy";

const APIS = [
  {
    identifier: ORDERS,
    scopes: { "read:orders": "Read orders", "write:orders": "" },
    tokenDialect: "rfc9068_profile_authz",
    enforcePolicies: true,
  },
  {
    identifier: SHIPMENTS,
    scopes: { "read:shipments": "" },
    tokenDialect: "access_token_authz",
    enforcePolicies: true,
  },
  { identifier: LEGACY, existing: true, tokenLifetimeSeconds: 36_000 },
];
const VENDORS = {
  acme: { grants: { [ORDERS]: [], [SHIPMENTS]: ["read:shipments"], [LEGACY]: [] } },
  globex: {
    grants: {
      [ORDERS]: { scopes: ["read:orders"], organizationUsage: "allow" },
      [LEGACY]: { scopes: [], organizationUsage: "deny" },
    },
  },
  initech: {
    grants: {
      [ORDERS]: ["read:orders"],
      [LEGACY]: { scopes: [], organizationUsage: "require", allowAnyOrganization: true },
    },
  },
};

for (const store of ["stage", "dynamodb"])
  describe(`A token of a grant, with the store ${store}`, () => {
    let stack: TestStack;
    before(async () => {
      const values = devValues({ cache: { store }, apis: APIS, vendors: VENDORS });
      stack = await testStack({ values });
    });
    after(() => stack.close());

    type Name = "acme" | "globex" | "initech";
    /** Asks twice, and expects one token for both: it was kept. */
    const kept = async (name: Name, changes: Record<string, string>) => {
      const issued = stack.tenant.issued;
      const [first, second] = [
        await token(askForToken(stack[name], changes)),
        await token(askForToken(stack[name], changes)),
      ];
      expect(second).to.equal(first);
      expect(stack.tenant.issued - issued).to.equal(1);
      return first;
    };
    const keptClaims = async (...asked: Parameters<typeof kept>) => decodeJwt(await kept(...asked));
    const statusOf = async (name: Name, changes: Record<string, string>) =>
      (await askForToken(stack[name], changes)).status;

    it("has no scope where none is granted, though the API lists some, and lives as long as any", async () => {
      const { status, json } = await askForToken(stack.acme, { audience: ORDERS });
      expect(status).to.equal(200);
      expect(json()).to.not.have.property("scope");
      expect(json().expires_in).to.be.within(1, 86_400);
      const claims = await keptClaims("acme", { audience: LEGACY });
      expect(claims).to.not.have.any.keys("scope", "permissions");
    });

    it("is refused a scope where none is granted", async () => {
      expect(await statusOf("acme", { audience: ORDERS, scope: "read:orders" })).to.equal(403);
    });

    it("is in the dialect of RFC 9068 where its API is: client_id, jti, permissions", async () => {
      const jwt = await kept("initech", { audience: ORDERS });
      const { clientId } = stack.initech;
      expect(decodeJwt(jwt)).to.deep.include({
        client_id: clientId,
        sub: `${clientId}@clients`,
        scope: "read:orders",
        permissions: ["read:orders"],
      });
      expect(decodeJwt(jwt)).to.have.property("jti");
      expect(decodeJwt(jwt)).to.not.have.any.keys("azp", "gty");
      expect(decodeProtectedHeader(jwt).typ).to.equal("at+jwt");
    });

    it("is in Auth0's own dialect with permissions where its API is", async () => {
      const jwt = await kept("acme", { audience: SHIPMENTS });
      expect(decodeJwt(jwt)).to.deep.include({
        azp: stack.acme.clientId,
        gty: "client-credentials",
        permissions: ["read:shipments"],
      });
      expect(decodeProtectedHeader(jwt).typ).to.equal("JWT");
    });

    it("names the organization that was asked for, and is nobody else's", async () => {
      const audience = ORDERS;
      const ofOrganization = await keptClaims("globex", { audience, organization: "org_local" });
      const byName = await keptClaims("globex", { audience, organization: "local" });
      const ofNone = await keptClaims("globex", { audience });
      expect(ofOrganization).to.include({ org_id: "org_local" });
      expect(byName).to.include({ org_id: "org_local", org_name: "local" });
      expect(ofNone).to.not.have.property("org_id");
    });

    it("is refused for an organization that the grant is not assigned to, unless it is for any", async () => {
      const other = { organization: "org_other" };
      expect(await statusOf("globex", { audience: ORDERS, ...other })).to.equal(403);
      expect(await keptClaims("initech", { audience: LEGACY, ...other })).to.include({
        org_id: "org_other",
      });
      expect(await statusOf("initech", { audience: LEGACY, organization: "org_x" })).to.equal(403);
    });

    it("is refused for an organization where the grant denies them, says nothing, or needs one", async () => {
      const organization = "org_local";
      expect(await statusOf("globex", { audience: LEGACY, organization })).to.equal(403);
      expect(await statusOf("initech", { audience: ORDERS, organization })).to.equal(403);
      expect(await statusOf("initech", { audience: LEGACY })).to.equal(403);
    });

    it("is announced in the outputs where an organization may be named", () => {
      expect(stack.globex.organizationUsage).to.deep.equal({ [ORDERS]: "allow" });
      expect(stack.initech.organizationUsage).to.deep.equal({ [LEGACY]: "require" });
      expect(stack.acme).to.not.have.property("organizationUsage");
      expect(stack.globex.grants).to.deep.equal({ [ORDERS]: ["read:orders"], [LEGACY]: [] });
    });
  });
