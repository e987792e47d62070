/** Numbers and choices, mistaken: see told.ts. */
import { acme, ALLOWED, api, told, ttl, UNKNOWN } from "./told";

told(
  "A number",
  [
    [
      "a number in quotes",
      { cache: { ttlSeconds: "3600" } },
      ["M:cache.ttlSeconds", 'is "3600"', ALLOWED.ttl, "without quotes: $rm && $set 3600"],
    ],
    [
      "a fraction in quotes",
      { throttle: { ratePerSecond: "0.5" } },
      [
        "M:throttle.ratePerSecond",
        'is "0.5"',
        ALLOWED.rate,
        "without quotes: $in, under M:throttle, ratePerSecond: 0.5",
      ],
    ],
    [
      "a choice among numbers in quotes",
      { logs: { retentionDays: "30" } },
      ["M:logs.retentionDays", 'is "30"', ALLOWED.days, "without quotes: $rm && $set 30"],
    ],
    [
      "a number beside the choices",
      { logs: { retentionDays: 31 } },
      ["M:logs.retentionDays", "is 31", ALLOWED.days, "did you mean 30? $set 30"],
    ],
    [
      "a number for a text",
      { tags: { year: 2026 } },
      ["M:tags.year", "is 2026", ALLOWED.tag, 'in quotes: $in, under M:tags, year: "2026"'],
    ],
    [
      "a number for a section",
      { cache: 600 },
      ["M:cache", "is 600", ALLOWED.cache, 'for example $in, M:cache: {"store":"stage"}'],
    ],
    ["0", ttl(0), ["M:cache.ttlSeconds", "is 0", ALLOWED.ttl, "for example $set 3600"]],
    ["negative", ttl(-1), ["M:cache.ttlSeconds", "is -1", ALLOWED.ttl, "for example $set 3600"]],
    [
      "too large",
      ttl(3601),
      ["M:cache.ttlSeconds", "is 3601", ALLOWED.ttl, "for example $set 3600"],
    ],
    [
      "too large for any number",
      ttl(1e20),
      ["M:cache.ttlSeconds", "is 100000000000000000000", ALLOWED.ttl, "for example $set 3600"],
    ],
    [
      "fractional",
      ttl(600.5),
      ["M:cache.ttlSeconds", "is 600.5", ALLOWED.ttl, "for example $set 3600"],
    ],
    [
      "in milliseconds",
      api({ tokenLifetimeSeconds: 86_400_000 }),
      ["M:apis[0].tokenLifetimeSeconds", "is 86400000", ALLOWED.lifetime, "for example $set 86400"],
    ],
    [
      "in minutes",
      ttl("60m"),
      ["M:cache.ttlSeconds", 'is "60m"', ALLOWED.ttl, "in seconds: $set 3600"],
    ],
    [
      "in hours",
      api({ tokenLifetimeSeconds: "24 hours" }),
      [
        "M:apis[0].tokenLifetimeSeconds",
        'is "24 hours"',
        ALLOWED.lifetime,
        "in seconds: $set 86400",
      ],
    ],
    [
      "with its unit",
      ttl("3600 seconds"),
      ["M:cache.ttlSeconds", 'is "3600 seconds"', ALLOWED.ttl, "in seconds: $set 3600"],
    ],
    [
      "with a comma between thousands",
      { quota: { monthlyTokens: "5,000" } },
      ["M:quota.monthlyTokens", 'is "5,000"', ALLOWED.monthly, "did you mean 5000? $set 5000"],
    ],
    [
      "with k for thousands",
      { quota: { monthlyTokens: "5k" } },
      ["M:quota.monthlyTokens", 'is "5k"', ALLOWED.monthly, "did you mean 5000? $set 5000"],
    ],
    [
      "with a decimal comma",
      { cache: { sizeGb: "0,5" } },
      [
        "M:cache.sizeGb",
        'is "0,5"',
        ALLOWED.size,
        "did you mean 0.5? $in, under M:cache, sizeGb: 0.5",
      ],
    ],
    [
      "of GB",
      { cache: { sizeGb: "0.5 GB" } },
      [
        "M:cache.sizeGb",
        'is "0.5 GB"',
        ALLOWED.size,
        "did you mean 0.5? $in, under M:cache, sizeGb: 0.5",
      ],
    ],
    [
      "of GB that AWS does not have",
      { cache: { sizeGb: 1 } },
      ["M:cache.sizeGb", "is 1", ALLOWED.size, "did you mean 0.5? $set 0.5"],
    ],
    [
      "of days",
      { logs: { retentionDays: "30 days" } },
      ["M:logs.retentionDays", 'is "30 days"', ALLOWED.days, "did you mean 30? $set 30"],
    ],
    [
      "per second",
      { throttle: { ratePerSecond: "20/s" } },
      ["M:throttle.ratePerSecond", 'is "20/s"', ALLOWED.rate, "did you mean 20? $set 20"],
    ],
    [
      "as a version",
      acme({ secretVersion: "v2" }),
      [
        "M:vendors.acme.secretVersion",
        'is "v2"',
        "a whole number from 0 to 1000000 (raise it to rotate the secret; 0 keeps the one that Auth0 has), for example 1",
        "did you mean 2? $set 2",
      ],
    ],
    [
      "as a time, which YAML 1.1 took for seconds",
      ttl("1:00:00"),
      ["M:cache.ttlSeconds", 'is "1:00:00"', ALLOWED.ttl, "for example $set 3600"],
    ],
    [
      "as a word",
      { quota: { monthlyTokens: "unlimited" } },
      ["M:quota.monthlyTokens", 'is "unlimited"', ALLOWED.monthly, "for example $set 5000"],
    ],
    [
      "true",
      { throttle: { burst: true } },
      [
        "M:throttle.burst",
        "is true",
        "a whole number from 1 to 5000 (requests), for example 40",
        "for example $set 40",
      ],
    ],
    ["empty", ttl(""), ["M:cache.ttlSeconds", "is empty", ALLOWED.ttl, "for example $set 3600"]],
    [
      "per hour, above what is allowed per day",
      acme({ tokenQuota: { perHour: 100, perDay: 10 } }),
      [
        "M:vendors.acme.tokenQuota.perHour",
        "is 100",
        "not more than perDay: an hour's tokens count for the day too",
        "$rm",
      ],
    ],
    [
      "per month, which Auth0 does not limit",
      acme({ tokenQuota: { perMonth: 10 } }),
      [
        "M:vendors.acme.tokenQuota.perMonth",
        UNKNOWN,
        "an object with the keys perHour, perDay, enforce",
        "correct its name $in, or $rm",
      ],
      [
        "M:vendors.acme.tokenQuota.perHour",
        "is missing",
        "perHour, perDay or both",
        "for example $set 10",
      ],
    ],
  ],
  ["per hour, above what is allowed per day"],
);

