/** What becomes of a tenant's clients, grants and APIs. */
import { expect } from "chai";
import { parse } from "yaml";
import fc from "fast-check";
import { vendors as vendorsSchema } from "../../../src/config/schema/vendors";
import { adopt } from "../../../tools/adopt/adopt";
import { sourceOf } from "../../../tools/adopt/source";
import { stackYaml } from "../../../tools/adopt/stackYaml";
import { vendorName } from "../../../tools/adopt/vendorName";
import { oneClient, ORDERS } from "./support";

const PROJECT = "m2m-token-cache";
const adoptOne = (parts: Parameters<typeof oneClient>[0]) => adopt(oneClient(parts));

describe("Adopting a tenant", () => {
  it("keeps secret, grants and way to authenticate; an API stays as it is, with its lifetime", () => {
    const { apis, clients, leftOut } = adoptOne({});
    expect(leftOut).to.deep.equal([]);
    expect(apis).to.deep.equal([
      { identifier: ORDERS, name: "Orders", existing: true, tokenLifetimeSeconds: 86_400 },
    ]);
    expect(clients.map(({ key, vendor }) => ({ key, vendor }))).to.deep.equal([
      {
        key: "acme",
        vendor: { name: "Acme", grants: { [ORDERS]: ["read:orders"] }, secretVersion: 0 },
      },
    ]);
  });

  it("takes over what the client has of its own: description, Basic, a token quota", () => {
    const [client] = adoptOne({
      client: {
        description: "Orders,\n nightly",
        token_endpoint_auth_method: "client_secret_basic",
        token_quota: { client_credentials: { enforce: false, per_day: 100 } },
      },
    }).clients;
    expect(client?.vendor).to.deep.include({
      description: "Orders, nightly",
      authenticationMethod: "client_secret_basic",
      tokenQuota: { perDay: 100, enforce: false },
    });
  });

  it("lowers the TTL where an API's tokens would be too short-lived for the default", () => {
    expect(adoptOne({ api: { token_lifetime: 900 } }).ttlSeconds).to.equal(444);
    expect(adoptOne({}).ttlSeconds).to.equal(undefined);
    const yaml = (existing: string) =>
      stackYaml(adoptOne({ api: { token_lifetime: 900 } }), PROJECT, existing);
    expect(yaml("")).to.contain("  cache:\n    ttlSeconds: 444\n");
    // A file that has a store already: its TTL may not even go with it.
    for (const spelled of ["cache", "m2m-token-cache:cache"]) {
      const broker = `config:\n  ${spelled}:\n    store: dynamodb\n`;
      expect(yaml(broker).startsWith(broker)).to.equal(true);
      expect(yaml(broker)).to.not.contain("ttlSeconds: ");
    }
  });

  it("spells each key as the file has it, with or without the project's name, and a new one without", () => {
    const keysOf = (existing: string) =>
      Object.keys((parse(stackYaml(adoptOne({}), PROJECT, existing)) as { config: object }).config);
    expect(keysOf("config:\n  m2m-token-cache:apis: []\n")).to.deep.equal([
      "m2m-token-cache:apis",
      "vendors",
    ]);
    expect(keysOf("config:\n  vendors: {}\n")).to.deep.equal(["vendors", "apis"]);
  });

  it("says which lifetimes it did not find", () => {
    const { assumedLifetimes, apis } = adoptOne({ api: { token_lifetime: undefined } });
    expect(assumedLifetimes).to.deep.equal([ORDERS]);
    expect(adoptOne({}).assumedLifetimes).to.deep.equal([]);
    expect(apis[0]?.tokenLifetimeSeconds).to.equal(86_400);
  });

  const CHANGES: [string, object, string][] = [
    ["metadata", { client_metadata: { team: "a", vendor: "b" } }, "metadata removed: team"],
    ["a description on two lines", { description: "a\nb" }, "description: on one line"],
    ["no description", {}, "description: Vendor acme"],
    ["OIDC conformance", { oidc_conformant: false }, "OIDC conformant: on"],
    [
      "grant types that need a callback URL, where there is none",
      { grant_types: ["authorization_code", "client_credentials", "refresh_token"], callbacks: [] },
      "grant types removed: authorization_code, refresh_token, which nobody can use without a callback URL; client_credentials stays",
    ],
    [
      "another algorithm",
      { jwt_configuration: { alg: "HS256" } },
      "ID tokens' algorithm: RS256 instead of HS256",
    ],
    [
      "no algorithm",
      { jwt_configuration: { alg: undefined } },
      "ID tokens' algorithm: RS256, where none was set",
    ],
    ["no application type", { app_type: undefined }, "application type: Machine to Machine"],
    [
      "neither an application type nor an authentication method",
      { app_type: undefined, token_endpoint_auth_method: undefined },
      "authentication method: client_secret_post, where none was set",
    ],
  ];
  for (const [what, client, change] of CHANGES)
    it(`announces what the program changes: ${what}`, () => {
      expect(adoptOne({ client }).clients[0]?.changes).to.include(change);
    });

  it("announces nothing of a client that is as the program has it", () => {
    const client = {
      description: "Orders",
      client_metadata: { project: "p", stack: "s", vendor: "acme", contact: "c" },
      oidc_conformant: true,
      jwt_configuration: { alg: "RS256" },
    };
    expect(adoptOne({ client }).clients[0]?.changes).to.deep.equal([]);
    const [untrimmed] = adoptOne({ client: { ...client, description: " Orders " } }).clients;
    expect(untrimmed?.vendor.description).to.equal("Orders");
    const two = { ...client, client_metadata: { team: "a", room: "b" } };
    expect(adoptOne({ client: two }).clients[0]?.changes).to.deep.equal([
      "metadata removed: team, room",
    ]);
  });

  it("takes over a token quota that Auth0 enforces unless it says otherwise, and none that is empty", () => {
    const quotaOf = (quota: object) =>
      adoptOne({ client: { token_quota: { client_credentials: quota } } }).clients[0]?.vendor
        .tokenQuota;
    expect(quotaOf({ per_hour: 5 })).to.deep.equal({ perHour: 5, enforce: true });
    expect(quotaOf({ per_hour: 5, per_day: 9 })).to.deep.equal({
      perHour: 5,
      perDay: 9,
      enforce: true,
    });
    expect(quotaOf({ enforce: true })).to.equal(undefined);
  });

  const CLIENTS: [string, Parameters<typeof oneClient>[0], RegExp][] = [
    ["another application type", { client: { app_type: "spa" } }, /application type is spa/],
    [
      "another grant type",
      { client: { grant_types: ["client_credentials", "password"] } },
      /other grant types \(password\)/,
    ],
    [
      "several other grant types",
      { client: { grant_types: ["password", "client_credentials", "urn:x"] } },
      /other grant types \(password, urn:x\)/,
    ],
    [
      "no client credentials grant",
      { client: { grant_types: [] } },
      /may not use the client credentials grant/,
    ],
    [
      "grant types that a callback URL makes usable",
      {
        client: {
          grant_types: ["client_credentials", "authorization_code"],
          callbacks: ["https://example.com"],
        },
      },
      /other grant types \(authorization_code\)/,
    ],
    [
      "grant types of a client whose application type nobody has set",
      { client: { app_type: undefined, grant_types: ["client_credentials", "implicit"] } },
      /other grant types \(implicit\)/,
    ],
    ["unknown grant types", { client: { grant_types: undefined } }, /are unknown/],
    [
      "private_key_jwt",
      { client: { client_authentication_methods: { private_key_jwt: {} } } },
      /authenticates with private_key_jwt/,
    ],
    [
      "several ways of authenticating",
      { client: { client_authentication_methods: { private_key_jwt: {}, tls_client_auth: {} } } },
      /authenticates with private_key_jwt, tls_client_auth, which/,
    ],
    [
      "mTLS",
      { client: { client_authentication_methods: { self_signed_tls_client_auth: {} } } },
      /authenticates with self_signed_tls_client_auth/,
    ],
    ["no authentication", { client: { token_endpoint_auth_method: "none" } }, /method is none/],
    ["bound tokens", { client: { require_proof_of_possession: true } }, /bound to a key/],
    ["a keyword", { client: { name: "@@ENV@@ x" } }, /keyword of the Deploy CLI \(@@ENV@@\)/],
    ["the defaults for all clients", { client: { global: true } }, /not a client/],
    [
      "Pulumi's own client",
      { client: { client_id: "p" }, grant: { client_id: "p" }, reader: "p" },
      /credentials that it works with/,
    ],
    ["a description that is too long", { client: { description: "x".repeat(200) } }, /description/],
    [
      "a quota by the hour above the day's",
      { client: { token_quota: { client_credentials: { per_hour: 9, per_day: 1 } } } },
      /tokenQuota/,
    ],
    [
      "no grant",
      { grant: { client_id: "Other" } },
      /has no client grant, so it gets no token; the Deploy CLI leaves/,
    ],
    [
      "no grant in the tenant itself, where no Deploy CLI left any out",
      { grant: { client_id: "Other" }, reader: "p" },
      /has no client grant, so it gets no token$/,
    ],
  ];
  for (const [what, parts, why] of CLIENTS)
    it(`leaves a client out, with the reason: ${what}`, () => {
      const { clients, leftOut } = adoptOne(parts);
      expect(clients).to.deep.equal([]);
      expect(leftOut[0]?.what).to.match(/^client /);
      expect(leftOut[0]?.why).to.match(why);
    });

  const GRANTS: [string, object, object, RegExp][] = [
    ["for users", { subject_type: "user" }, {}, /for users/],
    ["all scopes", { allow_all_scopes: true }, {}, /allow_all_scopes/],
    [
      "any organization, and organizations denied",
      { allow_any_organization: true },
      {},
      /allow_any_organization.*organization_usage: not set/,
    ],
    ["an unknown use of organizations", { organization_usage: "maybe" }, {}, /organizationUsage/],
    ["authorization details", { authorization_details_types: ["a"] }, {}, /authorization_details/],
    ["an API that is not there", { audience: "https://x" }, {}, /does not have this API/],
    ["an API with bound tokens", {}, { proof_of_possession: { required: true } }, /bound to a key/],
    [
      "an API with tokens of seconds",
      {},
      { token_lifetime: 12 },
      /tokens that live 12 s are too short-lived/,
    ],
    [
      "an API with tokens of months",
      {},
      { token_lifetime: 9_999_999 },
      /does not accept it: 0\.tokenLifetimeSeconds: allowed: a whole number/,
    ],
    ["a keyword in a scope", { scope: ["read:orders", "##SCOPE##"] }, {}, /keyword/],
    ["a keyword", { audience: "https://##ENV##.example" }, {}, /keyword/],
    ["an audience that the configuration refuses", { audience: "my api" }, {}, /audience/],
    ["a scope that the configuration refuses", { scope: ["read orders"] }, {}, /a scope/],
  ];
  for (const [what, grant, api, why] of GRANTS)
    it(`leaves a grant out, and its client if it has no other: ${what}`, () => {
      const audience = (grant as { audience?: string }).audience ?? ORDERS;
      const identifier = audience === "https://x" ? ORDERS : audience;
      const { clients, leftOut } = adoptOne({ grant, api: { identifier, ...api } });
      expect(clients).to.deep.equal([]);
      expect(leftOut[0]?.why)
        .to.match(/^none of its grants can be adopted/)
        .and.to.match(why);
    });

  const ORGANIZATIONS: [what: string, grant: object, adopted: object][] = [
    ["deny", { organization_usage: "deny" }, { organizationUsage: "deny" }],
    ["allow", { organization_usage: "allow" }, { organizationUsage: "allow" }],
    [
      "require, any of them",
      { organization_usage: "require", allow_any_organization: true },
      { organizationUsage: "require", allowAnyOrganization: true },
    ],
  ];
  for (const [what, grant, adopted] of ORGANIZATIONS)
    it(`takes over what a grant says of organizations: ${what}`, () => {
      const { clients, leftOut } = adoptOne({ grant });
      expect(leftOut).to.deep.equal([]);
      expect(clients[0]?.vendor.grants[ORDERS]).to.deep.equal({
        scopes: ["read:orders"],
        ...adopted,
      });
    });

  const scopesOf = (api: object, grant: object = {}) => adoptOne({ api, grant }).apis[0]?.scopes;
  const listed = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ value: `scope:${index}`, description: "A" }));

  it("takes over an empty grant on an API that lists scopes", () => {
    const { clients, apis } = adoptOne({
      api: { scopes: [{ value: "read:orders" }] },
      grant: { scope: [] },
    });
    expect(clients[0]?.vendor.grants).to.deep.equal({ [ORDERS]: [] });
    expect(apis[0]?.scopes).to.deep.equal({ "read:orders": "" });
  });

  it("writes an API's scopes, so that a typo in a grant is found: with a description, or none", () => {
    const long = "x".repeat(501);
    expect(
      scopesOf({
        scopes: [
          { value: "read:orders", description: "Read\n orders" },
          { value: "write:orders", description: null },
          { value: "admin:orders", description: long },
        ],
      }),
    ).to.deep.equal({ "read:orders": "Read orders", "write:orders": "", "admin:orders": "" });
  });

  it("writes no scopes of an API that has many, and none that would make a grant a mistake", () => {
    const granted = { scope: ["scope:1"] };
    expect(Object.keys(scopesOf({ scopes: listed(20) }, granted) ?? {})).to.have.length(20);
    expect(scopesOf({ scopes: listed(21) }, granted)).to.equal(undefined);
    expect(scopesOf({ scopes: [{ value: "other" }] })).to.equal(undefined);
    expect(scopesOf({ scopes: [{ value: "read:orders" }, { value: "not a scope" }] })).to.equal(
      undefined,
    );
    expect(scopesOf({ scopes: [] }, { scope: [] })).to.equal(undefined);
  });

  it("does not guess whose a grant is where two clients have one name", () => {
    const { clients, grants, apis } = oneClient({});
    const twins = adopt({ clients: [...clients, ...clients], grants, apis });
    expect(twins.clients).to.deep.equal([]);
    expect(twins.leftOut.map(({ why }) => why.slice(0, 27))).to.deep.equal([
      "2 clients have this name, a",
      "2 clients have this name, a",
      "no client that is adopted h",
    ]);
  });

  it("takes a grant that says it is for the client credentials grant", () => {
    expect(adoptOne({ grant: { subject_type: "client" } }).leftOut).to.deep.equal([]);
  });

  it("writes no name of an API that the configuration refuses", () => {
    const { apis, leftOut } = adoptOne({ api: { name: "<b>Orders</b>" } });
    expect(leftOut).to.deep.equal([]);
    expect(apis[0]).to.not.have.property("name");
    expect(apis[0]).to.include({ identifier: ORDERS });
  });

  it("adopts a grant for Auth0's own API, which an export leaves out", () => {
    const audience = "https://example.eu.auth0.com/api/v2/";
    const { apis } = adoptOne({ grant: { audience } });
    expect(apis.map(({ identifier }) => identifier)).to.deep.equal([audience]);
  });

  it("adopts the clients that are named, by their names or ids, and no other", () => {
    const raw = (id: string) => ({
      ...oneClient({}).clients[0],
      client_id: id,
      name: `Name ${id}`,
    });
    const SHIPMENTS = "https://api.example.com/shipments";
    const grant = (id: string, audience: string) => ({ client_id: id, audience, scope: [] });
    const source = sourceOf(
      {
        clients: ["a1", "b2", "c3"].map(raw),
        grants: [grant("a1", SHIPMENTS), grant("b2", ORDERS), grant("c3", ORDERS)],
        apis: [{ identifier: SHIPMENTS }, { identifier: ORDERS }],
      },
      "a test",
    );
    const adopted = (only?: string[]) => adopt(source, only).clients.map(({ key }) => key);
    expect(adopted(["Name a1", "c3"])).to.deep.equal(["name-a1", "name-c3"]);
    expect(adopted([])).to.deep.equal([]);
    expect(adopted()).to.deep.equal(["name-a1", "name-b2", "name-c3"]);
    // The APIs are in an order of their own, so that a second run changes nothing.
    expect(adopt(source).apis.map(({ identifier }) => identifier)).to.deep.equal([
      ORDERS,
      SHIPMENTS,
    ]);
  });

  it("names everything that stays out, and why", () => {
    const { clients, grants, apis } = oneClient({ grant: { client_id: "Gone" } });
    const [own] = oneClient({}).grants;
    const short = { identifier: "https://short.example", token_lifetime: 12 };
    const parts = {
      clients: [...clients, { ...clients[0], name: "Initech" }],
      grants: [
        ...grants,
        own,
        { audience: ORDERS, scope: [] },
        { client_id: "Initech", audience: "https://none.example" },
        { client_id: "Initech", audience: short.identifier },
        { client_id: "Acme", audience: short.identifier },
      ],
      apis: [...apis, short],
    };
    const { leftOut, clients: adopted } = adopt(sourceOf(parts, "a test"));
    expect(adopted.map(({ key }) => key)).to.deep.equal(["acme"]);
    const missing = "the source does not have this API; fix: export the APIs (resourceServers) too";
    const brief = "tokens that live 12 s are too short-lived for a cache";
    expect(leftOut).to.deep.equal([
      { what: "grant of Acme for https://short.example", why: brief },
      {
        what: "client Initech",
        why: `none of its grants can be adopted: grant of Initech for https://none.example: ${missing}; grant of Initech for https://short.example: ${brief}`,
      },
      {
        what: `grant for ${ORDERS}`,
        why: "the source does not have its client; fix: export all clients",
      },
      { what: `grant for ${ORDERS}`, why: "it is a default for third-party clients" },
      {
        what: "API https://short.example",
        why: "no client that is adopted has a grant for it",
      },
    ]);
  });

  it("goes by ids where there are some, whatever clients are called", () => {
    const raw = (id: string, name: string) => ({
      client_id: id,
      name,
      app_type: "non_interactive",
      grant_types: ["client_credentials"],
    });
    const { clients } = adopt(
      sourceOf(
        {
          // One client's name is another one's id.
          clients: [raw("a1", "Acme"), raw("b2", "Acme"), raw("c3", "a1")],
          grants: [
            { id: "cgr_a", client_id: "a1", audience: ORDERS, scope: [] },
            { id: "cgr_b", client_id: "b2", audience: ORDERS, scope: ["read:orders"] },
          ],
          apis: [{ identifier: ORDERS }],
        },
        "a test",
      ),
    );
    expect(
      clients.map(({ key, clientId, grants }) => [key, clientId, grants[0]?.id]),
    ).to.deep.equal([
      ["acme", "a1", "cgr_a"],
      ["acme-2", "b2", "cgr_b"],
    ]);
  });
});

