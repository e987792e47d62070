/** The local tenant's log, as Auth0 documents its Management API. */
import { expect } from "chai";
import type { Headers } from "../../../local/gateway/parameters";
import { ManagementApi } from "../../../local/tenant/managementApi";
import type { TenantRequest } from "../../../local/tenant/tokenRequest";
import { START } from "../../support/stack";
import { FORM, JSON_TYPE } from "../../support/tokenClient";

const ISSUER = "https://t.example/";

describe("The local tenant's Management API", () => {
  let now: number;
  let asked: TenantRequest[];
  let api: ManagementApi;
  beforeEach(() => {
    now = START;
    asked = [];
    api = new ManagementApi(
      {
        handle: (request) => {
          asked.push(request);
          const refused = request.body.includes("wrong");
          return Promise.resolve({
            status: refused ? 401 : 200,
            headers: [],
            body: JSON.stringify(
              refused ? { error_description: "Unauthorized" } : { scope: "read:orders" },
            ),
          });
        },
      },
      { issuer: ISSUER, clock: () => now },
    );
  });

  const post = (body: string, headers: Headers) =>
    api.handle({ method: "POST", url: `${ISSUER}oauth/token`, headers, body });
  const exchange = (secret = "right", headers: Headers = []) =>
    post(
      new URLSearchParams({
        client_id: "acme-id",
        client_secret: secret,
        audience: "https://a",
      }).toString(),
      [["Content-Type", FORM], ...headers],
    );
  const tokenFor = async (client_secret = "local") => {
    const { status, body } = await post(
      JSON.stringify({ client_id: "local", client_secret, audience: `${ISSUER}api/v2/` }),
      [["Content-Type", JSON_TYPE]],
    );
    return { status, ...(JSON.parse(body) as { access_token?: string; scope?: string }) };
  };
  const logs = async (query: Record<string, string>, token?: string) => {
    const bearer = token ?? (await tokenFor()).access_token ?? "";
    const { status, body } = await api.handle({
      method: "GET",
      url: `${ISSUER}api/v2/logs?${new URLSearchParams(query).toString()}`,
      headers: [["Authorization", `Bearer ${bearer}`]],
      body: "",
    });
    return { status, events: JSON.parse(body) as Record<string, unknown>[] };
  };

  it("gives its one client a token that may read the log, and nobody else", async () => {
    expect(await tokenFor()).to.include({ status: 200, scope: "read:logs" });
    expect((await tokenFor("wrong")).status).to.equal(401);
    expect(asked).to.deep.equal([]);
    expect((await logs({}, "another")).status).to.equal(401);
  });

  it("logs a token and a refusal, with the fields that Auth0 documents, and no secret", async () => {
    await exchange("right", [["User-Agent", "curl/8.5.0"]]);
    now += 1000;
    await exchange("wrong");
    const { events } = await logs({ sort: "date:1" });
    expect(events.slice(0, 2)).to.deep.equal([
      {
        date: "2026-01-01T00:00:00.000Z",
        type: "seccft",
        description: "",
        client_id: "acme-id",
        client_name: "",
        ip: "127.0.0.1",
        user_agent: "curl/8.5.0",
        hostname: "t.example",
        audience: "https://a",
        scope: "read:orders",
        log_id: "0".repeat(29) + "1",
      },
      {
        date: "2026-01-01T00:00:01.000Z",
        type: "feccft",
        description: "Unauthorized",
        client_id: "acme-id",
        client_name: "",
        ip: "127.0.0.1",
        user_agent: "",
        hostname: "t.example",
        audience: "https://a",
        scope: null,
        log_id: "0".repeat(29) + "2",
      },
    ]);
    expect(JSON.stringify(events)).to.not.match(/right|wrong/);
  });

  it("knows a client that authenticates with Basic", async () => {
    const credentials = Buffer.from("acme-id:right").toString("base64");
    await post("audience=https%3A%2F%2Fa", [
      ["Content-Type", FORM],
      ["Authorization", `Basic ${credentials}`],
    ]);
    expect((await logs({ sort: "date:1" })).events[0]).to.include({ client_id: "acme-id" });
  });

  it("searches by type and date, in pages, newest first unless asked otherwise", async () => {
    for (const secret of ["right", "wrong", "right"]) {
      await exchange(secret);
      now += 60_000;
    }
    const q = `(type:"seccft" OR type:"feccft") AND date:[2026-01-01T00:01:00 TO *]`;
    const found = async (query: Record<string, string>) =>
      (await logs(query)).events.map(
        ({ type, date }) => `${String(type)} ${String(date).slice(14, 16)}`,
      );
    expect((await found({ q, sort: "date:1" })).slice(0, 2)).to.deep.equal([
      "feccft 01",
      "seccft 02",
    ]);
    expect(await found({ q: 'type:"feccft"' })).to.deep.equal(["feccft 01"]);
    expect(await found({ sort: "date:1", per_page: "1", page: "1" })).to.deep.equal(["feccft 01"]);
    expect((await found({ q })).at(-1)).to.equal("feccft 01");
  });

  for (const query of [
    { per_page: "101" },
    { per_page: "100", page: "10" },
    { page: "-1" },
    { sort: "ip:1" },
    { q: "client_id:x" },
    { q: 'date:[2026 TO 2027] OR type:"s"' },
  ] as Record<string, string>[])
    it(`refuses what it does not know, or Auth0 does not give: ${JSON.stringify(query)}`, async () => {
      expect((await logs(query)).status).to.equal(400);
    });

  it("leaves everything else to the tenant, what it cannot read too", async () => {
    await api.handle({
      method: "GET",
      url: `${ISSUER}.well-known/jwks.json`,
      headers: [],
      body: "",
    });
    await post("{", [["Content-Type", JSON_TYPE]]);
    expect(asked).to.have.length(2);
  });
});
