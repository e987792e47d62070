import { z } from "zod";
import {
  CACHE_SIZES_GB,
  DEFAULT_TOKEN_LIFETIME_SECONDS,
  MAX_BURST,
  MAX_CIDRS,
  MAX_CLIENT_DESCRIPTION,
  MAX_CLIENT_METADATA,
  MAX_RATE_PER_SECOND,
  MAX_TOKEN_LIFETIME_SECONDS,
  MAX_TOKENS,
  MAX_TTL_SECONDS,
  MAX_WAF_RATE,
  MIN_WAF_RATE,
  RETENTION_DAYS,
} from "./limits";

/** Every rule of the schema that is broken says what is allowed; problems.ts says the rest. */
const allowed = (text: string) => ({ error: () => text });

const wholeNumber = (min: number, max: number, unit: string, example: number) => {
  const text = allowed(`a whole number from ${min} to ${max} (${unit}), for example ${example}`);
  return z.int(text).min(min, text).max(max, text);
};

const text = (max: number, what: string) => {
  const says = allowed(`${what}: 1 to ${max} characters on one line`);
  return z.string(says).regex(new RegExp(`^[^\\r\\n]{1,${max}}$`, "u"), says);
};

const matching = (pattern: RegExp, what: string) =>
  z.string(allowed(what)).regex(pattern, allowed(what));

const flag = () => z.boolean(allowed("true or false"));

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, allowed(values.join(" or ")));

/**
 * What docs/configuration.md says of a key; every key that has a value of its own has one.
 *
 * @param fallback what holds without the key, where the schema's own default does not say it
 */
const about = (description: string, fallback?: string) => ({
  description,
  ...(fallback === undefined ? {} : { fallback }),
});
/** A list without repetitions; the later one is the mistake. */
const eachOnce =
  (text: string) =>
  ({ value, issues }: z.core.ParsePayload<string[]>) => {
    const seen = new Set<string>();
    for (const [index, each] of value.entries()) {
      if (seen.has(each))
        issues.push({ code: "custom", input: each, path: [index], message: text });
      seen.add(each);
    }
  };

/** An object with these keys and no others: a typo must not be ignored. */
const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, allowed(`an object with the keys ${Object.keys(shape).join(", ")}`));

const hostNamePattern = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
export const hostName = matching(
  hostNamePattern,
  "a bare host name in lower case, without scheme, port or path, for example example.eu.auth0.com",
);

export const region = matching(
  /^[a-z]{2}(-[a-z]+){1,3}-[0-9]$/,
  "an AWS region, for example eu-west-1",
);

export const cache = section({
  ttlSeconds: wholeNumber(1, MAX_TTL_SECONDS, "seconds", MAX_TTL_SECONDS)
    .default(MAX_TTL_SECONDS)
    .meta(about("How long an answer is kept. Less than the token lifetime of every granted API.")),
  sizeGb: z
    .preprocess(
      // `pulumi config set --path` and unquoted YAML both make a number of it.
      (size) => (typeof size === "number" ? String(size) : size),
      z.enum(CACHE_SIZES_GB, allowed(`one of ${CACHE_SIZES_GB.join(", ")} (GB)`)),
    )
    .default("0.5")
    .meta(
      about(
        "Size of the stage cache. It is paid by the hour, and resizing takes minutes and empties it.",
      ),
    ),
});

const tokens = (period: string, example: number) =>
  wholeNumber(1, MAX_TOKENS, `tokens per ${period}`, example);

export const quota = section({
  monthlyTokens: tokens("month", 5000)
    .default(1000)
    .meta(about("Machine-to-machine tokens that the Auth0 plan allows in a month.")),
  onOverspend: oneOf(["warn", "fail"])
    .default("warn")
    .meta(about("What the preview does if the vendors can cost more than that.")),
});

