/** The local tenant answers as Auth0 documents, asked directly, without the proxy between. */
import { expect } from "chai";
import { decodeJwt, decodeProtectedHeader } from "jose";
import type { Headers } from "../../../local/gateway/parameters";
import type { Evaluation } from "../../../local/evaluate/evaluate";
import { registryFrom } from "../../../local/tenant/registry";
import { TENANT_QUIRKS } from "../../../local/tenant/quirks";
import { Tenant, type TenantOptions } from "../../../local/tenant/tenant";
import { evaluateDev, mutated } from "../../support/direct";
import { START } from "../../support/stack";
import { basic, FORM, JSON_TYPE, parameters } from "../../support/tokenClient";
import type { VendorOutputs } from "../../../tools/lib/readOutputs";

describe("The local tenant", () => {
  let evaluation: Evaluation;
  let vendors: Record<string, VendorOutputs>;
  before(async () => {
    evaluation = await evaluateDev();
    vendors = evaluation.outputs.values.vendors;
  });
  const vendor = (name: string) => {
    const found = vendors[name];
    if (!found) throw new Error(`no ${name}`);
    return found;
  };
  const existing = [
    { identifier: "https://api.dev.example.com/legacy", tokenLifetimeSeconds: 36_000 },
  ];
  const tenantOf = (
    resources = evaluation.resources,
    options: Pick<TenantOptions, "issueQuota" | "quirks"> = {},
  ) =>
    new Tenant({
      registry: registryFrom(resources, existing),
      issuer: "https://t.example/",
      clock: () => START,
      ...options,
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
      501,
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
      "a scope that is not granted",
      () => [form(parameters(vendor("acme"), { scope: "read:orders openid" }))],
      403,
      "access_denied",
    ],
    [
      "an audience by the name of resource",
      () => [
        form(
          parameters(vendor("acme"), {
            audience: undefined,
            resource: "https://api.dev.example.com/orders",
          }),
        ),
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
    ["a body that is not JSON", () => ["{", [["Content-Type", JSON_TYPE]]], 400, "invalid_request"],
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
    expect(status).to.equal(403);
    expect(JSON.parse(body)).to.deep.equal({
      error: "unauthorized_client",
      error_description: "Grant type 'client_credentials' not allowed for the client.",
      error_uri: "https://auth0.com/docs/clients/client-grant-types",
    });
  });

  it("refuses in the words that are on record", async () => {
    const said = async (changes: Record<string, string>) => {
      const { body } = await ask(tenantOf(), form(parameters(vendor("acme"), changes)));
      return (JSON.parse(body) as { error_description: string }).error_description;
    };
    expect(await said({ client_secret: "x" })).to.equal("Unauthorized");
    expect(await said({ audience: "x" })).to.equal("Service not enabled within domain: x");
    expect(await said({ scope: "a b" })).to.equal("Client has not been granted scopes: a, b");
    expect(await said({ audience: "https://api.dev.example.com/shipments" })).to.match(
      /^Client is not authorized to access "[^"]+"\. You need to create a "client-grant" /,
    );
  });

  it("has switches for what Auth0 does not document", async () => {
    const body = form(parameters(vendor("acme"), { grant_type: "x" }));
    for (const status of TENANT_QUIRKS["unsupported-grant"].values) {
      const quirks = { "unsupported-grant": status, "grant-type-echoed": "no" } as const;
      const answer = await ask(tenantOf(evaluation.resources, { quirks }), body);
      expect(answer.status).to.equal(Number(status));
      expect(answer.body).to.contain("Grant type not supported");
    }
    const { status } = await ask(
      tenantOf(evaluation.resources, {
        issueQuota: 0,
        quirks: { "monthly-quota-spent": "403" },
      }),
      form(parameters(vendor("acme"))),
    );
    expect(status).to.equal(403);
  });

  it("refuses with 429 and Retry-After once the quota is used up", async () => {
    const tenant = tenantOf(evaluation.resources, { issueQuota: 1 });
    await ask(tenant, form(parameters(vendor("acme"))));
    const { status, headers, body } = await ask(tenant, form(parameters(vendor("acme"))));
    expect([status, (JSON.parse(body) as { error: string }).error]).to.deep.equal([
      429,
      "too_many_requests",
    ]);
    expect(headers.map(([name]) => name)).to.include("Retry-After");
    expect(tenant.issued).to.equal(1);
  });

  describe("with a token quota of a client", () => {
    let now = START;
    const limited = (clientCredentials: object) => {
      now = START;
      return new Tenant({
        registry: registryFrom(
          evaluation.resources.map((resource) =>
            resource.name === "acme-client"
              ? { ...resource, state: { ...resource.state, tokenQuota: { clientCredentials } } }
              : resource,
          ),
          existing,
        ),
        issuer: "https://t.example/",
        clock: () => now,
      });
    };
    const acme = () => form(parameters(vendor("acme")));
    const limitsOf = async (tenant: Tenant, body = acme()) => {
      const { status, headers } = await ask(tenant, body);
      const named = (name: string) => headers.filter(([own]) => own === name).map(([, v]) => v);
      return [status, ...named("Auth0-Client-Quota-Limit"), ...named("Retry-After")];
    };

    it("shows what is left of both periods, and how many seconds until each restarts", async () => {
      const tenant = limited({ perHour: 10, perDay: 50, enforce: true });
      now += 60_000;
      expect(await limitsOf(tenant)).to.deep.equal([
        200,
        "b=per_hour;q=10;r=9;t=3540,b=per_day;q=50;r=49;t=86340",
      ]);
    });

    it("refuses with 429, what is left and when to come back, the longer period if both are used up", async () => {
      const tenant = limited({ perHour: 1, perDay: 2, enforce: true });
      await limitsOf(tenant);
      now += 600_000;
      expect(await limitsOf(tenant)).to.deep.equal([
        429,
        "b=per_hour;q=1;r=0;t=3000,b=per_day;q=2;r=1;t=85800",
        "3000",
      ]);
      now += 3000_000;
      expect((await limitsOf(tenant))[0]).to.equal(200);
      expect((await limitsOf(tenant)).at(-1)).to.equal(String(86_400 - 3600));
      const { headers, body } = await ask(tenant, acme());
      expect(JSON.parse(body)).to.deep.equal({
        error: "too_many_requests",
        error_description: "Client quota exceeded",
      });
      const limits = headers.filter(([name]) => name.startsWith("X-RateLimit-"));
      expect(Object.fromEntries(limits)).to.deep.equal({
        "X-RateLimit-Limit": "2",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": String(START / 1000 + 86_400),
      });
      expect(limits).to.have.length(3);
      expect(tenant.issued).to.equal(2);
    });

    it("begins anew with each UTC hour, not an hour after the first token", async () => {
      const tenant = limited({ perHour: 1, enforce: true });
      now += 3_599_000;
      expect((await limitsOf(tenant))[0]).to.equal(200);
      expect((await limitsOf(tenant))[0]).to.equal(429);
      now += 1000;
      expect((await limitsOf(tenant))[0]).to.equal(200);
    });

    it("that is not enforced only reports", async () => {
      const tenant = limited({ perDay: 1, enforce: false });
      await limitsOf(tenant);
      expect(await limitsOf(tenant)).to.deep.equal([200, "b=per_day;q=1;r=0;t=86400"]);
    });

    it("counts no refusal, and nothing of another client's", async () => {
      const tenant = limited({ perHour: 1, enforce: true });
      const wrong = form(parameters(vendor("acme"), { client_secret: "wrong" }));
      expect(await limitsOf(tenant, wrong)).to.deep.equal([401]);
      expect(await limitsOf(tenant, form(parameters(vendor("initech"))))).to.deep.equal([200]);
      expect((await limitsOf(tenant))[0]).to.equal(200);
    });
  });

  describe("with an Action on the exchange", () => {
    const withAction = (code: string, action: object = {}, binding: object = {}) => [
      ...evaluation.resources,
      ...[
        {
          type: "auth0:index/action:Action",
          id: "an-action",
          state: { code, deploy: true, ...action },
        },
        {
          type: "auth0:index/triggerAction:TriggerAction",
          id: "a-binding",
          state: { trigger: "credentials-exchange", actionId: "an-action", ...binding },
        },
      ].map((resource) => resource as unknown as Evaluation["resources"][number]),
    ];
    const acme = () => form(parameters(vendor("acme")));
    const DENY = `exports.onExecuteCredentialsExchange = async (event, api) => {
      api.access.deny("invalid_scope", JSON.stringify(event)); };`;

    it("hands it the event that Auth0 documents, and refuses what it denies, uncounted", async () => {
      const tenant = tenantOf(withAction(DENY));
      const { status, body } = await ask(tenant, acme(), [
        ["Content-Type", FORM],
        ["user-agent", "a/1"],
      ]);
      const { error, error_description } = JSON.parse(body) as Record<string, string>;
      expect([status, error]).to.deep.equal([400, "invalid_scope"]);
      expect(JSON.parse(error_description ?? "")).to.deep.equal({
        client: {
          client_id: vendor("acme").clientId,
          name: "acme (m2m-token-cache/dev)",
          metadata: {
            project: "m2m-token-cache",
            stack: "dev",
            vendor: "acme",
            contact: "integrations@acme.example",
          },
        },
        request: {
          method: "POST",
          hostname: "t.example",
          ip: "127.0.0.1",
          user_agent: "a/1",
          body: parameters(vendor("acme")),
        },
        resource_server: { identifier: "https://api.dev.example.com/orders" },
        accessToken: { scope: ["read:orders"] },
      });
      expect(tenant.issued).to.equal(0);
    });

    it("runs it for right requests only", async () => {
      const { status } = await ask(
        tenantOf(withAction(DENY)),
        form(parameters(vendor("acme"), { client_secret: "wrong" })),
      );
      expect(status).to.equal(401);
    });

    it("runs none that is bound to another trigger", async () => {
      const other = withAction(DENY, {}, { trigger: "post-login" });
      expect((await ask(tenantOf(other), acme())).status).to.equal(200);
    });

    it("takes no binding of an Action that is not deployed, or not there", () => {
      expect(() => tenantOf(withAction(DENY, { deploy: false }))).to.throw("cannot be bound");
      expect(() => tenantOf(withAction(DENY, {}, { actionId: "nowhere" }))).to.throw();
    });
  });
});
