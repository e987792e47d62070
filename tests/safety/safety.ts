/**
 * The safety claims, S1 to S6, on a virtual clock and without sockets. Each runs one scenario and
 * reports what went wrong in it. The oracle only uses the requests: it knows nothing about the cache key or the
 * templates.
 */
import { decodeJwt } from "jose";
import type { Handled } from "../../local/gateway/gateway";
import type { Headers } from "../../local/gateway/parameters";
import type { Quirks } from "../../local/gateway/quirks";
import type { Evaluation } from "../../local/evaluate/evaluate";
import type { VendorOutputs } from "../../tools/lib/readOutputs";
import { RequestLog } from "../../local/requestLog";
import { direct, type Direct } from "../support/direct";
import { TYPES } from "../support/registrations";
import { devValues } from "../support/stack";
import { basic, FORM, JSON_TYPE, parameters } from "../support/tokenClient";

export const SAFETY_CLAIMS = {
  S1: "a token only reaches a request with the credentials, audience and organization that it was issued for",
  S2: "expires_in never exceeds what the token has left",
  S3: "an upstream error never becomes a 2xx",
  S4: "no secret or token is in any log line, URL, error or unmasked output",
  S5: "nobody without a vendor's credentials can make that vendor's next request a miss",
  S6: "one repeating request over a day costs at most ceil(86400 / TTL) tokens, plus the measured cost of concurrent misses",
} as const;
export type SafetyClaim = keyof typeof SAFETY_CLAIMS;

export type Violation = readonly [claim: SafetyClaim, what: string];

const TTL_SECONDS = 3600;

/** @returns what is wrong under these quirks; nothing, for the program as it is */
export async function violations(
  evaluation: Pick<Evaluation, "resources" | "outputs">,
  quirks: Partial<Quirks>,
  values = devValues(),
): Promise<Violation[]> {
  const play = () => direct(evaluation, values, quirks);
  return [
    ...(await traffic(play(), generatedSecrets(evaluation))),
    ...(await slowUpstream(play())),
    ...(await upstreamErrors(play())),
    ...(await outsider(play())),
    ...(await oneDay(play(), play())),
    ...unmaskedOutputs(evaluation),
  ];
}

interface Asked {
  readonly body: string;
  readonly headers: Headers;
}

/** Valid and invalid requests of every vendor, similar to each other, with time and deployments in between. */
async function traffic(stack: Direct, generated: readonly string[]): Promise<Violation[]> {
  // Those that use Basic first: others could get their tokens once they are cached.
  const vendors = Object.values(stack.vendors)
    .flatMap((vendor) => [vendor, ...(vendor.retiring ? [{ ...vendor, ...vendor.retiring }] : [])])
    .sort((a, b) => a.authenticationMethod.localeCompare(b.authenticationMethod));
  const log = new RequestLog(stack.vendors, () => stack.tenant.issued);
  const found: Violation[] = [];
  const tokens: string[] = [];
  const lines: string[] = [];
  const errors: string[] = [];
  for (const pause of [0, 1, TTL_SECONDS - 1, 1, 1, 7200]) {
    stack.pass(pause);
    if (pause === 1) stack.gateway.redeploy();
    for (const asked of vendors.flatMap((vendor) => requestsOf(vendor, vendors))) {
      const handled = await stack.post(asked.body, asked.headers);
      const { access_token, expires_in } = parse(handled);
      lines.push(...handled.logs);
      lines.push(log.line({ method: "POST", target: "/v1/oauth/token", ...asked }, handled, 0));
      if (access_token === undefined) {
        errors.push(handled.reply.body);
        continue;
      }
      tokens.push(access_token);
      const claims = decodeJwt(access_token);
      if (!carries(asked, String(claims.azp), String(claims.aud), vendors))
        found.push([
          "S1",
          `a token of ${String(claims.azp)} for ${String(claims.aud)} went astray`,
        ]);
      if (!(Number(expires_in) <= (claims.exp ?? 0) - stack.now()))
        found.push([
          "S2",
          `expires_in ${String(expires_in)} with ${(claims.exp ?? 0) - stack.now()} left`,
        ]);
    }
  }
  const secrets = [
    ...tokens,
    ...generated,
    ...vendors.flatMap((vendor) => [vendor.clientSecret, basic(vendor).slice(6)]),
  ];
  const leaks = (texts: readonly string[]) =>
    texts.some((text) => secrets.some((secret) => text.includes(secret)));
  if (leaks(lines)) found.push(["S4", "a log line contains a secret or a token"]);
  if (leaks(stack.urls)) found.push(["S4", "a URL contains a secret or a token"]);
  if (leaks(errors)) found.push(["S4", "an error contains a secret or a token"]);
  return found;
}