const ratePerSecond = allowed(
  `a number above 0, up to ${MAX_RATE_PER_SECOND} (requests per second), for example 20`,
);
export const throttle = section({
  ratePerSecond: z
    .number(ratePerSecond)
    .positive(ratePerSecond)
    .max(MAX_RATE_PER_SECOND, ratePerSecond)
    .default(20)
    .meta(
      about(
        "What all vendors together may ask of the proxy, steadily. Keep it below the limit of Auth0's token endpoint.",
      ),
    ),
  burst: wholeNumber(1, MAX_BURST, "requests", 40)
    .default(40)
    .meta(about("What all vendors together may ask at once.")),
});

// RFC 6749, 3.3: scope-token.
const scope = matching(
  /^[\x21\x23-\x5b\x5d-\x7e]{1,280}$/,
  "a scope: printable ASCII without space, quote or backslash, for example read:orders",
);

const audience = matching(
  /^[\x21-\x7e]{1,600}$/,
  "an API identifier (audience): printable ASCII without spaces, for example https://api.example.com/orders",
);

const EXISTING_LIFETIME =
  "the lifetime of the existing API's tokens, in seconds, as its settings in Auth0 say";
const api = section({
  identifier: audience.meta(about("The audience. Auth0 cannot change it later.")),
  name: matching(/^[^<>\r\n]{1,200}$/u, "a name of 1 to 200 characters without < or >")
    .optional()
    .meta(about("Its name in Auth0's dashboard.", "the identifier")),
  existing: flag().default(false).meta(about("true: managed elsewhere, only granted to.")),
  tokenLifetimeSeconds: wholeNumber(
    1,
    MAX_TOKEN_LIFETIME_SECONDS,
    "seconds",
    DEFAULT_TOKEN_LIFETIME_SECONDS,
  )
    .optional()
    .meta(
      about(
        "How long its tokens live. Of an existing API: what its settings in Auth0 say.",
        `${DEFAULT_TOKEN_LIFETIME_SECONDS}; required if existing`,
      ),
    ),
  scopes: z
    .record(
      scope,
      text(500, "a description of the scope"),
      allowed("an object of scope: description"),
    )
    .default({})
    .meta(about("The scopes that it offers.")),
}).refine((api) => !api.existing || api.tokenLifetimeSeconds !== undefined, {
  ...allowed(EXISTING_LIFETIME),
  path: ["tokenLifetimeSeconds"],
});

export const apis = z.array(api, allowed("a list of APIs, each with at least an identifier"));

const VENDOR_NAME =
  "a vendor name in kebab-case: lower-case letters, digits and single hyphens, a letter first, at most 40 characters, for example acme-logistics";
const vendorName = z
  .string(allowed(VENDOR_NAME))
  .max(40, allowed(VENDOR_NAME))
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, allowed(VENDOR_NAME));

const AT_LEAST_ONE_PERIOD = "perHour, perDay or both";
const HOUR_WITHIN_DAY = "not more than perDay: an hour's tokens count for the day too";
const clientQuota = section({
  perHour: tokens("hour", 10).optional(),
  perDay: tokens("day", 100).optional(),
  enforce: flag().default(true),
})
  .refine(({ perHour, perDay }) => perHour !== undefined || perDay !== undefined, {
    ...allowed(AT_LEAST_ONE_PERIOD),
    path: ["perHour"],
  })
  .refine(
    ({ perHour, perDay }) => perHour === undefined || perDay === undefined || perHour <= perDay,
    {
      ...allowed(HOUR_WITHIN_DAY),
      path: ["perHour"],
    },
  );

const vendorQuota = z.union(
  [z.enum(["none", "auto"]), clientQuota],
  allowed("none, auto, or an object with the keys perHour, perDay, enforce"),
);

