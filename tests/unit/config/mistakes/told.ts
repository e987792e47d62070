/** Tables of mistakes that people make, each with what they are told. */
import { expect } from "chai";
import { type Changes, configError, fullKey, ORDERS, vendorWith } from "../../../support/configs";
import { isRight } from "../../../support/stackSchema";

/** `M:` is the project's namespace; in a fix, `$set` and `$rm` are the commands for the key, and `$in` is where to edit it. */
type Told = readonly [key: string, found: string, allowed: string, fix: string];

/** A mistake, and each problem that comes of it. */
type Row = readonly [mistake: string, changes: Changes, ...told: Told[]];

/** @param unmarked those that the JSON Schema cannot see: rules between several keys, above all */
export function told(title: string, rows: readonly Row[], unmarked: readonly string[] = []): void {
  describe(`${title}, mistaken`, () => {
    it("is marked in an editor, as far as a JSON Schema can tell", () => {
      const missed = rows.filter(([, changes]) => isRight({ config: yamlOf(changes) }));
      expect(missed.map(([mistake]) => mistake)).to.have.members(unmarked);
    });

    for (const [mistake, changes, ...expected] of rows)
      it(`as ${mistake}`, () => {
        const { problems } = configError(changes);
        expect(
          problems.map(({ key, found, allowed, fix }) => [key, found, allowed, fix]),
        ).to.deep.equal(
          expected.map(([key, found, allowed, fix]) => [
            inFull(key),
            found,
            inFull(allowed),
            inFull(fix, key),
          ]),
        );
      });
  });
}

function yamlOf(changes: Changes): Changes {
  return Object.fromEntries(
    Object.entries(changes).flatMap(([key, value]) =>
      value === undefined ? [] : [[fullKey(key), value]],
    ),
  );
}

function inFull(text: string, key = ""): string {
  return text
    .replaceAll("$set", `pulumi config set --path '${key}'`)
    .replaceAll("$rm", `pulumi config rm --path '${key}'`)
    .replaceAll("$in", "in the stack's YAML")
    .replaceAll("M:", "m2m-token-cache:");
}

export const UNKNOWN = "is not a known key (its value is not shown)";
export const NOWHERE = "is in a namespace that nothing reads, so it would have no effect";
export const NO_NAME = "is not a name that is allowed here";

/** What is allowed, where several mistakes are told the same. */
export const ALLOWED = {
  namespaces: "the namespaces m2m-token-cache, aws, auth0, random, pulumi",
  project:
    "an object with the keys issuerDomain, cache, throttle, quota, tokenQuota, onlyThroughProxy, apis, vendors, support, logs, monitoring, domain, allowedCidrs, waf, protect, tags",
  cache:
    "an object with the keys store, ttlSeconds, sizeGb, renewBeforeSeconds, pepperVersion, standby",
  vendor:
    "an object with the keys name, description, contact, grants, authenticationMethod, secretVersion, suspended, clientVersion, rotation, tokenQuota, protect",
  apis: "a list of APIs, each with at least an identifier",
  grants: "an object of audience: list of scopes",
  monitoring: "an object with the keys emails, topicArn, dashboard",
  audience:
    "an API identifier (audience): printable ASCII without spaces, for example https://api.example.com/orders",
  api: "an object with the keys identifier, name, existing, tokenLifetimeSeconds, scopes, tokenDialect, enforcePolicies",
  entry: "an entry's name, with its keys indented below it",
  scopes:
    "a list of scopes, or an object with the keys scopes, organizationUsage, allowAnyOrganization",
  ranges: "a list of 1 to 150 address ranges, each once; without the key, any address",
  vendors: "an object of vendor name: vendor",
  scope: "a scope: printable ASCII without space, quote or backslash, for example read:orders",
  emails: "a list of e-mail addresses, each once",
  email: "an e-mail address, for example platform@example.com",
  range: "an address range, IPv4 or IPv6, for example 203.0.113.0/24 or 2001:db8::/32",
  tags: "at most 40 tags, key to value",
  tag: "a tag's value: up to 256 of letters, digits, blanks and _ . : / = + - @",
  ttl: "a whole number from 1 to 3600 (seconds), for example 3600",
  rate: "a number above 0, up to 10000 (requests per second), for example 20",
  days: "one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 (days)",
  lifetime: "a whole number from 1 to 2592000 (seconds), for example 86400",
  monthly: "a whole number from 1 to 1000000000 (tokens per month), for example 5000",
  size: "one of 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237 (GB)",
  flag: "true or false",
  method: "client_secret_post or client_secret_basic",
  store: "stage or dynamodb or none",
  level: "off or error",
  issuer:
    "a bare host name in lower case, without scheme, port or path, for example example.eu.auth0.com",
  region: "an AWS region that exists, for example eu-west-1",
  network: "an address range without host bits: the rest of the address is zero",
  host: "a host name in lower case, without scheme, port or path, for example tokens.example.com",
  zone: "the id of the domain's public Route 53 hosted zone, for example Z0123456789ABCDEFGHIJ",
  near: "an ARN in eu-west-1, where the proxy is",
  topic: "the ARN of an SNS standard topic, for example arn:aws:sns:eu-west-1:123456789012:alarms",
  vendorName:
    "a vendor name in kebab-case: lower-case letters, digits and single hyphens, a letter first, at most 40 characters, for example acme-logistics",
  orders: "https://api.example.com/orders",
  listed: "one of read:orders, write:orders, each once",
  description:
    "a description: 1 to 140 characters on one line, for example Acme Logistics, order sync",
  existing:
    "existing: true, with its tokenLifetimeSeconds: the tenant makes it, and it cannot be managed",
  tagKey:
    "a tag's key: 1 to 128 of letters, digits, blanks and _ . : / = + - @, not starting with aws:, for example team",
};

export const SCOPED = {
  apis: [{ identifier: ORDERS, scopes: { "read:orders": "Read", "write:orders": "Write" } }],
};
export const acme = (changes: Changes) => ({ vendors: vendorWith(changes) });
export const granting = (...scopes: unknown[]) => ({
  ...SCOPED,
  ...acme({ grants: { [ORDERS]: scopes } }),
});
export const api = (changes: Changes) => ({
  apis: [{ identifier: ORDERS, ...changes }],
  vendors: {},
});
export const named = (name: string) => ({ vendors: { [name]: { grants: { [ORDERS]: [] } } } });
export const ttl = (ttlSeconds: unknown) => ({ cache: { ttlSeconds } });
export const many = <T>(count: number, each: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => each(index));
