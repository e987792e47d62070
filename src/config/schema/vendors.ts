/** The vendors: what each may hold in the configuration. */
import { z } from "zod";
import { MAX_CLIENT_DESCRIPTION, MAX_CLIENT_METADATA } from "../limits";
import { grants } from "./grants";
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
  grants: grants.meta({
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
