import { expect } from "chai";
import * as openid from "openid-client";
import { ClientCredentials } from "simple-oauth2";
import type { VendorOutputs } from "../../tools/lib/readOutputs";
import { testStack, type TestStack } from "../support/stack";

describe("OAuth libraries that others wrote", () => {
  let stack: TestStack;
  before(async () => {
    stack = await testStack();
  });
  after(() => stack.close());

  const vendors = () => [stack.acme, stack.globex];
  const audienceOf = (vendor: VendorOutputs) => Object.keys(vendor.grants)[0] ?? "";

  it("openid-client, which asks by fetch, gets a token in the body and none with Basic", async () => {
    for (const vendor of vendors()) {
      const client = new openid.Configuration(
        { issuer: stack.outputs.issuer, token_endpoint: vendor.tokenUrl },
        vendor.clientId,
        {},
        vendor.authenticationMethod === "client_secret_basic"
          ? openid.ClientSecretBasic(vendor.clientSecret)
          : openid.ClientSecretPost(vendor.clientSecret),
      );
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- loopback has no TLS
      openid.allowInsecureRequests(client);
      const ask = () => openid.clientCredentialsGrant(client, { audience: audienceOf(vendor) });
      if (vendor.authenticationMethod === "client_secret_basic") {
        const error = await ask().catch((thrown: unknown) => thrown);
        expect(error).to.include({ error: "access_denied", status: 401 });
        continue;
      }
      const [first, second] = [await ask(), await ask()];
      expect(first.expires_in).to.equal(82_789);
      expect(second.access_token).to.equal(first.access_token);
    }
    expect(stack.tenant.issued).to.equal(1);
  });

  it("openid-client, which writes a charset, gets a token where API Gateway does not ignore one", async () => {
    const strict = await testStack({ quirks: { "media-type-parameter": "no-template" } });
    const { tokenUrl, clientId, clientSecret } = strict.acme;
    const client = new openid.Configuration(
      { issuer: strict.outputs.issuer, token_endpoint: tokenUrl },
      clientId,
      {},
      openid.ClientSecretPost(clientSecret),
    );
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- loopback has no TLS
    openid.allowInsecureRequests(client);
    const ask = () => openid.clientCredentialsGrant(client, { audience: audienceOf(strict.acme) });
    expect((await ask()).access_token).to.equal((await ask()).access_token);
    await strict.close();
  });

  it("openid-client reports a refusal as the OAuth error that it is", async () => {
    const client = new openid.Configuration(
      { issuer: stack.outputs.issuer, token_endpoint: stack.acme.tokenUrl },
      stack.acme.clientId,
      {},
      openid.ClientSecretPost("wrong"),
    );
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- loopback has no TLS
    openid.allowInsecureRequests(client);
    const error = await openid
      .clientCredentialsGrant(client, { audience: audienceOf(stack.acme) })
      .catch((thrown: unknown) => thrown);
    expect(error).to.include({ error: "access_denied", status: 401 });
  });

  it("simple-oauth2 gets a token, as form and as JSON, in the body and with Basic", async () => {
    for (const vendor of vendors())
      for (const bodyFormat of ["form", "json"] as const) {
        const { origin, pathname } = new URL(vendor.tokenUrl);
        const client = new ClientCredentials({
          client: { id: vendor.clientId, secret: vendor.clientSecret },
          auth: { tokenHost: origin, tokenPath: pathname },
          options: {
            bodyFormat,
            authorizationMethod:
              vendor.authenticationMethod === "client_secret_basic" ? "header" : "body",
          },
        });
        // Its types know the RFC's parameters only; it sends what it is given.
        const audience: Record<string, string> = { audience: audienceOf(vendor) };
        const ask = () => client.getToken(audience);
        const [first, second] = [await ask(), await ask()];
        expect(first.token.expires_in).to.equal(82_789);
        expect(second.token.access_token).to.equal(first.token.access_token);
      }
  });
});
