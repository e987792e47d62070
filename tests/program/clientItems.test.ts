/** Which change of the configuration makes which client's old tokens wrong, and when its item is written. */
import { expect } from "chai";
import { evaluate, type Evaluation } from "../../local/evaluate/evaluate";
import { type ClientItem, readClientItem, verifies } from "../../src/broker/clientItem";
import { fromAttributes } from "../../src/broker/table";
import { all, named, only, stackValues } from "../support/registrations";

type Changes = Readonly<Record<string, unknown>>;
const ORDERS = "https://api.example.com/orders";
const STOCK = "https://api.example.com/stock";
const SECRET = "s".repeat(40);

const APIS = [
  { identifier: ORDERS, scopes: { "read:orders": "Read", "write:orders": "Write" } },
  { identifier: STOCK, existing: true, tokenLifetimeSeconds: 36_000 },
];
const ACME = { grants: { [ORDERS]: ["read:orders", "write:orders"], [STOCK]: [] } };
const GLOBEX = { grants: { [ORDERS]: ["read:orders"] } };
const acme = (changes: Changes) => ({ vendors: { acme: { ...ACME, ...changes }, globex: GLOBEX } });

/** What is random stays the same from one evaluation to the next, as it does in a state. */
const evaluated = (changes: Changes = {}, clientSecret?: string) =>
  evaluate({
    stack: "dev",
    values: stackValues("dev", {
      apis: APIS,
      vendors: { acme: ACME, globex: GLOBEX },
      cache: { store: "dynamodb" },
      ...changes,
    }),
    override: (type, state, name = "") => {
      if (type.endsWith("RandomPassword"))
        return { ...state, result: `${name}-${JSON.stringify(state.keepers)}`.padEnd(64, "x") };
      if (type.endsWith("RandomBytes"))
        return { ...state, base64: Buffer.alloc(32, name).toString("base64") };
      if (type.endsWith("ClientCredentials"))
        return { ...state, clientSecret: clientSecret ?? state.clientSecret };
      return state;
    },
  });

/** Name of the item's resource to what it says. */
const itemsOf = (evaluation: Evaluation): Record<string, ClientItem> =>
  Object.fromEntries(
    all(evaluation, "TableItem").map(({ name, inputs }) => [
      name.replace(/^broker-/, ""),
      readClientItem(fromAttributes(JSON.parse(String(inputs.item)) as Record<string, object>)),
    ]),
  );

