/** The APIs: what each may hold in the configuration, and what is a scope and an audience. */
import { z } from "zod";
import {
  DEFAULT_TOKEN_LIFETIME_SECONDS,
  MAX_SCOPE_DESCRIPTION,
  MAX_TOKEN_LIFETIME_SECONDS,
} from "../limits";
import { about, allowed, flag, label, matching, oneOf, section, text, wholeNumber } from "./values";

// RFC 6749, 3.3: scope-token.
export const scope = matching(
  /^[\x21\x23-\x5b\x5d-\x7e]{1,280}$/,
  "a scope: printable ASCII without space, quote or backslash",
  "read:orders",
);

export const audience = matching(
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