function requestsOf(vendor: VendorOutputs, vendors: readonly VendorOutputs[]): Asked[] {
  const other = vendors.find(({ clientId }) => clientId !== vendor.clientId) ?? vendor;
  const right = parameters(vendor);
  const form = (changes: Record<string, string | undefined> = {}) =>
    new URLSearchParams(parameters(vendor, changes)).toString();
  const authorization: Headers =
    vendor.authenticationMethod === "client_secret_basic" ? [["Authorization", basic(vendor)]] : [];
  const as = (contentType: string, ...more: Headers): Headers => [
    ["Content-Type", contentType],
    ...authorization,
    ...more,
  ];
  const anonymous = new URLSearchParams({
    grant_type: "client_credentials",
    audience: right.audience ?? "",
  }).toString();
  return [
    { body: form(), headers: as(FORM) },
    { body: form(), headers: as(JSON_TYPE) },
    { body: form(), headers: as(`${FORM};charset=UTF-8`) },
    { body: form(), headers: as(FORM, ["Cache-Control", "max-age=0"]) },
    { body: form(), headers: as(FORM, ["Cache-Control", "no-cache"]) },
    { body: JSON.stringify(right), headers: as(JSON_TYPE) },
    { body: JSON.stringify(right), headers: as(FORM) },
    { body: JSON.stringify(right, null, 2), headers: as(JSON_TYPE) },
    // Where a header is cut at a line break, all of these have the same beginning.
    { body: `{\n${JSON.stringify(right).slice(1)}`, headers: as(JSON_TYPE) },
    { body: `grant_type=client_credentials\n&${form()}`, headers: as(FORM) },
    { body: JSON.stringify({ ...right, note: "é" }), headers: as(JSON_TYPE) },
    { body: form(), headers: as(FORM).map(([name, value]) => [name.toLowerCase(), value]) },
    { body: form(), headers: as(JSON_TYPE).map(([name, value]) => [name.toLowerCase(), value]) },
    { body: form(), headers: as(FORM).map(([name, value]) => [name.toUpperCase(), value]) },
    { body: form(), headers: as(JSON_TYPE, ["content-type", FORM]) },
    { body: form(), headers: as(FORM, ["Content-Type", JSON_TYPE]) },
    { body: form(), headers: as(FORM.toUpperCase()) },
    { body: ` ${form()}`, headers: as(FORM) },
    { body: `${form()} `, headers: as(FORM) },
    { body: form({ client_secret: "wrong" }), headers: [["Content-Type", FORM]] },
    { body: form({ client_id: other.clientId }), headers: as(FORM) },
    { body: form({ audience: "https://nobody.example" }), headers: as(FORM) },
    { body: form({ audience: undefined }), headers: as(FORM) },
    { body: form({ audience: Object.keys(vendor.grants)[1] }), headers: as(FORM) },
    { body: form({ organization: "org_other" }), headers: as(FORM) },
    { body: form({ grant_type: "refresh_token", refresh_token: "a" }), headers: as(FORM) },
    { body: form({ client_assertion: "an-assertion" }), headers: as(FORM) },
    { body: form().replaceAll("_", "%5F"), headers: as(FORM) },
    { body: `${form()}\n`, headers: as(FORM) },
    { body: ` ${form()} `, headers: as(FORM) },
    { body: `${JSON.stringify(right)}\n`, headers: as(JSON_TYPE) },
    { body: `${form()}${"&=".repeat(1000)}&organization=org_other`, headers: as(FORM) },
    { body: `${form()}&client_id=${other.clientId}`, headers: as(FORM) },
    {
      body: anonymous,
      headers: [
        ["Content-Type", FORM],
        ["Authorization", basic(vendor)],
      ],
    },
    {
      body: anonymous,
      headers: [
        ["Content-Type", FORM],
        ["authorization", basic(vendor)],
      ],
    },
    {
      body: anonymous,
      headers: [
        ["Content-Type", FORM],
        ["Authorization", basic(vendor, "wrong")],
      ],
    },
    {
      body: anonymous,
      headers: [
        ["Content-Type", FORM],
        ["Authorization", basic(other)],
        ["Authorization", basic(vendor)],
      ],
    },
    { body: anonymous, headers: [["Content-Type", FORM]] },
    { body: "", headers: as(FORM) },
    { body: "{", headers: as(JSON_TYPE) },
    { body: form(), headers: as("text/plain") },
  ];
}

