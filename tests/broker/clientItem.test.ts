import { expect } from "chai";
import { clientItem, type Granted, readClientItem, verifies } from "../../src/broker/clientItem";
import type { Pepper } from "../../src/broker/keys";
import { fromAttributes, toAttributes } from "../../src/broker/table";
import { ISSUER, ORDERS, PEPPER, STOCK, type Vendor, vendorOf } from "./support/world";

const ACME = vendorOf("acme");
const generationOf = (changes: Partial<Vendor>) => clientItem({ ...ACME, ...changes }).generation;
const orders = (scopes: readonly string[], tokenLifetimeSeconds = 86_400) => ({
  ...ACME.grants,
  [ORDERS]: { scopes, tokenLifetimeSeconds },
});

const withOrders = (more: Partial<Granted>) => ({
  ...ACME.grants,
  [ORDERS]: { ...ACME.grants[ORDERS]!, ...more },
});

describe("A client's item", () => {
  it("comes back as it was made, through DynamoDB's notation and JSON", () => {
    const attributes = JSON.parse(JSON.stringify(toAttributes(clientItem(ACME)))) as object;
    const { generation, verifier, ...rest } = readClientItem(fromAttributes({ ...attributes }));
    expect(rest).to.deep.equal({
      vendor: "acme",
      clientId: "client-of-acme",
      authenticationMethod: "client_secret_post",
      grants: { [ORDERS]: ["read:orders", "write:orders"], [STOCK]: [] },
      organizations: [],
      suspended: false,
      pepperId: "p1",
    });
    expect([generation, verifier].every((hash) => hash.length === 43)).to.equal(true);
  });

  it("has attribute names that differ by letters, and no number", () => {
    const names = Object.keys(clientItem(ACME));
    expect(names.every((name) => /^[A-Za-z]+$/.test(name))).to.equal(true);
    expect(Object.values(clientItem(ACME)).some((value) => typeof value === "number")).to.equal(
      false,
    );
  });

  it("names the audiences that tokens of an organization may be asked for", () => {
    const organizations = (organizationUsage: Granted["organizationUsage"]) =>
      readClientItem(clientItem({ ...ACME, grants: withOrders({ organizationUsage }) }))
        .organizations;
    expect(organizations("allow")).to.deep.equal([ORDERS]);
    expect(organizations("require")).to.deep.equal([ORDERS]);
    expect(organizations("deny")).to.deep.equal([]);
    expect(organizations(undefined)).to.deep.equal([]);
  });

  it("does not hold the secret", () => {
    expect(JSON.stringify(clientItem(ACME))).not.to.include(ACME.clientSecret);
  });

  describe("its generation changes with what makes old tokens wrong:", () => {
    const changes: Readonly<Record<string, Partial<Vendor>>> = {
      "another client version": { clientVersion: 2 },
      "another secret": { clientSecret: "another" },
      "another client": { clientId: "another" },
      "another issuer": { issuer: "https://another.example/" },
      suspension: { suspended: true },
      "a scope less": { grants: orders(["read:orders"]) },
      "a scope more": { grants: orders(["read:orders", "write:orders", "admin"]) },
      "another scope": { grants: orders(["read:orders", "write:order"]) },
      "an audience less": { grants: { [STOCK]: ACME.grants[STOCK]! } },
      "another lifetime": { grants: orders(["read:orders", "write:orders"], 3_600) },
      "organizations, if it names one": { grants: withOrders({ organizationUsage: "allow" }) },
      "organizations, which it has to name": {
        grants: withOrders({ organizationUsage: "require" }),
      },
      "any organization": {
        grants: withOrders({ organizationUsage: "require", allowAnyOrganization: true }),
      },
      "another form of its tokens": { grants: withOrders({ tokenDialect: "rfc9068_profile" }) },
      "permissions in its tokens": {
        grants: withOrders({ tokenDialect: "access_token_authz", enforcePolicies: true }),
      },
      "another pepper": { pepper: { ...PEPPER, value: Buffer.alloc(32, 9).toString("base64") } },
    };
    for (const [what, change] of Object.entries(changes))
      it(what, () => {
        expect(generationOf(change)).not.to.equal(generationOf({}));
      });
    it("each to another one", () => {
      const all = Object.values(changes).map(generationOf);
      expect(new Set(all).size).to.equal(all.length);
    });
  });

  describe("its generation stays with what does not:", () => {
    const changes: Readonly<Record<string, Partial<Vendor>>> = {
      "another vendor's name": { vendor: "acme-2" },
      "another way of authentication": { authenticationMethod: "client_secret_basic" },
      "organizations that are denied in so many words": {
        grants: withOrders({ organizationUsage: "deny", allowAnyOrganization: false }),
      },
      "scopes in another order": { grants: orders(["write:orders", "read:orders"]) },
      "audiences in another order": {
        grants: Object.fromEntries(Object.entries(ACME.grants).reverse()),
      },
    };
    for (const [what, change] of Object.entries(changes))
      it(what, () => {
        expect(generationOf(change)).to.equal(generationOf({}));
      });
    it("order changes nothing else of the item either", () => {
      const { grants } = changes["audiences in another order"]!;
      expect(clientItem({ ...ACME, ...(grants ? { grants } : {}) })).to.deep.equal(
        clientItem(ACME),
      );
    });
  });

  it("verifies its secret under the current pepper and the one before", () => {
    const item = readClientItem(clientItem(ACME));
    const next: Pepper = { id: "p2", value: Buffer.alloc(32, 2).toString("base64") };
    const check = (peppers: readonly Pepper[], clientSecret = ACME.clientSecret) =>
      verifies(item, { clientId: ACME.clientId, clientSecret }, { issuer: ISSUER, peppers });
    expect(check([PEPPER])).to.equal(true);
    expect(check([next, PEPPER])).to.equal(true);
    expect(check([next])).to.equal(false);
    expect(check([PEPPER], "wrong")).to.equal(false);
  });

  it("that was damaged suspends or is an error, never a grant", () => {
    const item = clientItem(ACME);
    const without = (name: string) =>
      ({
        ...Object.fromEntries(Object.entries(item).filter(([key]) => key !== name)),
      }) as typeof item;
    expect(readClientItem(without("suspended")).suspended).to.equal(true);
    for (const name of ["generation", "verifier", "grants", "pepperId", "vendor"])
      expect(() => readClientItem(without(name)), name).to.throw(name);
  });
});
