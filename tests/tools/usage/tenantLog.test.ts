/** The tenant's log, read over HTTP: every exchange once, within Auth0's limits, with read:logs alone. */
import { expect } from "chai";
import type { Reply } from "../../../local/gateway/reply";
import { type LoopbackServer, serve } from "../../../local/loopback";
import { ManagementApi } from "../../../local/tenant/managementApi";
import { pauseAfter } from "../../../tools/lib/rateLimit";
import { type LogEvent, TenantLog } from "../../../tools/usage/tenantLog";
import { UserError } from "../../../tools/lib/userError";
import { times } from "./support";

const START = Date.parse("2026-01-07T00:00:00Z");
const SECRET = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ";

describe("The tenant's log", () => {
  let server: LoopbackServer | undefined;
  let requests: string[];
  let waited: number[];
  let steps: string[];
  beforeEach(() => {
    requests = [];
    waited = [];
    steps = [];
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  const logOf = (origin: string, clientSecret = "local") => {
    let now = START;
    return new TenantLog(
      { origin, clientId: "local", clientSecret },
      {
        clock: () => now,
        wait: (milliseconds) => {
          waited.push(milliseconds);
          now += milliseconds;
          return Promise.resolve();
        },
        onStep: (step) => steps.push(step),
      },
    );
  };
  const all = async (log: TenantLog, from = START) => {
    const events: LogEvent[] = [];
    for await (const event of log.exchanges(from)) events.push(event);
    return events;
  };

  /** The local tenant, in whose log there is an exchange at each of these times, in milliseconds after START. */
  const tenantWith = async (
    ats: readonly number[],
    first: (target: string) => Reply | undefined = () => undefined,
  ) => {
    let now = START;
    const api: { current?: ManagementApi } = {};
    server = await serve(0, async ({ method, target, headers, body }) => {
      requests.push(`${method} ${target.split("?")[0] ?? ""}`);
      const url = (server?.origin ?? "") + target;
      return first(target) ?? (await api.current!.handle({ method, url, headers, body }));
    });
    api.current = new ManagementApi(
      { handle: () => Promise.resolve({ status: 200, headers: [], body: "{}" }) },
      { issuer: `${server.origin}/`, clock: () => now },
    );
    for (const at of ats) {
      now = START + at;
      await api.current.handle({
        method: "POST",
        url: `${server.origin}/oauth/token`,
        headers: [["Content-Type", "application/json"]],
        body: JSON.stringify({ client_id: "acme-id", client_secret: "s", audience: "https://a" }),
      });
    }
    return server.origin;
  };
  const answer = (status: number, headers: Reply["headers"] = [], body: object = {}): Reply => ({
    status,
    headers,
    body: JSON.stringify(body),
  });
  const failureOf = async (origin: string, clientSecret?: string) => {
    try {
      await all(logOf(origin, clientSecret));
    } catch (error) {
      if (error instanceof UserError) return error.message;
      throw error;
    }
    throw new Error("It did not fail.");
  };

  it("gives every exchange once, beyond the 1,000 that one search gives", async () => {
    const origin = await tenantWith(times(2350, (n) => n * 700));
    const events = await all(logOf(origin));
    expect(events.filter(({ client_id: id }) => id === "acme-id")).to.have.length(2350);
    expect(new Set(events.map(({ log_id: id }) => id)).size).to.equal(events.length);
  });

  it("is asked for exchanges alone, from a whole second on, in the form that Auth0 documents", async () => {
    const queries: string[] = [];
    const origin = await tenantWith(
      times(150, (n) => n),
      (target) => {
        const { searchParams } = new URL(target, "http://localhost");
        if (searchParams.has("q")) queries.push(searchParams.get("q") ?? "");
        return undefined;
      },
    );
    await all(logOf(origin), START + 250);
    expect([...new Set(queries)]).to.deep.equal([
      '(type:"seccft" OR type:"feccft") AND date:[2026-01-07T00:00:00 TO *]',
    ]);
    expect(steps).to.include("Reading the tenant's log: 100 exchanges so far.");
  });

  it("ends even if more than 1,000 fall into one second", async () => {
    const origin = await tenantWith([...times(1500, () => 10), 5000]);
    const events = await all(logOf(origin));
    expect(events.filter(({ client_id: id }) => id === "acme-id").length).to.be.within(1001, 1501);
    expect(events.some(({ date }) => Date.parse(date) === START + 5000)).to.equal(true);
  });

  it("leaves out what is older than asked for", async () => {
    const origin = await tenantWith([100, 900, 1500]);
    const dates = (await all(logOf(origin), START + 500)).map(
      ({ date }) => Date.parse(date) - START,
    );
    expect(dates).to.include.members([900, 1500]).and.to.not.include(100);
  });

  it("says when it begins, or that it is empty", async () => {
    const origin = await tenantWith([4000, 5000]);
    expect(await logOf(origin).begins()).to.equal(START + 4000);
    await server?.close();
    // The token that the reader itself asks for is the first event then.
    expect(await logOf(await tenantWith([])).begins()).to.equal(START);
  });

  it("is read with one token, and with nothing but searches", async () => {
    const log = logOf(await tenantWith(times(150, (n) => n)));
    await log.begins();
    await all(log);
    expect([...new Set(requests)]).to.deep.equal(["POST /oauth/token", "GET /api/v2/logs"]);
    expect(requests.filter((request) => request.startsWith("POST"))).to.have.length(1);
  });

  it("waits as long as a 429 says, and goes on", async () => {
    let limited = 2;
    const origin = await tenantWith([1, 2], (target) => {
      if (!target.startsWith("/api/v2/logs") || limited === 0) return undefined;
      limited -= 1;
      return limited === 1
        ? answer(429, [["Retry-After", "3"]])
        : answer(429, [["X-RateLimit-Reset", String(START / 1000 + 10)]]);
    });
    expect(await all(logOf(origin))).to.have.length(3);
    expect(waited).to.deep.equal([3000, 7000]);
  });

  it("gives up after six answers of 429", async () => {
    const origin = await tenantWith([], () => answer(429));
    expect(await failureOf(origin)).to.match(
      /still answers 429 \(rate limit\) after 6 requests; fix: /,
    );
    expect(waited).to.deep.equal([2000, 4000, 8000, 16_000, 32_000]);
  });

  it("does not waste the last request of a period", async () => {
    const origin = await tenantWith([], (target) =>
      target === "/oauth/token"
        ? answer(
            200,
            [
              ["X-RateLimit-Remaining", "0"],
              ["X-RateLimit-Reset", String(START / 1000 + 2)],
            ],
            { access_token: "t" },
          )
        : answer(200, [], []),
    );
    await all(logOf(origin));
    expect(waited).to.deep.equal([2000]);
  });

  const REFUSALS: [string, (target: string) => Reply | undefined, RegExp][] = [
    [
      "another tenant's credentials",
      (target) =>
        target === "/oauth/token" ? answer(401, [], { error: "access_denied" }) : undefined,
      /gives this client no token for its Management API \(401 access_denied\); fix: AUTH0_CLIENT_ID/,
    ],
    [
      "a client that is not authorized for the API, or a custom domain",
      (target) => (target === "/oauth/token" ? answer(403, [], { error: SECRET }) : undefined),
      /\(403\); fix: authorize it there for http.*\/api\/v2\/ with the scope read:logs; AUTH0_DOMAIN/,
    ],
    [
      "a client without read:logs",
      (target) => (target === "/oauth/token" ? undefined : answer(403, [], { message: SECRET })),
      /does not let this client read the log \(403\); fix: .*read:logs only\./,
    ],
    [
      "an answer that is not a list",
      (target) => (target === "/oauth/token" ? undefined : answer(200, [], { a: SECRET })),
      /answered GET \/api\/v2\/logs with 200; fix: /,
    ],
    [
      "a redirect, which the secret must not follow",
      () => answer(307, [["Location", "/elsewhere"]]),
      /cannot be reached/,
    ],
  ];
  for (const [what, first, message] of REFUSALS)
    it(`says in one line what to do about ${what}, and shows nothing secret`, async () => {
      const said = await failureOf(
        await tenantWith([], first),
        first("/oauth/token") ? SECRET : "local",
      );
      expect(said).to.match(message).and.to.not.contain("\n").and.to.not.contain(SECRET);
      for (const request of requests) expect(request).to.match(/ \/(oauth\/token|api\/v2\/logs)$/);
    });

  it("that cannot be reached is said to be so", async () => {
    const origin = await tenantWith([]);
    await server?.close();
    server = undefined;
    expect(await failureOf(origin)).to.match(
      /cannot be reached \(ECONNREFUSED\); fix: start the local run \(npm start\)/,
    );
  });
});

describe("The pause for a rate limit", () => {
  const now = 1_000_000;
  const pause = (status: number, headers: Record<string, string>, attempt = 1) =>
    pauseAfter({ status, headers: new Headers(headers) }, attempt, now);

  it("is none while there are requests left", () => {
    expect(pause(200, {})).to.equal(0);
    expect(pause(200, { "X-RateLimit-Remaining": "1" })).to.equal(0);
  });

  it("is at least a second and at most a minute, whatever a header says", () => {
    expect(pause(429, { "Retry-After": "0" })).to.equal(1000);
    expect(pause(429, { "Retry-After": "86400" })).to.equal(60_000);
    expect(pause(429, { "X-RateLimit-Reset": "1" })).to.equal(1000);
    expect(pause(429, { "Retry-After": "soon" })).to.equal(2000);
    expect(pause(200, { "X-RateLimit-Remaining": "0" })).to.equal(1000);
    expect(pause(429, {}, 12)).to.equal(60_000);
  });
});
