/** API Gateway: one probe for each quirk of local/gateway/quirks.ts that can be measured from outside. */
import { bodyOf } from "../../../src/proxy/gatewayResponses";
import { Skipped } from "../findings";
import { basic, FORM, JSON_TYPE, type Session } from "../session";
import { type Measured, mustHaveToken, newForm, type Probe, seen, sendForm } from "./probe";

/** Whether one kind of valid request gets a token where the plain one does. */
const accepted = (
  what: string,
  values: readonly [yes: string, no: string],
  headers: readonly (readonly [string, string])[],
): Probe => ({
  requests: 2,
  entries: 2,
  async measure(session) {
    const vendor = session.vendor();
    mustHaveToken(await sendForm(session, vendor, newForm(session, vendor)), "the plain request");
    const answer = await sendForm(session, vendor, newForm(session, vendor), headers);
    return {
      value: answer.token ? values[0] : values[1],
      evidence: `a valid form under ${what}: ${seen(answer)}`,
    };
  },
});

/** Sends a valid form, then the same with more at its end: the key is the same if the platform cuts that off. */
async function askedAgainWith(session: Session, more: string, as: "form" | "json" = "form") {
  const vendor = session.vendor();
  const parameters = session.parameters(vendor, { changes: { entry: session.entry() } });
  const body =
    as === "json" ? JSON.stringify(parameters) : new URLSearchParams(parameters).toString();
  const headers = [["Content-Type", as === "json" ? JSON_TYPE : FORM]] as const;
  const first = mustHaveToken(await sendForm(session, vendor, body, headers), "the plain request");
  await session.nextSecond();
  const answer = await sendForm(session, vendor, body + more, headers);
  return { answer, same: answer.token?.fingerprint === first.fingerprint };
}

const unprintableHeader: Probe = {
  requests: 2,
  entries: 2,
  async measure(session) {
    const { answer, same } = await askedAgainWith(session, "\n&note=1");
    return {
      value: same ? "cut" : answer.status >= 500 ? "error" : "accepted",
      evidence: `a form with a line break, after the same form without it: ${seen(answer)}`,
    };
  },
};

/** The program gives each type a text of its own. */
const headerError: Probe = {
  requests: 1,
  entries: 1,
  async measure(session) {
    const vendor = session.vendor();
    const answer = await sendForm(session, vendor, `${newForm(session, vendor)}\n&note=1`);
    const value = (["DEFAULT_5XX", "API_CONFIGURATION_ERROR"] as const).find(
      (type) => answer.text === bodyOf(type),
    );
    if (!value)
      throw new Skipped(`a form with a line break got ${seen(answer)}, with neither text`);
    return { value, evidence: `a form with a line break: ${seen(answer)}` };
  },
};

const headerNamesFolded: Probe = {
  requests: 2,
  entries: 2,
  async measure(session) {
    const vendor = session.vendors.find(
      ({ authenticationMethod }) => authenticationMethod === "client_secret_basic",
    );
    if (!vendor) throw new Skipped("needs a vendor with client_secret_basic");
    mustHaveToken(await sendForm(session, vendor, newForm(session, vendor)), "Authorization");
    const answer = await session.send({
      url: vendor.tokenUrl,
      method: "POST",
      headers: [
        ["Content-Type", FORM],
        ["authorization", basic(vendor.clientId, vendor.clientSecret)],
      ],
      body: newForm(session, vendor),
    });
    return {
      value: answer.token ? "yes" : "no",
      evidence: `Basic under authorization, over HTTP/1.1: ${seen(answer)}`,
    };
  },
};

const missesMerged: Probe = {
  requests: 8,
  entries: 8,
  async measure(session): Promise<Measured> {
    const vendor = session.vendor();
    const body = newForm(session, vendor);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => sendForm(session, vendor, body)),
    );
    const prints = answers.map((answer) => mustHaveToken(answer, "a parallel request").fingerprint);
    const distinct = new Set(prints).size;
    if (distinct === 1)
      throw new Skipped(
        "8 parallel requests got one token: misses are merged, or all 8 were minted in one second, when tokens are equal",
      );
    return { value: "no", evidence: `8 parallel requests got ${distinct} distinct tokens` };
  },
};

const bodyTrimmed: Probe = {
  requests: 2,
  entries: 2,
  async measure(session) {
    const { answer, same } = await askedAgainWith(session, " ", "json");
    return {
      value: same ? "yes" : "no",
      evidence: `JSON with a space at its end, after the same without it: ${
        same ? "the same token" : answer.token ? "another token" : seen(answer)
      }`,
    };
  },
};

const repeatedHeader: Probe = {
  requests: 2,
  entries: 1,
  async measure(session) {
    const vendor = session.vendor();
    const body = newForm(session, vendor);
    const first = mustHaveToken(await sendForm(session, vendor, body), "the plain request");
    // The last one chooses the template, which refuses a form as JSON, unless the first one is in the
    // key, which finds the cached token.
    const answer = await sendForm(session, vendor, body, [
      ["Content-Type", FORM],
      ["Content-Type", JSON_TYPE],
    ]);
    if (answer.token && answer.token.fingerprint !== first.fingerprint)
      throw new Skipped("both Content-Types: the first one chose the template");
    return {
      value: answer.token ? "first" : "last",
      evidence: `a cached form, with Content-Type twice: ${seen(answer)}`,
    };
  },
};

/** Switch to its probe. */
export const GATEWAY_PROBES: Readonly<Record<string, Probe>> = {
  "header-names-folded": headerNamesFolded,
  "unprintable-header": unprintableHeader,
  "misses-merged": missesMerged,
  "media-type-parameter": accepted(
    // Not one that the program has a template for.
    `${FORM};charset=us-ascii`,
    ["ignored", "no-template"],
    [["Content-Type", `${FORM};charset=us-ascii`]],
  ),
  "body-trimmed": bodyTrimmed,
  "media-type-case": accepted(
    FORM.toUpperCase(),
    ["ignored", "no-template"],
    [["Content-Type", FORM.toUpperCase()]],
  ),
  "content-type-name": accepted("content-type", ["any", "exact"], [["content-type", FORM]]),
  "repeated-header": repeatedHeader,
  "header-error": headerError,
};

/** Quirk to why it cannot be measured from outside. */
export const UNMEASURED_OF_GATEWAY: Readonly<Record<string, string>> = {
  "errors-cached":
    "would need an error that becomes a success within the TTL, such as a vendor that gets its grant back",
  "malformed-json-error":
    "both types have the same status and text, so that a vendor sees the reason with either",
  stored: "the response mapping gives the same answer either way, which makes it safe",
  "gateway-errors-cached":
    "would need a gateway error that becomes a success within the TTL, such as an outage of Auth0",
  "no-cache-invalidates":
    "invalidation requires a permission that no client has, and the stage ignores it silently",
  "deployment-flushes": "would need a deployment between two requests",
};

/** The same, where a function is the integration. */
export const UNMEASURED_OF_FUNCTION: Readonly<Record<string, string>> = {
  "proxy-key-parameters": "would need a caching stage in front of a function, which no stack has",
  "function-error": "would need a function that fails",
};
