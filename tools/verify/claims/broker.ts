/** Claims about the token broker only: one token per request, however it is written and whoever asks first. */
import { BROKER_ONLY, type Claim } from "../claim";
import { must, Skipped } from "../findings";
import { type Answer, basic, FORM, JSON_TYPE, type Session, type Vendor } from "../session";
import { mustBeNew, ownToken, refused, sendBody, UPSTREAM_SECONDS } from "./answers";
import { CLOCK_SECONDS } from "./caching";

export const sameMeaning: Claim = {
  id: "same-meaning",
  title: "any order and layout of the same request share a token",
  why: "a program that orders its parameters differently each time would cost a token each time",
  requests: 10,
  entries: 2,
  only: BROKER_ONLY,
  async check(session) {
    const vendor = session.vendors.find((each) => scopesOf(each).length > 1) ?? session.vendor();
    const layouts = Object.entries(layoutsOf(session, vendor));
    await shareOneToken(
      layouts.map(([what, [body, type]]) => [what, () => sendBody(session, vendor, body, type)]),
      session,
      vendor,
    );
    const [first, second] = scopesOf(vendor);
    if (!second) return `${layouts.length} layouts, one token`;
    const scopes = [`${first} ${second}`, `${second}  ${first} ${second}`];
    await shareOneToken(
      scopes.map((scope) => [scope, () => session.ask(vendor, { changes: { scope } })]),
      session,
      vendor,
    );
    return `${layouts.length} layouts, one token; scopes in another order and twice, one token`;
  },
};

/** Of its first audience. */
function scopesOf({ audiences: [audience], grants }: Vendor): readonly string[] {
  return grants[audience] ?? [];
}

function layoutsOf(session: Session, vendor: Vendor): Record<string, [body: string, type: string]> {
  const parameters = session.parameters(vendor);
  const entries = Object.entries(parameters);
  const form = (pairs: [string, string][]) => new URLSearchParams(pairs).toString();
  const escaped = form(entries).replace("grant_type", "grant%5Ftype");
  return {
    "a form": [form(entries), FORM],
    "a form in another order": [form([...entries].reverse()), FORM],
    "a form with a line feed at its end": [`${form(entries)}\r\n`, FORM],
    "a form with a name percent-encoded": [escaped, FORM],
    "a form with an unknown parameter": [form([...entries, ["entry", session.entry()]]), FORM],
    "a form with a charset": [form(entries), `${FORM};charset=UTF-8`],
    JSON: [JSON.stringify(parameters), JSON_TYPE],
    "JSON on several lines": [JSON.stringify(parameters, null, 2), JSON_TYPE],
  };
}

export const headerNames: Claim = {
  id: "header-names",
  title: "header names in any case are the same request",
  why: "HTTP/2 and fetch send header names in lower case; they would cost extra tokens or be refused",
  requests: 4,
  entries: 1,
  only: BROKER_ONLY,
  async check(session) {
    const vendor = session.vendor();
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      audience: vendor.audiences[0],
    }).toString();
    const credentials = basic(vendor.clientId, vendor.clientSecret);
    const spellings = [
      ["Content-Type", "Authorization"],
      ["content-type", "authorization"],
      ["CONTENT-TYPE", "AUTHORIZATION"],
      ["cOnTeNt-TyPe", "aUtHoRiZaTiOn"],
    ] as const;
    await shareOneToken(
      spellings.map(([type, authorization]) => [
        authorization,
        () =>
          session.send({
            url: vendor.tokenUrl,
            method: "POST",
            headers: [
              [type, FORM],
              [authorization, credentials],
            ],
            body,
          }),
      ]),
      session,
      vendor,
    );
    return `${spellings.length} spellings of Content-Type and Authorization, one token`;
  },
};

/** @throws Failed unless all get the first one's token */
async function shareOneToken(
  asks: readonly (readonly [what: string, ask: () => Promise<Answer>])[],
  session: Session,
  vendor: Vendor,
): Promise<void> {
  let shared: string | undefined;
  for (const [what, ask] of asks) {
    const { fingerprint } = ownToken(await ask(), vendor, what);
    // Two tokens of one second can be equal.
    if (shared === undefined) await session.nextSecond();
    shared ??= fingerprint;
    must(fingerprint === shared, `${what} got a token of its own (${fingerprint})`);
  }
}

const PARALLEL = 8;

