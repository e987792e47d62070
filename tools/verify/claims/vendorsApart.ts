/** That no vendor is given another's token, however alike the two ask. */
import type { Claim } from "../claim";
import { must, Skipped } from "../findings";
import { type Answer, basic, FORM, JSON_TYPE, type Session, type Vendor } from "../session";
import { sendOverHttp2 } from "../../lib/httpClient";
import { ownToken, ownTokenOrRefusal, refused } from "./answers";

export const vendorsApart: Claim = {
  id: "vendors-apart",
  title: "two vendors never receive each other's token",
  why: "a vendor with another's token acts in its name, on its data",
  requests: 32,
  entries: 19,
  async check(session) {
    const [one, other] = [session.vendor(0), session.vendor(1)];
    for (const as of ["form", "json"] as const) {
      const changes = { entry: session.entry() };
      for (const vendor of [one, other, one])
        ownToken(await session.ask(vendor, { changes, as }), vendor, `as ${as}`);
    }
    const notes = [
      "form and JSON apart",
      await identicalBodies(session),
      await longBodies(session),
      await longBasic(session),
    ];
    return notes.join("; ");
  },
};

const usesBasic = (vendor: Vendor) => vendor.authenticationMethod === "client_secret_basic";

/** The same body to the byte; only the header tells who asks, under each way to spell it. */
async function identicalBodies(session: Session): Promise<string> {
  const ways: [what: string, name: string, via?: typeof sendOverHttp2][] = [
    ["Authorization", "Authorization"],
    ["authorization", "authorization"],
  ];
  if (session.vendor().tokenUrl.startsWith("https:"))
    ways.push(["authorization over HTTP/2", "authorization", sendOverHttp2]);
  // A vendor that does not use Basic may be refused. Those that do ask first, to be cached.
  const askers = [...session.vendors].sort((a, b) => Number(usesBasic(b)) - Number(usesBasic(a)));
  const [first = session.vendor()] = askers;
  const notes: string[] = [];
  for (const [what, name, via] of ways) {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      audience: first.audiences[0],
      entry: session.entry(),
    }).toString();
    const got: string[] = [];
    for (const vendor of askers.slice(0, 3)) {
      const credentials = basic(vendor.clientId, vendor.clientSecret);
      const answer = await sendAs(session, vendor, body, [name, credentials], via);
      got.push(ownTokenOrRefusal(answer, vendor, `${what} with identical bodies`));
    }
    refused(await sendAs(session, first, body), "the same body without credentials");
    notes.push(`by ${what} ${got[0] ?? ""}`);
  }
  const whose = usesBasic(first) ? "Basic works" : "no vendor uses Basic, which gets";
  return `${whose}: ${notes.join(", ")}`;
}

/** Longest first: what Auth0 does with a header of that size is not known, and a shorter one proves something too. */
const LENGTHS = [8000, 4000, 2000] as const;

/**
 * Bodies that differ only at their ends, so that a key that is cut anywhere before, at a length or at
 * a mark of punctuation, would be the same for all of them.
 */
async function longBodies(session: Session): Promise<string> {
  const one = session.vendors.find((vendor) => !usesBasic(vendor));
  if (!one) return "long bodies not tried: every vendor uses Basic";
  const other = session.vendors.find(({ clientId }) => clientId !== one.clientId);
  if (!other) throw new Skipped("needs a second vendor");
  const notes: string[] = [];
  for (const as of ["form", "json"] as const) {
    const contentType = as === "json" ? JSON_TYPE : FORM;
    for (const length of LENGTHS) {
      const entry = session.entry();
      const ask = (vendor: Vendor, clientSecret = vendor.clientSecret) =>
        session.send({
          url: vendor.tokenUrl,
          method: "POST",
          headers: [["Content-Type", contentType]],
          body: longBody({ ...vendor, clientSecret, audiences: one.audiences }, entry, as, length),
        });
      const what = `${length} characters as ${as}`;
      const right = await ask(one);
      if (!right.token) {
        notes.push(`${what}: ${right.status}`);
        continue;
      }
      ownToken(right, one, what);
      ownTokenOrRefusal(await ask(other), other, `${what}, with the other's credentials`);
      refused(await ask(one, withWrongEnd(one.clientSecret)), `${what}, but for the last one`);
      notes.push(`${what} apart`);
      break;
    }
    must(
      notes.at(-1)?.endsWith("apart") === true,
      `a long body gets no token: ${notes.join(", ")}`,
    );
  }
  return notes.join(", ");
}

/** Credentials last, behind a prefix that holds what a key might be cut at. */
function longBody(
  { clientId: client_id, clientSecret: client_secret, audiences: [audience] }: Vendor,
  entry: string,
  as: "form" | "json",
  length: number,
): string {
  const build = (filling: string) => {
    const first = { grant_type: "client_credentials", audience, entry };
    const pad = `;,${filling}`;
    const last = { client_id, client_secret };
    const form = (parameters: Record<string, string>) => new URLSearchParams(parameters).toString();
    return as === "json"
      ? JSON.stringify({ ...first, pad, ...last })
      : `${form(first)}&pad=${pad}&${form(last)}`;
  };
  return build("x".repeat(length - build("").length));
}

/** Basic credentials that differ in their last character only, as they are and percent-encoded to their longest. */
async function longBasic(session: Session): Promise<string> {
  const vendor = session.vendors.find(usesBasic);
  if (!vendor) return "long Basic credentials not tried: no vendor uses Basic";
  const { clientId, clientSecret } = vendor;
  const notes: string[] = [];
  for (const [what, encode] of [
    ["plain", (text: string) => text],
    ["percent-encoded", percentEncoded],
  ] as const) {
    const body = new URLSearchParams(
      session.parameters(vendor, { changes: { entry: session.entry() } }),
    ).toString();
    const ask = (secret: string): Promise<Answer> =>
      sendAs(session, vendor, body, ["Authorization", basic(encode(clientId), encode(secret))]);
    const got = ownTokenOrRefusal(await ask(clientSecret), vendor, `${what} Basic credentials`);
    const wrong = await ask(withWrongEnd(clientSecret));
    refused(wrong, `${what} Basic credentials, but for the last character`);
    notes.push(`${what} ${got}`);
  }
  return `Basic to its last character: ${notes.join(", ")}`;
}

/** Every byte, though RFC 6749 (2.3.1) asks it of few. */
function percentEncoded(text: string): string {
  return Buffer.from(text).toString("hex").toUpperCase().replace(/../g, "%$&");
}

/**
 * One bit of the last character is wrong: percent-encoded, only its last digit differs. The wrong one is a
 * letter or a digit too, so that a form is as long with it as with the right one.
 */
function withWrongEnd(secret: string): string {
  const last = secret.charCodeAt(secret.length - 1);
  const wrong = [1, 2, 4, 8].map((bit) => String.fromCharCode(last ^ bit));
  return secret.slice(0, -1) + (wrong.find((char) => /[A-Za-z0-9]/.test(char)) ?? "A");
}

/** A form body in nobody's name but the header's. */
function sendAs(
  session: Session,
  { tokenUrl }: Vendor,
  body: string,
  authorization?: readonly [name: string, value: string],
  via?: typeof sendOverHttp2,
): Promise<Answer> {
  const headers = [["Content-Type", FORM] as const, ...(authorization ? [authorization] : [])];
  return session.send({ url: tokenUrl, method: "POST", headers, body }, via);
}
