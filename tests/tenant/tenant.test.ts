/** The local tenant answers as Auth0 documents, asked directly, without the proxy between. */
import { expect } from "chai";
import { decodeJwt, decodeProtectedHeader } from "jose";
import type { Headers } from "../../local/gateway/parameters";
import type { Evaluation } from "../../local/program/evaluate";
import { registryFrom } from "../../local/tenant/registry";
import { Tenant } from "../../local/tenant/tenant";
import { evaluateDev, mutated } from "../support/direct";
import { START } from "../support/stack";
import { basic, FORM, JSON_TYPE, parameters } from "../support/tokenClient";
import type { VendorOutputs } from "../../local/localStack";

describe("The local tenant", () => {
  let evaluation: Evaluation;
  let vendors: Record<string, VendorOutputs>;
  before(async () => {
    evaluation = await evaluateDev();
    vendors = evaluation.outputs.values.vendors as typeof vendors;
  });
  const vendor = (name: string) => {
    const found = vendors[name];
    if (!found) throw new Error(`no ${name}`);
    return found;
  };
  const existing = [
    { identifier: "https://api.dev.example.com/legacy", tokenLifetimeSeconds: 36_000 },
  ];
  const tenantOf = (resources = evaluation.resources, issueQuota?: number) =>
    new Tenant({
      registry: registryFrom(resources, existing),
      issuer: "https://t.example/",
      clock: () => START,
      issueQuota,
    });
  const ask = (tenant: Tenant, body: string, headers: Headers = [["Content-Type", FORM]]) =>
    tenant.handle({ method: "POST", url: "https://t.example/oauth/token", headers, body });
  const form = (values: Record<string, string>) => new URLSearchParams(values).toString();

  it("mints and counts a token for every request", async () => {
    const tenant = tenantOf();
    for (let count = 1; count <= 3; count += 1) {
      expect((await ask(tenant, form(parameters(vendor("acme"))))).status).to.equal(200);
      expect(tenant.issued).to.equal(count);
    }
  });

  it("takes lifetime and scopes from the API and the grant, for managed and for existing ones", async () => {
    const lifetimes: Record<string, number> = {
      "https://api.dev.example.com/orders": 86_400,
      "https://api.dev.example.com/legacy": 36_000,
    };
    for (const [audience, scopes] of Object.entries(vendor("initech").grants)) {
      const { body } = await ask(tenantOf(), form(parameters(vendor("initech"), { audience })));
      const answer = JSON.parse(body) as {
        access_token: string;
        expires_in: number;
        scope?: string;
      };
      const claims = decodeJwt(answer.access_token);
      expect(decodeProtectedHeader(answer.access_token).alg).to.equal("RS256");
      expect(answer.expires_in).to.equal(lifetimes[audience]);
      expect((claims.exp ?? 0) - (claims.iat ?? 0)).to.equal(lifetimes[audience]);
      expect(claims.aud).to.equal(audience);
      expect(answer.scope).to.equal(scopes.length > 0 ? scopes.join(" ") : undefined);
    }
  });

  const CASES: [string, () => [string, Headers?], number, string][] = [
    [
      "no grant type",
      () => [form(parameters(vendor("acme"), { grant_type: undefined }))],
      400,
      "invalid_request",
    ],
    [
      "an unknown grant type",
      () => [form(parameters(vendor("acme"), { grant_type: "x" }))],
      403,
      "unsupported_grant_type",
    ],
    [
      "an unknown client",
      () => [form(parameters(vendor("acme"), { client_id: "x" }))],
      401,
      "access_denied",
    ],
    [
      "a wrong secret",
      () => [form(parameters(vendor("acme"), { client_secret: "x" }))],
      401,
      "access_denied",
    ],
    ["no credentials", () => [form({ grant_type: "client_credentials" })], 401, "access_denied"],
    [
      "body credentials of a client that is to use Basic",
      () => [form(parameters({ ...vendor("globex"), authenticationMethod: "client_secret_post" }))],
      401,
      "access_denied",
    ],
    [
      "both kinds of credentials",
      () => [
        form(parameters(vendor("acme"))),
        [
          ["Content-Type", FORM],
          ["Authorization", basic(vendor("acme"))],
        ],
      ],
      400,
      "invalid_request",
    ],
    [
      "no audience",
      () => [form(parameters(vendor("acme"), { audience: undefined }))],
      403,
      "access_denied",
    ],
    [
      "an unknown audience",
      () => [form(parameters(vendor("acme"), { audience: "x" }))],
      403,
      "access_denied",
    ],
    [
      "an audience without a grant",
      () => [
        form(parameters(vendor("acme"), { audience: "https://api.dev.example.com/shipments" })),
      ],
      403,
      "access_denied",
    ],
    [
      "an organization",
      () => [form(parameters(vendor("acme"), { organization: "org_1" }))],
      403,
      "access_denied",
    ],
    [
      "a repeated parameter",
      () => [`${form(parameters(vendor("acme")))}&client_id=x`],
      400,
      "invalid_request",
    ],
    ["a body that is no JSON", () => ["{", [["Content-Type", JSON_TYPE]]], 400, "invalid_request"],
    ["another content type", () => ["", [["Content-Type", "text/plain"]]], 400, "invalid_request"],
  ];
  for (const [what, request, status, error] of CASES)
    it(`refuses ${what}: ${status} ${error}, and counts no token`, async () => {
      const tenant = tenantOf();
      const reply = await ask(tenant, ...request());
      expect(reply.status).to.equal(status);
      expect((JSON.parse(reply.body) as { error: string }).error).to.equal(error);
      expect(tenant.issued).to.equal(0);
    });

  it("refuses a client without the grant type: 403 unauthorized_client", async () => {
    const resources = mutated(evaluation.resources, "auth0:index/client:Client", (state) => ({
      ...state,
      grantTypes: [],
    }));
    const { status, body } = await ask(tenantOf(resources), form(parameters(vendor("acme"))));
    expect([status, (JSON.parse(body) as { error: string }).error]).to.deep.equal([
      403,
      "unauthorized_client",
    ]);
  });

  it("refuses with 429 and Retry-After once the quota is used up", async () => {
    const tenant = tenantOf(evaluation.resources, 1);
    await ask(tenant, form(parameters(vendor("acme"))));
    const { status, headers, body } = await ask(tenant, form(parameters(vendor("acme"))));
    expect([status, (JSON.parse(body) as { error: string }).error]).to.deep.equal([
      429,
      "too_many_requests",
    ]);
    expect(headers.map(([name]) => name)).to.include("Retry-After");
    expect(tenant.issued).to.equal(1);
  });
});