export const mintedOnce: Claim = {
  id: "minted-once",
  title: "parallel first requests mint exactly one token",
  why: "a vendor that starts many workers at once would cost a token for each",
  requests: PARALLEL,
  entries: 1,
  only: BROKER_ONLY,
  async check(session) {
    const { vendor, ask } = session.unusedForm();
    const { upstreamBodies } = session.options;
    const before = upstreamBodies?.().length ?? 0;
    const answers = await Promise.all(
      Array.from({ length: PARALLEL }, () => session.ask(vendor, ask)),
    );
    const tokens = answers.map((answer) => ownToken(answer, vendor, "a parallel request"));
    const distinct = new Set(tokens.map(({ fingerprint }) => fingerprint)).size;
    must(distinct === 1, `${distinct} tokens for ${PARALLEL} parallel requests`);
    answers.forEach(mustBeNew);
    if (!upstreamBodies)
      return `${PARALLEL} answers, one token; tokens of one second can be equal, and only the local run sees how often Auth0 is asked`;
    const asked = upstreamBodies().length - before;
    must(asked === 1, `Auth0 was asked ${asked} times for ${PARALLEL} parallel requests`);
    return `${PARALLEL} answers, one token, Auth0 asked once`;
  },
};

const PAUSE_SECONDS = 3;

export const expiresInLeft: Claim = {
  id: "expires-in-left",
  title: "expires_in is what the token has left, to the second",
  why: "if it is too low, a client comes back too early; if it is too high, it uses an expired token",
  requests: 2,
  entries: 1,
  only: BROKER_ONLY,
  async check(session) {
    const vendor = session.vendor();
    const skew = session.live ? CLOCK_SECONDS : 0;
    const ask = async (what: string) => {
      const answer = await session.ask(vendor);
      const { claims } = ownToken(answer, vendor, what);
      const expiresIn = Number(answer.json?.expires_in);
      const left = (at: number) => (claims.exp ?? 0) - at;
      must(
        expiresIn <= left(answer.sentAt) + skew &&
          expiresIn >= left(answer.receivedAt) - UPSTREAM_SECONDS - skew,
        `${what}: expires_in is ${expiresIn}, but ${left(answer.receivedAt).toFixed(1)} s are left`,
      );
      return { expiresIn, ...answer };
    };
    const first = await ask("the first request");
    await session.wait(PAUSE_SECONDS);
    const second = await ask("the second request");
    must(first.token?.text === second.token?.text, "a new token within seconds");
    const gone = first.expiresIn - second.expiresIn;
    must(
      gone >= Math.floor(second.sentAt - first.receivedAt) &&
        gone <= Math.ceil(second.receivedAt - first.sentAt),
      `expires_in went down by ${gone} in ${(second.sentAt - first.sentAt).toFixed(1)} s`,
    );
    return `expires_in ${first.expiresIn} s, and ${second.expiresIn} s ${PAUSE_SECONDS} s later`;
  },
};

/** How long a refusal may be kept. */
const REFUSAL_SECONDS = 5;

export const refusalForgotten: Claim = {
  id: "refusal-forgotten",
  title: `a refusal by Auth0 is kept for ${REFUSAL_SECONDS} s and no longer`,
  why: "if it were kept longer, a vendor whose credentials have been corrected would still be refused; if not at all, every retry of a broken client would reach Auth0",
  requests: 3,
  entries: 0,
  only: BROKER_ONLY,
  async check(session) {
    const { upstreamBodies } = session.options;
    if (!upstreamBodies)
      throw new Skipped("only the local run sees how often Auth0 is asked (npm test)");
    const vendor = session.vendor();
    // A secret of its own: another claim's wrong secret may just have been refused.
    const wrong = { ...vendor, clientSecret: `${vendor.clientSecret}-${session.entry()}` };
    const askedFor = async (what: string) => {
      const before = upstreamBodies().length;
      refused(await session.ask(wrong), what);
      return upstreamBodies().length - before;
    };
    must((await askedFor("a wrong secret")) === 1, "Auth0 was not asked about a wrong secret");
    must(
      (await askedFor("the same request at once")) === 0,
      "Auth0 was asked about it again at once",
    );
    await session.wait(REFUSAL_SECONDS + 0.1);
    must(
      (await askedFor("the same request later")) === 1,
      `kept for more than ${REFUSAL_SECONDS} s`,
    );
    return `asked, kept, and asked again after ${REFUSAL_SECONDS} s`;
  },
};