/** Whether a request has the credentials of the client, the audience, and no organization. */
function carries(
  { body, headers }: Asked,
  clientId: string,
  audience: string,
  vendors: readonly VendorOutputs[],
): boolean {
  const credentials = headers
    .filter(([name]) => name.toLowerCase() === "authorization")
    .map(([, value]) => Buffer.from(value.slice(6), "base64").toString());
  const text = [body, decodeForm(body), ...credentials].join("\n");
  const vendor = vendors.find((candidate) => candidate.clientId === clientId);
  const forbidden = /organization|client_assertion|refresh_token/.test(text);
  return (
    vendor !== undefined &&
    [clientId, vendor.clientSecret, audience].every((part) => text.includes(part)) &&
    !forbidden
  );
}

function decodeForm(body: string): string {
  try {
    return decodeURIComponent(body.replaceAll("+", " "));
  } catch {
    return "";
  }
}

function ownHeaders(vendor: VendorOutputs): Headers {
  const usesBasic = vendor.authenticationMethod === "client_secret_basic";
  return [
    ["Content-Type", FORM],
    ...(usesBasic ? [["Authorization", basic(vendor)] as const] : []),
  ];
}

/** Vendors that may get tokens, by name. */
function active({ vendors }: Direct): [string, VendorOutputs][] {
  return Object.entries(vendors).filter(([, { suspended }]) => !suspended);
}

/** Auth0 issues a token at once, and answers just before the gateway's time-out. */
async function slowUpstream(stack: Direct): Promise<Violation[]> {
  const vendor = active(stack)[0]?.[1];
  if (!vendor) return [];
  const body = new URLSearchParams(parameters(vendor)).toString();
  const headers = ownHeaders(vendor);
  stack.pass(0.95);
  stack.delay(9);
  await stack.post(body, headers);
  stack.delay(0);
  stack.pass(TTL_SECONDS - 0.001);
  const { access_token, expires_in } = parse(await stack.post(body, headers));
  if (access_token === undefined) return [];
  const left = (decodeJwt(access_token).exp ?? 0) - stack.now();
  return Number(expires_in) <= left
    ? []
    : [["S2", `expires_in ${String(expires_in)} with ${left} left`]];
}

/** Auth0 fails in every possible way, and each request is repeated. */
async function upstreamErrors(stack: Direct): Promise<Violation[]> {
  const vendor = active(stack)[0]?.[1];
  if (!vendor) return [];
  const found: Violation[] = [];
  for (const status of [201, 301, 400, 401, 403, 404, 418, 429, 500, 501, 502, 503, 504]) {
    const body = new URLSearchParams({ ...parameters(vendor), status: String(status) }).toString();
    stack.faults.push({ status, headers: [], body: '{"error":"an_error","access_token":"none"}' });
    for (const when of ["first", "again"]) {
      const { reply, cache } = await stack.post(body);
      const success = reply.status < 300;
      if (success && (when === "first" || (cache === "HIT" && reply.body.includes('"none"'))))
        found.push(["S3", `${status} became ${reply.status}, ${when}`]);
    }
  }
  for (const body of ["", "{}", "<html>", "{", '{"access_token":""}', '{"access_token":null}']) {
    const asked = new URLSearchParams({ ...parameters(vendor), body }).toString();
    stack.faults.push({ status: 200, headers: [], body });
    for (const when of ["first", "again"]) {
      const { reply, cache } = await stack.post(asked);
      if (reply.status < 300 && (when === "first" || cache === "HIT"))
        found.push(["S3", `a 200 without a token became ${reply.status}, ${when}`]);
    }
  }
  return found;
}

