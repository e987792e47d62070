import { expect } from "chai";
import { testStack, type TestStack, token } from "../support/stack";
import { askForToken, basic, FORM, JSON_TYPE, parameters, send } from "../support/tokenClient";

describe("What is refused", () => {
  let stack: TestStack;
  before(async () => {
    stack = await testStack();
  });
  after(() => stack.close());

  const REFUSED = { status: 400, error: "unsupported_grant_type" };

  const form = (changes: Record<string, string | undefined>) =>
    new URLSearchParams(parameters(stack.acme, changes)).toString();
  const json = (changes: Record<string, unknown>) =>
    JSON.stringify({ ...parameters(stack.acme), ...changes });

  const OTHER_GRANTS = [
    ["authorization_code", { code: "a-code", redirect_uri: "https://acme.example" }],
    ["refresh_token", { refresh_token: "a-refresh-token" }],
    ["password", { username: "a-user", password: "a-password" }],
    [
      "http://auth0.com/oauth/grant-type/password-realm",
      { username: "a-user", password: "a-password" },
    ],
    ["urn:ietf:params:oauth:grant-type:device_code", { device_code: "a-device-code" }],
    ["urn:ietf:params:oauth:grant-type:token-exchange", { subject_token: "a-subject-token" }],
    ["urn:ietf:params:oauth:grant-type:jwt-bearer", { assertion: "an-assertion" }],
    ["CLIENT_CREDENTIALS", {}],
    ["client_credentials ", {}],
  ] as const;

  for (const [grantType, extra] of OTHER_GRANTS)
    for (const [as, body] of [
      [FORM, () => form({ grant_type: grantType, ...extra })],
      [JSON_TYPE, () => json({ grant_type: grantType, ...extra })],
    ] as const)
      it(`the grant ${grantType} as ${as}; Auth0's body holds no credential`, async () => {
        const answer = await send(stack.acme.tokenUrl, body(), [["Content-Type", as]]);
        expect(answer.status).to.equal(REFUSED.status);
        expect(answer.json().error).to.equal(REFUSED.error);
        expect(stack.tenant.requests.at(-1)?.body).to.equal("grant_type=client_credentials_only");
      });

  const NOT_FOUND = "grant_type_not_found_check_content_type";
  const BODIES: [string, string, () => string, string][] = [
    [
      "a repeated grant_type",
      FORM,
      () => `${form({})}&grant_type=client_credentials`,
      "no_repeated_parameter",
    ],
    [
      "a repeated grant_type with another value",
      FORM,
      () => `grant_type=password&${form({})}`,
      "no_repeated_parameter",
    ],
    ["a repeated client_id", FORM, () => `${form({})}&client_id=other`, "no_repeated_parameter"],
    ["a repeated unknown parameter", FORM, () => `${form({})}&x=1&x=2`, "no_repeated_parameter"],
    [
      "a grant_type that is repeated percent-encoded",
      FORM,
      () => `${form({})}&grant%5Ftype=client_credentials`,
      "no_repeated_parameter",
    ],
    ["no grant_type", FORM, () => form({ grant_type: undefined }), NOT_FOUND],
    ["JSON under the form's Content-Type", FORM, () => json({}), NOT_FOUND],
    ["a form under JSON's Content-Type", JSON_TYPE, () => form({}), NOT_FOUND],
    ["a malformed escape", FORM, () => `${form({})}&x=%`, "no_malformed_escape"],
    ["an outer blank", FORM, () => `${form({})} `, "no_outer_blanks"],
    [
      "an organization behind 1,000 parts",
      FORM,
      () => `${form({})}${"&=".repeat(1000)}&organization=org_other`,
      "at_most_1000_parameters",
    ],
    [
      "a client assertion",
      FORM,
      () => form({ client_assertion: "an-assertion" }),
      "no_client_assertion",
    ],
    [
      "a client assertion in JSON",
      JSON_TYPE,
      () => json({ client_assertion: "an-assertion" }),
      "no_client_assertion",
    ],
    [
      "a client assertion that is an object",
      JSON_TYPE,
      () => json({ client_assertion: { a: 1 } }),
      "no_client_assertion",
    ],
    [
      "a grant_type in a list",
      JSON_TYPE,
      () => json({ grant_type: ["client_credentials"] }),
      NOT_FOUND,
    ],
    ["a list of requests", JSON_TYPE, () => `[${json({})}]`, NOT_FOUND],
    ["an empty body", FORM, () => "", NOT_FOUND],
    ["an empty JSON body", JSON_TYPE, () => "", NOT_FOUND],
  ];
  for (const [what, as, body, reason] of BODIES)
    it(`${what}: refused, with the reason`, async () => {
      const answer = await send(stack.acme.tokenUrl, body(), [["Content-Type", as]]);
      expect(answer.status).to.equal(REFUSED.status);
      expect(answer.json().error_description).to.contain(reason);
      expect(stack.tenant.requests.at(-1)?.body).to.equal(`grant_type=${reason}`);
    });

  for (const [quirk, contentType] of [
    ["media-type-parameter", `${FORM};charset=iso-8859-1`],
    ["media-type-case", FORM.toUpperCase()],
  ] as const)
    it(`${contentType}, where ${quirk} counts: the answer says what is too much`, async () => {
      const strict = await testStack({ quirks: { [quirk]: "no-template" } });
      const answer = await send(strict.acme.tokenUrl, form({}), [["Content-Type", contentType]]);
      await strict.close();
      expect(answer.status).to.equal(415);
      expect(answer.json().error_description).to.contain("in lower case and without a charset");
    });

  it("of a repeated name in JSON, the one value that the parser took is sent", async () => {
    const body = `{"client_id":"other",${json({}).slice(1)}`;
    const answer = await send(stack.acme.tokenUrl, body, [["Content-Type", JSON_TYPE]]);
    expect(answer.status).to.equal(200);
    expect(stack.tenant.requests.at(-1)?.body.match(/client_id=/g)).to.have.length(1);
  });

  for (const as of [FORM, JSON_TYPE])
    it(`a scope that is not granted, as ${as}: it is passed on, and the answer names it`, async () => {
      // What OpenID Connect libraries add unasked.
      const answer = await askForToken(stack.acme, { scope: "openid profile read:orders" }, { as });
      expect(answer.status).to.equal(403);
      expect(answer.json()).to.deep.equal({
        error: "access_denied",
        error_description: "Client has not been granted scopes: openid, profile",
      });
      expect(new URLSearchParams(stack.tenant.requests.at(-1)?.body).get("scope")).to.equal(
        "openid profile read:orders",
      );
    });

  it("a wrong secret, before and after the right one was cached; and the right one still works", async () => {
    for (const [vendor, wrong] of [
      [stack.acme, { client_secret: "wrong" }],
      [stack.acme, { client_secret: `${stack.acme.clientSecret}x` }],
    ] as const) {
      expect((await askForToken(vendor, wrong)).status).to.equal(401);
      const right = await token(askForToken(vendor));
      expect((await askForToken(vendor, wrong)).status).to.equal(401);
      expect(await token(askForToken(vendor))).to.equal(right);
    }
  });

  it("a wrong Basic secret with the right body", async () => {
    await token(askForToken(stack.globex));
    const body = new URLSearchParams(parameters(stack.globex)).toString();
    for (const headers of [[], [["Authorization", basic(stack.globex, "wrong")]]] as const) {
      const answer = await send(stack.globex.tokenUrl, body, [["Content-Type", FORM], ...headers]);
      expect(answer.status).to.equal(401);
    }
  });

  it("another audience, none, an organization: none gets the cached token", async () => {
    await token(askForToken(stack.acme));
    for (const changes of [
      { audience: "https://api.dev.example.com/legacy" },
      { audience: "https://nobody.example" },
      { audience: undefined },
      { organization: "org_other" },
    ])
      expect((await askForToken(stack.acme, changes)).status, JSON.stringify(changes)).to.equal(
        403,
      );
  });

  it("the right body under the wrong content type, which does not spoil the right request", async () => {
    for (const [as, body] of [
      [JSON_TYPE, form({ scope: "read:orders" })],
      [FORM, json({ scope: "read:orders" })],
    ] as const)
      expect((await send(stack.acme.tokenUrl, body, [["Content-Type", as]])).status).to.equal(
        REFUSED.status,
      );
    expect((await send(stack.acme.tokenUrl, form({ scope: "read:orders" }))).status).to.equal(200);
  });
});
