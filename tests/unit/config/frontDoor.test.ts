/** Mistakes in the front door's keys, and what is only probably one. */
import { expect } from "chai";
import { MAX_CIDRS } from "../../../src/config/limits";
import { type Changes, configError, onlyProblem, parsed } from "../../support/configs";
import { CERTIFICATE, HOST, OFFICE, OFFICE_V6, ZONE } from "../../program/frontDoor/support";

const KEY = "m2m-token-cache:";
const inZone = { name: HOST, hostedZoneId: ZONE };

describe("The front door's configuration", () => {
  it("is off by default: any address, API Gateway's own host name, no web ACL", () => {
    expect(parsed()).to.not.have.any.keys("domain", "allowedCidrs", "waf");
  });

  it("takes a domain with a zone, a certificate or both, and closes the default endpoint unless asked not to", () => {
    const certificateArn = CERTIFICATE;
    for (const domain of [inZone, { name: HOST, certificateArn }, { ...inZone, certificateArn }])
      expect(parsed({ domain }).domain).to.deep.equal({ ...domain, keepDefaultEndpoint: false });
  });

  it("takes IPv4 and IPv6 ranges, and keeps their order", () => {
    const allowedCidrs = [OFFICE_V6, OFFICE];
    expect(parsed({ allowedCidrs }).allowedCidrs).to.deep.equal(allowedCidrs);
  });

  it("warns in every preview while two ways in are open, and only then", () => {
    const { warnings } = parsed({ domain: { ...inZone, keepDefaultEndpoint: true } });
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/^domain\.keepDefaultEndpoint is true: /);
    expect(parsed({ domain: inZone }).warnings).to.deep.equal([]);
  });

  /** Title, change, key, what is allowed (a part). */
  const MISTAKES: [string, Changes, string, string][] = [
    ["a URL", { domain: { ...inZone, name: `https://${HOST}` } }, "domain.name", "a host name"],
    [
      "a zone's name",
      { domain: { ...inZone, hostedZoneId: HOST } },
      "domain.hostedZoneId",
      "the id",
    ],
    [
      "a domain alone",
      { domain: { name: HOST } },
      "domain.hostedZoneId",
      "hostedZoneId (the program makes",
    ],
    [
      "a word for a flag",
      { domain: { ...inZone, keepDefaultEndpoint: "yes" } },
      "domain.keepDefaultEndpoint",
      "true or false",
    ],
    [
      "Auth0's domain",
      { domain: { ...inZone, name: "example.eu.auth0.com" } },
      "domain.name",
      "own",
    ],
    [
      "a certificate of another region",
      { domain: { name: HOST, certificateArn: CERTIFICATE.replace("eu-west-1", "us-east-1") } },
      "domain.certificateArn",
      "an ARN in eu-west-1",
    ],
    ["an address", { allowedCidrs: ["203.0.113.7"] }, "allowedCidrs[0]", "an address range"],
    ["no range", { allowedCidrs: [] }, "allowedCidrs", "1 to"],
    ["a range twice", { allowedCidrs: [OFFICE, OFFICE] }, "allowedCidrs[1]", "each once"],
    [
      "more than a policy holds",
      { allowedCidrs: Array.from({ length: MAX_CIDRS + 1 }, (_, i) => `10.0.${i}.0/24`) },
      "allowedCidrs",
      `1 to ${MAX_CIDRS}`,
    ],
    ["a rate of 9", { waf: { ratePerFiveMinutes: 9 } }, "waf.ratePerFiveMinutes", "from 10 to"],
    ["no rate", { waf: {} }, "waf.ratePerFiveMinutes", "a whole number"],
  ];
  for (const [what, changes, key, allowed] of MISTAKES)
    it(`refuses ${what}, and says what ${key} may be`, () => {
      const problem = onlyProblem(changes);
      expect(problem.key).to.equal(KEY + key);
      expect(problem.allowed).to.contain(allowed);
    });

  it("names a key that it does not know", () => {
    const { message } = configError({ domain: { ...inZone, keepExecuteApi: true } });
    expect(message).to.contain("keepDefaultEndpoint");
  });
});