export const vendor = section({
  description: text(MAX_CLIENT_DESCRIPTION, "a description")
    .optional()
    .meta(about("What Auth0's dashboard says of it.", "`Vendor <name>`")),
  contact: text(MAX_CLIENT_METADATA, "whom to call, for example an e-mail address")
    .optional()
    .meta(about("Whom to call. Kept in the client's metadata.", "none")),
  grants: z
    .record(
      audience,
      z.array(scope, allowed("a list of scopes")),
      allowed("an object of audience: list of scopes"),
    )
    .meta(
      about(
        "What it may get tokens for: at least one audience. The list of scopes may be empty only where the API lists none.",
      ),
    ),
  authenticationMethod: z
    .enum(
      ["client_secret_post", "client_secret_basic"],
      allowed("client_secret_post or client_secret_basic"),
    )
    .default("client_secret_post")
    .meta(about("How it sends its credentials: in the body, or as Authorization: Basic.")),
  secretVersion: wholeNumber(
    0,
    1_000_000,
    "raise it to rotate the secret; 0 keeps the one that Auth0 has",
    1,
  )
    .default(1)
    .meta(
      about(
        "Raise it to rotate the secret; the old one ends within 30 s. 0 keeps the one that Auth0 has.",
      ),
    ),
  suspended: flag()
    .default(false)
    .meta(about("true: no grants, so no new tokens; the client stays.")),
  clientVersion: wholeNumber(1, 1_000_000, "raise it to give the vendor a new client", 2)
    .default(1)
    .meta(about("Raise it, with rotation overlap, to give the vendor a new client.")),
  rotation: oneOf(["cut", "overlap"])
    .default("cut")
    .meta(about("overlap: the client of the version before stays as well, retiring.")),
  tokenQuota: vendorQuota
    .optional()
    .meta(
      about(
        "Auth0's own limit for this vendor's client (Early Access): `perHour`, `perDay` and `enforce` (default true).",
        "the stack's `tokenQuota`",
      ),
    ),
  protect: flag()
    .optional()
    .meta(about("Whether Pulumi refuses to delete the client.", "the stack's `protect`")),
});

export const vendors = z.record(vendorName, vendor, allowed("an object of vendor name: vendor"));

const execution = allowed('"off" (in quotes: YAML reads a bare off as false) or "error"');
export const logs = section({
  access: flag()
    .default(true)
    .meta(about("Access log: times, sizes, statuses and addresses; no header, body or token.")),
  execution: z
    .enum(["off", "error"], execution)
    .default("off")
    .meta(
      about(
        "Execution log. An error log redacts `Authorization`, but it can hold other parameter values, and one of them is the body: leave it off unless you look for something.",
      ),
    ),
  retentionDays: z
    .literal([...RETENTION_DAYS], allowed(`one of ${RETENTION_DAYS.join(", ")} (days)`))
    .default(30)
    .meta(about("How long the logs are kept.")),
  manageAccountRole: flag()
    .default(true)
    .meta(
      about(
        "true: sets the region's API Gateway role for CloudWatch, over one that is there. false: it exists already.",
      ),
    ),
});

const TAGS = "at most 40 tags: keys of 1 to 128 characters, not starting with aws:";
const tagKey = matching(/^(?!aws:)[^\r\n]{1,128}$/iu, TAGS);
export const tags = z
  .record(
    tagKey,
    matching(/^[^\r\n]{0,256}$/u, "a tag value of up to 256 characters"),
    allowed(TAGS),
  )
  .refine((tags) => Object.keys(tags).length <= 40, allowed(TAGS));

export const onlyThroughProxy = section({
  version: wholeNumber(1, 1_000_000, "raise it to change the proof", 1)
    .default(1)
    .meta(about("Raise it by one to change the proof that only the proxy knows.")),
  enforce: flag()
    .default(true)
    .meta(about("false: the proxy sends the proof, but nobody is denied for want of it.")),
});