/** Somebody who knows everything but the secret tries to change a vendor's cache entries. */
async function outsider(stack: Direct): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const [name, vendor] of active(stack)) {
    const right = new URLSearchParams(parameters(vendor)).toString();
    const usesBasic = vendor.authenticationMethod === "client_secret_basic";
    const own = ownHeaders(vendor);
    await stack.post(right, own);
    const guess = new URLSearchParams(
      parameters(vendor, usesBasic ? {} : { client_secret: "guessed" }),
    ).toString();
    for (const directive of ["max-age=0", "no-cache", "no-store", "max-age=0, must-revalidate"])
      for (const authorization of [[], [["Authorization", basic(vendor, "guessed")] as const]])
        for (const contentType of [
          ["Content-Type", FORM],
          ["Content-Type", JSON_TYPE],
          ["Content-Type", "text/plain"],
          ["content-type", JSON_TYPE],
        ] as const)
          await stack.post(guess, [
            contentType,
            ["Cache-Control", directive],
            ["Pragma", "no-cache"],
            ...authorization,
          ]);
    if ((await stack.post(right, own)).cache !== "HIT")
      found.push(["S5", `${name}'s next request was a miss`]);
  }
  return found;
}

/** One request, repeated for a day; and the measured cost of a few at once. */
async function oneDay(stack: Direct, other: Direct): Promise<Violation[]> {
  const vendor = active(stack)[0]?.[1];
  if (!vendor) return [];
  const body = new URLSearchParams(parameters(vendor)).toString();
  const workers = Array.from({ length: 4 });
  await Promise.all(workers.map(() => other.post(body)));
  const concurrent = other.tenant.issued - 1;

  await Promise.all(workers.map(() => stack.post(body)));
  for (let elapsed = 0; elapsed < 86_400; elapsed += 900) {
    await stack.post(body);
    // A client that asks to bypass the cache costs nothing more.
    await stack.post(body, [
      ["Content-Type", FORM],
      ["Cache-Control", "max-age=0, no-cache"],
    ]);
    stack.pass(900);
  }
  const bound = Math.ceil(86_400 / TTL_SECONDS) + concurrent;
  return stack.tenant.issued <= bound
    ? []
    : [["S6", `${stack.tenant.issued} tokens, more than ${bound}`]];
}

/** The secrets that the program generates: the vendors' secrets and the proxy secret. */
function generatedSecrets({ resources }: Pick<Evaluation, "resources">): string[] {
  return resources
    .filter(({ type }) => type === TYPES.RandomPassword)
    .map(({ state }) => String(state.result));
}

function unmaskedOutputs(evaluation: Pick<Evaluation, "resources" | "outputs">): Violation[] {
  const { outputs } = evaluation;
  const vendors = outputs.values.vendors as Direct["vendors"];
  const masked = new Set(outputs.secretPaths);
  const leaks: string[] = [];
  const secrets = [
    ...generatedSecrets(evaluation),
    ...Object.values(vendors)
      .flatMap(({ retiring, ...vendor }) => [vendor, ...(retiring ? [retiring] : [])])
      .map(({ clientSecret }) => clientSecret),
  ];
  const look = (value: unknown, path: string): void => {
    if (masked.has(path)) return;
    if (typeof value === "string" && secrets.some((secret) => value.includes(secret)))
      leaks.push(path);
    if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) look(inner, path ? `${path}.${key}` : key);
  };
  look(outputs.values, "");
  return leaks.map((path) => ["S4", `the output ${path} is not masked`] as const);
}

function parse({ reply }: Handled): { access_token?: string; expires_in?: number } {
  if (reply.status >= 300) return {};
  try {
    return JSON.parse(reply.body) as { access_token?: string; expires_in?: number };
  } catch {
    return {};
  }
}
