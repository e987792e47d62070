import { expect } from "chai";
import { Deployment } from "./support/deployment";
import { request, vendorOf } from "./support/world";

const ACME = vendorOf("acme");

describe("Functions in processes of their own, on one table", () => {
  let deployment: Deployment;
  before(async () => {
    deployment = await Deployment.start();
    await deployment.deploy(ACME);
  });
  after(() => deployment.close());

  it("200 parallel cold requests to two of them cost one token, and their logs reveal nothing", async () => {
    const functions = await Promise.all([deployment.function(), deployment.function()]);
    // A process that has just started is busy with itself.
    for (const { handle } of functions) await handle(request(vendorOf("stranger")), 1);
    const answers = (
      await Promise.all(functions.map(({ handle }) => handle(request(ACME), 100)))
    ).flat();
    // On a machine that is too busy for the table's time-out, the answer is 503; the next one heals it.
    const healed = await Promise.all(functions.map(({ handle }) => handle(request(ACME), 1)));
    const tokens = [...answers, ...healed.flat()]
      .filter(({ statusCode }) => statusCode !== 503)
      .map(({ body }) => (JSON.parse(body) as { access_token?: string }).access_token);
    expect(tokens).to.have.length.at.least(2);
    expect([new Set(tokens).size, deployment.auth0.minted.length]).to.deep.equal([1, 1]);

    const said = functions.map(({ output }) => output()).join("") + (await deployment.dump());
    expect(said).to.include('"outcome":"minted"').and.include('"outcome":"hit"');
    expect(said).not.to.include(ACME.clientSecret);
    expect(said).not.to.include(tokens[0]);
  });

  it("kill -9 of a holder in mid-lease costs one time-out, and no error", async () => {
    const globex = vendorOf("globex");
    await deployment.deploy(globex);
    const [holder, other] = await Promise.all([deployment.function(), deployment.function()]);
    const asked = new Promise<void>((resolve) => {
      deployment.auth0.behaviour = () => {
        resolve();
        return { delayMs: 1_000 };
      };
    });
    void holder.handle(request(globex), 1);
    await asked;
    holder.kill();
    deployment.auth0.behaviour = () => undefined;

    const answers = await other.handle(request(globex), 5);
    expect(answers.map(({ statusCode }) => statusCode)).to.deep.equal([200, 200, 200, 200, 200]);
    const minted = deployment.auth0.minted.filter(({ clientId }) => clientId === globex.clientId);
    expect(minted).to.have.length(2);
  });
});
