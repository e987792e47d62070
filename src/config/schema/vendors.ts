/** The APIs and the vendors: what each may hold in the configuration. */
import { z } from "zod";
import {
  DEFAULT_TOKEN_LIFETIME_SECONDS,
  MAX_CLIENT_DESCRIPTION,
  MAX_CLIENT_METADATA,
  MAX_SCOPE_DESCRIPTION,
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

/** Auth0 takes a scope without one; sent as none, it is read back as an empty text. */
const scopeDescription = z.union(
  [text(MAX_SCOPE_DESCRIPTION, "a description of the scope", "Read orders"), z.literal("")],
  allowed(
    `a description of the scope, 1 to ${MAX_SCOPE_DESCRIPTION} characters on one line, or "" for none`,
  ),
);

/** Read in the Auth0 provider's source (auth0_resource_server). */
const TOKEN_DIALECTS = [
  "access_token",
  "access_token_authz",
  "rfc9068_profile",
  "rfc9068_profile_authz",
] as const;

const EXISTING_LIFETIME =
  "the lifetime of the existing API's tokens, in seconds, as its settings in Auth0 say";
const NOT_OF_EXISTING = "nothing with existing: true: whoever manages the API sets it";
const api = section({
  identifier: audience.meta(about("The audience. Auth0 cannot change it later.")),
  name: label(200, "a name", "Orders API")
    .optional()
    .meta(about("Its name in Auth0's dashboard.", "the identifier")),
  existing: flag()
    .default(false)
    .meta(about("true: it is managed elsewhere, and vendors are only granted it.")),
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
    .record(scope, scopeDescription, allowed("an object of scope: description"))
    .default({})
    .meta(
      about(
        'The scopes that it offers, each with a description, or `""` for none. Of an existing API, those that grants are checked against; none: any.',
      ),
    ),
  tokenDialect: oneOf(TOKEN_DIALECTS)
    .optional()
    .meta(
      about(
        "What its tokens look like: Auth0's own profile or RFC 9068's, `_authz` with the claim `permissions`, for which `enforcePolicies` is needed too. Taking the key out again changes nothing at Auth0.",
        "what Auth0 has, for a new API `access_token`",
      ),
    ),
  enforcePolicies: flag()
    .optional()
    .meta(
      about(
        "Whether role-based access control (RBAC) is enforced for it. Taking the key out again changes nothing at Auth0.",
        "what Auth0 has, for a new API `false`",
      ),
    ),
})
  .refine((api) => !api.existing || api.tokenLifetimeSeconds !== undefined, {
    ...allowed(EXISTING_LIFETIME),
    path: ["tokenLifetimeSeconds"],
  })
  .refine((api) => !api.existing || api.tokenDialect === undefined, {
    ...allowed(NOT_OF_EXISTING),
    path: ["tokenDialect"],
  })
  .refine((api) => !api.existing || api.enforcePolicies === undefined, {
    ...allowed(NOT_OF_EXISTING),
    path: ["enforcePolicies"],
  })
  .meta({
    if: { required: ["existing"], properties: { existing: { const: true } } },
    then: {
      required: ["tokenLifetimeSeconds"],
      properties: { tokenDialect: false, enforcePolicies: false },
    },
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
  )
  .meta({ anyOf: [{ required: ["perHour"] }, { required: ["perDay"] }] });

const vendorQuota = z.union(
  [z.enum(["none", "auto"]), clientQuota],
  allowed("none, auto, or an object with the keys perHour, perDay, enforce"),
);

const scopes = z.array(scope, allowed("a list of scopes")).meta({ uniqueItems: true });
const WITH_ORGANIZATIONS = "true only with organizationUsage allow or require";
const organizationGrant = section({
  scopes: scopes.meta(about("The scopes that are granted, as in the short form.")),
  organizationUsage: oneOf(["deny", "allow", "require"])
    .optional()
    .meta(
      about(
        "Whether it may, or has to, ask for a token of an organization. Each organization costs tokens of its own. To take it back, write `deny`: taking the key out changes nothing at Auth0.",
        "what Auth0 has, for a new grant `deny`",
      ),
    ),
  allowAnyOrganization: flag()
    .optional()
    .meta(
      about(
        "true: any organization of the tenant; false: those that the grant is assigned to at Auth0.",
        "false with `organizationUsage`, otherwise what Auth0 has",
      ),
    ),
}).refine(
  ({ organizationUsage: usage, allowAnyOrganization: any }) =>
    !any || usage === "allow" || usage === "require",
  { ...allowed(WITH_ORGANIZATIONS), path: ["allowAnyOrganization"] },
);
const grant = z.union(
  [scopes, organizationGrant],
  allowed(
    "a list of scopes, or an object with the keys scopes, organizationUsage, allowAnyOrganization",
  ),
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
    .meta(about("Its description in Auth0's dashboard.", "`Vendor <name>`")),
  contact: text(
    MAX_CLIENT_METADATA,
    "whom to call, an e-mail address or a name",
    "integrations@acme.example",
  )
    .optional()
    .meta(about("Whom to contact. Kept in the client's metadata.", "none")),
  grants: z.record(audience, grant, allowed("an object of audience: list of scopes")).meta({
    ...about(
      "What it may get tokens for: at least one audience. An empty list of scopes gives tokens without scopes. Instead of the list, an object with the keys below is allowed.",
    ),
    minProperties: 1,
  }),
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
        "Raise it to rotate the secret; the old one stops working within 30 s. 0 keeps the one that Auth0 has.",
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
    .meta(about("overlap: the previous client stays next to the new one.")),
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
}).meta({
  if: { required: ["rotation"], properties: { rotation: { const: "overlap" } } },
  then: { required: ["clientVersion"], properties: { clientVersion: { minimum: 2 } } },
});

export const vendors = z.record(vendorName, vendor, allowed("an object of vendor name: vendor"));
