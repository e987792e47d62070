/** The line of a request, whatever there is to say of it. */
import { expect } from "chai";
import type { RequestRecord } from "../../src/broker/telemetry";
import { RequestLog } from "../../local/requestLog";
import type { Handled } from "../../local/gateway/gateway";
import { WIDTH } from "../../tools/lib/fit";
import type { StackOutputs } from "../../tools/lib/readOutputs";

const AT = Date.parse("2026-01-01T12:34:56Z");
const handled = (cache: Handled["cache"], body: object = {}): Handled => ({
  reply: { status: 200, headers: [], body: JSON.stringify(body) },
  requestId: "r",
  logs: [],
  cache,
  ageSeconds: 3600,
});
const asked = { method: "POST", target: "/v1/oauth/token", headers: [], body: "client_id=c-1" };

describe("The request log", () => {
  const logOf = (name: string, issued: number) =>
    new RequestLog(
      { [name]: { clientId: "c-1" } } as unknown as StackOutputs["vendors"],
      () => issued,
    );

  it("says who asked, what the cache did, and what it saved", () => {
    const log = logOf("acme", 1);
    log.line(asked, handled("MISS"), AT);
    expect(log.line(asked, handled("HIT"), AT)).to.match(
      /^12:34:56 {2}acme +HIT +200 {2}age 3600 s {2}issued 1, saved 50%$/,
    );
    expect(log.total()).to.equal("tokens issued 1 / given 2 (saved 50%)");
  });

  it("keeps its columns while the totals grow", () => {
    const log = logOf("acme", 1);
    const line = () =>
      log.line(asked, handled(undefined, { expires_in: 86_399 }), AT, {
        outcome: "hit",
      } as RequestRecord);
    const statusAt = Array.from({ length: 12 }, () => line().indexOf("  200  "));
    expect(new Set(statusAt).size, statusAt.join()).to.equal(1);
  });

  it("fits a terminal's line, also with the longest outcome, a long name and many tokens", () => {
    const name = "a-vendor-with-quite-a-long-name-(retiring)";
    const lines = [
      logOf(name, 12_345).line(asked, handled("MISS"), AT),
      logOf(name, 12_345).line(asked, handled(undefined, { expires_in: 2_592_000 }), AT, {
        outcome: "unavailable",
      } as RequestRecord),
    ];
    for (const line of lines) expect(line.length, line).to.be.at.most(WIDTH);
    expect(lines[1]).to.contain("  a-ven…iring)  UNAVAILABLE  200  ");
  });
});
