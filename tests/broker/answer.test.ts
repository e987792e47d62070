import { expect } from "chai";
import { json, refusal, unsignedJwt } from "../../local/broker/tokenEndpoint";
import { type Asked, classify, costOf } from "../../src/broker/answer";
import { clientItem, readClientItem } from "../../src/broker/clientItem";
import { expiresIn, expiryOf } from "../../src/broker/expiry";
import { respondError, respondToken } from "../../src/broker/respond";
import { OAuthError } from "../../src/broker/oauthError";
import { ofOrganizations, ORDERS, vendorOf } from "./support/world";

const ACME = vendorOf("acme");
const SENT_AT = 1_000_000;
const ASKED: Asked = {
  form: { audience: ORDERS, organization: undefined, scopes: undefined },
  client: readClientItem(clientItem(ACME)),
  sentAtMs: SENT_AT * 1000,
  renewBeforeSeconds: 600,
};
const CLAIMS = { azp: ACME.clientId, aud: ORDERS, iat: SENT_AT, exp: SENT_AT + 86_400 };
const BODY = { access_token: unsignedJwt(CLAIMS), token_type: "Bearer", expires_in: 86_400 };
const answered = (changes: object) => classify(json(200, { ...BODY, ...changes }), ASKED);
const claiming = (changes: object) => ({ access_token: unsignedJwt({ ...CLAIMS, ...changes }) });

describe("What Auth0's answer means", () => {
  it("a token is kept until it expires, and renewed before", () => {
    expect(answered({ scope: "read:orders" })).to.deep.equal({
      kind: "token",
      token: {
        accessToken: BODY.access_token,
        scope: "read:orders",
        expiresAt: SENT_AT + 86_400,
        renewAt: SENT_AT + 85_800,
      },
    });
    const short = classify(
      json(200, { ...BODY, ...claiming({ exp: SENT_AT + 100 }), expires_in: 100 }),
      ASKED,
    );
    expect(short).to.have.nested.property("token.renewAt", SENT_AT + 50);
  });

  const kinds: readonly [string, string, object][] = [
    ["an opaque token", "token", { access_token: "opaque" }],
    ["an encrypted token", "token", { access_token: "a.b.c.d.e" }],
    ["client_id in place of azp", "token", claiming({ azp: undefined, client_id: ACME.clientId })],
    ["one audience in a list", "token", claiming({ aud: [ORDERS] })],
    ["fewer scopes than granted", "token", claiming({ scope: "read:orders" })],
    [
      "RFC 9068's claims, and permissions",
      "token",
      claiming({ azp: undefined, client_id: ACME.clientId, permissions: ["read:orders"] }),
    ],
    ["no permissions", "token", claiming({ permissions: [] })],
    ["a permission that is not granted", "misfit", claiming({ permissions: ["admin"] })],
    ["permissions of another kind", "misfit", claiming({ permissions: { admin: true } })],
    ["an organization, where none is allowed", "misfit", claiming({ org_id: "org_1" })],
    ["a lower-case token type", "token", { token_type: "bearer" }],
    ["another client", "misfit", claiming({ azp: "other" })],
    ["no client", "misfit", claiming({ azp: undefined })],
    ["another audience", "misfit", claiming({ aud: "other" })],
    ["an audience more", "misfit", claiming({ aud: [ORDERS, "other"] })],
    ["a scope that is not granted", "misfit", claiming({ scope: "read:orders admin" })],
    ["scopes of another kind", "misfit", claiming({ scope: ["admin"] })],
    ["such a scope beside an opaque token", "misfit", { access_token: "opaque", scope: "admin" }],
    ["bound by DPoP", "passedOn", { token_type: "DPoP" }],
    ["bound to a certificate", "passedOn", claiming({ cnf: { "x5t#S256": "x" } })],
    ["no token type", "passedOn", { token_type: undefined }],
    ["expires_in beyond the JWT's exp", "passedOn", { expires_in: 86_401 }],
    ["a JWT that has expired", "passedOn", claiming({ iat: SENT_AT - 86_400, exp: SENT_AT })],
    ...[undefined, null, "86400", Number.NaN, Infinity, -1, 0, {}].map(
      (expires_in): [string, string, object] => [
        `expires_in ${JSON.stringify(expires_in)}`,
        "passedOn",
        { expires_in },
      ],
    ),
    ["no token", "unavailable", { access_token: undefined }],
    ["an empty token", "unavailable", { access_token: "" }],
  ];
  for (const [what, kind, changes] of kinds)
    it(`200 with ${what}: ${kind}`, () => {
      expect(answered(changes).kind).to.equal(kind);
    });

  it("is compared with the organization that was asked for, by its id or its name", () => {
    const client = readClientItem(clientItem(ofOrganizations(ACME)));
    const kindOf = (organization: string | undefined, claims: object) =>
      classify(json(200, { ...BODY, ...claiming(claims) }), {
        ...ASKED,
        client,
        form: { ...ASKED.form, organization },
      }).kind;
    expect(kindOf("org_1", { org_id: "org_1" })).to.equal("token");
    expect(kindOf("Acme", { org_id: "org_1", org_name: "acme" })).to.equal("token");
    // The client's default organization.
    expect(kindOf(undefined, { org_id: "org_1" })).to.equal("token");
    expect(kindOf(undefined, {})).to.equal("token");
    for (const claims of [
      {},
      { org_id: "org_2" },
      { org_name: "org_1" },
      { org_id: "ORG_1" },
      { org_id: "org_2", org_name: "acme" },
    ])
      expect(kindOf("org_1", claims), JSON.stringify(claims)).to.equal("misfit");
  });

  it("costs the tenant's quota a token, unless it is for one of Auth0's own APIs", () => {
    const cost = (audience: string, changes: object = {}) =>
      costOf(answered(changes), { ...ASKED.form, audience });
    expect(cost(ORDERS)).to.equal(1);
    expect(cost(ORDERS, { token_type: "DPoP" })).to.equal(1);
    expect(cost(ORDERS, claiming({ azp: "other" }))).to.equal(1);
    expect(cost(ORDERS, { access_token: "" })).to.equal(0);
    expect(cost("https://example.eu.auth0.com/api/v2/")).to.equal(0);
    expect(cost("https://login.example.com/api/v2/")).to.equal(1);
  });

  it("200 that is not JSON is nothing to go by", () => {
    for (const body of ["", "<html>", "null", "[]", '"text"'])
      expect(classify({ status: 200, retryAfter: null, body }, ASKED).kind).to.equal("unavailable");
  });

  it("a refusal keeps Auth0's code and text, in the characters of RFC 6749", () => {
    for (const status of [400, 401, 403, 404, 501]) {
      const answer = classify(refusal(status, "access_denied", 'no "grant"\\\n für x'), ASKED);
      expect(answer).to.have.nested.include({
        kind: "refused",
        "refusal.status": status,
        "refusal.error": "access_denied",
        "refusal.description": "no 'grant''? f?r x",
      });
    }
    const mute = classify({ status: 403, retryAfter: null, body: "<html>" }, ASKED);
    expect(mute).to.have.nested.property("refusal.error", "invalid_request");
  });

  it("anything else, and nothing in time, is unavailable, with Auth0's Retry-After if it can be read", () => {
    const waits: readonly [string | undefined, number | undefined][] = [
      [undefined, undefined],
      ["7", 7],
      ["0", 1],
      ["99999", 3_600],
      ["-1", undefined],
      ["Wed, 21 Oct 2026 07:28:00 GMT", undefined],
    ];
    for (const status of [429, 500, 502, 503, 302, 204, 418])
      for (const [header, retryAfterSeconds] of waits)
        expect(classify(json(status, {}, header), ASKED)).to.deep.equal({
          kind: "unavailable",
          retryAfterSeconds,
        });
    expect(classify(undefined, ASKED).kind).to.equal("unavailable");
  });
});

