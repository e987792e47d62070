/** What an operator switches on: what each may hold in the configuration. */
import * as ipaddr from "ipaddr.js";
import { z } from "zod";
import { network } from "../repair";
import { MAX_CIDRS, MAX_WAF_RATE, MIN_WAF_RATE } from "../limits";
import {
  about,
  allowed,
  eachOnce,
  flag,
  hostNamePattern,
  matching,
  oneOf,
  section,
  tokens,
  wholeNumber,
} from "./values";

export const quota = section({
  monthlyTokens: tokens("month", 5000)
    .default(1000)
    .meta(about("Machine-to-machine tokens that the Auth0 plan allows in a month.")),
  onOverspend: oneOf(["warn", "fail"])
    .default("warn")
    .meta(about("What the preview does if the vendors can cost more than that.")),
});

export const onlyThroughProxy = section({
  version: wholeNumber(1, 1_000_000, "raise it to change the proxy secret", 1)
    .default(1)
    .meta(about("Raise it by one to change the proxy secret that only the proxy knows.")),
  enforce: flag()
    .default(true)
    .meta(
      about(
        "false: the proxy sends the proxy secret, but Auth0 does not deny requests without it.",
      ),
    ),
});

const email = matching(
  /^[^\s@"'<>:,;()[\]\\]{1,64}@[^\s@"'<>:,;()[\]\\]{1,180}\.[^\s@"'<>:,;()[\]\\.]{2,63}$/,
  "an e-mail address",
  "platform@example.com",
);
const EMAILS = "a list of e-mail addresses, each once";
const EMAILS_OR_TOPIC = "either emails or topicArn: the owner of a given topic subscribes to it";
export const monitoring = section({
  emails: z
    .array(email, allowed(EMAILS))
    .check(eachOnce(EMAILS))
    .meta({ uniqueItems: true })
    .default([])
    .meta(about("Who is notified. Each has to confirm the subscription.")),
  topicArn: matching(
    /^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$/,
    "the ARN of an SNS standard topic",
    "arn:aws:sns:eu-west-1:123456789012:alarms",
  )
    .optional()
    .meta(about("An existing topic, instead of `emails`.", "none")),
  dashboard: flag().default(true).meta(about("Whether there is also a dashboard.")),
})
  .refine(({ emails, topicArn }) => emails.length === 0 || topicArn === undefined, {
    ...allowed(EMAILS_OR_TOPIC),
    path: ["topicArn"],
  })
  .meta({
    not: { required: ["emails", "topicArn"], properties: { emails: { minItems: 1 } } },
  });

const CERTIFICATE =
  "hostedZoneId (the program makes and validates a certificate), certificateArn (one that exists), or both";
export const domain = section({
  name: matching(
    hostNamePattern,
    "a host name in lower case, without scheme, port or path",
    "tokens.example.com",
  ).meta(about("The host name that vendors call.")),
  hostedZoneId: matching(
    /^Z[A-Z0-9]{1,31}$/,
    "the id of the domain's public Route 53 hosted zone",
    "Z0123456789ABCDEFGHIJ",
  )
    .optional()
    .meta(
      about(
        "Where the name's records are created, including those that validate a certificate.",
        "none; then `certificateArn`",
      ),
    ),
  certificateArn: matching(
    /^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate\/[A-Za-z0-9-]{1,64}$/,
    "the ARN of an ACM certificate",
    "arn:aws:acm:eu-west-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef",
  )
    .optional()
    .meta(
      about(
        "An existing certificate in the stack's region, instead of a new one.",
        "none; then `hostedZoneId`",
      ),
    ),
  keepDefaultEndpoint: flag()
    .default(false)
    .meta(about("true: API Gateway's own host name stays open, while vendors move to this one.")),
})
  .refine(
    ({ hostedZoneId, certificateArn }) =>
      hostedZoneId !== undefined || certificateArn !== undefined,
    { ...allowed(CERTIFICATE), path: ["hostedZoneId"] },
  )
  .meta({
    examples: [{ name: "tokens.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" }],
    anyOf: [{ required: ["hostedZoneId"] }, { required: ["certificateArn"] }],
  });

const CIDR = "an address range, IPv4 or IPv6, for example 203.0.113.0/24 or 2001:db8::/32";
const CIDRS = `a list of 1 to ${MAX_CIDRS} address ranges, each once; without the key, any address`;
const HOST_BITS = "an address range without host bits: the rest of the address is zero";
const cidr = z
  .union([z.cidrv4(), z.cidrv6()], allowed(CIDR))
  .refine((range) => sameRange(range, network(range)), allowed(HOST_BITS))
  .meta({ examples: ["203.0.113.0/24"] });

/** One address has several spellings in IPv6. */
function sameRange(range: string, base: string | undefined): boolean {
  return (
    base === undefined || ipaddr.parseCIDR(range).join("/") === ipaddr.parseCIDR(base).join("/")
  );
}

export const allowedCidrs = z
  .array(cidr, allowed(CIDRS))
  .min(1, allowed(CIDRS))
  .max(MAX_CIDRS, allowed(CIDRS))
  .check(eachOnce(CIDRS))
  .meta({ uniqueItems: true });

export const waf = section({
  ratePerFiveMinutes: wholeNumber(
    MIN_WAF_RATE,
    MAX_WAF_RATE,
    "requests per five minutes and address",
    1000,
  ).meta(about("How many requests one address may make in five minutes.")),
});
