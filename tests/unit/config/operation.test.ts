/** The keys of day two: quota, backstop, onlyThroughProxy, monitoring, the front door, a vendor's life. */
import { expect } from "chai";
import { inspect } from "node:util";
import { parseConfig } from "../../../src/config/parse";
import type { ConfigError } from "../../../src/config/problems";
import {
  type Changes,
  configError,
  fullKey,
  onlyProblem,
  ORDERS,
  parsed,
  rawValues,
  vendorWith,
} from "../../support/configs";

const TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms";
const CERTIFICATE =
  "arn:aws:acm:eu-west-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef";
const ZONE = "Z0123456789ABCDEFGHIJ";
const NAME = "tokens.example.com";
const elsewhere = (arn: string) => arn.replace("eu-west-1", "us-east-1");

const acme = (changes: Changes) => ({ vendors: vendorWith(changes) });
const quota = (changes: Changes) => ({ quota: changes });
const monitoring = (changes: Changes) => ({ monitoring: changes });
const domain = (changes: Changes) => ({ domain: changes });
const proxyOnly = (changes: Changes) => ({ onlyThroughProxy: changes });
const overspent = (monthlyTokens: number, changes: Changes = {}) => ({
  ...quota({ monthlyTokens, onOverspend: "fail" }),
  ...changes,
});
const cidrs = (count: number) =>
  Array.from({ length: count }, (_, index) => `10.${Math.floor(index / 256)}.${index % 256}.0/24`);

describe("The configuration of operation allows", () => {
  const allowed: readonly (readonly [string, Changes])[] = [
    ["a quota of one token, with a warning", quota({ monthlyTokens: 1 })],
    ["the largest quota", quota({ monthlyTokens: 1_000_000_000 })],
    ["a quota that is exactly what the vendors can cost, and fail", overspent(720)],
    ["a suspended vendor beyond the quota, and fail", overspent(1, acme({ suspended: true }))],
    ["no backstop", { tokenQuota: "none" }],
    ["a backstop that is worked out", { tokenQuota: "auto" }],
    [
      "a backstop that is worked out, where organizations are denied",
      {
        tokenQuota: "auto",
        ...acme({ grants: { [ORDERS]: { scopes: [], organizationUsage: "deny" } } }),
      },
    ],
    [
      "a backstop that would be worked out, where nothing is cached",
      {
        cache: { store: "none" },
        tokenQuota: "auto",
        ...acme({ grants: { [ORDERS]: { scopes: [], organizationUsage: "allow" } } }),
      },
    ],
    ["a vendor's own backstop per hour", acme({ tokenQuota: { perHour: 1 } })],
    ["a vendor's own backstop per day", acme({ tokenQuota: { perDay: 1 } })],
    [
      "a vendor's own backstop per hour and day, only noted",
      acme({ tokenQuota: { perHour: 10, perDay: 10, enforce: false } }),
    ],
    [
      "a vendor without the stack's backstop",
      { tokenQuota: "auto", ...acme({ tokenQuota: "none" }) },
    ],
    ["onlyThroughProxy, as by default", proxyOnly({})],
    ["another proxy secret", proxyOnly({ version: 1_000_000 })],
    ["a proxy secret that is not asked for yet", proxyOnly({ version: 2, enforce: false })],
    [
      "monitoring that notifies by e-mail",
      monitoring({ emails: ["a@example.com", "b@example.com"] }),
    ],
    ["monitoring that notifies a topic", monitoring({ topicArn: TOPIC })],
    [
      "a topic of another partition",
      {
        ...monitoring({ topicArn: "arn:aws-us-gov:sns:us-gov-west-1:123456789012:alarms" }),
        "aws:region": "us-gov-west-1",
      },
    ],
    ["monitoring without a dashboard", monitoring({ topicArn: TOPIC, dashboard: false })],
    ["a domain with a certificate that is made", domain({ name: NAME, hostedZoneId: ZONE })],
    [
      "a domain with a certificate that exists",
      domain({ name: NAME, certificateArn: CERTIFICATE }),
    ],
    ["a domain with both", domain({ name: NAME, hostedZoneId: ZONE, certificateArn: CERTIFICATE })],
    ["one address", { allowedCidrs: ["203.0.113.7/32"] }],
    ["ranges of IPv4 and IPv6", { allowedCidrs: ["203.0.113.0/24", "2001:db8::/32"] }],
    ["150 ranges", { allowedCidrs: cidrs(150) }],
    ["the smallest rate of a web ACL", { waf: { ratePerFiveMinutes: 10 } }],
    ["the largest rate of a web ACL", { waf: { ratePerFiveMinutes: 2_000_000_000 } }],
    ["a suspended vendor", acme({ suspended: true })],
    ["a second client at once", acme({ clientVersion: 2 })],
    ["a second client with overlap", acme({ clientVersion: 2, rotation: "overlap" })],
    [
      "a second client of a vendor with Auth0's own secret",
      acme({ secretVersion: 0, clientVersion: 2 }),
    ],
    ["cut at the first client, which is the default", acme({ clientVersion: 1, rotation: "cut" })],
  ];
  for (const [title, changes] of allowed)
    it(title, () => {
      expect(() => parsed(changes)).not.to.throw();
    });
});

