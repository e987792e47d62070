/** Lists, maps and values in place of one another, mistaken: see told.ts. */
import { ORDERS } from "../../../support/configs";
import { acme, ALLOWED, api, granting, many, SCOPED, told, UNKNOWN } from "./told";

told(
  "A list, a map or a value in place of another",
  [
    [
      "a scope for a list of scopes",
      { ...SCOPED, ...acme({ grants: { [ORDERS]: "read:orders" } }) },
      [
        'M:vendors.acme.grants["https://api.example.com/orders"]',
        'is "read:orders"',
        ALLOWED.scopes,
        'as a list: $in, under M:vendors.acme.grants, https://api.example.com/orders: ["read:orders"]',
      ],
    ],
    [
      "a range for a list of ranges",
      { allowedCidrs: "203.0.113.0/24" },
      [
        "M:allowedCidrs",
        'is "203.0.113.0/24"',
        ALLOWED.ranges,
        'as a list: $in, M:allowedCidrs: ["203.0.113.0/24"]',
      ],
    ],
    [
      "too many ranges",
      { allowedCidrs: many(151, (i) => `10.0.${String(i)}.0/24`) },
      ["M:allowedCidrs", "has 151 entries, 150 are allowed", ALLOWED.ranges, "take 1 out $in"],
    ],
    [
      "nothing after a key",
      { cache: null },
      ["M:cache", "is empty", ALLOWED.cache, 'for example $in, M:cache: {"store":"stage"}'],
    ],
    [
      "a list for the vendors",
      { vendors: [] },
      [
        "M:vendors",
        "is an empty list",
        ALLOWED.vendors,
        'for example $in, M:vendors: {"acme-logistics":{"grants":{"https://api.example.com/orders":["read:orders"]}}}',
      ],
    ],
    [
      "a name for a vendor",
      { vendors: { acme: "Acme" } },
      [
        "M:vendors.acme",
        'is "Acme"',
        ALLOWED.vendor,
        'for example $in, under M:vendors, acme: {"grants":{"https://api.example.com/orders":["read:orders"]}}',
      ],
    ],
    [
      "a URL for an API",
      { apis: [ORDERS] },
      [
        "M:apis[0]",
        'is "https://api.example.com/orders"',
        ALLOWED.api,
        'for example $in, under M:apis, - {"identifier":"https://api.example.com/orders"}',
      ],
    ],
    [
      "no vendors",
      { vendors: undefined },
      [
        "M:vendors",
        "is missing",
        ALLOWED.vendors,
        'for example $in, M:vendors: {"acme-logistics":{"grants":{"https://api.example.com/orders":["read:orders"]}}}',
      ],
    ],
    [
      "APIs by their names",
      { apis: { [ORDERS]: {} }, vendors: {} },
      [
        "M:apis",
        "is an object",
        ALLOWED.apis,
        'for example $in, M:apis: [{"identifier":"https://api.example.com/orders"}]',
      ],
    ],
    [
      "one API without a list",
      { apis: { identifier: ORDERS }, vendors: {} },
      [
        "M:apis",
        "is an object",
        ALLOWED.apis,
        'for example $in, M:apis: [{"identifier":"https://api.example.com/orders"}]',
      ],
    ],
    [
      "vendors in a list",
      { vendors: [{ name: "acme" }] },
      [
        "M:vendors",
        "is a list",
        ALLOWED.vendors,
        'for example $in, M:vendors: {"acme-logistics":{"grants":{"https://api.example.com/orders":["read:orders"]}}}',
      ],
    ],
    [
      "nothing for a vendor",
      { vendors: { acme: null } },
      [
        "M:vendors.acme",
        "is empty",
        ALLOWED.vendor,
        'for example $in, under M:vendors, acme: {"grants":{"https://api.example.com/orders":["read:orders"]}}',
      ],
    ],
    [
      "grants in a list",
      acme({ grants: [ORDERS] }),
      [
        "M:vendors.acme.grants",
        "is a list",
        ALLOWED.grants,
        'for example $in, under M:vendors.acme, grants: {"https://api.example.com/orders":["read:orders"]}',
      ],
    ],
    [
      "true for scopes",
      acme({ grants: { [ORDERS]: true } }),
      [
        'M:vendors.acme.grants["https://api.example.com/orders"]',
        "is true",
        ALLOWED.scopes,
        'for example $in, under M:vendors.acme.grants, https://api.example.com/orders: ["read:orders"]',
      ],
    ],
    [
      "scopes in an object, under another name",
      acme({ grants: { [ORDERS]: { scope: [] } } }),
      [
        'M:vendors.acme.grants["https://api.example.com/orders"].scopes',
        "is missing",
        "a list of scopes",
        'for example $in, under M:vendors.acme.grants["https://api.example.com/orders"], scopes: ["read:orders"]',
      ],
      [
        'M:vendors.acme.grants["https://api.example.com/orders"].scope',
        UNKNOWN,
        "an object with the keys scopes, organizationUsage, allowAnyOrganization",
        "did you mean scopes? rename it $in, or $rm",
      ],
    ],
    [
      "a use of organizations in the past tense",
      acme({ grants: { [ORDERS]: { scopes: [], organizationUsage: "required" } } }),
      [
        'M:vendors.acme.grants["https://api.example.com/orders"].organizationUsage',
        'is "required"',
        "deny or allow or require",
        "did you mean require? $set require",
      ],
    ],
    [
      "scopes in one text",
      acme({ grants: { [ORDERS]: "read:orders, write:orders" } }),
      [
        'M:vendors.acme.grants["https://api.example.com/orders"]',
        'is "read:orders, write:orders"',
        ALLOWED.scopes,
        'as a list: $in, under M:vendors.acme.grants, https://api.example.com/orders: ["read:orders","write:orders"]',
      ],
    ],
    [
      "scopes in one entry",
      granting("read:orders write:orders"),
      [
        'M:vendors.acme.grants["https://api.example.com/orders"][0]',
        'is "read:orders write:orders"',
        ALLOWED.scope,
        "as entries of their own $in: read:orders, write:orders",
      ],
    ],
    [
      "a scope with a blank after its colon",
      granting({ read: "orders" }),
      [
        'M:vendors.acme.grants["https://api.example.com/orders"][0]',
        "is an object",
        ALLOWED.scope,
        "for example $set read:orders",
      ],
    ],
    [
      "nothing for scopes",
      acme({ grants: { [ORDERS]: null } }),
      [
        'M:vendors.acme.grants["https://api.example.com/orders"]',
        "is empty",
        ALLOWED.scopes,
        'for example $in, under M:vendors.acme.grants, https://api.example.com/orders: ["read:orders"]',
      ],
    ],
    [
      "an API's scopes in a list",
      api({ scopes: ["read:orders"] }),
      [
        "M:apis[0].scopes",
        "is a list",
        "an object of scope: description",
        'for example $in, under M:apis[0], scopes: {"read:orders":"Read orders"}',
      ],
    ],
    [
      "a scope without a description",
      api({ scopes: { "read:orders": null } }),
      [
        "M:apis[0].scopes.read:orders",
        "is empty",
        'a description of the scope, 1 to 500 characters on one line, or "" for none',
        "for example $set 'Read orders'",
      ],
    ],
    [
      "an address for a list of addresses",
      { monitoring: { emails: "ops@example.com" } },
      [
        "M:monitoring.emails",
        'is "ops@example.com"',
        ALLOWED.emails,
        'as a list: $in, under M:monitoring, emails: ["ops@example.com"]',
      ],
    ],
    [
      "addresses in one entry",
      { monitoring: { emails: ["a@example.com,b@example.com"] } },
      [
        "M:monitoring.emails[0]",
        'is "a@example.com,b@example.com"',
        ALLOWED.email,
        "as entries of their own $in: a@example.com, b@example.com",
      ],
    ],
    [
      "ranges in one entry",
      { allowedCidrs: ["203.0.113.0/24, 198.51.100.0/24"] },
      [
        "M:allowedCidrs[0]",
        'is "203.0.113.0/24, 198.51.100.0/24"',
        ALLOWED.range,
        "as entries of their own $in: 203.0.113.0/24, 198.51.100.0/24",
      ],
    ],
    [
      "ranges in one text",
      { allowedCidrs: "203.0.113.0/24 198.51.100.0/24" },
      [
        "M:allowedCidrs",
        'is "203.0.113.0/24 198.51.100.0/24"',
        ALLOWED.ranges,
        'as a list: $in, M:allowedCidrs: ["203.0.113.0/24","198.51.100.0/24"]',
      ],
    ],
    [
      "ranges by vendor",
      { allowedCidrs: { acme: "203.0.113.0/24" } },
      [
        "M:allowedCidrs",
        "is an object",
        ALLOWED.ranges,
        'for example $in, M:allowedCidrs: ["203.0.113.0/24"]',
      ],
    ],
    [
      "no ranges",
      { allowedCidrs: [] },
      [
        "M:allowedCidrs",
        "is an empty list",
        ALLOWED.ranges,
        'for example $in, M:allowedCidrs: ["203.0.113.0/24"]',
      ],
    ],
    [
      "true for a section",
      { monitoring: true },
      [
        "M:monitoring",
        "is true",
        ALLOWED.monitoring,
        'for example $in, M:monitoring: {"emails":["platform@example.com"]}',
      ],
    ],
    [
      "a host name for a section",
      { domain: "tokens.example.com" },
      [
        "M:domain",
        'is "tokens.example.com"',
        "an object with the keys name, hostedZoneId, certificateArn, keepDefaultEndpoint",
        'for example $in, M:domain: {"name":"tokens.example.com","hostedZoneId":"Z0123456789ABCDEFGHIJ"}',
      ],
    ],
    [
      "a store for a section",
      { cache: "dynamodb" },
      ["M:cache", 'is "dynamodb"', ALLOWED.cache, 'for example $in, M:cache: {"store":"stage"}'],
    ],
    [
      "an object for a choice",
      { tokenQuota: { perDay: 10 } },
      ["M:tokenQuota", "is an object", "none or auto", "for example $set none"],
    ],
    [
      "a number for a quota",
      acme({ tokenQuota: 10 }),
      [
        "M:vendors.acme.tokenQuota",
        "is 10",
        "none, auto, or an object with the keys perHour, perDay, enforce",
        "for example $set none",
      ],
    ],
    [
      "tags as AWS's API lists them",
      { tags: [{ Key: "team", Value: "platform" }] },
      ["M:tags", "is a list", ALLOWED.tags, 'for example $in, M:tags: {"team":"platform"}'],
    ],
    [
      "a list for a tag",
      { tags: { team: ["a"] } },
      ["M:tags.team", "is a list", ALLOWED.tag, "for example $set platform"],
    ],
    [
      "JSON that is not closed",
      { cache: '{"ttlSeconds": 600' },
      [
        "M:cache",
        'is "{\\"ttlSeconds\\": 600"',
        ALLOWED.cache,
        'for example $in, M:cache: {"store":"stage"}',
      ],
    ],
  ],
  ["no vendors", "JSON that is not closed"],
);
