/** Which tenant is asked, and as whom. */
import { expect } from "chai";
import { tenantOf } from "../../../tools/usage/tenant";
import { UserError } from "../../../tools/lib/userError";

const CREDENTIALS = { AUTH0_CLIENT_ID: "id", AUTH0_CLIENT_SECRET: "aB3dE5gH7jK9mN1pQ3sT5vW7yZ" };
const originOf = (issuer?: string, configured?: string, AUTH0_DOMAIN?: string) =>
  tenantOf(issuer === undefined ? {} : { issuer }, configured, { ...CREDENTIALS, AUTH0_DOMAIN })
    .origin;

describe("The tenant whose log is read", () => {
  it("is the stack's, before the environment's, and never the issuer's custom domain", () => {
    const issuer = "https://login.example.com/";
    expect(originOf(issuer, "prod.eu.auth0.com", "dev.eu.auth0.com")).to.equal(
      "https://prod.eu.auth0.com",
    );
    expect(originOf(issuer, undefined, "dev.eu.auth0.com")).to.equal("https://dev.eu.auth0.com");
  });

  it("is the local run's own, whatever the stack's file names", () => {
    expect(originOf("http://127.0.0.1:8788/", "prod.eu.auth0.com")).to.equal(
      "http://127.0.0.1:8788",
    );
  });

  it("is never one without TLS elsewhere, which would receive the secret", () => {
    expect(() => originOf("http://127.0.0.1.example.com:80/")).to.throw(UserError);
  });

  const MISTAKES: [string, string | undefined, RegExp][] = [
    [
      "no domain",
      undefined,
      /^AUTH0_DOMAIN is not set, and no stack file was read; allowed: .*; fix: /,
    ],
    [
      "a URL",
      "https://a.auth0.com",
      /^AUTH0_DOMAIN is "https:\/\/a\.auth0\.com"; allowed: the tenant's/,
    ],
    ["a port", "a.auth0.com:80", /^AUTH0_DOMAIN is "a\.auth0\.com:80"; allowed: /],
  ];
  for (const [what, domain, message] of MISTAKES)
    it(`gets a clear line for ${what}`, () => {
      expect(() => originOf("https://login.example.com/", undefined, domain)).to.throw(
        UserError,
        message,
      );
    });

  it("needs credentials", () => {
    for (const missing of ["AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET"])
      expect(() => tenantOf({}, "a.auth0.com", { ...CREDENTIALS, [missing]: "" }))
        .to.throw(UserError, /are not set; allowed: .*read:logs; fix: /)
        .and.to.not.match(/aB3d/);
  });
});
