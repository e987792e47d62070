import { TOKEN_PATH_TEXT } from "../../../src/proxy/tokenPath";
import { gzipSync } from "node:zlib";
import { readTemplates } from "../../../src/proxy/templates";
import type { Claim } from "../claim";
import { must, Skipped } from "../findings";
import { type Answer, FORM, JSON_TYPE } from "../session";
import { describe, noUpstreamHeaders, oauthError, ownToken, refused, sendBody } from "./answers";

/** For the grant_type that the template sends in place of a refused one. */
const { requestForm, requestJson } = readTemplates(0);
const REASONS = [requestForm, requestJson].flatMap((template) =>
  [...template.matchAll(/#set\(\$refusal = "(\w+)"\)/g)].map(([, reason = ""]) => reason),
);

export const otherGrants: Claim = {
  id: "other-grants",
  title: "every grant is refused but the client credentials grant, given once",
  why: "answering a code, refresh token, password or assertion from a cache is a replay",
  // None of them, unless the proxy is broken.
  requests: 15,
  entries: 0,
  async check(session) {
    const vendor = session.vendor();
    const entry = session.entry();
    const statuses = new Set<number>();
    let [count, echoed] = [0, 0];
    // After a 5xx the vendor would retry for ever, and an alarm would report an outage of Auth0.
    const answered = (answer: Answer, what: string): void => {
      refused(answer, what);
      const { status, text } = answer;
      must(status >= 400 && status < 500, `${what}: expected 4xx, got ${describe(answer)}`);
      statuses.add(status);
      count += 1;
      if (REASONS.some((reason) => text.includes(reason))) echoed += 1;
    };
    const grants: Record<string, Record<string, string>> = {
      authorization_code: { code: "a-code", redirect_uri: "https://vendor.example" },
      refresh_token: { refresh_token: "a-refresh-token" },
      password: { username: "a-user", password: "a-password" },
      "urn:ietf:params:oauth:grant-type:device_code": { device_code: "a-device-code" },
      "urn:ietf:params:oauth:grant-type:token-exchange": { subject_token: "a-subject-token" },
    };
    for (const as of ["form", "json"] as const) {
      for (const [grant_type, extra] of Object.entries(grants))
        answered(
          await session.ask(vendor, { as, changes: { entry, grant_type, ...extra } }),
          `${grant_type} as ${as}`,
        );
      const client_assertion = "an-assertion";
      answered(
        await session.ask(vendor, { as, changes: { entry, client_assertion } }),
        `a client assertion as ${as}`,
      );
    }
    const right = new URLSearchParams(
      session.parameters(vendor, { changes: { entry } }),
    ).toString();
    const bodies = {
      "a repeated grant_type": `${right}&grant_type=client_credentials`,
      "another grant_type first": `grant_type=password&${right}`,
      "a percent-encoded grant_type as well": `${right}&grant%5Ftype=client_credentials`,
    };
    for (const [what, body] of Object.entries(bodies))
      answered(await sendBody(session, vendor, body), what);
    const which = [...statuses].sort().join(", ");
    // The broker refuses them itself.
    if (session.store === "dynamodb") return `${count} requests refused with ${which}`;
    return `${count} requests refused with ${which}, ${echoed} of them with the reason, which Auth0 may or may not repeat`;
  },
};

export const unknownParameter: Claim = {
  id: "unknown-parameter",
  title: "an unknown parameter never reaches Auth0's body, and no body is passed through",
  why: "an unknown parameter could be a grant or a credential that must not be cached",
  requests: 2,
  entries: 2,
  async check(session) {
    const { upstreamBodies } = session.options;
    if (!upstreamBodies)
      throw new Skipped("only the local run sees what Auth0 receives (npm test)");
    const before = upstreamBodies().length;
    for (const as of ["form", "json"] as const) {
      const { vendor, ask } = session.unusedForm();
      const changes = { ...ask.changes, evil: "evil" };
      ownToken(await session.ask(vendor, { ...ask, as, changes }), vendor, as);
    }
    const bodies = upstreamBodies().slice(before);
    must(bodies.length > 0, "Auth0 was not asked");
    for (const body of bodies) {
      const names = [...new URLSearchParams(body).keys()];
      const odd = names.filter(
        (name) =>
          !/^(grant_type|client_id|client_secret|audience|resource|organization|scope)$/.test(name),
      );
      must(
        odd.length === 0,
        `Auth0's body has ${odd.length} parameter(s) that the proxy does not know`,
      );
    }
    return `${bodies.length} bodies seen`;
  },
};

const SOUND = "a correct token or an error in JSON";

export const oddBodies: Claim = {
  id: "odd-bodies",
  title: "odd bodies get a correct token or an error in JSON, and the good request still works",
  why: "a body that the gateway cannot use as a key must fail by itself, and the error must say how to fix it",
  requests: 15,
  entries: 14,
  async check(session) {
    const vendor = session.vendor();
    const goodEntry = session.entry();
    const good = ownToken(
      await session.ask(vendor, { changes: { entry: goodEntry } }),
      vendor,
      "the good request",
    );
    const parameters = () => session.parameters(vendor, { changes: { entry: session.entry() } });
    const form = (extra = "") => new URLSearchParams(parameters()).toString() + extra;
    const bodies: Record<string, [body: string | Buffer, contentType: string, encoding?: string]> =
      {
        "form with a charset": [form(), `${FORM};charset=UTF-8`],
        "form in upper case": [form(), FORM.toUpperCase()],
        "JSON with a charset": [JSON.stringify(parameters()), `${JSON_TYPE}; charset=utf-8`],
        "JSON in upper case": [JSON.stringify(parameters()), JSON_TYPE.toUpperCase()],
        "line breaks": [JSON.stringify(parameters(), null, 2), JSON_TYPE],
        tabs: [JSON.stringify(parameters(), null, "\t").replaceAll("\n", ""), JSON_TYPE],
        "non-ASCII": [JSON.stringify({ ...parameters(), note: "é€😀" }), JSON_TYPE],
        "9 KB": [form(`&pad=${"x".repeat(9 * 1024)}`), FORM],
        "11 KB": [form(`&pad=${"x".repeat(11 * 1024)}`), FORM],
        "2 MB": [form(`&pad=${"x".repeat(2 * 1024 * 1024)}`), FORM],
        gzip: [gzipSync(form()), FORM, "gzip"],
        empty: ["", FORM],
        "malformed JSON": [`${JSON.stringify(parameters()).slice(0, -1)},`, JSON_TYPE],
      };
    const got: string[] = [];
    for (const [what, [body, contentType, encoding]] of Object.entries(bodies)) {
      const headers = encoding ? ([["Content-Encoding", encoding]] as const) : [];
      const answer = await sendBody(session, vendor, body, contentType, headers);
      if (answer.token) ownToken(answer, vendor, what);
      else {
        must(answer.status >= 400, `${what}: expected ${SOUND}, got ${describe(answer)}`);
        oauthError(answer, what);
      }
      got.push(`${what}: ${answer.status}`);
    }
    const after = ownToken(
      await session.ask(vendor, { changes: { entry: goodEntry } }),
      vendor,
      "the good request, afterwards",
    );
    must(
      !session.caches || after.fingerprint === good.fingerprint,
      "the good request lost its entry",
    );
    return got.join(", ");
  },
};

export const errorShape: Claim = {
  id: "error-shape",
  title: "every error has the shape of RFC 6749, has no-store, and passes on no header of Auth0's",
  why: "OAuth libraries read only that shape; Auth0's rate limits and cookies are wrong when replayed",
  requests: 1,
  entries: 1,
  async check(session) {
    const vendor = session.vendor();
    const entry = session.entry();
    const right = new URLSearchParams(
      session.parameters(vendor, { changes: { entry } }),
    ).toString();
    const at = (path: string, method: string) =>
      session.send({
        url: vendor.tokenUrl.replace(/\/oauth\/token$/, path),
        method,
        headers: method === "GET" ? [] : [["Content-Type", FORM]],
        body: method === "GET" ? "" : "grant_type=client_credentials",
      });
    const errors = {
      "a wrong client": await session.ask(
        { ...vendor, clientId: "nobody" },
        { changes: { entry } },
      ),
      "another grant": await session.ask(vendor, { changes: { entry, grant_type: "password" } }),
      "an unknown audience": await session.ask(vendor, {
        changes: { entry, audience: "https://nobody.example/verify" },
      }),
      "another content type": await sendBody(session, vendor, right, "text/plain"),
      "malformed JSON": await sendBody(session, vendor, "{", JSON_TYPE),
      "an unknown path": await at("/oauth/other", "POST"),
      "another method": await at(TOKEN_PATH_TEXT, "GET"),
      DELETE: await at(TOKEN_PATH_TEXT, "DELETE"),
    };
    for (const [what, answer] of Object.entries(errors)) oauthError(answer, what);
    const success = await session.ask(vendor, { changes: { entry } });
    ownToken(success, vendor, "a valid request");
    noUpstreamHeaders(success, "a token");
    must(/no-store/.test(String(success.headers["cache-control"])), "a token may be stored");
    return Object.entries(errors)
      .map(([what, { status }]) => `${what}: ${status}`)
      .join(", ");
  },
};

export const nothingLogged: Claim = {
  id: "nothing-logged",
  title: "no log line contains a secret or a token",
  why: "whoever reads the logs could act as any vendor",
  requests: 2,
  entries: 2,
  async check(session) {
    const { logs } = session.options;
    if (!logs) throw new Skipped("only the local run sees what is logged (npm test)");
    const vendor = session.vendor();
    const tokens: string[] = [];
    for (const as of ["form", "json"] as const)
      tokens.push(
        ownToken(await session.ask(vendor, { as, changes: { entry: session.entry() } }), vendor, as)
          .text,
      );
    const lines = logs();
    must(lines.length > 0, "nothing was logged");
    const leaks = lines.filter((line) =>
      [...session.secrets(), ...tokens].some((secret) => line.includes(secret)),
    );
    must(
      leaks.length === 0,
      `${leaks.length} of ${lines.length} log lines contain a secret or a token`,
    );
    return `${lines.length} lines`;
  },
};