const email = matching(
  /^[^\s@"'<>]{1,64}@[^\s@"'<>]{3,190}$/,
  "an e-mail address, for example platform@example.com",
);
const EMAILS = "a list of e-mail addresses, each once";
const EMAILS_OR_TOPIC = "either emails or topicArn: the owner of a given topic subscribes to it";
export const monitoring = section({
  emails: z
    .array(email, allowed(EMAILS))
    .check(eachOnce(EMAILS))
    .default([])
    .meta(about("Who is notified. Each has to confirm the subscription.")),
  topicArn: matching(
    /^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$/,
    "the ARN of an SNS standard topic, for example arn:aws:sns:eu-west-1:123456789012:alarms",
  )
    .optional()
    .meta(about("A topic that exists, instead of one with `emails`.", "none")),
  dashboard: flag().default(true).meta(about("Whether there is a dashboard beside the alarms.")),
}).refine(({ emails, topicArn }) => emails.length === 0 || topicArn === undefined, {
  ...allowed(EMAILS_OR_TOPIC),
  path: ["topicArn"],
});

const CERTIFICATE =
  "hostedZoneId (the program makes and validates a certificate), certificateArn (one that exists), or both";
export const domain = section({
  name: matching(
    hostNamePattern,
    "a host name in lower case, without scheme, port or path, for example tokens.example.com",
  ).meta(about("The host name that vendors call.")),
  hostedZoneId: matching(
    /^Z[A-Z0-9]{1,31}$/,
    "the id of the domain's public Route 53 hosted zone, for example Z0123456789ABCDEFGHIJ",
  )
    .optional()
    .meta(
      about(
        "Where the name's records are made, those that validate a certificate among them.",
        "none; then `certificateArn`",
      ),
    ),
  certificateArn: matching(
    /^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate\/[A-Za-z0-9-]{1,64}$/,
    "the ARN of an ACM certificate, for example arn:aws:acm:eu-west-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef",
  )
    .optional()
    .meta(
      about(
        "A certificate that exists, in the stack's region, instead of one that is made.",
        "none; then `hostedZoneId`",
      ),
    ),
  keepDefaultEndpoint: flag()
    .default(false)
    .meta(about("true: API Gateway's own host name stays open, while vendors move to this one.")),
}).refine(
  ({ hostedZoneId, certificateArn }) => hostedZoneId !== undefined || certificateArn !== undefined,
  { ...allowed(CERTIFICATE), path: ["hostedZoneId"] },
);

const CIDR = "an address range, IPv4 or IPv6, for example 203.0.113.0/24 or 2001:db8::/32";
const CIDRS = `a list of 1 to ${MAX_CIDRS} address ranges, each once; without the key, any address`;
export const allowedCidrs = z
  .array(z.union([z.cidrv4(), z.cidrv6()], allowed(CIDR)), allowed(CIDRS))
  .min(1, allowed(CIDRS))
  .max(MAX_CIDRS, allowed(CIDRS))
  .check(eachOnce(CIDRS));

export const waf = section({
  ratePerFiveMinutes: wholeNumber(
    MIN_WAF_RATE,
    MAX_WAF_RATE,
    "requests per five minutes and address",
    1000,
  ).meta(about("What one address may ask.")),
});

/** The keys under the project's namespace, and what each may hold. */
export const projectKeys = section({
  issuerDomain: hostName
    .optional()
    .meta(
      about(
        "Tenant or custom domain that the proxy calls, which tokens then name as their issuer.",
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
        "Auth0's own limit for each vendor's client (Early Access), worked out from the TTL and the audiences.",
      ),
    ),
  onlyThroughProxy: onlyThroughProxy
    .optional()
    .meta(about("Closes the way past the proxy to Auth0, for the vendors' clients.")),
  apis,
  vendors,
  logs: logs.prefault({}),
  monitoring: monitoring.optional().meta(about("CloudWatch alarms, and a dashboard.")),
  domain: domain
    .optional()
    .meta(about("A host name of your own; API Gateway's own is closed then.")),
  allowedCidrs: allowedCidrs
    .optional()
    .meta(about("From where the proxy may be called, by all vendors together.", "any address")),
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