describe("The configuration of operation fills in", () => {
  it("the defaults of a part that is switched on with nothing set", () => {
    const { onlyThroughProxy, monitoring } = parsed({ onlyThroughProxy: {}, monitoring: {} });
    expect(onlyThroughProxy).to.deep.equal({ version: 1, enforce: true });
    expect(monitoring).to.deep.equal({ emails: [], dashboard: true });
  });

  it("nothing of a part that is off", () => {
    expect(parsed()).to.not.have.any.keys(
      ...["onlyThroughProxy", "monitoring", "domain", "allowedCidrs", "waf"],
    );
  });

  it("that a vendor's own backstop is enforced, unless it says otherwise", () => {
    expect(parsed(acme({ tokenQuota: { perDay: 5 } })).vendors.acme?.tokenQuota).to.deep.equal({
      perDay: 5,
      enforce: true,
    });
  });

  it("the stack's backstop for a vendor, worked out from the TTL and its audiences", () => {
    const auto = { cache: { ttlSeconds: 1800 }, tokenQuota: "auto" };
    const tokenQuota = { perHour: 4 * 2 + 32, perDay: 4 * 48, enforce: true };
    expect(parsed(auto).vendors.acme).to.deep.include({ tokenQuota });
    expect(parsed({ ...auto, ...acme({ tokenQuota: "none" }) }).vendors.acme).to.deep.include({
      tokenQuota: undefined,
    });
  });
});

const WITH_ORGANIZATIONS = { scopes: [], organizationUsage: "require" };