describe("A token's expiry", () => {
  it("is the stricter of two, in whole seconds", () => {
    expect(expiryOf(100.9, 50, undefined)).to.deep.equal({ expiresAt: 150, reliable: true });
    expect(expiryOf(100, 50, { exp: 140 })).to.deep.equal({ expiresAt: 140, reliable: true });
    expect(expiryOf(100, 50, { exp: 160 })).to.deep.equal({ expiresAt: 150, reliable: true });
  });

  it("does not depend on Auth0's clock", () => {
    // Auth0's clock is 5 s behind: its exp is earlier than what we count, and right.
    expect(expiryOf(100, 50, { iat: 95, exp: 145 })).to.deep.equal({
      expiresAt: 145,
      reliable: true,
    });
    expect(expiryOf(100, 51, { iat: 95, exp: 145 }).reliable).to.equal(false);
  });

  it("is what is left, and never negative", () => {
    expect([10_000, 10_001, 19_999, 20_000, 30_000].map((now) => expiresIn(20, now))).to.deep.equal(
      [10, 9, 0, 0, 0],
    );
  });
});

describe("A response", () => {
  it("of a token says who it is for, for how long, and that nobody may store it", () => {
    const { headers, statusCode, body } = respondToken({ accessToken: "t", expiresAt: 20 }, 10_000);
    expect([statusCode, JSON.parse(body)]).to.deep.equal([
      200,
      { access_token: "t", token_type: "Bearer", expires_in: 10 },
    ]);
    expect(headers).to.deep.equal({
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      Pragma: "no-cache",
    });
  });

  it("of an error too; a wait has its length", () => {
    expect(respondError(new OAuthError(503, "x", "later", 7), true)).to.deep.include({
      statusCode: 503,
      body: '{"error":"x","error_description":"later"}',
      headers: {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        Pragma: "no-cache",
        "Retry-After": "7",
      },
    });
  });

  it("a 401 names the scheme to a caller that used the header, and to no other", () => {
    const refused = new OAuthError(401, "invalid_client", "who?");
    expect(respondError(refused, true).headers).to.include({
      "WWW-Authenticate": 'Basic realm="token"',
    });
    expect(respondError(refused, false).headers).not.to.have.property("WWW-Authenticate");
  });
});
