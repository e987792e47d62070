/** What is valid but probably unintended, and that names are shown as they are. */
import { expect } from "chai";
import { parseConfig } from "../../../src/config/parse";
import {
  type Changes,
  fullKey,
  onlyProblem,
  ORDERS,
  parsed,
  rawValues,
  vendorWith,
} from "../../support/configs";

/** Lower case, digits and hyphens: long enough to be hidden, if it were a value. */
const VENDOR = "acme-logistics-2024-eu";
const AUDIENCE = "urn:acme:orders-2024-eu";
const SCOPE = "archive:read-2024-eu";
const LONG: Changes = {
  cache: { ttlSeconds: 60 },
  apis: [
    { identifier: AUDIENCE, tokenLifetimeSeconds: 100, scopes: { [SCOPE]: "Read the archive" } },
  ],
  vendors: {
    [VENDOR]: { grants: { [AUDIENCE]: [SCOPE] }, authenticationMethod: "client_secret_basic" },
  },
};

describe("A name of 16 characters or more, with digits, is shown:", () => {
  it("in each warning", () => {
    const warnings = parsed(LONG).warnings.join("\n");
    expect(warnings).to.include(`Tokens for ${AUDIENCE} live 100 s`);
    expect(warnings).to.include(`(${VENDOR} 43200)`);
    expect(warnings).to.include(`The vendor ${VENDOR} uses client_secret_basic`);
    expect(warnings).not.to.include("not shown");
  });

  it("in an error, as what is wrong and as what is allowed", () => {
    const granted = (grants: Changes) => ({ ...LONG, vendors: { [VENDOR]: { grants } } });
    for (const changes of [
      granted({ [AUDIENCE]: [`${SCOPE}s`] }),
      granted({ [`${AUDIENCE}s`]: [] }),
      { ...LONG, quota: { monthlyTokens: 1, onOverspend: "fail" } },
      { ...LONG, cache: { ttlSeconds: 100 } },
    ]) {
      const { key, found, allowed, fix } = onlyProblem(changes);
      expect([key, found, allowed, fix].join()).not.to.include("not shown");
    }
    const { found, allowed, fix } = onlyProblem(granted({ [AUDIENCE]: [`${SCOPE}s`] }));
    expect({ found, allowed }).to.deep.equal({
      found: `is "${SCOPE}s"`,
      allowed: `one of ${SCOPE}, each once`,
    });
    expect(fix).to.include(`did you mean ${SCOPE}? pulumi config set --path `);
  });

  it("but not if it looks as a generated credential does", () => {
    const CREDENTIAL = "Xk9mQ2vR7tLw4zYb8NpA3c";
    const { warnings } = parsed({
      ...LONG,
      apis: [{ identifier: CREDENTIAL, tokenLifetimeSeconds: 100 }],
      vendors: { acme: { grants: { [CREDENTIAL]: [] } } },
    });
    expect(warnings.join()).to.include("Tokens for (not shown) live").and.not.include(CREDENTIAL);
  });
});

describe("A warning tells of", () => {
  it("two vendors that have one name at Auth0", () => {
    const { acme } = vendorWith({ name: "Acme" });
    const vendors = { acme, globex: acme };
    const quota = { monthlyTokens: 10_000 };
    expect(parsed({ quota, vendors }).warnings).to.deep.equal([
      "The vendors acme and globex have the same client name at Auth0, where nobody can tell them apart: change one's name.",
    ]);
    const values = rawValues({ quota, vendors });
    const { warnings } = parseConfig({ values, secretKeys: [fullKey("vendors")] });
    expect(warnings.join()).to.match(/^Two vendors have the same client name/);
  });

  it("an allowlist that allows any address", () => {
    expect(parsed({ allowedCidrs: ["203.0.113.0/24", "0.0.0.0/0"] }).warnings).to.deep.equal([
      "allowedCidrs has 0.0.0.0/0: any address may call the proxy. Name the vendors' ranges, or remove the key if that is meant.",
    ]);
    expect(parsed({ allowedCidrs: ["203.0.113.0/24"] }).warnings).to.deep.equal([]);
  });

  it("nothing in a configuration without either", () => {
    const grants = { [ORDERS]: [] };
    const vendors = { acme: { name: "Acme", grants }, globex: { grants }, initech: { grants } };
    expect(parsed({ quota: { monthlyTokens: 10_000 }, vendors }).warnings).to.deep.equal([]);
  });
});
