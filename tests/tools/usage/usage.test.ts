/** What a log's events come to. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { PROJECT_DIR } from "../../../tools/lib/stackFile";
import { DENIED_DIRECT, reasonOf, routeOf } from "../../../tools/usage/exchange";
import { decimal, printable } from "../../../tools/usage/figures";
import { monthOf } from "../../../tools/usage/month";
import type { LogEvent } from "../../../tools/usage/tenantLog";
import type { Report } from "../../../tools/usage/report";
import { text } from "../../../tools/usage/text";
import { startOfDays, usageOf } from "../../../tools/usage/usage";
import { failure, ORDERS, times, token } from "./support";

const WINDOW = {
  from: Date.parse("2026-01-05T00:00:00Z"),
  to: Date.parse("2026-01-07T12:00:00Z"),
};
const VENDORS = {
  acme: { clientId: "acme-id", retiring: { clientId: "acme-old-id" } },
  globex: { clientId: "globex-id" },
};
const SECRET = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ";

const usage = (...events: LogEvent[]) =>
  usageOf(
    events,
    { vendors: VENDORS },
    {
      project: "m2m-token-cache",
      window: WINDOW,
      ownAudience: "https://t.example/api/v2/",
    },
  );
const clientOf = (counted: ReturnType<typeof usage>, name: string) =>
  counted.vendors.find((vendor) => vendor.name === name)!;

describe("The tokens of a log", () => {
  it("are counted by vendor, audience and UTC day", () => {
    const counted = usage(
      token({ date: "2026-01-05T23:59:59.999Z" }),
      token({ date: "2026-01-06T00:00:00.000Z" }),
      token({ date: "2026-01-06T01:00:00.000Z", audience: "https://b" }),
      token({ client_id: "globex-id" }),
    );
    expect(counted.days).to.deep.equal(["2026-01-05", "2026-01-06", "2026-01-07"]);
    expect(clientOf(counted, "acme").audiences).to.deep.equal([
      { audience: ORDERS, tokens: 2, byDay: [1, 1, 0] },
      { audience: "https://b", tokens: 1, byDay: [0, 1, 0] },
    ]);
    expect(counted.vendors.map(({ name }) => name)).to.deep.equal([
      "acme",
      "acme (retiring)",
      "globex",
    ]);
    expect(clientOf(counted, "acme").byDay).to.deep.equal([1, 2, 0]);
    expect(clientOf(counted, "globex").tokens).to.equal(1);
    expect([counted.tokens, counted.byDay]).to.deep.equal([4, [1, 2, 1]]);
  });

  it("are listed by audience with the most first, one that the log does not name among them", () => {
    const counted = usage(token({ audience: null }), token(), token());
    expect(clientOf(counted, "acme").audiences.map(({ audience }) => audience)).to.deep.equal([
      ORDERS,
      "",
    ]);
  });

  it("count for the last day where Auth0's clock is ahead at midnight", () => {
    const counted = usage(token({ date: "2026-01-08T00:00:00.001Z" }));
    expect(counted.byDay).to.deep.equal([0, 0, 1]);
  });

  it("of a vendor whose client the outputs do not name are nobody's of the stack", () => {
    const { vendors, others } = usageOf(
      [token({ client_id: undefined })],
      { vendors: { acme: {} } },
      { project: "m2m-token-cache", window: WINDOW, ownAudience: "https://t.example/api/v2/" },
    );
    expect(vendors).to.deep.equal([]);
    expect(others).to.include({ name: "other clients", tokens: 1 });
  });

  it("of a retiring client are told apart, so that it is seen whether the vendor has moved", () => {
    const counted = usage(token({ client_id: "acme-old-id" }), token());
    expect(clientOf(counted, "acme (retiring)").tokens).to.equal(1);
    expect(clientOf(counted, "acme").tokens).to.equal(1);
  });

  it("of clients that are not the stack's are one figure, which the quota is charged with too", () => {
    const counted = usage(
      token({ client_id: "x" }),
      token({ client_id: "x" }),
      token({ client_id: "y" }),
      token({ client_id: null }),
    );
    expect(counted.others).to.include({ tokens: 4, clients: 3 });
    expect(counted.tokens).to.equal(4);
    const failed = usage(token(), token({ client_id: "x" }), failure("", { client_id: "y" }));
    expect(failed.others, "without the stack's, and whom Auth0 refused").to.include({ clients: 1 });
  });

  it("for Auth0's own APIs are left out", () => {
    const counted = usage(
      token({ audience: "https://example.eu.auth0.com/api/v2/" }),
      token({ audience: "https://example.eu.auth0.com/userinfo" }),
      token({ audience: "https://example.eu.auth0.com/mfa/" }),
      token({ audience: "https://t.example/api/v2/" }),
      token({ audience: "https://auth0.com/me/" }),
    );
    expect([counted.ownApis, counted.tokens]).to.deep.equal([5, 0]);
    const alike = usage(
      token({ audience: "https://api.example.com/api/v2/" }),
      token({ audience: "https://example.eu.auth0.com/orders/api/v2/" }),
      token({ audience: "https://example.eu.auth0.com/api/v2/orders" }),
      token({ audience: "https://example.eu.auth0.com.example/api/v2/" }),
      token({ audience: null }),
    );
    expect([alike.ownApis, alike.tokens]).to.deep.equal([0, 5]);
    const refused = usage(failure("", { audience: "https://t.example/api/v2/" }));
    expect(refused.ownApis).to.equal(0);
    expect(clientOf(refused, "acme").failures).to.deep.equal({ "another reason": 1 });
  });

  it("and failed exchanges are not mixed up", () => {
    const counted = usage(failure("Unauthorized"), failure("Unauthorized"), token());
    expect(counted.tokens).to.equal(1);
    expect(clientOf(counted, "acme").failures).to.deep.equal({ "wrong client id or secret": 2 });
  });
});

describe("The way of a request", () => {
  const CASES: [string | null | undefined, string][] = [
    ["AmazonAPIGateway_abc123", "proxy"],
    [`m2m-token-cache/${SECRET}`, "proxy"],
    ["m2m-token-cache-broker", "proxy"],
    ["curl/8.5.0", "direct"],
    ["curl/8.5.0 AmazonAPIGateway_abc123", "direct"],
    ["Python aiohttp 3.11.18 / Other 0.0.0", "direct"],
    ["Other 0.0.0 / Other 0.0.0", "unknown"],
    ["node", "direct"],
    ["m2m-token-cache-broker/2", "direct"],
    [null, "unknown"],
    ["", "unknown"],
    [undefined, "unknown"],
  ];
  for (const [agent, way] of CASES)
    it(`is ${way} for the user agent ${String(agent).replace(SECRET, "…")}`, () => {
      expect(routeOf({ ...token(), user_agent: agent }, "m2m-token-cache")).to.equal(way);
    });

  it("that bypassed the proxy shows from where", () => {
    const counted = usage(
      token({ user_agent: "curl/8.5.0", ip: "198.51.100.7" }),
      token({ user_agent: "curl/8.5.0", ip: "198.51.100.7" }),
      token(),
    );
    const { tokensByRoute, directAddresses } = clientOf(counted, "acme");
    expect(tokensByRoute).to.deep.equal({ proxy: 1, direct: 2, unknown: 0 });
    expect(directAddresses).to.deep.equal(["198.51.100.7"]);
  });
});

describe("The reason of a failure", () => {
  const CASES: [string, string][] = [
    ["Unauthorized", "wrong client id or secret"],
    [`Service not enabled within domain: ${SECRET}`, "an audience that the tenant does not have"],
    ['Client is not authorized to access "https://x".', "no grant for the audience"],
    [`Client has not been granted scopes: ${SECRET}`, "a scope that is not granted"],
    ["Client quota exceeded", "a token quota is used up"],
    ["No audience parameter was provided", "no audience"],
    ["Grant type 'password' not allowed for the client.", "another grant type"],
    ["Too many requests", "too many requests"],
    ["Global rate limit exceeded", "too many requests"],
    [`Something new: ${SECRET}`, "Something new"],
    [` Något nytt : ${SECRET}`, "N?got nytt"],
    [`${"word ".repeat(11)}words`, `${"word ".repeat(11)}words`],
    [`${"word ".repeat(11)}wordsy`, "another reason"],
    [SECRET, "another reason"],
    ["", "another reason"],
  ];
  for (const [description, reason] of CASES)
    it(`is "${reason}", without what the client sent`, () => {
      expect(reasonOf(failure(description))).to.equal(reason);
    });

  it("is known where the Action denied a request that bypassed the proxy, in the Action's own words", () => {
    const action = readFileSync(join(PROJECT_DIR, "src/auth0/actions/onlyThroughProxy.js"), "utf8");
    const [, words = ""] = /const REASON =\s*"([^"]+)"/.exec(action) ?? [];
    expect(reasonOf(failure(words)))
      .to.equal(DENIED_DIRECT)
      .and.to.equal("denied: not through the proxy");
    const counted = usage(failure(words, { ip: "198.51.100.7" }));
    expect(clientOf(counted, "acme").directAddresses).to.deep.equal(["198.51.100.7"]);
  });

  it("shows no address of a request that failed for another reason, and none that the log does not name", () => {
    const denied = failure("the token URL that it was given, not from Auth0 directly", {
      ip: null,
    });
    const counted = usage(failure("Unauthorized", { ip: "198.51.100.7" }), denied);
    expect(clientOf(counted, "acme").directAddresses).to.deep.equal([]);
  });
});

describe("A figure", () => {
  it("has one digit where it is less than ten and not whole", () => {
    expect([0, 9.44, 9.5, 10, 10.4, 99.5].map(decimal)).to.deep.equal([
      "0",
      "9.4",
      "9.5",
      "10",
      "10",
      "100",
    ]);
  });

  it("stands beside a name of which a terminal can show every character", () => {
    expect(printable("Ac\u001bmé")).to.equal("Ac?m?");
  });
});

describe("What is left of the month", () => {
  const month = (from: string, to: string, byDay: Record<string, number>, allowance: number) =>
    monthOf(
      {
        days: Object.keys(byDay),
        byDay: Object.values(byDay),
        tokens: Object.values(byDay).reduce((sum, tokens) => sum + tokens, 0),
      },
      { from: Date.parse(from), to: Date.parse(to) },
      allowance,
    );

  it("is what was counted since its first day, if that was read", () => {
    const found = month(
      "2026-01-01T00:00:00Z",
      "2026-01-03T00:00:00Z",
      { "2026-01-01": 100, "2026-01-02": 100, "2026-01-03": 0 },
      5000,
    );
    expect(found).to.include({ counted: 200, daysNotRead: 0, spent: 200, left: 4800, perDay: 100 });
    expect(found).to.include({ daysLeft: 29, atItsEnd: 3100, runsOut: undefined });
  });

  it("lasts if the last token is for the month's last moment", () => {
    const [from, to] = ["2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z"];
    const runsOut = (allowance: number) =>
      month(from, to, { "2026-01-01": 100, "2026-01-02": 100 }, allowance).runsOut;
    expect(runsOut(3100)).to.equal(undefined);
    expect(runsOut(3099)).to.match(/^2026-01-31T23:4/);
  });

  it("leaves out the days of the month before, but takes them for the rate", () => {
    const found = month(
      "2025-12-31T00:00:00Z",
      "2026-01-02T00:00:00Z",
      { "2025-12-31": 300, "2026-01-01": 100, "2026-01-02": 0 },
      5000,
    );
    expect(found).to.include({ counted: 100, perDay: 200, spent: 100 });
  });

  it("takes the days that were not read at the same rate", () => {
    const found = month(
      "2026-01-09T00:00:00Z",
      "2026-01-11T00:00:00Z",
      { "2026-01-09": 100, "2026-01-10": 100, "2026-01-11": 0 },
      2000,
    );
    expect(found).to.include({ counted: 200, daysNotRead: 8, spent: 1000, left: 1000 });
    expect(found.runsOut).to.equal("2026-01-21T00:00:00.000Z");
    expect(found.atItsEnd).to.equal(3100);
  });

  it("says nothing of a rate where less than half a day was read", () => {
    const found = month("2026-01-10T13:00:00Z", "2026-01-10T14:00:00Z", { "2026-01-10": 60 }, 1000);
    expect(found).to.include({ perDay: undefined, atItsEnd: undefined, runsOut: undefined });
    expect(found).to.include({ counted: 60, left: 940 });
    const half = month("2026-01-10T02:00:00Z", "2026-01-10T14:00:00Z", { "2026-01-10": 60 }, 1000);
    expect(half.perDay).to.equal(120);
  });

  it("begins a window at midnight UTC, today included", () => {
    const now = Date.parse("2026-01-07T12:00:00Z");
    expect(new Date(startOfDays(1, now)).toISOString()).to.equal("2026-01-07T00:00:00.000Z");
    expect(new Date(startOfDays(7, now)).toISOString()).to.equal("2026-01-01T00:00:00.000Z");
  });
});

describe("The report", () => {
  const report = (events: LogEvent[], changes: Partial<Report> = {}) => {
    const counted = usage(...events);
    return text({
      tenant: "example.eu.auth0.com",
      stack: "prod",
      usage: counted,
      month: monthOf(counted, WINDOW, 100),
      forecast: { acme: 720, globex: 720 },
      bound: 1440,
      daysRead: 2.5,
      remarks: [],
      ...changes,
    });
  };

  it("has a line for each vendor and audience, beside the forecast, with a chart", () => {
    const said = report([
      ...times(48, () => token({ date: "2026-01-05T10:00:00Z" })),
      ...times(12, () => token({ date: "2026-01-07T10:00:00Z" })),
    ]);
    expect(said).to.match(/^acme +60 +24 +24 +█·▂$/m);
    expect(said).to.match(/^ {2}https:\/\/api\.example\.com\/orders +60 +24 +█·▂$/m);
    expect(said).to.match(/^globex +0 +0 +24 +···$/m);
    expect(said).to.match(/^all +60 +24 +48 +█·▂$/m);
    expect(said).to.match(/^2026-01-05 +48 █{65}$/m);
  });

  it("says when the quota runs out at this rate", () => {
    const counted = usage(...times(50, () => token()));
    const said = (allowance: number) =>
      report(
        times(50, () => token()),
        { month: monthOf(counted, WINDOW, allowance) },
      ).replaceAll("\n", " ");
    expect(said(500))
      .to.contain("This month: 50 of 500 tokens counted.")
      .and.to.contain("first 4 days were not read; at 20 tokens a day they bring it to 130.")
      .and.to.contain("Left: 370, for 25 days.")
      .and.to.contain("RUNS OUT on 2026-01-26 00:00 UTC; the month would end at 620.");
    expect(said(700)).to.contain("At 20 tokens a day the month ends at 620: the quota lasts.");
    expect(said(100)).to.contain("At 20 tokens a day the quota is already used up.");
  });

  it("says what it cannot know", () => {
    const said = report([token({ user_agent: null })], {
      logBegins: "2026-01-06T08:30:00.000Z",
      forecast: undefined,
    }).replaceAll(/\n {2}/g, " ");
    expect(said).to.contain("- Whether 1 token came through the proxy: the log has no user agent");
    expect(said).to.contain("- The log begins 2026-01-06 08:30 UTC");
    expect(said).to.contain("add --stack <name>");
    expect(said).to.match(/^2026-01-05 +-$/m);
  });

  it("marks what bypassed the proxy, and what was denied there", () => {
    const said = report([
      token({ user_agent: "curl/8.5.0", ip: "198.51.100.7" }),
      failure(
        "This client gets its tokens from the token URL that it was given, not from Auth0 directly.",
      ),
    ]);
    expect(said).to.contain("- acme: 1 token, 1 denied; from 192.0.2.1, 198.51.100.7");
  });

  it("keeps to 80 columns and to printable characters, whatever an audience is", () => {
    const said = report(
      [
        token({ audience: `https://${"x".repeat(600)}` }),
        token({ audience: "\x1b[31mred\x07\u202e" }),
        ...times(30, (n) => token({ user_agent: "curl/8", ip: `198.51.100.${n}` })),
        failure("Unauthorized", { client_id: SECRET }),
      ],
      { remarks: [`No forecast: ${"word ".repeat(40)}`] },
    );
    for (const line of said.split("\n")) expect(line.length, line).to.be.at.most(80);
    expect(said).to.match(/^[\x20-\x7e\n·▁▂▃▄▅▆▇█…]*$/);
  });

  it("holds no user agent, which may be the proxy secret, and nothing that a client sent in its place", () => {
    const all = [
      token({ user_agent: `m2m-token-cache/${SECRET}` }),
      token({ client_id: SECRET, user_agent: SECRET }),
      failure(`Service not enabled within domain: ${SECRET}`, {
        client_id: SECRET,
        audience: SECRET,
      }),
    ];
    expect(report(all) + JSON.stringify(usage(...all))).to.not.contain(SECRET);
  });
});
