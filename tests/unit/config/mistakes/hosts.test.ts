/** Host names, addresses and ARNs, mistaken: see told.ts. */
import { ALLOWED, told } from "./told";

told(
  "A host name, an address or an ARN",
  [
    [
      "upper case in a host name",
      { "auth0:domain": "Example-Dev.eu.auth0.com" },
      [
        "auth0:domain",
        'is "Example-Dev.eu.auth0.com"',
        ALLOWED.issuer,
        "did you mean example-dev.eu.auth0.com? $set example-dev.eu.auth0.com",
      ],
    ],
    [
      "a URL for a host name",
      { "auth0:domain": "https://example.eu.auth0.com/" },
      [
        "auth0:domain",
        'is "https://example.eu.auth0.com/"',
        ALLOWED.issuer,
        "did you mean example.eu.auth0.com? $set example.eu.auth0.com",
      ],
    ],
    [
      "a region that does not exist",
      { "aws:region": "eu-west-9" },
      ["aws:region", 'is "eu-west-9"', ALLOWED.region, "did you mean eu-west-1? $set eu-west-1"],
    ],
    [
      "a region in upper case",
      { "aws:region": "EU-WEST-1" },
      ["aws:region", 'is "EU-WEST-1"', ALLOWED.region, "did you mean eu-west-1? $set eu-west-1"],
    ],
    [
      "a range with host bits",
      { allowedCidrs: ["203.0.113.7/24"] },
      [
        "M:allowedCidrs[0]",
        'is "203.0.113.7/24"',
        ALLOWED.network,
        "did you mean 203.0.113.0/24? $set 203.0.113.0/24",
      ],
    ],
    [
      "a range of IPv6 with host bits",
      { allowedCidrs: ["2001:db8::1/32"] },
      [
        "M:allowedCidrs[0]",
        'is "2001:db8::1/32"',
        ALLOWED.network,
        "did you mean 2001:db8::/32? $set 2001:db8::/32",
      ],
    ],
    [
      "an address without its length",
      { allowedCidrs: ["203.0.113.7"] },
      [
        "M:allowedCidrs[0]",
        'is "203.0.113.7"',
        ALLOWED.range,
        "did you mean 203.0.113.7/32? $set 203.0.113.7/32",
      ],
    ],
    [
      "no region",
      { "aws:region": undefined },
      ["aws:region", "is missing", ALLOWED.region, "for example $set eu-west-1"],
    ],
    [
      "a topic beside addresses",
      {
        monitoring: {
          emails: ["a@example.com"],
          topicArn: "arn:aws:sns:eu-west-1:123456789012:alarms",
        },
      },
      [
        "M:monitoring.topicArn",
        'is "arn:aws:sns:eu-west-1:123456789012:alarms"',
        "either emails or topicArn: the owner of a given topic subscribes to it",
        "$rm",
      ],
    ],
    [
      "a region by its place",
      { "aws:region": "Ireland" },
      ["aws:region", 'is "Ireland"', ALLOWED.region, "for example $set eu-west-1"],
    ],
    [
      "a region with underscores",
      { "aws:region": "eu_west_1" },
      ["aws:region", 'is "eu_west_1"', ALLOWED.region, "did you mean eu-west-1? $set eu-west-1"],
    ],
    [
      "a region of another partition, misspelled",
      { "aws:region": "cn-northwest-2" },
      [
        "aws:region",
        'is "cn-northwest-2"',
        ALLOWED.region,
        "did you mean cn-northwest-1? $set cn-northwest-1",
      ],
    ],
    [
      "an availability zone",
      { "aws:region": "eu-west-1a" },
      ["aws:region", 'is "eu-west-1a"', ALLOWED.region, "did you mean eu-west-1? $set eu-west-1"],
    ],
    [
      "a no-break space",
      { "aws:region": "eu-west-1\u00a0" },
      [
        "aws:region",
        'is "eu-west-1 "',
        ALLOWED.region,
        "without the blanks around it: $set eu-west-1",
      ],
    ],
    [
      "quotes of a word processor",
      { "aws:region": "“eu-west-1”" },
      ["aws:region", 'is "“eu-west-1”"', ALLOWED.region, "did you mean eu-west-1? $set eu-west-1"],
    ],
    [
      "a variable of a shell",
      { "aws:region": "${AWS_REGION}" },
      ["aws:region", 'is "${AWS_REGION}"', ALLOWED.region, "for example $set eu-west-1"],
    ],
    [
      "an invisible character",
      { issuerDomain: "login.\u200bexample.com" },
      [
        "M:issuerDomain",
        'is "login.<U+200B>example.com"',
        ALLOWED.issuer,
        "without the invisible characters: $set login.example.com",
      ],
    ],
    [
      "a carriage return",
      { issuerDomain: "login.example.com\r" },
      [
        "M:issuerDomain",
        'is "login.example.com<U+000D>"',
        ALLOWED.issuer,
        "without the blanks around it: $set login.example.com",
      ],
    ],
    [
      "a final dot",
      { issuerDomain: "login.example.com." },
      [
        "M:issuerDomain",
        'is "login.example.com."',
        ALLOWED.issuer,
        "did you mean login.example.com? $set login.example.com",
      ],
    ],
    [
      "a path",
      { issuerDomain: "login.example.com/oauth/token" },
      [
        "M:issuerDomain",
        'is "login.example.com/oauth/token"',
        ALLOWED.issuer,
        "did you mean login.example.com? $set login.example.com",
      ],
    ],
    [
      "a port",
      { domain: { name: "tokens.example.com:443", hostedZoneId: "Z0123456789ABC" } },
      [
        "M:domain.name",
        'is "tokens.example.com:443"',
        ALLOWED.host,
        "did you mean tokens.example.com? $set tokens.example.com",
      ],
    ],
    [
      "letters beyond ASCII",
      { domain: { name: "tökens.example.com", hostedZoneId: "Z0123456789ABC" } },
      [
        "M:domain.name",
        'is "tökens.example.com"',
        ALLOWED.host,
        "did you mean xn--tkens-jua.example.com? $set xn--tkens-jua.example.com",
      ],
    ],
    [
      "an underscore",
      { domain: { name: "my_tokens.example.com", hostedZoneId: "Z0123456789ABC" } },
      [
        "M:domain.name",
        'is "my_tokens.example.com"',
        ALLOWED.host,
        "for example $set tokens.example.com",
      ],
    ],
    [
      "a wildcard",
      { domain: { name: "*.example.com", hostedZoneId: "Z0123456789ABC" } },
      ["M:domain.name", 'is "*.example.com"', ALLOWED.host, "for example $set tokens.example.com"],
    ],
    [
      "Auth0's domain for the proxy",
      {
        issuerDomain: "tokens.example.com",
        domain: { name: "tokens.example.com", hostedZoneId: "Z0123456789ABC" },
      },
      [
        "M:domain.name",
        'is "tokens.example.com", which is Auth0\'s domain',
        "a host name of its own for the proxy, which forwards to Auth0's",
        "for example $set proxy.example.com",
      ],
    ],
    [
      "a name without a certificate",
      { domain: { name: "tokens.example.com" } },
      [
        "M:domain.hostedZoneId",
        "is missing",
        "hostedZoneId (the program makes and validates a certificate), certificateArn (one that exists), or both",
        "for example $set Z0123456789ABCDEFGHIJ",
      ],
    ],
    [
      "a hosted zone's path",
      { domain: { name: "tokens.example.com", hostedZoneId: "/hostedzone/Z0123456789ABC" } },
      [
        "M:domain.hostedZoneId",
        'is "/hostedzone/Z0123456789ABC"',
        ALLOWED.zone,
        "did you mean Z0123456789ABC? $set Z0123456789ABC",
      ],
    ],
    [
      "a hosted zone's ARN",
      {
        domain: {
          name: "tokens.example.com",
          hostedZoneId: "arn:aws:route53:::hostedzone/Z0123456789ABC",
        },
      },
      [
        "M:domain.hostedZoneId",
        'is "arn:aws:route53:::hostedzone/Z0123456789ABC"',
        ALLOWED.zone,
        "did you mean Z0123456789ABC? $set Z0123456789ABC",
      ],
    ],
    [
      "a certificate of another service",
      {
        domain: {
          name: "tokens.example.com",
          certificateArn: "arn:aws:iam::123456789012:server-certificate/x",
        },
      },
      [
        "M:domain.certificateArn",
        'is "arn:aws:iam::123456789012:server-certificate/x"',
        "the ARN of an ACM certificate, for example arn:aws:acm:eu-west-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef",
        "for example $set arn:aws:acm:eu-west-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef",
      ],
    ],
    [
      "a certificate of another region",
      {
        domain: {
          name: "tokens.example.com",
          certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/x",
        },
      },
      [
        "M:domain.certificateArn",
        "is in the region us-east-1, not in aws:region",
        ALLOWED.near,
        "make one in eu-west-1 and set its ARN, or pulumi config set --path 'aws:region' us-east-1",
      ],
    ],
    [
      "a queue for a topic",
      { monitoring: { topicArn: "arn:aws:sqs:eu-west-1:123456789012:alarms" } },
      [
        "M:monitoring.topicArn",
        'is "arn:aws:sqs:eu-west-1:123456789012:alarms"',
        ALLOWED.topic,
        "for example $set arn:aws:sns:eu-west-1:123456789012:alarms",
      ],
    ],
    [
      "a FIFO topic",
      { monitoring: { topicArn: "arn:aws:sns:eu-west-1:123456789012:alarms.fifo" } },
      [
        "M:monitoring.topicArn",
        'is "arn:aws:sns:eu-west-1:123456789012:alarms.fifo"',
        ALLOWED.topic,
        "for example $set arn:aws:sns:eu-west-1:123456789012:alarms",
      ],
    ],
    [
      "an account with a digit too few",
      { monitoring: { topicArn: "arn:aws:sns:eu-west-1:12345678901:alarms" } },
      [
        "M:monitoring.topicArn",
        'is "arn:aws:sns:eu-west-1:12345678901:alarms"',
        ALLOWED.topic,
        "for example $set arn:aws:sns:eu-west-1:123456789012:alarms",
      ],
    ],
    [
      "a topic of another partition",
      { monitoring: { topicArn: "arn:aws-cn:sns:cn-north-1:123456789012:alarms" } },
      [
        "M:monitoring.topicArn",
        "is in the region cn-north-1, not in aws:region",
        ALLOWED.near,
        "make one in eu-west-1 and set its ARN, or pulumi config set --path 'aws:region' cn-north-1",
      ],
    ],
    [
      "an e-mail address without its host",
      { monitoring: { emails: ["ops"] } },
      [
        "M:monitoring.emails[0]",
        'is "ops"',
        ALLOWED.email,
        "for example $set platform@example.com",
      ],
    ],
    [
      "an e-mail address with a name",
      { monitoring: { emails: ["Ops <ops@example.com>"] } },
      [
        "M:monitoring.emails[0]",
        'is "Ops <ops@example.com>"',
        ALLOWED.email,
        "did you mean ops@example.com? $set ops@example.com",
      ],
    ],
    [
      "an e-mail address with mailto:",
      { monitoring: { emails: ["mailto:ops@example.com"] } },
      [
        "M:monitoring.emails[0]",
        'is "mailto:ops@example.com"',
        ALLOWED.email,
        "did you mean ops@example.com? $set ops@example.com",
      ],
    ],
    [
      "an e-mail address twice",
      { monitoring: { emails: ["a@example.com", "a@example.com"] } },
      [
        "M:monitoring.emails[1]",
        'is "a@example.com", which the list has already',
        ALLOWED.emails,
        "$rm",
      ],
    ],
    [
      "a range with a mask",
      { allowedCidrs: ["203.0.113.0/255.255.255.0"] },
      [
        "M:allowedCidrs[0]",
        'is "203.0.113.0/255.255.255.0"',
        ALLOWED.range,
        "did you mean 203.0.113.0/24? $set 203.0.113.0/24",
      ],
    ],
    [
      "a range that is too long",
      { allowedCidrs: ["203.0.113.0/33"] },
      [
        "M:allowedCidrs[0]",
        'is "203.0.113.0/33"',
        ALLOWED.range,
        "for example $set 203.0.113.0/24",
      ],
    ],
    [
      "a range with a hyphen",
      { allowedCidrs: ["203.0.113.0-203.0.113.255"] },
      [
        "M:allowedCidrs[0]",
        'is "203.0.113.0-203.0.113.255"',
        ALLOWED.range,
        "for example $set 203.0.113.0/24",
      ],
    ],
    [
      "a range with a star",
      { allowedCidrs: ["203.0.113.*"] },
      ["M:allowedCidrs[0]", 'is "203.0.113.*"', ALLOWED.range, "for example $set 203.0.113.0/24"],
    ],
    [
      "an IPv6 address without its length",
      { allowedCidrs: ["2001:db8::1"] },
      [
        "M:allowedCidrs[0]",
        'is "2001:db8::1"',
        ALLOWED.range,
        "did you mean 2001:db8::1/128? $set 2001:db8::1/128",
      ],
    ],
    [
      "a host name for a range",
      { allowedCidrs: ["vendor.example.com"] },
      [
        "M:allowedCidrs[0]",
        'is "vendor.example.com"',
        ALLOWED.range,
        "for example $set 203.0.113.0/24",
      ],
    ],
    [
      "a range twice",
      { allowedCidrs: ["203.0.113.0/24", "203.0.113.0/24"] },
      [
        "M:allowedCidrs[1]",
        'is "203.0.113.0/24", which the list has already',
        ALLOWED.ranges,
        "$rm",
      ],
    ],
  ],
  [
    "a range with host bits",
    "a range of IPv6 with host bits",
    "no region",
    "Auth0's domain for the proxy",
    "a certificate of another region",
    "a topic of another partition",
  ],
);
