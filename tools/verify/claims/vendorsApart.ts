/** No vendor gets another's token, however similar their requests are. */
import type { Claim } from "../claim";
import { must, Skipped } from "../findings";
import { type Answer, basic, FORM, JSON_TYPE, type Session, type Vendor } from "../session";
import { sendOverHttp2 } from "../../lib/httpClient";
import { ownToken, ownTokenOrRefusal, refused } from "./answers";

export const vendorsApart: Claim = {
  id: "vendors-apart",
  title: "two vendors never receive each other's token",
  why: "a vendor with another's token could read and change that vendor's data",
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

/** Bodies that are equal byte for byte: only the Authorization header tells vendors apart, in each spelling. */
async function identicalBodies(session: Session): Promise<string> {
  const ways: [what: string, name: string, via?: typeof sendOverHttp2][] = [
    ["Authorization", "Authorization"],
    ["authorization", "authorization"],
  ];
  if (session.vendor().tokenUrl.startsWith("https:"))
    ways.push(["authorization over HTTP/2", "authorization", sendOverHttp2]);
  // A vendor that does not use Basic may be refused. Those that do ask first, so that their tokens are cached.
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

/** Longest first: whether Auth0 accepts a header of that size is unknown, and a shorter one proves something too. */
const LENGTHS = [8000, 4000, 2000] as const;

/**
 * Bodies that differ only at their ends: a key that is cut off earlier, at some length or at a
 * punctuation mark, would be the same for all of them.
 */
async function longBodies(session: Session): Promise<string> {
  const one = session.vendors.find((vendor) => !usesBasic(vendor));
  if (!one) return "long bodies not checked: every vendor uses Basic";
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
      refused(await ask(one, withWrongEnd(one.clientSecret)), `${what} of which the last is wrong`);
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

/** Credentials come last, after a prefix with characters at which a key might be cut off. */
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

/** Basic credentials that differ only in their last character, plain and with every byte percent-encoded. */
async function longBasic(session: Session): Promise<string> {
  const vendor = session.vendors.find(usesBasic);
  if (!vendor) return "long Basic credentials not checked: no vendor uses Basic";
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
    refused(wrong, `${what} Basic credentials with a wrong last character`);
    notes.push(`${what} ${got}`);
  }
  return `Basic down to its last character: ${notes.join(", ")}`;
}

/** Encodes every byte, although RFC 6749, section 2.3.1, requires it for few. */
function percentEncoded(text: string): string {
  return Buffer.from(text).toString("hex").toUpperCase().replace(/../g, "%$&");
}

/**
 * Changes one bit of the last character: percent-encoded, only its last digit differs. The result is a
 * letter or a digit too, so that the form keeps its length.
 */
function withWrongEnd(secret: string): string {
  const last = secret.charCodeAt(secret.length - 1);
  const wrong = [1, 2, 4, 8].map((bit) => String.fromCharCode(last ^ bit));
  return secret.slice(0, -1) + (wrong.find((char) => /[A-Za-z0-9]/.test(char)) ?? "A");
}

/** Sends a form body without credentials: only the header has them. */
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