describe("The configuration of operation refuses", () => {
  const MONTHLY = "a whole number from 1 to 1000000000 (tokens per month), for example 5000";
  const UNKNOWN = "is not a known key (its value is not shown)";
  const VENDOR_QUOTA = "none, auto, or an object with the keys perHour, perDay, enforce";
  const HOST = "a host name in lower case, without scheme, port or path";
  const CIDR = "an address range, IPv4 or IPv6, for example 203.0.113.0/24 or 2001:db8::/32";
  const CIDRS = "a list of 1 to 150 address ranges, each once; without the key, any address";
  const RATE = "a whole number from 10 to 2000000000 (requests per five minutes and address)";

  /** Title, change, key (below the namespace), what is found, what is allowed (a part). */
  type Rule = readonly [string, Changes, string, string, string];
  const rules: readonly Rule[] = [
    ["a quota of 0", quota({ monthlyTokens: 0 }), "quota.monthlyTokens", "is 0", MONTHLY],
    ["half a token", quota({ monthlyTokens: 1.5 }), "quota.monthlyTokens", "is 1.5", MONTHLY],
    [
      "a quota as text",
      quota({ monthlyTokens: "1000" }),
      "quota.monthlyTokens",
      'is "1000"',
      MONTHLY,
    ],
    [
      "a quota beyond any plan",
      quota({ monthlyTokens: 1e10 }),
      "quota.monthlyTokens",
      "is 10000000000",
      MONTHLY,
    ],
    [
      "a bare number for the quota",
      { quota: 5000 },
      "quota",
      "is 5000",
      "an object with the keys monthlyTokens, onOverspend",
    ],
    [
      "another thing to do on overspend",
      quota({ onOverspend: "stop" }),
      "quota.onOverspend",
      'is "stop"',
      "warn or fail",
    ],
    [
      "a typo in a key of quota",
      quota({ monthlyToken: 1 }),
      "quota.monthlyToken",
      UNKNOWN,
      "monthlyTokens, onOverspend",
    ],
    [
      "vendors that can overspend, if that is to fail",
      overspent(719),
      "quota.monthlyTokens",
      'is 719, less than the 720 tokens that the vendors can cost in 30 days (acme 720), and quota.onOverspend is "fail"',
      "at least 720, if the Auth0 plan has that many; not counted: several bodies for one audience, concurrent misses",
    ],
    [
      "an overspend by the second client of a vendor that rotates with overlap",
      overspent(1439, acme({ clientVersion: 2, rotation: "overlap" })),
      "quota.monthlyTokens",
      'is 1439, less than the 1440 tokens that the vendors can cost in 30 days (acme 1440), and quota.onOverspend is "fail"',
      "at least 1440",
    ],
    [
      "a backstop that is worked out, for a vendor with organizations",
      acme({ tokenQuota: "auto", grants: { [ORDERS]: WITH_ORGANIZATIONS } }),
      "vendors.acme.tokenQuota",
      'is "auto", and its grants allow organizations, each of which costs tokens of its own',
      "none, or numbers",
    ],
    [
      "the stack's, for such a vendor",
      { tokenQuota: "auto", ...acme({ grants: { [ORDERS]: WITH_ORGANIZATIONS } }) },
      "vendors.acme.tokenQuota",
      'is not set, and the stack\'s is "auto", and its grants allow organizations, each of which costs tokens of its own',
      "none, or numbers",
    ],
    ["another backstop for all", { tokenQuota: "on" }, "tokenQuota", 'is "on"', "none or auto"],
    [
      "figures of a backstop for all",
      { tokenQuota: { perDay: 5 } },
      "tokenQuota",
      "is an object",
      "none or auto",
    ],
    [
      "another backstop for a vendor",
      acme({ tokenQuota: "on" }),
      "vendors.acme.tokenQuota",
      'is "on"',
      VENDOR_QUOTA,
    ],
    [
      "a bare number for a backstop",
      acme({ tokenQuota: 5 }),
      "vendors.acme.tokenQuota",
      "is 5",
      VENDOR_QUOTA,
    ],
    [
      "a backstop without a figure",
      acme({ tokenQuota: {} }),
      "vendors.acme.tokenQuota.perHour",
      "is missing",
      "perHour, perDay or both",
    ],
    [
      "a backstop that is only enforced",
      acme({ tokenQuota: { enforce: true } }),
      "vendors.acme.tokenQuota.perHour",
      "is missing",
      "perHour, perDay or both",
    ],
    [
      "a backstop of 0 an hour",
      acme({ tokenQuota: { perHour: 0 } }),
      "vendors.acme.tokenQuota.perHour",
      "is 0",
      "a whole number from 1 to 1000000000 (tokens per hour), for example 10",
    ],
    [
      "a backstop of half a token a day",
      acme({ tokenQuota: { perDay: 0.5 } }),
      "vendors.acme.tokenQuota.perDay",
      "is 0.5",
      "a whole number from 1 to 1000000000 (tokens per day), for example 100",
    ],
    [
      "more an hour than a day",
      acme({ tokenQuota: { perHour: 11, perDay: 10 } }),
      "vendors.acme.tokenQuota.perHour",
      "is 11",
      "not more than perDay: an hour's tokens count for the day too",
    ],
    [
      "a backstop enforced by a text",
      acme({ tokenQuota: { perDay: 5, enforce: "yes" } }),
      "vendors.acme.tokenQuota.enforce",
      'is "yes"',
      "true or false",
    ],
    [
      "a typo in a key of a backstop",
      acme({ tokenQuota: { perDay: 5, perMinute: 1 } }),
      "vendors.acme.tokenQuota.perMinute",
      UNKNOWN,
      "perHour, perDay, enforce",
    ],
    [
      "onlyThroughProxy as true",
      { onlyThroughProxy: true },
      "onlyThroughProxy",
      "is true",
      "an object with the keys version, enforce",
    ],
    [
      "a proxy secret of version 0",
      proxyOnly({ version: 0 }),
      "onlyThroughProxy.version",
      "is 0",
      "a whole number from 1 to 1000000 (raise it to change the proxy secret), for example 1",
    ],
    [
      "a proxy secret enforced by a text",
      proxyOnly({ enforce: "no" }),
      "onlyThroughProxy.enforce",
      'is "no"',
      "true or false",
    ],
    [
      "a typo in a key of onlyThroughProxy",
      proxyOnly({ enforced: true }),
      "onlyThroughProxy.enforced",
      UNKNOWN,
      "version, enforce",
    ],
    [
      "monitoring as true",
      { monitoring: true },
      "monitoring",
      "is true",
      "an object with the keys emails, topicArn, dashboard",
    ],
    [
      "something that is not an address",
      monitoring({ emails: ["a@example.com", "platform"] }),
      "monitoring.emails[1]",
      'is "platform"',
      "an e-mail address, for example platform@example.com",
    ],
    [
      "an address with its name",
      monitoring({ emails: ["Platform <p@example.com>"] }),
      "monitoring.emails[0]",
      'is "Platform <p@example.com>"',
      "an e-mail address",
    ],
    [
      "one address that is not a list",
      monitoring({ emails: "a@example.com" }),
      "monitoring.emails",
      'is "a@example.com"',
      "a list of e-mail addresses, each once",
    ],
    [
      "an address twice",
      monitoring({ emails: ["a@example.com", "b@example.com", "a@example.com"] }),
      "monitoring.emails[2]",
      'is "a@example.com", which the list has already',
      "a list of e-mail addresses, each once",
    ],
    [
      "a topic by its name",
      monitoring({ topicArn: "alarms" }),
      "monitoring.topicArn",
      'is "alarms"',
      "the ARN of an SNS standard topic",
    ],
    [
      "a FIFO topic, which alarms cannot notify",
      monitoring({ topicArn: `${TOPIC}.fifo` }),
      "monitoring.topicArn",
      `is "${TOPIC}.fifo"`,
      "the ARN of an SNS standard topic",
    ],
    [
      "addresses and a topic",
      monitoring({ emails: ["a@example.com"], topicArn: TOPIC }),
      "monitoring.topicArn",
      `is "${TOPIC}"`,
      "either emails or topicArn: the owner of a given topic subscribes to it",
    ],
    [
      "a topic in another region",
      monitoring({ topicArn: elsewhere(TOPIC) }),
      "monitoring.topicArn",
      "is in the region us-east-1, not in aws:region",
      "an ARN in eu-west-1, where the proxy is",
    ],
    [
      "a dashboard by a text",
      monitoring({ dashboard: "on" }),
      "monitoring.dashboard",
      'is "on"',
      "true or false",
    ],
    [
      "a typo in a key of monitoring",
      monitoring({ email: [] }),
      "monitoring.email",
      UNKNOWN,
      "emails, topicArn, dashboard",
    ],
    [
      "a domain as text",
      { domain: NAME },
      "domain",
      `is "${NAME}"`,
      "an object with the keys name, hostedZoneId, certificateArn",
    ],
    [
      "a domain without its name",
      domain({ hostedZoneId: ZONE }),
      "domain.name",
      "is missing",
      HOST,
    ],
    [
      "a domain without a certificate or a zone to make one in",
      domain({ name: NAME }),
      "domain.hostedZoneId",
      "is missing",
      "hostedZoneId (the program makes and validates a certificate), certificateArn (one that exists), or both",
    ],
    [
      "a URL as the domain",
      domain({ name: `https://${NAME}`, hostedZoneId: ZONE }),
      "domain.name",
      `is "https://${NAME}"`,
      HOST,
    ],
    [
      "a domain with capitals",
      domain({ name: "Tokens.example.com", hostedZoneId: ZONE }),
      "domain.name",
      'is "Tokens.example.com"',
      HOST,
    ],
    [
      "a wildcard as the domain",
      domain({ name: "*.example.com", hostedZoneId: ZONE }),
      "domain.name",
      'is "*.example.com"',
      HOST,
    ],
    [
      "a zone by its name",
      domain({ name: NAME, hostedZoneId: "example.com" }),
      "domain.hostedZoneId",
      'is "example.com"',
      "the id of the domain's public Route 53 hosted zone",
    ],
    [
      "a certificate by its id",
      domain({ name: NAME, certificateArn: "my-certificate" }),
      "domain.certificateArn",
      'is "my-certificate"',
      "the ARN of an ACM certificate",
    ],
    [
      "a certificate in another region, as CloudFront wants it",
      domain({ name: NAME, certificateArn: elsewhere(CERTIFICATE) }),
      "domain.certificateArn",
      "is in the region us-east-1, not in aws:region",
      "an ARN in eu-west-1, where the proxy is",
    ],
    [
      "a typo in a key of the domain",
      domain({ name: NAME, hostedZoneId: ZONE, zone: ZONE }),
      "domain.zone",
      UNKNOWN,
      "name, hostedZoneId, certificateArn",
    ],
    ...(
      [
        ["auth0:domain", {}],
        ["issuerDomain", { issuerDomain: "login.example.com" }],
      ] as const
    ).map(([key, issuer]): Rule => {
      const name = { issuerDomain: "example.eu.auth0.com", ...issuer }.issuerDomain;
      return [
        `${key} as the domain: the proxy would ask itself`,
        { ...issuer, ...domain({ name, hostedZoneId: ZONE }) },
        "domain.name",
        `is "${name}", which is Auth0's domain`,
        "a host name of its own for the proxy, which forwards to Auth0's",
      ];
    }),
    [
      "no range at all, which would let nobody in",
      { allowedCidrs: [] },
      "allowedCidrs",
      "is an empty list",
      CIDRS,
    ],
    [
      "one range that is not a list",
      { allowedCidrs: "203.0.113.0/24" },
      "allowedCidrs",
      'is "203.0.113.0/24"',
      CIDRS,
    ],
    [
      "an address without its length",
      { allowedCidrs: ["203.0.113.0/24", "203.0.113.7"] },
      "allowedCidrs[1]",
      'is "203.0.113.7"',
      CIDR,
    ],
    [
      "an IPv4 range of 33 bits",
      { allowedCidrs: ["203.0.113.0/33"] },
      "allowedCidrs[0]",
      'is "203.0.113.0/33"',
      CIDR,
    ],
    [
      "an IPv6 range of 129 bits",
      { allowedCidrs: ["2001:db8::/129"] },
      "allowedCidrs[0]",
      'is "2001:db8::/129"',
      CIDR,
    ],
    [
      "a range twice",
      { allowedCidrs: ["203.0.113.0/24", "203.0.113.0/24"] },
      "allowedCidrs[1]",
      'is "203.0.113.0/24", which the list has already',
      CIDRS,
    ],
    [
      "151 ranges, which a resource policy may not hold",
      { allowedCidrs: cidrs(151) },
      "allowedCidrs",
      "has 151 entries, 150 are allowed",
      CIDRS,
    ],
    [
      "a web ACL as true",
      { waf: true },
      "waf",
      "is true",
      "an object with the keys ratePerFiveMinutes",
    ],
    ["a web ACL without its rate", { waf: {} }, "waf.ratePerFiveMinutes", "is missing", RATE],
    [
      "a rate that AWS WAF does not take",
      { waf: { ratePerFiveMinutes: 9 } },
      "waf.ratePerFiveMinutes",
      "is 9",
      RATE,
    ],
    [
      "a typo in a key of the web ACL",
      { waf: { ratePerFiveMinutes: 100, rate: 1 } },
      "waf.rate",
      UNKNOWN,
      "ratePerFiveMinutes",
    ],
    [
      "a vendor suspended by a text",
      acme({ suspended: "yes" }),
      "vendors.acme.suspended",
      'is "yes"',
      "true or false",
    ],
    [
      "a client of version 0",
      acme({ clientVersion: 0 }),
      "vendors.acme.clientVersion",
      "is 0",
      "a whole number from 1 to 1000000 (raise it to give the vendor a new client), for example 2",
    ],
    [
      "a client's version as text",
      acme({ clientVersion: "2" }),
      "vendors.acme.clientVersion",
      'is "2"',
      "a whole number from 1",
    ],
    [
      "another way to rotate",
      acme({ rotation: "gradual" }),
      "vendors.acme.rotation",
      'is "gradual"',
      "cut or overlap",
    ],
    ...[{}, { clientVersion: 1 }].map((version): Rule => [
      `an overlap at the first client (${JSON.stringify(version)})`,
      acme({ rotation: "overlap", ...version }),
      "vendors.acme.rotation",
      'is "overlap" at clientVersion 1, before which there is no client',
      "overlap from clientVersion 2 on: the client of the version before stays",
    ]),
  ];

  for (const [title, changes, key, found, allowed] of rules)
    it(title, () => {
      const problem = onlyProblem(changes);
      expect(problem).to.include({ key: fullKey(key), found });
      expect(problem.allowed).to.include(allowed);
      expect(problem.fix).to.match(
        /pulumi config (set|rm) --path '|in the stack's YAML|^raise cache\.ttlSeconds |^remove vendors /,
      );
    });

  it("and says how to fix it, as a command", () => {
    const set = (key: string, value: string) =>
      `pulumi config set --path '${fullKey(key)}' ${value}`;
    const fixes: readonly (readonly [Changes, string])[] = [
      [acme({ rotation: "overlap" }), set("vendors.acme.clientVersion", "2")],
      [
        monitoring({ topicArn: elsewhere(TOPIC) }),
        "make one in eu-west-1 and set its ARN, or pulumi config set --path 'aws:region' us-east-1",
      ],
      [domain({ name: NAME }), `for example ${set("domain.hostedZoneId", ZONE)}`],
    ];
    for (const [changes, fix] of fixes) expect(onlyProblem(changes).fix).to.equal(fix);
  });

  it("all of it at once: each key's mistake is there, whatever is wrong with the others", () => {
    const { problems } = configError({
      ...quota({ monthlyTokens: 0 }),
      tokenQuota: "on",
      ...proxyOnly({ version: 0 }),
      ...monitoring({ topicArn: elsewhere(TOPIC) }),
      ...domain({ name: "example.eu.auth0.com", certificateArn: elsewhere(CERTIFICATE) }),
      allowedCidrs: [],
      waf: {},
      vendors: {
        acme: { grants: { [ORDERS]: [] }, rotation: "overlap" },
        globex: { grants: { [ORDERS]: [] }, suspended: "yes", tokenQuota: {} },
      },
    });
    expect(problems.map(({ key }) => key)).to.have.members(
      [
        ...["quota.monthlyTokens", "tokenQuota", "onlyThroughProxy.version", "monitoring.topicArn"],
        ...["domain.name", "domain.certificateArn", "allowedCidrs", "waf.ratePerFiveMinutes"],
        ...["vendors.acme.rotation", "vendors.globex.suspended"],
        "vendors.globex.tokenQuota.perHour",
      ].map(fullKey),
    );
  });
});