describe("A vendor's name", () => {
  const NAMES: [string, string][] = [
    ["Acme Logistics 🚚", "acme-logistics"],
    ["Müller & Söhne – Großhandel", "muller-sohne-grosshandel"],
    ["3M Reporting", "client-3m-reporting"],
    ["株式会社イニテック", "client-8f5aa8a1"],
    ["🚚", "client-417710f3"],
    ["Nightly export of every order and shipment", "nightly-export-of-every-order-and"],
    [
      "Nightly export of every order and shipment to the warehouse",
      "nightly-export-of-every-order-and",
    ],
    [`${"ab ".repeat(13)}c`, `${"ab-".repeat(13)}c`],
    [`${"ab ".repeat(13)}c d`, `${"ab-".repeat(13)}c`],
    ["a".repeat(50), "a".repeat(40)],
  ];
  for (const [name, expected] of NAMES)
    it(`is ${expected} for ${name}`, () => {
      expect(vendorName(name, new Set())).to.equal(expected);
    });

  it("stays within 40 characters with the number that tells it from another", () => {
    expect(vendorName("a".repeat(50), new Set(["a".repeat(40)]))).to.equal(`${"a".repeat(38)}-2`);
  });

  it("is one that the configuration takes, and a new one each time, for any names", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 60 })), (names) => {
        const taken = new Set<string>();
        for (const name of names) {
          const key = vendorName(name, taken);
          expect(taken.has(key)).to.equal(false);
          expect(vendorsSchema.safeParse({ [key]: { grants: {} } }).success).to.equal(true);
          taken.add(key);
        }
      }),
    );
  });
});
