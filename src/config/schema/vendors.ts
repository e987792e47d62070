/** The APIs and the vendors: what each may hold in the configuration. */
import { z } from "zod";
import {
  DEFAULT_TOKEN_LIFETIME_SECONDS,
  MAX_CLIENT_DESCRIPTION,
  MAX_CLIENT_METADATA,
  MAX_TOKEN_LIFETIME_SECONDS,
} from "../limits";
import {
  about,
  allowed,
  flag,
  label,
  matching,
  oneOf,
  section,
  text,
  tokens,
  wholeNumber,
} from "./values";

// RFC 6749, 3.3: scope-token.
const scope = matching(
  /^[\x21\x23-\x5b\x5d-\x7e]{1,280}$/,
  "a scope: printable ASCII without space, quote or backslash",
  "read:orders",
);

const audience = matching(
  /^[\x21-\x7e]{1,600}$/,
  "an API identifier (audience): printable ASCII without spaces",
  "https://api.example.com/orders",
);

const EXISTING_LIFETIME =
  "the lifetime of the existing API's tokens, in seconds, as its settings in Auth0 say";
const api = section({
  identifier: audience.meta(about("The audience. Auth0 cannot change it later.")),
  name: label(200, "a name", "Orders API")
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
      text(500, "a description of the scope", "Read orders"),
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
  "a vendor name in kebab-case: lower-case letters, digits and single hyphens, a letter first, at most 40 characters";
const vendorName = matching(
  /^(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  VENDOR_NAME,
  "acme-logistics",
);

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
  // Auth0, Management API, "Create a client".
  name: label(255, "a client's name", "Acme Logistics")
    .optional()
    .meta(
      about(
        "The client's name at Auth0; for an imported client, the one it has.",
        "`<vendor> (<project>/<stack>)`",
      ),
    ),
  description: text(MAX_CLIENT_DESCRIPTION, "a description", "Acme Logistics, order sync")
    .optional()
    .meta(about("What Auth0's dashboard says of it.", "`Vendor <name>`")),
  contact: text(
    MAX_CLIENT_METADATA,
    "whom to call, an e-mail address or a name",
    "integrations@acme.example",
  )
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
