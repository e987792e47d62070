/**
 * The web ACL in front of the stage: a rate limit for each address, and those of AWS's common rules that
 * cannot mistake a token request for an attack.
 */
import type { types } from "@pulumi/aws";
import * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";
import { bodyOf } from "./gatewayResponses";

/** The window in which AWS WAF counts an address's requests, in seconds. */
const WINDOW_SECONDS = 300;

/**
 * Rules of AWSManagedRulesCommonRuleSet that are counted, not enforced. A token request's body holds
 * URLs (the audience) and random text (the secret): a match would lock a vendor out for as long as it has
 * that secret. Nothing behind the proxy uses a body as a path, a page or an address: the templates only read known
 * parameters. AWS silently ignores a misspelt name.
 * Names: AWS WAF, "Baseline rule groups".
 */
export const COUNTED_RULES = [
  // 8 KB; the gateway has limits of its own, and its errors say so.
  "SizeRestrictions_BODY",
  "EC2MetaDataSSRF_BODY",
  "GenericLFI_BODY",
  // Looks for URLs.
  "GenericRFI_BODY",
  "CrossSiteScripting_BODY",
  // Many clients send no User-Agent, which is valid.
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

/** The answer is the same as the gateway's own throttle: 429 and Retry-After. */
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
 * No samples: AWS keeps the headers of a sampled request for its console, including Authorization with a vendor's
 * secret.
 */
function visibility(rule: string): types.input.wafv2.WebAclVisibilityConfig {
  // Web ACLs with the same metric name would share a metric.
  const metricName = [rule, pulumi.getProject(), pulumi.getStack()].join("-");
  return {
    cloudwatchMetricsEnabled: true,
    metricName: metricName.replace(/[^A-Za-z0-9_-]/g, "-").slice(0, 128),
    sampledRequestsEnabled: false,
  };
}
