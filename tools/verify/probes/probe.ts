/** A probe finds out from outside which value an undocumented behaviour has on this platform. */
import { Skipped } from "../findings";
import { type Answer, FORM, type Session, type Vendor } from "../session";

/** What was seen. */
export interface Measured {
  /** One of the values of its quirk in the local run. */
  readonly value: string;
  /** What was sent and what came back; contains no secret and no token. */
  readonly evidence: string;
}

export interface Probe {
  /** The most requests that may get a token. */
  readonly requests: number;
  /** Tokens that it costs if the proxy caches. */
  readonly entries: number;
  /** @throws Skipped if it cannot be measured on this stack; the message says why */
  measure(session: Session): Promise<Measured>;
}

/** Describes an answer without its content. */
export function seen({ status, json, token }: Answer): string {
  if (token) return `${status} with a token`;
  return typeof json?.error === "string" ? `${status} ${json.error}` : `${status}`;
}

/** A valid form of a vendor that has not been sent before. */
export function newForm(session: Session, vendor: Vendor): string {
  return new URLSearchParams(
    session.parameters(vendor, { changes: { entry: session.entry() } }),
  ).toString();
}

export function sendForm(
  session: Session,
  vendor: Vendor,
  body: string,
  headers: readonly (readonly [string, string])[] = [["Content-Type", FORM]],
): Promise<Answer> {
  return session.send({
    url: vendor.tokenUrl,
    method: "POST",
    headers: [...headers, ...session.authorization(vendor)],
    body,
  });
}

/** @throws Skipped unless it is a token: without one, there is nothing to compare with */
export function mustHaveToken(answer: Answer, what: string): NonNullable<Answer["token"]> {
  if (!answer.token)
    throw new Skipped(`${what} got ${seen(answer)}, so there is nothing to compare`);
  return answer.token;
}
