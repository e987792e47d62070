/** The live tenant, read over HTTP: page by page, with read scopes alone, and never a secret. */
import { expect } from "chai";
import { type LoopbackServer, serve } from "../../../local/loopback";
import { adopt } from "../../../tools/adopt/adopt";
import { importFile } from "../../../tools/adopt/importFile";
import { readTenant } from "../../../tools/adopt/readTenant";
import { UserError } from "../../../tools/lib/userError";
import { failureOf } from "../../support/registrations";
import { ORDERS } from "./support";

describe("The tenant that is adopted", () => {
  let server: LoopbackServer;
  let requests: string[];
  let refused: string | undefined;
  const clients = Array.from({ length: 150 }, (_, index) => ({
    client_id: `id${index}`,
    name: `Vendor ${index}`,
    app_type: "non_interactive",
    grant_types: ["client_credentials"],
  }));
  const lists: Record<string, readonly object[]> = {
    "/api/v2/clients": clients,
    "/api/v2/client-grants": clients.map(({ client_id: id }, index) => ({
      id: `cgr_${index}`,
      client_id: id,
      audience: ORDERS,
      scope: ["read:orders"],
    })),
    "/api/v2/resource-servers": [{ id: "api", identifier: ORDERS, token_lifetime: 3600 * 8 }],
  };

  beforeEach(async () => {
    requests = [];
    refused = undefined;
    server = await serve(0, ({ method, target }) => {
      requests.push(`${method} ${target}`);
      const { pathname, searchParams } = new URL(target, "http://localhost");
      const answer = (status: number, body: unknown) =>
        Promise.resolve({ status, headers: [], body: JSON.stringify(body) });
      if (pathname === "/oauth/token") return answer(200, { access_token: "t" });
      if (pathname === refused) return answer(403, {});
      const start = Number(searchParams.get("page")) * Number(searchParams.get("per_page"));
      return answer(200, lists[pathname]?.slice(start, start + 100));
    });
  });
  afterEach(() => server.close());

  const read = () =>
    readTenant(
      { origin: server.origin, clientId: "id7", clientSecret: "s" },
      { clock: () => 0, wait: () => Promise.resolve(), onStep: () => undefined },
    );

  it("has every client, its ids, and not Pulumi's own client", async () => {
    const adoption = adopt(await read());
    expect(adoption.clients).to.have.length(149);
    expect(adoption.leftOut.map(({ what }) => what)).to.deep.equal(["client Vendor 7"]);
    expect(importFile(adoption.clients).resources.slice(-3)).to.deep.include({
      type: "auth0:index/clientGrant:ClientGrant",
      name: "vendor-149-grant-api-example-com-orders-07701c72",
      id: "cgr_149",
      parent: "vendor-149",
    });
    expect(adoption.apis.map((api) => api.tokenLifetimeSeconds)).to.deep.equal([28_800]);
  });

  it("is only read, and asked to leave secrets out of its answers", async () => {
    await read();
    expect(requests.filter((each) => !each.startsWith("GET "))).to.deep.equal([
      "POST /oauth/token",
    ]);
    const asked = requests.filter((each) => each.includes("/api/v2/clients"));
    expect(asked).to.have.length(2);
    for (const each of asked)
      expect(decodeURIComponent(each)).to.match(/fields=client_secret,.*&include_fields=false/);
  });

  for (const [path, scope] of [
    ["clients", "read:clients"],
    ["client-grants", "read:client_grants"],
    ["resource-servers", "read:resource_servers"],
  ] as const)
    it(`says in one line that ${scope} is missing`, async () => {
      refused = `/api/v2/${path}`;
      const error = await failureOf(read());
      expect(error).to.be.instanceOf(UserError);
      expect(error.message).to.match(new RegExp(`\\(403\\); fix: .*the scope ${scope}`));
    });
});
