import { createRemoteJWKSet, jwtVerify } from "jose";
import { expect } from "chai";
import { devValues, testStack, type TestStack, token } from "../support/stack";
import { askForToken, basic, FORM, JSON_TYPE, parameters, send } from "../support/tokenClient";

describe("A vendor that asks again", () => {
  let stack: TestStack;
  beforeEach(async () => {
    stack = await testStack();
  });
  afterEach(() => stack.close());

  it("gets the same token, and Auth0 is asked once", async () => {
    const first = await token(askForToken(stack.acme));
    stack.pass(1800);
    expect(await token(askForToken(stack.acme))).to.equal(first);
    expect(stack.tenant.issued).to.equal(1);
    expect(stack.handled.map(({ cache }) => cache)).to.deep.equal(["MISS", "HIT"]);
    expect(stack.handled[1]?.ageSeconds).to.equal(1800);
  });

  it("gets a token for its own client and audience, signed by the tenant", async () => {
    const { payload } = await jwtVerify(
      await token(askForToken(stack.acme)),
      createRemoteJWKSet(new URL(stack.outputs.jwksUrl)),
      {
        issuer: stack.outputs.issuer,
        audience: "https://api.dev.example.com/orders",
        currentDate: new Date(stack.now() * 1000),
        algorithms: ["RS256"],
      },
    );
    expect(payload.sub).to.equal(`${stack.acme.clientId}@clients`);
    expect(payload.azp).to.equal(stack.acme.clientId);
    expect(payload.scope).to.equal("read:orders");
  });

  it("gets a new token when the TTL is over, and a hit does not put that off", async () => {
    const first = await token(askForToken(stack.acme));
    stack.pass(3599);
    expect(await token(askForToken(stack.acme))).to.equal(first);
    stack.pass(2);
    expect(await token(askForToken(stack.acme))).to.not.equal(first);
    expect(stack.tenant.issued).to.equal(2);
  });

  it("costs 24 tokens a day, however often it asks", async () => {
    for (let minute = 0; minute < 24 * 60; minute += 5) {
      await token(askForToken(stack.acme));
      stack.pass(300);
    }
    expect(stack.tenant.issued).to.be.at.most(24);
  });

  it("gets the lifetime less the TTL, the time-out and a second, on a miss and on a hit", async () => {
    const miss = (await askForToken(stack.acme)).json();
    stack.pass(3600);
    const hit = (await askForToken(stack.acme)).json();
    expect(miss).to.include({
      expires_in: 86_400 - 3611,
      token_type: "Bearer",
      scope: "read:orders",
    });
    expect(hit).to.deep.equal(miss);
    expect(stack.acme.expiresInSeconds).to.deep.equal({
      "https://api.dev.example.com/orders": 82_789,
    });
  });

  it("gets one entry for each of its audiences", async () => {
    const [orders, legacy] = Object.keys(stack.initech.grants);
    const first = await token(askForToken(stack.initech, { audience: orders }));
    const other = await token(askForToken(stack.initech, { audience: legacy }));
    expect(other).to.not.equal(first);
    expect(await token(askForToken(stack.initech, { audience: legacy }))).to.equal(other);
    expect(stack.tenant.issued).to.equal(2);
  });

  it("cannot empty its entry, and is not refused for trying", async () => {
    const first = await token(askForToken(stack.acme));
    for (const value of ["max-age=0", "no-cache", "no-store", "max-age=0, no-cache"]) {
      const again = askForToken(
        stack.acme,
        {},
        {
          headers: [
            ["Cache-Control", value],
            ["Pragma", "no-cache"],
          ],
        },
      );
      expect(await token(again), value).to.equal(first);
    }
    expect(stack.tenant.issued).to.equal(1);
  });
});