describe("Clients' items", () => {
  let stood: Record<string, ClientItem>;
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await evaluated();
    stood = itemsOf(evaluation);
  });

  const MAKE_WRONG: Readonly<Record<string, Changes>> = {
    "another secret": acme({ secretVersion: 2 }),
    "a withdrawn scope": acme({ grants: { ...ACME.grants, [ORDERS]: ["read:orders"] } }),
    "a withdrawn audience": acme({ grants: { [ORDERS]: ACME.grants[ORDERS] } }),
    "a suspension": acme({ suspended: true }),
    "organizations that are allowed": acme({
      grants: { ...ACME.grants, [STOCK]: { scopes: [], organizationUsage: "allow" } },
    }),
  };
  for (const [what, changes] of Object.entries(MAKE_WRONG))
    it(`make ${what} count from the moment that they are written, for that vendor alone`, async () => {
      const after = itemsOf(await evaluated(changes));
      expect(after["acme-client"]!.generation).not.to.equal(stood["acme-client"]!.generation);
      expect(after["globex-client"]).to.deep.equal(stood["globex-client"]);
    });

  const MAKE_ALL_WRONG: Readonly<Record<string, Changes>> = {
    "another issuer": { issuerDomain: "login.example.com" },
    "another lifetime of an API that both are granted": {
      apis: [{ ...APIS[0], tokenLifetimeSeconds: 7200 }, APIS[1]],
    },
    "another form of the tokens of an API that both are granted": {
      apis: [{ ...APIS[0], tokenDialect: "rfc9068_profile" }, APIS[1]],
    },
    "another pepper": { cache: { store: "dynamodb", pepperVersion: 2 } },
  };
  for (const [what, changes] of Object.entries(MAKE_ALL_WRONG))
    it(`make ${what} count for every vendor`, async () => {
      const after = itemsOf(await evaluated(changes));
      for (const name of ["acme-client", "globex-client"])
        expect(after[name]!.generation, name).not.to.equal(stood[name]!.generation);
    });

  const LEAVE_RIGHT: Readonly<Record<string, Changes>> = {
    "another description": acme({ description: "another", contact: "ops@example.com" }),
    "another token quota": acme({ tokenQuota: { perHour: 100 } }),
    "scopes and audiences in another order": acme({
      grants: { [STOCK]: [], [ORDERS]: ["write:orders", "read:orders"] },
    }),
    "organizations that are denied in so many words": acme({
      grants: { ...ACME.grants, [STOCK]: { scopes: [], organizationUsage: "deny" } },
    }),
    "another renewal": { cache: { store: "dynamodb", renewBeforeSeconds: 900 } },
    "another throttle": { throttle: { burst: 7 } },
    "a cluster on standby": { cache: { store: "dynamodb", standby: true } },
    protection: { protect: true },
    "another name of an API": { apis: [{ ...APIS[0], name: "Orders" }, APIS[1]] },
    "a scope that an API offers beside": {
      apis: [{ ...APIS[0], scopes: { ...APIS[0]!.scopes, admin: "All" } }, APIS[1]],
    },
    "another vendor": {
      vendors: { acme: ACME, globex: GLOBEX, initech: { grants: { [STOCK]: [] } } },
    },
    "a vendor that goes, of the others": { vendors: { acme: ACME } },
  };
  for (const [what, changes] of Object.entries(LEAVE_RIGHT))
    it(`are the same to the byte with ${what}`, async () => {
      const after = itemsOf(await evaluated(changes));
      expect(after["acme-client"]).to.deep.equal(stood["acme-client"]);
      if ("globex-client" in after)
        expect(after["globex-client"]).to.deep.equal(stood["globex-client"]);
    });

  it("keep tokens right while the way of authentication changes", async () => {
    const after = itemsOf(await evaluated(acme({ authenticationMethod: "client_secret_basic" })));
    expect(after["acme-client"]).to.deep.equal({
      ...stood["acme-client"],
      authenticationMethod: "client_secret_basic",
    });
  });

  it("verify the secret that Auth0 has, also one that was changed by hand", async () => {
    const { issuer } = { issuer: "https://example-dev.eu.auth0.com/" };
    const pepper = (each: Evaluation) => ({
      id: "v1",
      value: String(only(each, "RandomBytes").state.base64),
    });
    for (const secret of [undefined, "rotated-by-hand-".repeat(3)]) {
      const each = await evaluated({}, secret);
      const { clientId, clientSecret } = named(each, "ClientCredentials", "acme-credentials").state;
      const credentials = { clientId: String(clientId), clientSecret: String(clientSecret) };
      const item = itemsOf(each)["acme-client"]!;
      expect(verifies(item, credentials, { issuer, peppers: [pepper(each)] })).to.equal(true);
    }
  });

  it("verify the secret of an imported client, which nothing here made", async () => {
    const imported = await evaluated(acme({ secretVersion: 0 }), SECRET);
    const { clientSecret } = named(imported, "ClientCredentials", "acme-credentials").state;
    expect(clientSecret).to.equal(SECRET);
    expect(itemsOf(imported)["acme-client"]!.verifier).not.to.equal(stood["acme-client"]!.verifier);
  });

  it("have an item for a client that retires, as it is at Auth0, and for the next one", async () => {
    const rotating = await evaluated(acme({ clientVersion: 2, rotation: "overlap" }));
    const after = itemsOf(rotating);
    expect(Object.keys(after)).to.have.members(["acme-client", "acme-client-v2", "globex-client"]);
    const { clientId } = named(rotating, "Client", "acme-client").state;
    expect(after["acme-client"]!.clientId).to.equal(clientId);
    expect(after["acme-client-v2"]!.clientId).not.to.equal(clientId);
    expect(after["acme-client-v2"]!.generation).not.to.equal(after["acme-client"]!.generation);
  });

  it("suspend a vendor with nothing granted", async () => {
    const after = itemsOf(await evaluated(acme({ suspended: true })))["acme-client"]!;
    expect({ grants: after.grants, suspended: after.suspended }).to.deep.equal({
      grants: {},
      suspended: true,
    });
  });

  it("are gone with their vendor", async () => {
    expect(itemsOf(await evaluated({ vendors: { acme: ACME } }))).to.have.all.keys("acme-client");
  });

  it("wait for the client's secret and grants, their APIs, and a function that has the pepper", () => {
    const item = named(evaluation, "TableItem", "broker-acme-client");
    const needed = [
      only(evaluation, "Function"),
      named(evaluation, "ClientCredentials", "acme-credentials"),
      ...all(evaluation, "ClientGrant").filter(({ name }) => name.startsWith("acme-")),
    ];
    expect(needed).to.have.length(4);
    expect(item.dependencies).to.include.members(needed.map(({ urn }) => urn));
    const scopes = only(evaluation, "ResourceServerScopes");
    const [grant] = all(evaluation, "ClientGrant").filter(({ name }) =>
      /^acme-.*orders/.test(name),
    );
    expect(grant!.dependencies).to.include(scopes.urn);
  });

  it("are secrets, and replaced only after what was there is gone", () => {
    for (const item of all(evaluation, "TableItem")) {
      expect(item.secretInputs).to.deep.equal(["item"]);
      expect(item.deleteBeforeReplace).to.equal(true);
      expect(item.inputs).to.include({ hashKey: "pk", rangeKey: "sk" });
    }
  });
});