describe("The configuration of operation warns", () => {
  const NOTIFIES = "The alarms notify nobody: set monitoring.emails or monitoring.topicArn.";
  const OPEN =
    "onlyThroughProxy.enforce is false: vendors can bypass the proxy and call Auth0 directly. " +
    "Set it to true, or remove onlyThroughProxy once this is deployed.";

  it("of each vendor with client_secret_basic: its credentials do not get through over HTTP/2 or from fetch", () => {
    const basic = { authenticationMethod: "client_secret_basic" };
    const vendors = { ...vendorWith(basic), other: { grants: { [ORDERS]: [] } } };
    const { warnings } = parsed({ vendors });
    const [warning, ...more] = warnings.filter((text) => text.includes("client_secret_basic"));
    expect(more).to.deep.equal([]);
    expect(warning)
      .to.match(/^The vendor acme uses client_secret_basic: /)
      .and.to.contain("HTTP/1.1 and the header spelled Authorization")
      .and.to.contain("client_secret_post");
    const values = rawValues({ vendors });
    const masked = parseConfig({ values, secretKeys: [fullKey("vendors")] }).warnings.join("\n");
    expect(masked)
      .to.match(/^A vendor uses client_secret_basic: /m)
      .and.to.not.contain("acme");
  });

  it("of alarms that notify nobody, and of none that notify somebody", () => {
    expect(parsed(monitoring({})).warnings).to.deep.equal([NOTIFIES]);
    expect(parsed(monitoring({ emails: ["a@example.com"] })).warnings).to.deep.equal([]);
    expect(parsed(monitoring({ topicArn: TOPIC })).warnings).to.deep.equal([]);
  });

  it("of a proxy secret that is not asked for", () => {
    expect(parsed(proxyOnly({ enforce: false })).warnings).to.deep.equal([OPEN]);
    expect(parsed(proxyOnly({})).warnings).to.deep.equal([]);
  });

  it("of a role that it sets for the whole account, and of none that it does not set", () => {
    const logs = (changes: object) => parsed({ logs: changes }).warnings;
    const role = { manageAccountRole: true };
    expect(logs(role)).to.deep.equal([
      "logs.manageAccountRole is true: this stack sets the role with which every API Gateway API of this " +
        "account and region writes logs, over one that is there. " +
        "Set it to false if another stack or team sets that role.",
    ]);
    expect(logs({ ...role, access: false, execution: "error" })).to.have.length(1);
    expect(logs({ ...role, access: false })).to.deep.equal([]);
    expect(logs({})).to.deep.equal([]);
  });

  it("of vendors that can overspend: the figures, who, and how to fix it", () => {
    const vendors = Object.fromEntries(
      ["a", "b", "c", "d", "e", "f", "g"].map((name) => [
        name,
        {
          grants: { [ORDERS]: [] },
          ...(name === "g" ? { clientVersion: 2, rotation: "overlap" } : {}),
        },
      ]),
    );
    expect(parsed({ vendors, cache: { ttlSeconds: 1800 } }).warnings).to.deep.equal([
      "The vendors can cost 11520 Auth0 tokens in 30 days (g 2880, a 1440, b 1440, c 1440, d 1440, 2 more), " +
        "more than the 1000 of quota.monthlyTokens. " +
        "To fix this: raise cache.ttlSeconds from 1800 (at 3600 s they can cost 5760), " +
        "remove vendors or audiences, or buy a bigger Auth0 plan and raise quota.monthlyTokens. " +
        "Not counted: several bodies for one audience, concurrent misses, and a cache that is flushed, resized or full.",
    ]);
  });

  it("not of vendors that cost exactly the quota, nor of suspended ones", () => {
    expect(parsed(quota({ monthlyTokens: 720 })).warnings).to.deep.equal([]);
    expect(
      parsed({ ...quota({ monthlyTokens: 719 }), ...acme({ suspended: true }) }).warnings,
    ).to.deep.equal([]);
    expect(parsed(quota({ monthlyTokens: 719 })).warnings).to.have.length(1);
  });
});

