import { expect } from "chai";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { ClientCredentials } from "simple-oauth2";
import { Deployment, type FunctionProcess } from "./support/deployment";
import { ISSUER, ORDERS, type Vendor, vendorOf } from "./support/world";

describe("OAuth libraries that others wrote, in front of the broker", () => {
  let deployment: Deployment;
  let broker: FunctionProcess;
  before(async () => {
    deployment = await Deployment.start();
    broker = await deployment.function();
  });
  after(() => deployment.close());

  /** Every library and every way of authentication, for one vendor: the tokens that they got. */
  const asks: Readonly<Record<string, (vendor: Vendor) => Promise<unknown>>> = {
    "openid-client, in the body": (vendor) => byOpenid(openid.ClientSecretPost, vendor),
    "openid-client, Basic": (vendor) => byOpenid(openid.ClientSecretBasic, vendor),
    "oauth4webapi, in the body": (vendor) => byOauth(oauth.ClientSecretPost, vendor),
    "oauth4webapi, Basic": (vendor) => byOauth(oauth.ClientSecretBasic, vendor),
    "simple-oauth2, form in the body": (vendor) => bySimple("form", "body", vendor),
    "simple-oauth2, form with Basic": (vendor) => bySimple("form", "header", vendor),
    "simple-oauth2, JSON in the body": (vendor) => bySimple("json", "body", vendor),
    "simple-oauth2, JSON with Basic": (vendor) => bySimple("json", "header", vendor),
  };

  it("all get the same token, which was paid for once", async () => {
    // A secret that form-encoding changes: libraries differ in what Basic then holds.
    const vendor = vendorOf("acme", { clientSecret: "a secret+with %41 and / in it" });
    await deployment.deploy(vendor);
    const tokens = new Map<string, unknown>();
    for (const [library, ask] of Object.entries(asks)) tokens.set(library, await ask(vendor));
    const [{ token } = { token: "" }] = deployment.auth0.minted;
    expect(Object.fromEntries(tokens)).to.deep.equal(
      Object.fromEntries(Object.keys(asks).map((library) => [library, token])),
    );
    expect(deployment.auth0.minted).to.have.length(1);
  });

  it("report a refusal as the OAuth error that it is", async () => {
    const vendor = vendorOf("stranger");
    const error = await byOpenid(openid.ClientSecretPost, vendor).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.include({ error: "invalid_client", status: 401 });
  });

  async function byOpenid(method: typeof openid.ClientSecretPost, vendor: Vendor) {
    const client = new openid.Configuration(
      { issuer: ISSUER, token_endpoint: broker.tokenUrl },
      vendor.clientId,
      {},
      method(vendor.clientSecret),
    );
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- loopback has no TLS
    openid.allowInsecureRequests(client);
    return (await openid.clientCredentialsGrant(client, { audience: ORDERS })).access_token;
  }

  async function byOauth(method: typeof oauth.ClientSecretPost, vendor: Vendor) {
    const server = { issuer: ISSUER, token_endpoint: broker.tokenUrl };
    const client = { client_id: vendor.clientId };
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      method(vendor.clientSecret),
      { audience: ORDERS },
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- loopback has no TLS
      { [oauth.allowInsecureRequests]: true },
    );
    return (await oauth.processClientCredentialsResponse(server, client, response)).access_token;
  }

  async function bySimple(
    bodyFormat: "form" | "json",
    authorizationMethod: "body" | "header",
    vendor: Vendor,
  ) {
    const { origin, pathname } = new URL(broker.tokenUrl);
    const client = new ClientCredentials({
      client: { id: vendor.clientId, secret: vendor.clientSecret },
      auth: { tokenHost: origin, tokenPath: pathname },
      options: { bodyFormat, authorizationMethod },
    });
    // Its types know the RFC's parameters only; it sends what it is given.
    const audience: Record<string, string> = { audience: ORDERS };
    return (await client.getToken(audience)).token.access_token;
  }
});