describe("The ways to ask", () => {
  let stack: TestStack;
  before(async () => {
    stack = await testStack();
  });
  after(() => stack.close());

  for (const as of [
    FORM,
    JSON_TYPE,
    `${FORM}; charset=UTF-8`,
    `${JSON_TYPE};charset=utf-8`,
    "Application/JSON",
  ])
    it(`a body as ${as} gets a token, again from the cache`, async () => {
      const before = stack.tenant.issued;
      const first = await token(askForToken(stack.acme, {}, { as }));
      expect(await token(askForToken(stack.acme, {}, { as }))).to.equal(first);
      expect(stack.tenant.issued).to.equal(before + 1);
    });

  for (const as of [FORM, JSON_TYPE])
    it(`Basic credentials with a body as ${as} get a token, again from the cache`, async () => {
      const before = stack.tenant.issued;
      const first = await token(askForToken(stack.globex, {}, { as }));
      expect(await token(askForToken(stack.globex, {}, { as }))).to.equal(first);
      expect(stack.tenant.issued).to.equal(before + 1);
    });

  it("a JSON body without a Content-Type counts as JSON", async () => {
    const body = JSON.stringify(parameters(stack.acme));
    expect((await send(stack.acme.tokenUrl, body, [])).status).to.equal(200);
  });

  it("content-type in lower case, as HTTP/2 and fetch send it, is in the key like the other spelling", async () => {
    const right = parameters(stack.acme, { entry: "lower case" });
    const body = new URLSearchParams(right).toString();
    const under = (contentType: string) =>
      send(stack.acme.tokenUrl, body, [["content-type", contentType]]);
    expect((await under(JSON_TYPE)).status).to.be.within(400, 403);
    expect((await under(FORM)).status).to.equal(200);
  });

  it("authorization in lower case does not reach Auth0, which refuses it; another spelling spoils only its own entry", async () => {
    const body = new URLSearchParams(parameters(stack.globex, { entry: "Basic" })).toString();
    const ask = (name: string) =>
      send(stack.globex.tokenUrl, body, [
        ["Content-Type", FORM],
        [name, basic(stack.globex)],
      ]);
    for (const name of ["authorization", "AUTHORIZATION"])
      expect((await ask(name)).status).to.equal(401);
    expect((await ask("Authorization")).status).to.equal(200);
  });

  it("audience names the API; resource does only where the tenant is set to take it", async () => {
    const ask = ({ acme }: TestStack) => {
      const [resource] = Object.keys(acme.grants);
      return askForToken(acme, { audience: undefined, resource });
    };
    expect((await ask(stack)).status).to.equal(403);
    const compatible = await testStack({
      tenantQuirks: { "resource-parameter-profile": "compatibility" },
    });
    try {
      await token(ask(compatible));
    } finally {
      await compatible.close();
    }
  });

  it("a granted scope gets what none gets: all that is granted", async () => {
    const scopes = async (changes: Record<string, string>) =>
      (await askForToken(stack.acme, changes)).json().scope;
    expect(await scopes({})).to.equal("read:orders");
    expect(await scopes({ scope: "read:orders" })).to.equal("read:orders");
  });
});

describe("Two vendors", () => {
  let stack: TestStack;
  before(async () => {
    stack = await testStack({
      values: devValues({
        vendors: Object.fromEntries(
          ["acme", "globex", "initech"].map((name) => [
            name,
            {
              grants: { "https://api.dev.example.com/orders": ["read:orders"] },
              authenticationMethod: name === "acme" ? "client_secret_post" : "client_secret_basic",
            },
          ]),
        ),
      }),
    });
  });
  after(() => stack.close());

  const subject = (jwt: string) =>
    (JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString()) as { azp: string })
      .azp;

  it("never receive each other's token, though their bodies are the same to the byte", async () => {
    for (let round = 0; round < 2; round += 1)
      for (const vendor of [stack.globex, stack.initech])
        expect(subject(await token(askForToken(vendor)))).to.equal(vendor.clientId);
    expect(stack.tenant.issued).to.equal(2);
  });

  it("never get a token by adding the other's client id to their own credentials", async () => {
    const mixed = await askForToken(stack.acme, { client_id: stack.globex.clientId });
    expect(mixed.status).to.equal(401);
    const both = await askForToken(stack.globex, {
      client_id: stack.acme.clientId,
      client_secret: stack.acme.clientSecret,
    });
    expect(both.status).to.equal(400);
  });
});
