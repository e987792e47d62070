import { TOKEN_PATH_TEXT } from "../../../src/proxy/tokenPath";
import type { Claim } from "../claim";
import { must, Skipped } from "../findings";
import { describe, mustBeNew, ownToken, refused } from "./answers";

export const onlyThroughProxy: Claim = {
  id: "only-through-proxy",
  title: "Auth0 denies a vendor's valid request that bypasses the proxy",
  why: "requests that a vendor sends to Auth0 directly are not cached, and each counts against the quota",
  requests: 2,
  entries: 1,
  async check(session) {
    const { issuer, onlyThroughProxy } = session.outputs;
    if (!onlyThroughProxy) throw new Skipped("onlyThroughProxy is not configured");
    if (!onlyThroughProxy.enforce)
      throw new Skipped("onlyThroughProxy.enforce is false: vendors may ask Auth0 directly");
    if (!issuer) throw new Skipped("needs the stack's output issuer");
    const { vendor, ask } = session.unusedForm();
    // Not cached, so Auth0 has just accepted the credentials: they cannot be the reason for the denial.
    const through = await session.ask(vendor, ask);
    ownToken(through, vendor, "through the proxy");
    mustBeNew(through);
    const direct = await session.ask({
      ...vendor,
      tokenUrl: new URL(TOKEN_PATH_TEXT, issuer).href,
    });
    refused(direct, "directly at Auth0");
    must(
      direct.status < 500 && direct.status !== 404 && direct.status !== 429,
      `directly at Auth0: ${describe(direct)} means that Auth0 could not answer, not that it denies the request`,
    );
    return `through the proxy: a token; directly: ${describe(direct)}`;
  },
};