describe("What is marked as a secret", () => {
  const everything = (error: ConfigError) =>
    [error.message, JSON.stringify(error.problems), error.stack, inspect(error)].join("\n");

  /** Key that is secret, a change that breaks a rule, and what of the key must not be said. */
  const rules: readonly (readonly [string, Changes, string])[] = [
    ["quota", overspent(717), "717"],
    ["cache", overspent(717, { cache: { ttlSeconds: 1234 } }), "1234"],
    ["vendors", overspent(1, { vendors: { hunter2: { grants: { [ORDERS]: [] } } } }), "hunter2"],
    [
      "vendors",
      { vendors: { hunter2: { grants: { [ORDERS]: [] }, rotation: "overlap" } } },
      "hunter2",
    ],
    ["monitoring", monitoring({ topicArn: elsewhere(TOPIC) }), "us-east-1"],
    ["aws:region", monitoring({ topicArn: elsewhere(TOPIC) }), "eu-west-1"],
    [
      "domain",
      domain({ name: "example.eu.auth0.com", hostedZoneId: ZONE }),
      "example.eu.auth0.com",
    ],
    [
      "auth0:domain",
      domain({ name: "example.eu.auth0.com", hostedZoneId: ZONE }),
      "example.eu.auth0.com",
    ],
    [
      "issuerDomain",
      {
        issuerDomain: "login.example.com",
        ...domain({ name: "login.example.com", hostedZoneId: ZONE }),
      },
      "login.example.com",
    ],
  ];
  for (const [key, changes, secret] of rules)
    it(`is not said by a rule that looks at ${key} (${secret})`, () => {
      expect(everything(configError(changes))).to.include(secret);
      expect(everything(configError(changes, [fullKey(key)]))).not.to.include(secret);
    });

  it("is not said by a mistake inside it", () => {
    for (const [key, changes] of [
      ["monitoring", monitoring({ emails: ["hunter2"] })],
      ["domain", domain({ name: "hunter2", hostedZoneId: ZONE })],
      ["allowedCidrs", { allowedCidrs: ["hunter2"] }],
      ["waf", { waf: { ratePerFiveMinutes: "hunter2" } }],
      ["onlyThroughProxy", proxyOnly({ version: "hunter2" })],
      ["vendors", acme({ tokenQuota: "hunter2", rotation: "hunter2", clientVersion: "hunter2" })],
    ] as const) {
      expect(everything(configError(changes)), key).to.include("hunter2");
      expect(everything(configError(changes, [fullKey(key)])), key).not.to.include("hunter2");
    }
  });

  it("is not said by a warning: no figure, no name", () => {
    const changes = {
      ...quota({ monthlyTokens: 717 }),
      apis: [{ identifier: ORDERS, tokenLifetimeSeconds: 4567 }],
      vendors: { hunter2: { grants: { [ORDERS]: [] } } },
    };
    const values = rawValues(changes);
    expect(parseConfig({ values }).warnings.join("\n")).to.match(/4567.*\n.*hunter2.*717/);
    for (const key of ["cache", "quota", "apis", "vendors"]) {
      const { warnings } = parseConfig({ values, secretKeys: [fullKey(key)] });
      expect(warnings).to.deep.equal([
        "Tokens for an API are cached for more than half of their lives (the figures are not shown: a key is marked as a secret). " +
          "Raise the API's tokenLifetimeSeconds or lower cache.ttlSeconds.",
        "The vendors can cost more Auth0 tokens in 30 days than quota.monthlyTokens (the figures are not shown: a key is marked as a secret).",
      ]);
    }
  });

  it("or may be one is not shown in the place of something else", () => {
    const CREDENTIAL = "Xk9mQ2vR7tLw4zYb8NpA3c";
    for (const changes of [
      { quota: CREDENTIAL },
      { tokenQuota: CREDENTIAL },
      quota({ onOverspend: CREDENTIAL }),
      proxyOnly({ version: CREDENTIAL }),
      monitoring({ emails: [CREDENTIAL] }),
      monitoring({ topicArn: CREDENTIAL }),
      domain({ name: CREDENTIAL, hostedZoneId: ZONE }),
      domain({ name: NAME, hostedZoneId: CREDENTIAL }),
      { allowedCidrs: [CREDENTIAL] },
      { waf: CREDENTIAL },
      acme({ suspended: CREDENTIAL }),
      acme({ rotation: CREDENTIAL }),
      acme({ tokenQuota: CREDENTIAL }),
      acme({ tokenQuota: { perDay: CREDENTIAL } }),
    ])
      expect(everything(configError(changes))).not.to.include(CREDENTIAL);
  });
});
