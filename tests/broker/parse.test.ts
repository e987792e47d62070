import { expect } from "chai";
import { OAuthError } from "../../src/broker/oauthError";
import { type Event, parse, usesAuthorization } from "../../src/broker/parse";
import { layoutsOf } from "./claims/sharing";
import { event, FORM, ORDERS, parametersOf, request, vendorOf } from "./support/world";

const ACME = vendorOf("acme");
const CREDENTIALS = { clientId: ACME.clientId, clientSecret: ACME.clientSecret };
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
const withoutCredentials = new URLSearchParams(
  parametersOf(ACME, { client_id: undefined, client_secret: undefined }),
).toString();
const right = new URLSearchParams(parametersOf(ACME)).toString();
const withHeader = (name: string, value: string, body = withoutCredentials) =>
  event(body, { "Content-Type": FORM, [name]: value });
const asJson = (body: unknown) =>
  event(JSON.stringify(body), { "Content-Type": "application/json" });

describe("What becomes of a request's bytes", () => {
  it("the layouts of different programs all mean the same", () => {
    for (const layout of layoutsOf(ACME))
      expect(parse(layout)).to.deep.equal({
        credentials: [CREDENTIALS],
        audience: ORDERS,
        organization: undefined,
        scopes: undefined,
      });
  });

  it("without a Content-Type, the body tells form from JSON", () => {
    for (const body of [right, ` ${JSON.stringify(parametersOf(ACME))}`])
      expect(parse(event(body, {})).credentials).to.deep.equal([CREDENTIALS]);
  });

  it("headers may come as null, or only singly", () => {
    const nothing = { headers: null, multiValueHeaders: null };
    expect(parse({ ...nothing, body: right, isBase64Encoded: false }).audience).to.equal(ORDERS);
    const single = { ...event(right), multiValueHeaders: null };
    expect(parse(single).audience).to.equal(ORDERS);
  });

  it("scopes are sorted and said once; an empty one is not none; other empty parameters are left out", () => {
    expect(parse(request(ACME, { scope: " b  a b " })).scopes).to.deep.equal(["a", "b"]);
    expect(parse(request(ACME, { scope: "" })).scopes).to.deep.equal([]);
    expect(parse(request(ACME, { organization: "" })).organization).to.equal(undefined);
    // RFC 6749, 3.2.
    const assertion = { client_assertion: "", client_assertion_type: "" };
    expect(parse(request(ACME, assertion)).credentials).to.deep.equal([CREDENTIALS]);
  });

  it("Basic is read as RFC 6749 says and as most libraries send it", () => {
    const [first, second, ...more] = parse(
      withHeader("Authorization", basic("a%2Bb:c%20d")),
    ).credentials;
    expect(first).to.deep.equal({ clientId: "a+b", clientSecret: "c d" });
    expect(second).to.deep.equal({ clientId: "a%2Bb", clientSecret: "c%20d" });
    expect(more).to.deep.equal([]);
    for (const secret of ["100%", "a:b", "ü"])
      expect(parse(withHeader("authorization", basic(`id:${secret}`))).credentials).to.deep.equal([
        { clientId: "id", clientSecret: secret },
      ]);
  });

  it("a header without a value says nothing", () => {
    for (const name of ["authorization", "Content-Type", "DPoP"])
      for (const value of ["", " "]) {
        const asked = withHeader(name, value, right);
        expect(parse(asked).credentials, name).to.deep.equal([CREDENTIALS]);
        expect(usesAuthorization(asked), name).to.equal(false);
      }
    expect(usesAuthorization(withHeader("authorization", basic("a:b")))).to.equal(true);
  });

  const refused: Readonly<
    Record<string, readonly [Event, status: number, error: string, said: RegExp]>
  > = {
    "a repeated parameter": [
      event(`${right}&scope=a&scope=a`),
      400,
      "invalid_request",
      /scope is repeated/,
    ],
    "an unknown repeated parameter": [
      event(`${right}&x=1&x=2`),
      400,
      "invalid_request",
      /x is repeated/,
    ],
    "no grant": [
      request(ACME, { grant_type: undefined }),
      400,
      "invalid_request",
      /grant_type is missing/,
    ],
    "another grant": [
      request(ACME, { grant_type: "password" }),
      400,
      "unsupported_grant_type",
      /Send grant_type=client_credentials/,
    ],
    "secret in header and body": [
      withHeader("Authorization", basic("a:b"), right),
      400,
      "invalid_request",
      /Two methods/,
    ],
    "another client in the body": [
      withHeader("Authorization", basic("a:b"), `${withoutCredentials}&client_id=c`),
      400,
      "invalid_request",
      /not the client/,
    ],
    "two Authorization headers": [
      {
        ...event(withoutCredentials),
        multiValueHeaders: { Authorization: [basic("a:b"), basic("a:b")] },
      },
      400,
      "invalid_request",
      /Two methods/,
    ],
    "headers of two spellings": [
      {
        ...event(withoutCredentials),
        multiValueHeaders: { Authorization: [basic("a:b")], authorization: [basic("c:d")] },
      },
      400,
      "invalid_request",
      /Two methods/,
    ],
    "a bearer token": [
      withHeader("Authorization", "Bearer abc"),
      401,
      "invalid_client",
      /not Basic/,
    ],
    "Basic without a secret": [
      withHeader("Authorization", basic("a:")),
      401,
      "invalid_client",
      /not Basic/,
    ],
    "no credentials": [event(withoutCredentials), 401, "invalid_client", /^No client auth/],
    "no client id": [
      request(ACME, { client_id: undefined }),
      401,
      "invalid_client",
      /^client_id is missing/,
    ],
    "no secret": [
      request(ACME, { client_secret: undefined }),
      401,
      "invalid_client",
      /^client_secret is missing/,
    ],
    "an empty secret": [
      request(ACME, { client_secret: "" }),
      401,
      "invalid_client",
      /^client_secret is missing/,
    ],
    "a client id that cannot be a key": [
      request({ ...ACME, clientId: "ä" }),
      401,
      "invalid_client",
      /printable/,
    ],
    "a client id that is too long": [
      request({ ...ACME, clientId: "a".repeat(201) }),
      401,
      "invalid_client",
      /200/,
    ],
    "a client assertion": [
      request(ACME, { client_assertion: "x" }),
      401,
      "invalid_client",
      /assertion/,
    ],
    DPoP: [withHeader("dPoP", "proof", right), 400, "invalid_request", /DPoP/],
    "resource in place of audience": [
      request(ACME, { audience: undefined, resource: ORDERS }),
      400,
      "invalid_request",
      /as audience/,
    ],
    "another media type": [
      event(right, { "Content-Type": "text/plain" }),
      400,
      "invalid_request",
      /Content-Type/,
    ],
    "two media types": [
      { ...event(right), multiValueHeaders: { "Content-Type": [FORM, "application/json"] } },
      400,
      "invalid_request",
      /one Content-Type/,
    ],
    "broken JSON": [
      event(`{"client_secret":"hush"`, { "Content-Type": "application/json" }),
      400,
      "invalid_request",
      /not a JSON object\.$/,
    ],
    "JSON that is not an object": [asJson([]), 400, "invalid_request", /not a JSON object/],
    "a parameter that is not a string": [
      asJson({ ...parametersOf(ACME), scope: ["a"] }),
      400,
      "invalid_request",
      /scope is not a string/,
    ],
    "a body of more than 16 kB": [
      event(`${right}&x=${"y".repeat(16_384)}`),
      400,
      "invalid_request",
      /16384 bytes/,
    ],
    "no body": [{ ...event(""), body: null }, 400, "invalid_request", /grant_type is missing/],
  };
  for (const [what, [asked, status, error, said]] of Object.entries(refused))
    it(`refused: ${what}`, () => {
      let thrown: unknown;
      try {
        parse(asked);
      } catch (caught) {
        thrown = caught;
      }
      expect(thrown).to.be.instanceOf(OAuthError);
      expect(thrown).to.include({ status, error });
      expect((thrown as OAuthError).description).to.match(said);
      expect((thrown as OAuthError).description).not.to.include(ACME.clientSecret);
    });
});
