import { expect } from "chai";
import type { VendorOutputs } from "../../tools/lib/readOutputs";
import type { Registration } from "../../local/evaluate/evaluate";
import { registryFrom } from "../../local/tenant/registry";
import { devValues, testStack, type TestStack, token } from "../support/stack";
import { type Answer, askForToken, type HeaderPairs } from "../support/tokenClient";

const started = (
  onlyThroughProxy: Record<string, unknown>,
  mutate?: (resources: readonly Registration[]) => readonly Registration[],
) => testStack({ values: devValues({ onlyThroughProxy }), ...(mutate ? { mutate } : {}) });

/** Right credentials, at Auth0's own token endpoint. */
const direct = (
  { outputs }: TestStack,
  vendor: VendorOutputs,
  headers: HeaderPairs = [],
): Promise<Answer> =>
  askForToken({ ...vendor, tokenUrl: `${outputs.issuer}oauth/token` }, {}, { headers });

const proxySecret = ({ resources }: TestStack, version: number) =>
  `m2m-token-cache/${String(
    resources.find(({ name }) => name === `only-through-proxy-secret-v${version}`)?.state.result,
  )}`;

function expectDenied({ status, json }: Answer): void {
  expect(status).to.equal(400);
  expect(json().error).to.equal("invalid_request");
  expect(json().error_description).to.contain("token URL");
}

describe("With onlyThroughProxy", () => {
  let stack: TestStack;
  before(async () => {
    stack = await started({});
  });
  after(() => stack.close());

  it("a vendor that asks Auth0 directly is denied, with valid credentials, and costs no token", async () => {
    for (const vendor of [stack.acme, stack.globex, stack.initech])
      expectDenied(await direct(stack, vendor));
    expect(stack.tenant.issued).to.equal(0);
  });

  it("a vendor that sends what it may guess of the proxy secret is denied too", async () => {
    for (const guess of ["m2m-token-cache/", `AmazonAPIGateway_${stack.deployed.restApiId}`, ""])
      expectDenied(await direct(stack, stack.acme, [["User-Agent", guess]]));
  });

  it("a vendor that Auth0 let in is denied as soon as an update has bound the Action", async () => {
    let bound: readonly Registration[] = [];
    const open = await started({}, (resources) => {
      bound = resources;
      return resources.filter(({ type }) => !type.endsWith(":TriggerAction"));
    });
    try {
      await token(direct(open, open.acme));
      open.tenant.update(registryFrom(bound, []));
      expectDenied(await direct(open, open.acme));
    } finally {
      await open.close();
    }
  });

  it("every vendor gets its token through the proxy, again from the cache", async () => {
    for (const vendor of [stack.acme, stack.globex, stack.initech])
      expect(await token(askForToken(vendor))).to.equal(await token(askForToken(vendor)));
    expect(stack.tenant.issued).to.equal(3);
  });

  it("Auth0 sees the proxy secret as the one User-Agent, whatever the vendor's own is", async () => {
    await token(
      askForToken(
        stack.acme,
        { scope: "read:orders" },
        { headers: [["User-Agent", "a-vendor/1.0"]] },
      ),
    );
    const userAgents = stack.tenant.requests
      .at(-1)!
      .headers.filter(([name]) => name.toLowerCase() === "user-agent");
    expect(userAgents.map(([, value]) => value)).to.deep.equal([proxySecret(stack, 1)]);
  });

  it("a vendor's own User-Agent still makes no entry of its own", async () => {
    const ask = (own: string) =>
      token(askForToken(stack.globex, {}, { headers: [["User-Agent", own]] }));
    expect(await ask("a/1")).to.equal(await ask("b/2"));
  });

  it("neither a vendor nor a log gets the proxy secret, in a denial or otherwise", async () => {
    const answers = [
      await direct(stack, stack.acme),
      await askForToken(stack.acme, { client_secret: "wrong" }),
      await askForToken(stack.acme),
    ];
    const said = JSON.stringify([
      ...answers.map(({ headers, text }) => [headers, text]),
      ...stack.handled.map(({ logs }) => logs),
    ]);
    expect(said).to.not.contain(proxySecret(stack, 1));
    expect(said).to.not.contain(proxySecret(stack, 1).split("/")[1]);
  });
});

describe("When the proxy secret is changed", () => {
  let stack: TestStack;
  afterEach(() => stack.close());

  it("the new one and the one before count, so that neither order of deployment locks anybody out", async () => {
    stack = await started({ version: 2 });
    for (const version of [1, 2])
      await token(direct(stack, stack.acme, [["User-Agent", proxySecret(stack, version)]]));
    await token(askForToken(stack.globex));
    expectDenied(await direct(stack, stack.acme));
  });

  it("a gateway that still sends the one before serves every vendor", async () => {
    stack = await started({ version: 2 }, (resources) => {
      const v1 = resources.find(({ name }) => name === "only-through-proxy-secret-v1")?.state
        .result;
      return resources.map((resource) =>
        resource.name === "proxy-auth0"
          ? {
              ...resource,
              state: {
                ...resource.state,
                requestParameters: {
                  ...(resource.state.requestParameters as object),
                  "integration.request.header.User-Agent": `'m2m-token-cache/${String(v1)}'`,
                },
              },
            }
          : resource,
      );
    });
    for (const vendor of [stack.acme, stack.globex]) await token(askForToken(vendor));
  });
});

describe("Not enforced yet", () => {
  let stack: TestStack;
  afterEach(() => stack.close());

  it("vendors can bypass the proxy, and the proxy sends the proxy secret already", async () => {
    stack = await started({ enforce: false });
    await token(direct(stack, stack.acme));
    await token(askForToken(stack.acme));
    expect(stack.tenant.requests.at(-1)?.headers).to.deep.include([
      "User-Agent",
      proxySecret(stack, 1),
    ]);
  });
});

describe("Clients that are not this stack's", () => {
  let stack: TestStack;
  afterEach(() => stack.close());

  const METADATA: Record<string, object | undefined> = {
    "another stack's vendor": { project: "m2m-token-cache", stack: "prod", vendor: "acme" },
    "another project's client": { project: "billing", stack: "dev" },
    "a client without metadata": undefined,
  };
  for (const [what, clientMetadata] of Object.entries(METADATA))
    it(`${what} gets its tokens from Auth0 as ever`, async () => {
      stack = await started({}, (resources) =>
        resources.map((resource) =>
          resource.name === "acme-client"
            ? { ...resource, state: { ...resource.state, clientMetadata } }
            : resource,
        ),
      );
      await token(direct(stack, stack.acme));
      expectDenied(await direct(stack, stack.globex));
    });
});
