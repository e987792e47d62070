/** Names and texts, mistaken: see told.ts. */
import { type Changes, ORDERS } from "../../../support/configs";
import { acme, ALLOWED, granting, many, named, NO_NAME, told } from "./told";

told(
  "A name or a text",
  [
    [
      "a vendor by its own name",
      { vendors: { "Müller GmbH": { grants: { [ORDERS]: [] } } } },
      [
        'M:vendors["Müller GmbH"]',
        NO_NAME,
        ALLOWED.vendorName,
        "did you mean muller-gmbh? rename it $in, or $rm",
      ],
    ],
    [
      "a vendor in another script",
      { vendors: { 日本物流: { grants: { [ORDERS]: [] } } } },
      ['M:vendors["日本物流"]', NO_NAME, ALLOWED.vendorName, "rename it $in, or $rm"],
    ],
    [
      "a misspelled audience",
      acme({ grants: { "https://api.example.com/order": [] } }),
      [
        'M:vendors.acme.grants["https://api.example.com/order"]',
        "is an audience that apis does not list",
        ALLOWED.orders,
        "did you mean https://api.example.com/orders? rename it $in",
      ],
    ],
    [
      "an audience of no API",
      acme({ grants: { "https://other.example": [] } }),
      [
        'M:vendors.acme.grants["https://other.example"]',
        "is an audience that apis does not list",
        ALLOWED.orders,
        "$rm, or add the API: pulumi config set --path 'M:apis[1].identifier' https://other.example",
      ],
    ],
    [
      "a misspelled scope",
      granting("read:order"),
      [
        'M:vendors.acme.grants["https://api.example.com/orders"][0]',
        'is "read:order"',
        ALLOWED.listed,
        "did you mean read:orders? $set read:orders, or $rm",
      ],
    ],
    [
      "too many tags",
      { tags: Object.fromEntries(many(60, (i) => [`tag${String(i)}`, "x"])) },
      ["M:tags", "has 60 tags, 40 are allowed", ALLOWED.tags, "take 20 out $in"],
    ],
    [
      "a long description",
      acme({ description: "d".repeat(141) }),
      [
        "M:vendors.acme.description",
        "has 141 characters, 140 are allowed",
        ALLOWED.description,
        "take 1 out $in",
      ],
    ],
    [
      "an API's to manage that is Auth0's own: /api/v2/",
      { apis: [{ identifier: "https://example.eu.auth0.com/api/v2/" }], vendors: {} },
      [
        "M:apis[0].existing",
        "is false, and https://example.eu.auth0.com/api/v2/ is Auth0's own API",
        ALLOWED.existing,
        "$set true && pulumi config set --path 'M:apis[0].tokenLifetimeSeconds' 86400",
      ],
    ],
    [
      "an API's to manage that is Auth0's own: /userinfo",
      { apis: [{ identifier: "https://example.eu.auth0.com/userinfo" }], vendors: {} },
      [
        "M:apis[0].existing",
        "is false, and https://example.eu.auth0.com/userinfo is Auth0's own API",
        ALLOWED.existing,
        "$set true && pulumi config set --path 'M:apis[0].tokenLifetimeSeconds' 86400",
      ],
    ],
    [
      "an API's to manage that is Auth0's own: /mfa/",
      { apis: [{ identifier: "https://example.eu.auth0.com/mfa/" }], vendors: {} },
      [
        "M:apis[0].existing",
        "is false, and https://example.eu.auth0.com/mfa/ is Auth0's own API",
        ALLOWED.existing,
        "$set true && pulumi config set --path 'M:apis[0].tokenLifetimeSeconds' 86400",
      ],
    ],
    [
      "an API's to manage that is Auth0's own: /me/",
      { apis: [{ identifier: "https://example.eu.auth0.com/me/" }], vendors: {} },
      [
        "M:apis[0].existing",
        "is false, and https://example.eu.auth0.com/me/ is Auth0's own API",
        ALLOWED.existing,
        "$set true && pulumi config set --path 'M:apis[0].tokenLifetimeSeconds' 86400",
      ],
    ],
    [
      "a vendor's with an emoji",
      named("acme-🚚"),
      [
        'M:vendors["acme-🚚"]',
        NO_NAME,
        ALLOWED.vendorName,
        "did you mean acme? rename it $in, or $rm",
      ],
    ],
    [
      "a vendor's with underscores",
      named("acme_logistics"),
      [
        "M:vendors.acme_logistics",
        NO_NAME,
        ALLOWED.vendorName,
        "did you mean acme-logistics? rename it $in, or $rm",
      ],
    ],
    [
      "a vendor's that is a number",
      named("123"),
      ["M:vendors.123", NO_NAME, ALLOWED.vendorName, "rename it $in, or $rm"],
    ],
    [
      "a vendor's that is empty",
      named(""),
      ['M:vendors[""]', NO_NAME, ALLOWED.vendorName, "rename it $in, or $rm"],
    ],
    [
      "a vendor's of 46 characters with a digit",
      named("acme-logistics-and-worldwide-shipping-depot-24"),
      [
        "M:vendors.acme-logistics-and-worldwide-shipping-depot-24",
        NO_NAME,
        ALLOWED.vendorName,
        "rename it $in, or $rm",
      ],
    ],
    [
      "a vendor's that JavaScript keeps for itself",
      { vendors: JSON.parse('{"__proto__":{"grants":{}}}') as Changes },
      ["M:vendors.__proto__", "cannot be used as a name", "any other name", "$rm"],
    ],
    [
      "a client's with < and >",
      acme({ name: "Acme <Logistics>" }),
      [
        "M:vendors.acme.name",
        'is "Acme <Logistics>"',
        "a client's name, without < and >: 1 to 255 characters on one line, for example Acme Logistics",
        "for example $set 'Acme Logistics'",
      ],
    ],
    [
      "a description on two lines",
      acme({ description: "Acme\nLogistics\n" }),
      [
        "M:vendors.acme.description",
        'is "Acme<U+000A>Logistics<U+000A>"',
        ALLOWED.description,
        "on one line: $set 'Acme Logistics'",
      ],
    ],
    [
      "a description with a line feed at its end",
      acme({ description: "Acme Logistics\n" }),
      [
        "M:vendors.acme.description",
        'is "Acme Logistics<U+000A>"',
        ALLOWED.description,
        "without the blanks around it: $set 'Acme Logistics'",
      ],
    ],
    [
      "a blank description",
      acme({ description: "  " }),
      [
        "M:vendors.acme.description",
        'is "  "',
        ALLOWED.description,
        "for example $set 'Acme Logistics, order sync'",
      ],
    ],
    [
      "a date, which YAML makes of a text without quotes",
      { tags: { since: "2026-01-02 00:00:00 +0000 UTC" } },
      [
        "M:tags.since",
        'is "2026-01-02 00:00:00 +0000 UTC"',
        "a text; YAML reads a date without quotes as a time",
        "in quotes: $set 2026-01-02",
      ],
    ],
    [
      "a tag's that AWS keeps for itself",
      { tags: { "aws:team": "platform" } },
      ["M:tags.aws:team", NO_NAME, ALLOWED.tagKey, "did you mean aws-team? rename it $in, or $rm"],
    ],
    [
      "a tag's with a character that AWS refuses",
      { tags: { "team?": "platform" } },
      ['M:tags["team?"]', NO_NAME, ALLOWED.tagKey, "did you mean team? rename it $in, or $rm"],
    ],
    [
      "a tag's value that is too long",
      { tags: { team: "p".repeat(300) } },
      ["M:tags.team", "has 300 characters, 256 are allowed", ALLOWED.tag, "take 44 out $in"],
    ],
    [
      "a tag's value that is a boolean",
      { tags: { prod: true } },
      ["M:tags.prod", "is true", ALLOWED.tag, 'in quotes: $in, under M:tags, prod: "true"'],
    ],
    [
      "a tag's value with a character that AWS refuses",
      { tags: { team: "platform & ops" } },
      [
        "M:tags.team",
        'is "platform & ops"',
        "a tag's value: up to 256 of letters, digits, blanks and _ . : / = + - @, for example platform",
        "for example $set platform",
      ],
    ],
    [
      "an API's that is a number",
      { apis: [{ identifier: 123 }], vendors: {} },
      [
        "M:apis[0].identifier",
        "is 123",
        ALLOWED.audience,
        'in quotes: $in, under M:apis[0], identifier: "123"',
      ],
    ],
    [
      "an API's with a blank at its end",
      { apis: [{ identifier: ORDERS + " " }], vendors: {} },
      [
        "M:apis[0].identifier",
        'is "https://api.example.com/orders "',
        ALLOWED.audience,
        "without the blanks around it: $set https://api.example.com/orders",
      ],
    ],
    [
      "an API's twice",
      { apis: [{ identifier: ORDERS }, { identifier: ORDERS }] },
      [
        "M:apis[1].identifier",
        'is "https://api.example.com/orders", which an earlier entry has already',
        "one entry per audience",
        "pulumi config rm --path 'M:apis[1]'",
      ],
    ],
    [
      "the Management API's without its slash",
      { apis: [{ identifier: "https://example.eu.auth0.com/api/v2" }], vendors: {} },
      [
        "M:apis[0].identifier",
        'is "https://example.eu.auth0.com/api/v2", without the slash at the end of Auth0\'s own API',
        "https://example.eu.auth0.com/api/v2/",
        "$set https://example.eu.auth0.com/api/v2/",
      ],
    ],
    [
      "an audience with a slash at its end",
      acme({ grants: { [ORDERS + "/"]: [] } }),
      [
        'M:vendors.acme.grants["https://api.example.com/orders/"]',
        "is an audience that apis does not list",
        ALLOWED.orders,
        "did you mean https://api.example.com/orders? rename it $in",
      ],
    ],
    [
      "an audience without its scheme",
      acme({ grants: { "api.example.com/orders": [] } }),
      [
        'M:vendors.acme.grants["api.example.com/orders"]',
        "is an audience that apis does not list",
        ALLOWED.orders,
        "did you mean https://api.example.com/orders? rename it $in",
      ],
    ],
    [
      "an audience of letters and digits",
      acme({ grants: { "urn:acme:warehouse-2024": [] } }),
      [
        "M:vendors.acme.grants.urn:acme:warehouse-2024",
        "is an audience that apis does not list",
        ALLOWED.orders,
        "$rm, or add the API: pulumi config set --path 'M:apis[1].identifier' urn:acme:warehouse-2024",
      ],
    ],
    [
      "a scope twice",
      granting("read:orders", "read:orders"),
      [
        'M:vendors.acme.grants["https://api.example.com/orders"][1]',
        'is "read:orders", which the list has already',
        ALLOWED.listed,
        "$rm",
      ],
    ],
    [
      "a scope of letters and digits that the API does not have",
      granting("archive-2024-01:read"),
      [
        'M:vendors.acme.grants["https://api.example.com/orders"][0]',
        'is "archive-2024-01:read"',
        ALLOWED.listed,
        "$rm",
      ],
    ],
  ],
  [
    "a misspelled audience",
    "an audience of no API",
    "a misspelled scope",
    "an API's to manage that is Auth0's own: /api/v2/",
    "an API's to manage that is Auth0's own: /userinfo",
    "an API's to manage that is Auth0's own: /mfa/",
    "an API's to manage that is Auth0's own: /me/",
    "a date, which YAML makes of a text without quotes",
    "an API's twice",
    "the Management API's without its slash",
    "an audience with a slash at its end",
    "an audience without its scheme",
    "an audience of letters and digits",
    "a scope of letters and digits that the API does not have",
  ],
);
