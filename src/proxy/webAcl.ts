/**
 * The web ACL in front of the stage: a rate for each address, and AWS's common rules where they cannot
 * mistake a token request for an attack.
 */
import type { types } from "@pulumi/aws";
import * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";
import { bodyOf } from "./gatewayResponses";

/** How long AWS WAF looks back when it counts an address's requests, in seconds. */
const WINDOW_SECONDS = 300;

/**
 * Rules of AWSManagedRulesCommonRuleSet that are counted, not enforced. A token request's body holds
 * URLs (the audience) and random text (the secret): whatever a rule finds in it would lock a vendor
 * out for as long as it has that secret, and nothing behind the proxy takes a body for a path, a page
 * or an address: the templates take known parameters out of it. AWS ignores a misspelt name silently.
 * Names: AWS WAF, "Baseline rule groups".
 */
export const COUNTED_RULES = [
  // 8 KB; the gateway keeps to limits of its own, and says so.
  "SizeRestrictions_BODY",
  "EC2MetaDataSSRF_BODY",
  "GenericLFI_BODY",
  // Looks for URLs.
  "GenericRFI_BODY",
  "CrossSiteScripting_BODY",
  // Many a client sends no User-Agent, and need not.
  "NoUserAgent_HEADER",
] as const;

export interface WafArgs {
  /**
   * Requests that one address may send in five minutes: 10 to 2000000000; 429 beyond that.
   *
   * @example 1000
   */
  readonly ratePerFiveMinutes: number;
}

interface WebAclArgs {
  readonly waf: WafArgs;
  readonly tags: Readonly<Record<string, string>>;
  readonly stageArn: pulumi.Input<string>;
}

export function createWebAcl(name: string, args: WebAclArgs, parent: pulumi.Resource): void {
  const acl = new wafv2.WebAcl(
    `${name}-web-acl`,
    {
      description: "In front of the caching token proxy",
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      customResponseBodies: [
        { key: TOO_MANY, contentType: "APPLICATION_JSON", content: bodyOf("THROTTLED") },
      ],
      rules: [rateRule(args.waf.ratePerFiveMinutes), commonRules()],
      visibilityConfig: visibility("all"),
      tags: args.tags,
    },
    { parent },
  );
  new wafv2.WebAclAssociation(
    `${name}-web-acl-association`,
    { resourceArn: args.stageArn, webAclArn: acl.arn },
    { parent },
  );
}

const TOO_MANY = "too-many-requests";

/** Answered as the gateway's own throttle is: a vendor's client knows 429 and Retry-After. */
function rateRule(limit: number): types.input.wafv2.WebAclRule {
  return {
    name: "rate-per-address",
    priority: 0,
    statement: {
      rateBasedStatement: {
        limit,
        aggregateKeyType: "IP",
        evaluationWindowSec: WINDOW_SECONDS,
      },
    },
    action: {
      block: {
        customResponse: {
          responseCode: 429,
          customResponseBodyKey: TOO_MANY,
          responseHeaders: [
            { name: "Retry-After", value: String(WINDOW_SECONDS) },
            { name: "Cache-Control", value: "no-store" },
          ],
        },
      },
    },
    visibilityConfig: visibility("rate-per-address"),
  };
}

/** Blocks with the gateway response WAF_FILTERED. */
function commonRules(): types.input.wafv2.WebAclRule {
  return {
    name: "common-rules",
    priority: 1,
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name: "AWSManagedRulesCommonRuleSet",
        ruleActionOverrides: COUNTED_RULES.map((rule) => ({
          name: rule,
          actionToUse: { count: {} },
        })),
      },
    },
    overrideAction: { none: {} },
    visibilityConfig: visibility("common-rules"),
  };
}

/**
 * No samples: AWS keeps the headers of a sampled request for its console, Authorization too, which is
 * a vendor's secret.
 */
function visibility(rule: string): types.input.wafv2.WebAclVisibilityConfig {
  // Metrics of one name are one metric, whatever the web ACL.
  const metricName = [rule, pulumi.getProject(), pulumi.getStack()].join("-");
  return {
    cloudwatchMetricsEnabled: true,
    metricName: metricName.replace(/[^A-Za-z0-9_-]/g, "-").slice(0, 128),
    sampledRequestsEnabled: false,
  };
}
