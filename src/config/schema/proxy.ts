/** The configuration's keys, and what each may hold. */
import { Region } from "@pulumi/aws/types/enums";
import { z } from "zod";
import { MAX_BURST, MAX_RATE_PER_SECOND, RETENTION_DAYS } from "../limits";
import { apis } from "./apis";
import { cache } from "./cache";
import { allowedCidrs, domain, monitoring, onlyThroughProxy, quota, waf } from "./operations";
import {
  about,
  allowed,
  atMost,
  flag,
  hostNamePattern,
  matching,
  NOT_A_DATE,
  notMadeOfADate,
  oneOf,
  section,
  text,
  upTo,
  wholeNumber,
} from "./values";
import { vendors } from "./vendors";

export const hostName = matching(
  hostNamePattern,
  "a bare host name in lower case, without scheme, port or path",
  "example.eu.auth0.com",
);

// The provider's own list: it refuses any other.
const REGIONS = Object.values(Region) as [string, ...string[]];
export const region = z
  .enum(REGIONS, allowed("an AWS region that exists, for example eu-west-1"))
  .meta({ examples: ["eu-west-1"] });

const ratePerSecond = allowed(
  `a number above 0, up to ${MAX_RATE_PER_SECOND} (requests per second), for example 20`,
);
export const throttle = section({
  ratePerSecond: z
    .number(ratePerSecond)
    .positive(ratePerSecond)
    .max(MAX_RATE_PER_SECOND, ratePerSecond)
    .meta({ examples: [20] })
    .default(20)
    .meta(
      about(
        "How many requests a second all vendors together may make. Keep it below the limit of Auth0's token endpoint.",
      ),
    ),
  burst: wholeNumber(1, MAX_BURST, "requests", 40)
    .default(40)
    .meta(about("How many requests all vendors together may make at once.")),
});

export const logs = section({
  access: flag()
    .default(true)
    .meta(about("Access log: times, sizes, statuses and addresses; no header, body or token.")),
  execution: oneOf(["off", "error"])
    .default("off")
    .meta(
      about(
        "Execution log. An error log redacts `Authorization`, but it can contain other parameter values, and one of them is the body: leave it off unless you are debugging.",
      ),
    ),
  retentionDays: z
    .literal([...RETENTION_DAYS], allowed(`one of ${RETENTION_DAYS.join(", ")} (days)`))
    .default(30)
    .meta(about("How long the logs are kept.")),
  // There is one per account and region, and only their owner knows whether it exists.
  manageAccountRole: flag()
    .default(false)
    .meta(
      about(
        "true: sets the one role with which API Gateway writes logs in this account and region, replacing any that is set. false: the role is set already; without one AWS refuses a stage with logs.",
      ),
    ),
});

/** In characters, so that it fits a line of the sheet. */
const MAX_SUPPORT = 200;

const MAX_TAGS = 40;
// AWS, "Tag naming limits and requirements".
const TAG_CHARACTERS = "letters, digits, blanks and _ . : / = + - @";
const TAG_KEY = `a tag's key: 1 to 128 of ${TAG_CHARACTERS}, not starting with aws:`;
const TAG_VALUE = `a tag's value: up to 256 of ${TAG_CHARACTERS}`;
const TAGS = `at most ${MAX_TAGS} tags, key to value`;
const tagKey = matching(/^(?!aws:)[\p{L}\p{N}\p{Zs}_.:/=+@-]{1,128}$/iu, TAG_KEY, "team");
const tagValue = upTo(256, TAG_VALUE)
  .regex(/^[\p{L}\p{N}\p{Zs}_.:/=+@-]*$/u, allowed(`${TAG_VALUE}, for example platform`))
  .refine(notMadeOfADate, NOT_A_DATE)
  .meta({ examples: ["platform"] });
export const tags = z
  .record(tagKey, tagValue, allowed(TAGS))
  .check(atMost(MAX_TAGS, "tags", (tags) => Object.keys(tags).length, TAGS))
  .meta({ maxProperties: MAX_TAGS });

/** The keys under the project's namespace, and what each may hold. */
export const projectKeys = section({
  issuerDomain: hostName
    .optional()
    .meta(
      about(
        "Tenant or custom domain that the proxy calls; it is the tokens' issuer.",
        "`auth0:domain`",
      ),
    ),
  cache: cache.prefault({}),
  throttle: throttle.prefault({}),
  quota: quota.prefault({}),
  tokenQuota: oneOf(["none", "auto"])
    .default("none")
    .meta(
      about(
        "Auth0's own limit for each vendor's client (Early Access); `auto` calculates it from the TTL and the audiences.",
      ),
    ),
  onlyThroughProxy: onlyThroughProxy
    .optional()
    .meta(about("Makes Auth0 deny vendors' requests that bypass the proxy.")),
  apis,
  vendors,
  support: text(
    MAX_SUPPORT,
    "where a vendor's developer gets help, an e-mail address, a URL or a text",
    "platform@example.com",
  )
    .optional()
    .meta(
      about(
        "Where a vendor's developer gets help: an e-mail address, a URL or a text. Every vendor's sheet names it.",
        "none",
      ),
    ),
  logs: logs.prefault({}),
  monitoring: monitoring.optional().meta(about("CloudWatch alarms, and a dashboard.")),
  domain: domain
    .optional()
    .meta(about("A host name of your own; API Gateway's own is then closed.")),
  allowedCidrs: allowedCidrs
    .optional()
    .meta(about("The addresses that may call the proxy, for all vendors together.", "any address")),
  waf: waf.optional().meta(about("A web ACL: a rate for each address, and AWS's common rules.")),
  protect: flag()
    .default(false)
    .meta(
      about(
        "Whether Pulumi refuses to delete the RestApi, the domain, the managed APIs and the clients.",
      ),
    ),
  tags: tags.default({}).meta(about("Tags on every AWS resource that takes them.")),
});

/** The keys of the providers that this program reads too. */
export const providerKeys = z.object({
  "aws:region": region.meta(about("Where the proxy is.")),
  "auth0:domain": hostName.meta(about("The Auth0 tenant that Pulumi manages.")),
});

export type ProjectKeys = z.output<typeof projectKeys>;
