/** The front door over HTTP, on the local run. The web ACL is not played there: its rules are AWS's. */
import { expect } from "chai";
import { joinInProcess } from "../../local/inProcess";
import { evaluate, type Evaluation } from "../../local/evaluate/evaluate";
import { CLAIMS } from "../../tools/verify/claims";
import { failures, runContract, skipped } from "../contract/support";
import { askForToken, devValues, START, testStack, type TestStack, token } from "../support/stack";
import { FORM, parameters, send } from "../support/tokenClient";
import { HOST, OFFICE, OFFICE_V6, ZONE } from "../program/frontDoor/support";

const DOMAIN = { name: HOST, hostedZoneId: ZONE };
const EVERYTHING = {
  domain: DOMAIN,
  allowedCidrs: [OFFICE, OFFICE_V6],
  waf: { ratePerFiveMinutes: 1000 },
};

describe("The local run", () => {
  let stack: TestStack | undefined;
  afterEach(async () => {
    await stack?.close();
    stack = undefined;
  });

  const started = async (changes: Record<string, unknown>, sourceIp?: () => string) =>
    (stack = await testStack({
      values: devValues(changes),
      ...(sourceIp ? { sourceIp } : {}),
    }));
  const atStage = ({ outputs, acme }: TestStack) => ({
    ...acme,
    tokenUrl: `${new URL(outputs.tokenUrl).origin}/v1/oauth/token`,
  });

  it("serves a custom domain at its root, where the vendors' token URL is", async () => {
    const { acme, outputs } = await started({ domain: DOMAIN });
    expect(acme.tokenUrl).to.match(/^http:\/\/127\.0\.0\.1:\d+\/oauth\/token$/);
    expect(acme.tokenUrl).to.equal(outputs.tokenUrl);
    expect(await token(askForToken(acme))).to.equal(await token(askForToken(acme)));
  });

  it("closes execute-api with it, also to a vendor with the right credentials", async () => {
    const running = await started({ domain: DOMAIN });
    await token(askForToken(running.acme));
    const { status, text } = await askForToken(atStage(running));
    expect([status, text]).to.deep.equal([403, '{"message":"Forbidden"}']);
  });

  it("serves both, from one cache, while vendors move", async () => {
    const running = await started({ domain: { ...DOMAIN, keepDefaultEndpoint: true } });
    const jwt = await token(askForToken(running.acme));
    expect(await token(askForToken(atStage(running)))).to.equal(jwt);
    expect(running.tenant.issued).to.equal(1);
  });

  it("says 404 in the proxy's own words for whatever else the domain is asked", async () => {
    const { acme } = await started({ domain: DOMAIN });
    for (const path of ["/", "/oauth/token/", "/oauth/other", "/authorize"]) {
      const answer = await send(new URL(path, acme.tokenUrl).href, "");
      expect(answer.status, path).to.equal(404);
      expect(answer.json(), path).to.have.keys("error", "error_description");
    }
  });

  for (const [address, status] of [
    ["203.0.113.7", 200],
    ["203.0.114.7", 403],
    ["2001:db8:1:2::7", 200],
    ["2001:db8:2::7", 403],
  ] as const)
    it(`answers ${status} to ${address}, if ${OFFICE} and ${OFFICE_V6} are allowed`, async () => {
      const { acme } = await started({ allowedCidrs: [OFFICE, OFFICE_V6] }, () => address);
      expect((await askForToken(acme)).status).to.equal(status);
    });

  it("refuses an address in the shape that vendors' libraries read, and says nothing of the account", async () => {
    const { acme, tenant } = await started({ allowedCidrs: [OFFICE] });
    const answer = await askForToken(acme);
    expect(answer.status).to.equal(403);
    expect(answer.json()).to.have.keys("error", "error_description");
    expect(answer.json().error).to.equal("access_denied");
    expect(answer.headers["cache-control"]).to.equal("no-store");
    expect(answer.text).to.not.match(/arn:|\d{12}/);
    expect(tenant.issued).to.equal(0);
  });

  it("does not give a cached token to an address that is not allowed", async () => {
    let address = "203.0.113.7";
    const { acme } = await started({ allowedCidrs: [OFFICE] }, () => address);
    await token(askForToken(acme));
    address = "198.51.100.7";
    expect((await askForToken(acme)).status).to.equal(403);
  });

  it("is joined in process at the same door: at the token URL, from an allowed address", async () => {
    const values = devValues(EVERYTHING);
    const joined = joinInProcess(await evaluate({ values }), values, START);
    const acme = joined.vendors.acme!;
    const body = new URLSearchParams(parameters(acme)).toString();
    const { reply } = await joined.post(body, [["Content-Type", FORM]]);
    expect(reply.status).to.equal(200);
  });

  describe("with all of the front door", () => {
    let evaluation: Evaluation;
    before(async () => {
      evaluation = await evaluate({ values: devValues(EVERYTHING) });
    });

    it("keeps the contract that npm run verify proves, AWS's own API included", async () => {
      const { results } = await runContract({ evaluation, sourceIp: () => "203.0.113.7" });
      expect(failures(results)).to.deep.equal([]);
      expect(results.map(({ id }) => id)).to.deep.equal(CLAIMS.map(({ id }) => id));
      expect(skipped(results)).to.deep.equal(["only-through-proxy", "tls"]);
    });

    it("keeps every vendor's secret out of the logs, which name the path below the stage", async () => {
      const logs: string[] = [];
      stack = await testStack({
        values: devValues(EVERYTHING),
        evaluation,
        sourceIp: () => "203.0.113.7",
        onHandled: (_, handled) => logs.push(...handled.logs),
      });
      await token(askForToken(stack.acme));
      await token(askForToken(stack.globex));
      expect(logs).to.have.length(2);
      for (const line of logs) {
        expect(JSON.parse(line)).to.include({
          resourcePath: "/oauth/token",
          sourceIp: "203.0.113.7",
        });
        for (const { clientSecret } of [stack.acme, stack.globex])
          expect(line).to.not.contain(clientSecret);
      }
    });
  });
});
