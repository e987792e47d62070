import { expect } from "chai";
import { testStack, type TestStack, token } from "../support/stack";
import { basic, FORM, JSON_TYPE, parameters, send } from "../support/tokenClient";

describe("The request that Auth0 sees", () => {
  let stack: TestStack;
  before(async () => {
    stack = await testStack();
  });
  after(() => stack.close());

  const seen = () => {
    const request = stack.tenant.requests.at(-1);
    if (!request) throw new Error("Auth0 was not asked.");
    return request;
  };

  it("has a body that is built from the parameters of the grant, form-encoded, in one line", async () => {
    const sent = {
      ...parameters(stack.acme),
      scope: "read:orders",
      "x&y": "1",
      nonce: "n",
      Scope: "S",
    };
    for (const [as, body] of [
      [FORM, new URLSearchParams(sent).toString()],
      [JSON_TYPE, JSON.stringify({ ...sent, number: 1, list: ["a"], nothing: null })],
    ] as const) {
      await token(send(stack.acme.tokenUrl, body, [["Content-Type", as]]));
      const built = new URLSearchParams(seen().body);
      expect(Object.fromEntries(built)).to.deep.equal({
        ...parameters(stack.acme),
        scope: "read:orders",
      });
      expect(seen().body).to.match(/^grant_type=client_credentials(&[a-z_]+=[^&\s]+)+$/);
    }
  });

  it("drops a JSON value that is not text, and an empty one", async () => {
    await send(
      stack.acme.tokenUrl,
      JSON.stringify({ ...parameters(stack.acme), scope: 1, organization: "" }),
      [["Content-Type", JSON_TYPE]],
    );
    expect([...new URLSearchParams(seen().body).keys()]).to.not.include.members([
      "scope",
      "organization",
    ]);
    await send(
      stack.acme.tokenUrl,
      `${new URLSearchParams(parameters(stack.acme)).toString()}&organization=`,
    );
    expect([...new URLSearchParams(seen().body).keys()]).to.deep.equal([
      "grant_type",
      "client_id",
      "client_secret",
      "audience",
    ]);
  });

  it("names each parameter plainly, however the client encoded its name", async () => {
    const form = new URLSearchParams(parameters(stack.acme)).toString();
    await token(send(stack.acme.tokenUrl, form.replaceAll("_", "%5F")));
    expect(seen().body).to.match(/^grant_type=client_credentials&client_id=.*&client_secret=/);
  });

  it("carries text through unchanged: +, %, =, quotes, non-ASCII written as \\u escapes", async () => {
    for (const secret of ["a+b c%20d=e&f;g", `'"\\`, "€uro", "$input.body", "#set($x = 1)"]) {
      const form = new URLSearchParams({
        ...parameters(stack.acme),
        client_secret: secret,
      }).toString();
      await send(stack.acme.tokenUrl, form);
      expect(new URLSearchParams(seen().body).get("client_secret")).to.equal(secret);
      const json = JSON.stringify({ ...parameters(stack.acme), client_secret: secret }).replace(
        /[^\x20-\x7e]/g,
        (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
      await send(stack.acme.tokenUrl, json, [["Content-Type", JSON_TYPE]]);
      expect(new URLSearchParams(seen().body).get("client_secret")).to.equal(secret);
    }
  });

  it("has the keyed headers, the static one and the gateway's own, and no other", async () => {
    const body = new URLSearchParams(parameters(stack.globex)).toString();
    const authorization = basic(stack.globex);
    await token(
      send(`${stack.globex.tokenUrl}?audience=other&x=1`, body, [
        ["Content-Type", `${FORM}; charset=utf-8`],
        ["Authorization", authorization],
        ["Cookie", "session=1"],
        ["X-Forwarded-For", "192.0.2.1"],
        ["User-Agent", "a-vendor"],
        ["Accept", "text/html"],
        ["Auth0-Forwarded-For", "192.0.2.1"],
        ["X-Cache-Key-Body", "forged"],
      ]),
    );
    const { headers, url } = seen();
    const byName = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
    expect(Object.keys(byName).sort()).to.deep.equal([
      "accept",
      "authorization",
      "connection",
      "content-length",
      "content-type",
      "host",
      "user-agent",
      "x-amzn-apigateway-api-id",
      "x-amzn-trace-id",
      "x-cache-key-body",
      "x-cache-key-content-type",
    ]);
    expect(byName).to.include({
      authorization,
      accept: "application/json",
      "content-type": FORM,
      "user-agent": `AmazonAPIGateway_${stack.deployed.restApiId}`,
      "x-cache-key-body": body,
      "x-cache-key-content-type": `${FORM}; charset=utf-8`,
    });
    expect(new URL(url).search).to.equal("");
  });
});
