/** What the cache must keep apart: right and wrong secrets, content types, audiences. */
import type { Claim } from "../claim";
import { must } from "../findings";
import { FORM, JSON_TYPE, type Session, type Vendor } from "../session";
import { describe, ownToken, ownTokenOrRefusal, refused } from "./answers";

export const wrongSecret: Claim = {
  id: "wrong-secret",
  title:
    "a wrong secret is refused, before and after the right one is cached, and leaves its entry alone",
  why: "if a wrong secret gets a token, anybody does",
  requests: 4,
  entries: 1,
  async check(session) {
    const vendor = session.vendor();
    const entry = session.entry();
    const inBody = vendor.authenticationMethod !== "client_secret_basic";
    const wrong = () =>
      inBody
        ? session.ask(vendor, { changes: { entry, client_secret: `${vendor.clientSecret}x` } })
        : session.ask(
            { ...vendor, clientSecret: `${vendor.clientSecret}x` },
            { changes: { entry } },
          );
    refused(await wrong(), "a wrong secret, first");
    const right = ownToken(
      await session.ask(vendor, { changes: { entry } }),
      vendor,
      "the right secret",
    );
    await session.nextSecond();
    refused(await wrong(), "a wrong secret, after the right one was cached");
    const again = ownToken(
      await session.ask(vendor, { changes: { entry } }),
      vendor,
      "the right secret",
    );
    must(
      !session.caches || right.fingerprint === again.fingerprint,
      "the wrong secret changed the right one's entry",
    );
    return `refused twice; ${right.fingerprint} before and after`;
  },
};

type Spelling = "Content-Type" | "content-type";

export const wrongContentType: Claim = {
  id: "wrong-content-type",
  title:
    "a valid body under a wrong content type gets no token and does not affect the valid request",
  why: "one request with an odd header would lock the vendor out for the TTL",
  requests: 14,
  entries: 6,
  async check(session) {
    const vendor = session.vendor();
    const notes: string[] = [];
    for (const as of ["form", "json"] as const) {
      const [right, wrong] = as === "json" ? [JSON_TYPE, FORM] : [FORM, JSON_TYPE];
      const body = bodyAs(session, vendor, as);
      const under = (spelling: Spelling, contentType: string, text = body) =>
        sendUnder(session, vendor, text, [spelling, contentType]);
      for (const type of [wrong, "text/plain"]) {
        refused(await under("Content-Type", type), `${as} under Content-Type: ${type}`);
        // A platform that ignores the header in lower case treats the body as JSON.
        ownTokenOrRefusal(
          await under("content-type", type),
          vendor,
          `${as} under content-type: ${type}`,
        );
      }
      ownToken(await under("Content-Type", right), vendor, `${as} under Content-Type: ${right}`);
      const what = `${as} under content-type: ${right}`;
      const lower = await under("content-type", right);
      const got = ownTokenOrRefusal(lower, vendor, what);
      if (!lower.token) {
        // Was it refused because of its spelling, or because an earlier refusal was cached?
        const alone = await under("content-type", right, bodyAs(session, vendor, as));
        must(!alone.token, `${what}: affected by a wrong content type, got ${describe(lower)}`);
      }
      notes.push(`${as}: under Content-Type a token, under content-type ${got}`);
    }
    return `refused under a wrong content type, a token afterwards; ${notes.join("; ")}`;
  },
};

/** A valid body with an entry of its own. */
function bodyAs(session: Session, vendor: Vendor, as: "form" | "json"): string {
  const parameters = session.parameters(vendor, { changes: { entry: session.entry() } });
  return as === "json" ? JSON.stringify(parameters) : new URLSearchParams(parameters).toString();
}

function sendUnder(
  session: Session,
  vendor: Vendor,
  body: string,
  contentType: readonly [Spelling, string],
) {
  return session.send({
    url: vendor.tokenUrl,
    method: "POST",
    headers: [contentType, ...session.authorization(vendor)],
    body,
  });
}

export const otherAudience: Claim = {
  id: "other-audience",
  title:
    "a request with another audience, an organization or no audience never gets the cached token of this audience",
  why: "a token for another API or organization gives access that was not granted",
  requests: 5,
  entries: 5,
  async check(session) {
    const vendor = session.vendor();
    const entry = session.entry();
    const { fingerprint } = ownToken(
      await session.ask(vendor, { changes: { entry } }),
      vendor,
      "this audience",
    );
    await session.nextSecond();
    const others: Record<string, Record<string, string | undefined>> = {
      "another audience": { audience: vendor.audiences[1] ?? "https://nobody.example/verify" },
      "another resource": { resource: "https://nobody.example/verify", audience: undefined },
      "an organization": { organization: "org_verify" },
      "no audience": { audience: undefined },
    };
    const got: string[] = [];
    for (const [what, changes] of Object.entries(others)) {
      const answer = await session.ask(vendor, { changes: { entry, ...changes } });
      must(
        answer.token?.fingerprint !== fingerprint,
        `${what} got the cached token ${fingerprint}`,
      );
      if (answer.token) ownToken(answer, vendor, what);
      got.push(`${what}: ${answer.token ? "a token of its own" : answer.status}`);
    }
    return got.join(", ");
  },
};
