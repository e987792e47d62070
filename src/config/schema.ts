import { z } from "zod";
import {
  CACHE_SIZES_GB,
  DEFAULT_TOKEN_LIFETIME_SECONDS,
  MAX_BURST,
  MAX_CLIENT_DESCRIPTION,
  MAX_CLIENT_METADATA,
  MAX_RATE_PER_SECOND,
  MAX_TOKEN_LIFETIME_SECONDS,
  MAX_TTL_SECONDS,
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

/** An object with these keys and no others: a typo must not be ignored. */
const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, allowed(`an object with the keys ${Object.keys(shape).join(", ")}`));

export const hostName = matching(
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  "a bare host name in lower case, without scheme, port or path, for example example.eu.auth0.com",
);

export const region = matching(
  /^[a-z]{2}(-[a-z]+){1,3}-[0-9]$/,
  "an AWS region, for example eu-west-1",
);

export const cache = section({
  ttlSeconds: wholeNumber(1, MAX_TTL_SECONDS, "seconds", MAX_TTL_SECONDS).default(MAX_TTL_SECONDS),
  sizeGb: z
    .preprocess(
      // `pulumi config set --path` and unquoted YAML both make a number of it.
      (size) => (typeof size === "number" ? String(size) : size),
      z.enum(CACHE_SIZES_GB, allowed(`one of ${CACHE_SIZES_GB.join(", ")} (GB)`)),
    )
    .default("0.5"),
});

const ratePerSecond = allowed(
  `a number above 0, up to ${MAX_RATE_PER_SECOND} (requests per second), for example 20`,
);
export const throttle = section({
  ratePerSecond: z
    .number(ratePerSecond)
    .positive(ratePerSecond)
    .max(MAX_RATE_PER_SECOND, ratePerSecond)
    .default(20),
  burst: wholeNumber(1, MAX_BURST, "requests", 40).default(40),
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
  identifier: audience,
  name: matching(/^[^<>\r\n]{1,200}$/u, "a name of 1 to 200 characters without < or >").optional(),
  existing: flag().default(false),
  tokenLifetimeSeconds: wholeNumber(
    1,
    MAX_TOKEN_LIFETIME_SECONDS,
    "seconds",
    DEFAULT_TOKEN_LIFETIME_SECONDS,
  ).optional(),
  scopes: z
    .record(
      scope,
      text(500, "a description of the scope"),
      allowed("an object of scope: description"),
    )
    .default({}),
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

export const vendor = section({
  description: text(MAX_CLIENT_DESCRIPTION, "a description").optional(),
  contact: text(MAX_CLIENT_METADATA, "whom to call, for example an e-mail address").optional(),
  grants: z.record(
    audience,
    z.array(scope, allowed("a list of scopes")),
    allowed("an object of audience: list of scopes"),
  ),
  authenticationMethod: z
    .enum(
      ["client_secret_post", "client_secret_basic"],
      allowed("client_secret_post or client_secret_basic"),
    )
    .default("client_secret_post"),
  secretVersion: wholeNumber(
    0,
    1_000_000,
    "raise it to rotate the secret; 0 keeps the one that Auth0 has",
    1,
  ).default(1),
  protect: flag().optional(),
});

export const vendors = z.record(vendorName, vendor, allowed("an object of vendor name: vendor"));

const execution = allowed('"off" (in quotes: YAML reads a bare off as false) or "error"');
export const logs = section({
  access: flag().default(true),
  execution: z.enum(["off", "error"], execution).default("off"),
  retentionDays: z
    .literal([...RETENTION_DAYS], allowed(`one of ${RETENTION_DAYS.join(", ")} (days)`))
    .default(30),
  manageAccountRole: flag().default(true),
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

/** The keys under the project's namespace, and what each may hold. */
export const projectKeys = section({
  issuerDomain: hostName.optional(),
  cache: cache.prefault({}),
  throttle: throttle.prefault({}),
  apis,
  vendors,
  logs: logs.prefault({}),
  protect: flag().default(false),
  tags: tags.default({}),
});

/** The keys of the providers that this program reads too. */
export const providerKeys = z.object({ "aws:region": region, "auth0:domain": hostName });

export type ProjectKeys = z.output<typeof projectKeys>;