told(
  "A choice",
  [
    [
      "YAML's other words for true and false",
      acme({ suspended: "yes" }),
      ["M:vendors.acme.suspended", 'is "yes"', ALLOWED.flag, "did you mean true? $set true"],
    ],
    [
      "a misspelled choice",
      acme({ authenticationMethod: "client_secret_bsic" }),
      [
        "M:vendors.acme.authenticationMethod",
        'is "client_secret_bsic"',
        ALLOWED.method,
        "did you mean client_secret_basic? $set client_secret_basic",
      ],
    ],
    [
      "a choice in upper case",
      { cache: { store: "STAGE" } },
      ["M:cache.store", 'is "STAGE"', ALLOWED.store, "did you mean stage? $set stage"],
    ],
    [
      "a boolean in quotes",
      acme({ suspended: "false" }),
      ["M:vendors.acme.suspended", 'is "false"', ALLOWED.flag, "without quotes: $rm && $set false"],
    ],
    ["0 for false", { protect: 0 }, ["M:protect", "is 0", ALLOWED.flag, "for example $set true"]],
    [
      "off, as YAML 1.1 and JSON have it",
      { logs: { execution: false } },
      ["M:logs.execution", "is false", ALLOWED.level, "in quotes: $set off"],
    ],
    [
      "a part of the word",
      acme({ authenticationMethod: "basic" }),
      [
        "M:vendors.acme.authenticationMethod",
        'is "basic"',
        ALLOWED.method,
        "did you mean client_secret_basic? $set client_secret_basic",
      ],
    ],
    [
      "a method that the proxy does not have",
      acme({ authenticationMethod: "private_key_jwt" }),
      [
        "M:vendors.acme.authenticationMethod",
        'is "private_key_jwt"',
        ALLOWED.method,
        "for example $set client_secret_post",
      ],
    ],
    [
      "a store that the proxy does not have",
      { cache: { store: "redis" } },
      ["M:cache.store", 'is "redis"', ALLOWED.store, "for example $set stage"],
    ],
    [
      "a store by its product's name",
      { cache: { store: "DynamoDB" } },
      ["M:cache.store", 'is "DynamoDB"', ALLOWED.store, "did you mean dynamodb? $set dynamodb"],
    ],
    [
      "a key of another store",
      { cache: { store: "dynamodb", ttlSeconds: 600 } },
      [
        "M:cache.ttlSeconds",
        "goes with the store stage, and cache.store is dynamodb",
        "with dynamodb: store, renewBeforeSeconds, pepperVersion, standby",
        "$rm, or pulumi config set --path 'M:cache.store' stage",
      ],
    ],
    [
      "a size without a stage cache",
      { cache: { store: "none", sizeGb: "0.5" } },
      [
        "M:cache.sizeGb",
        "goes with the store stage, and cache.store is none",
        "with none: store, standby",
        "$rm, or pulumi config set --path 'M:cache.standby' true, or pulumi config set --path 'M:cache.store' stage",
      ],
    ],
    [
      "standby with the stage cache itself",
      { cache: { standby: true } },
      [
        "M:cache.standby",
        "goes with the store dynamodb or none, and cache.store is stage",
        "with stage: store, ttlSeconds, sizeGb",
        "$rm, or pulumi config set --path 'M:cache.store' dynamodb",
      ],
    ],
    [
      "a level that is not offered",
      { logs: { execution: "info" } },
      ["M:logs.execution", 'is "info"', ALLOWED.level, "for example $set off"],
    ],
    [
      "an overlap of nothing",
      acme({ rotation: "overlap" }),
      [
        "M:vendors.acme.rotation",
        'is "overlap" at clientVersion 1, before which there is no client',
        "overlap from clientVersion 2 on: the client of the version before stays",
        "pulumi config set --path 'M:vendors.acme.clientVersion' 2",
      ],
    ],
  ],
  ["a size without a stage cache"],
);
