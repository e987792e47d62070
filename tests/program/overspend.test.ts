/** A configuration that overspends the quota: what the preview says, and the output. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { evaluate } from "../../local/evaluate/evaluate";
import { PROJECT_DIR } from "../../tools/lib/stackFile";
import { parseConfig } from "../../src/config/parse";
import { UNCOVERED } from "../../src/quota";
import {
  type Changes,
  fullKey,
  onlyProblem,
  ORDERS,
  parsed,
  rawValues,
  vendorWith,
} from "../support/configs";

/** Two vendors, 1440 tokens at 3600 s, of 1000. */
const overspending = (onOverspend: string, ttlSeconds = 3600): Changes => ({
  cache: { ttlSeconds },
  quota: { monthlyTokens: 1000, onOverspend },
  vendors: { acme: { grants: { [ORDERS]: [] } }, globex: { grants: { [ORDERS]: [] } } },
});

describe("A configuration that overspends the quota", () => {
  it("is warned of with the figures, the vendors that cost most, how to fix it and what is not counted", () => {
    expect(parsed(overspending("warn", 1800)).warnings).to.deep.equal([
      "The vendors can cost 2880 Auth0 tokens in 30 days (acme 1440, globex 1440), more than the 1000 of quota.monthlyTokens. " +
        "To fix this: raise cache.ttlSeconds from 1800 (at 3600 s they can cost 1440), " +
        "remove vendors or audiences, or buy a bigger Auth0 plan and raise quota.monthlyTokens. " +
        `Not counted: ${UNCOVERED.stage}.`,
    ]);
  });

  it("is warned of as docs/quota.md shows", () => {
    const text = readFileSync(join(PROJECT_DIR, "docs/quota.md"), "utf8").replaceAll(/\s+/g, " ");
    expect(text).to.contain(parsed(overspending("warn", 1800)).warnings[0]);
  });

  it("is refused with the same figures if onOverspend is fail", () => {
    expect(onlyProblem(overspending("fail", 1800))).to.deep.equal({
      key: fullKey("quota.monthlyTokens"),
      found:
        "is 1000, less than the 2880 tokens that the vendors can cost in 30 days (acme 1440, globex 1440), " +
        'and quota.onOverspend is "fail"',
      allowed: `at least 2880, if the Auth0 plan has that many; not counted: ${UNCOVERED.stage}`,
      fix:
        "raise cache.ttlSeconds from 1800 (at 3600 s they can cost 1440), " +
        "remove vendors or audiences, or buy a bigger Auth0 plan and raise quota.monthlyTokens.",
    });
  });

  it("does not suggest to raise the longest TTL", () => {
    const [warning] = parsed(overspending("warn")).warnings;
    expect(warning).to.contain("To fix this: remove vendors");
  });

  it("does not suggest a TTL above what the tokens' lifetimes allow", () => {
    const apis = [{ identifier: ORDERS, tokenLifetimeSeconds: 2400 }];
    const [warning] = parsed({ ...overspending("warn", 300), apis }).warnings;
    expect(warning).to.contain("(at 1194 s they can cost 4342)");
  });

  it("names five vendors at most", () => {
    const many = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [`v${i}`, { grants: { [ORDERS]: [] } }]),
    );
    const [warning] = parsed({ vendors: many }).warnings;
    expect(warning).to.contain("(v0 720, v1 720, v2 720, v3 720, v4 720, 4 more)");
  });

  it("is warned of without names and figures where vendors is marked as a secret", () => {
    const { warnings } = parseConfig({
      values: rawValues(overspending("warn")),
      secretKeys: [fullKey("vendors")],
    });
    expect(warnings.join())
      .to.contain("can cost more Auth0 tokens in 30 days than quota.monthlyTokens")
      .and.not.match(/globex|1440/);
  });

  it("is let through for whoever has to show the figures, and nothing else is", () => {
    const values = rawValues(overspending("fail"));
    expect(parseConfig({ values, mayOverspend: true }).quota.onOverspend).to.equal("fail");
    const wrong = rawValues({ ...overspending("fail"), quota: { monthlyTokens: 0 } });
    expect(() => parseConfig({ values: wrong, mayOverspend: true })).to.throw("monthlyTokens is 0");
  });

  it("is none at exactly the allowance, nor while the vendors beyond it are suspended", () => {
    expect(
      parsed({ ...overspending("fail"), quota: { monthlyTokens: 1440, onOverspend: "fail" } })
        .warnings,
    ).to.deep.equal([]);
    const { vendors, ...rest } = overspending("fail");
    const globex = { grants: { [ORDERS]: [] }, suspended: true };
    expect(
      parsed({ ...rest, vendors: { ...(vendors as Changes), globex } }).warnings,
    ).to.deep.equal([]);
  });
});

describe("The preview", () => {
  const preview = (changes: Changes) => evaluate({ values: rawValues(changes), preview: true });

  it("warns once of an overspend, and still makes everything", async () => {
    const { resources, outputs, warnings } = await preview(overspending("warn"));
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/^The vendors can cost 1440 Auth0 tokens in 30 days/);
    expect(resources.filter(({ type }) => type === "auth0:index/client:Client")).to.have.length(2);
    expect(outputs.values.quota).to.deep.equal({ bound: 1440, allowance: 1000 });
    expect(outputs.secretPaths.filter((path) => path.startsWith("quota"))).to.deep.equal([]);
  });

  it("is silent within the quota", async () => {
    const { outputs, warnings } = await preview({ vendors: vendorWith({}) });
    expect(warnings).to.deep.equal([]);
    expect(outputs.values.quota).to.deep.equal({ bound: 720, allowance: 1000 });
  });

  it("ends with the figures, and makes nothing, if onOverspend is fail", async () => {
    const error = await preview(overspending("fail")).catch((thrown: unknown) => thrown);
    expect(error)
      .to.have.property("message")
      .that.matches(/quota\.monthlyTokens is 1000, less than the 1440 tokens/);
  });
});
