/**
 * The web ACL.
 *
 * Not proved here: what AWS's managed rules match, which AWS does not publish. Nothing ran there.
 */
import { expect } from "chai";
import type { Evaluation } from "../../../local/evaluate/evaluate";
import { labels, named, only, texts, UNKNOWN } from "../../support/registrations";
import { proxyWith } from "./support";

interface Rule {
  readonly name: string;
  readonly priority: number;
  readonly statement: Record<string, Record<string, unknown>>;
  readonly visibilityConfig: Record<string, unknown>;
}

const ACL = ["WebAcl proxy-web-acl", "WebAclAssociation proxy-web-acl-association"];
const waf = { ratePerFiveMinutes: 1000 };

describe("The web ACL", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await proxyWith({ waf });
  });

  const inputs = () => only(evaluation, "WebAcl").inputs;
  const rules = () => inputs().rules as Rule[];

  it("is not there without its key", async () => {
    const without = labels((await proxyWith()).resources);
    expect(without.filter((each) => ACL.includes(each))).to.deep.equal([]);
  });

  it("adds itself and its place in front of the stage, also in a preview, and needs no deployment", async () => {
    const without = await proxyWith();
    const preview = await proxyWith({ waf }, { preview: true });
    for (const each of [evaluation, preview])
      expect(labels(each.resources)).to.have.members([...labels(without.resources), ...ACL]);
    expect(only(evaluation, "Deployment").inputs).to.deep.equal(only(without, "Deployment").inputs);
    expect(only(evaluation, "WebAclAssociation").inputs).to.deep.equal({
      resourceArn: only(evaluation, "Stage").state.arn,
      webAclArn: only(evaluation, "WebAcl").state.arn,
    });
    expect(only(preview, "WebAclAssociation").inputs).to.deep.equal({
      resourceArn: UNKNOWN,
      webAclArn: UNKNOWN,
    });
  });

  it("lets through what no rule blocks, in the stack's region", () => {
    expect(inputs()).to.deep.include({
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      tags: { team: "platform", environment: "dev" },
    });
    expect(rules().map(({ name, priority }) => [priority, name])).to.deep.equal([
      [0, "rate-per-address"],
      [1, "common-rules"],
    ]);
    // AWS WAF refuses others (API_WebACL, `Description`).
    expect(inputs().description).to.match(/^[\w+=:#@/\-,.][\w+=:#@/\-,.\s]+[\w+=:#@/\-,.]$/);
  });

  it("counts each address's requests over five minutes, as configured", () => {
    expect(rules()[0]!.statement).to.deep.equal({
      rateBasedStatement: { limit: 1000, aggregateKeyType: "IP", evaluationWindowSec: 300 },
    });
  });

  it("answers too many of them as the proxy's throttle does: 429, JSON, when to come back", () => {
    const throttled = named(evaluation, "Response", "proxy-throttled").inputs;
    const content = (throttled.responseTemplates as Record<string, string>)["application/json"];
    expect(inputs().customResponseBodies).to.deep.equal([
      { key: "too-many-requests", contentType: "APPLICATION_JSON", content },
    ]);
    expect(rules()[0]).to.deep.include({
      action: {
        block: {
          customResponse: {
            responseCode: 429,
            customResponseBodyKey: "too-many-requests",
            responseHeaders: [
              { name: "Retry-After", value: "300" },
              { name: "Cache-Control", value: "no-store" },
            ],
          },
        },
      },
    });
  });

  it("enforces AWS's common rules, but counts those that a valid token request can break", () => {
    expect(rules()[1]).to.deep.include({ overrideAction: { none: {} } });
    const { vendorName, name, ruleActionOverrides } =
      rules()[1]!.statement.managedRuleGroupStatement!;
    expect([vendorName, name]).to.deep.equal(["AWS", "AWSManagedRulesCommonRuleSet"]);
    const overrides = ruleActionOverrides as { name: string; actionToUse: unknown }[];
    // Exactly as AWS spells them: a misspelt override is ignored without an error.
    expect(overrides.map((each) => each.name)).to.have.members([
      "SizeRestrictions_BODY",
      "EC2MetaDataSSRF_BODY",
      "GenericLFI_BODY",
      "GenericRFI_BODY",
      "CrossSiteScripting_BODY",
      "NoUserAgent_HEADER",
    ]);
    for (const { actionToUse } of overrides) expect(actionToUse).to.deep.equal({ count: {} });
  });

  it("keeps no sample of a request: its headers hold secrets", () => {
    const configs = [inputs(), ...rules()].map(
      ({ visibilityConfig }) => visibilityConfig as Record<string, unknown>,
    );
    expect(configs).to.have.length(3);
    for (const { sampledRequestsEnabled, cloudwatchMetricsEnabled } of configs) {
      expect(sampledRequestsEnabled).to.equal(false);
      expect(cloudwatchMetricsEnabled).to.equal(true);
    }
    const names = configs.map(({ metricName }) => String(metricName));
    expect(new Set(names).size).to.equal(3);
    for (const name of names) expect(name).to.match(/^[A-Za-z0-9_-]{1,128}-dev$/);
  });

  it("logs nothing: no log is configured for it", () => {
    expect(labels(evaluation.resources).join()).to.not.contain("WebAclLogging");
    expect(texts(inputs()).join()).to.not.match(/logs|firehose|s3/);
  });
});
