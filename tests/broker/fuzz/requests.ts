/** Requests of all kinds, each with what it means: the oracle never reads a request's bytes. */
import type { Random } from "../../../tools/simulate/random";
import type { Event } from "../../../src/broker/parse";
import { event, FORM } from "../support/world";

/** What a request means. */
export interface Meaning {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly audience: string | undefined;
  readonly scopes: readonly string[] | undefined;
}

/** A request that is not one, and what it must get. */
export interface Malformed {
  readonly event: Event;
  readonly status: 400 | 401;
  readonly error: "invalid_request" | "invalid_client" | "unsupported_grant_type";
}

export function oneOf<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)]!;
}

/** The same meaning, in bytes of any program. */
export function wellFormed(meaning: Meaning, random: Random): Event {
  const { clientId, clientSecret, audience, scopes } = meaning;
  const basic = random() < 0.3;
  const parameters = shuffled(
    [
      ["grant_type", "client_credentials"],
      ...(basic
        ? []
        : [["client_id", clientId] as const, ["client_secret", clientSecret] as const]),
      ...(audience === undefined ? [] : [["audience", audience] as const]),
      ...(scopes === undefined ? [] : [["scope", shuffled(scopes, random).join(" ")] as const]),
      ...(random() < 0.2 ? [[`extra_${Math.floor(random() * 1e6)}`, "x y"] as const] : []),
    ] as readonly (readonly [string, string])[],
    random,
  );
  const json = random() < 0.3;
  const body = json
    ? JSON.stringify(Object.fromEntries(parameters), undefined, random() < 0.5 ? 2 : 0)
    : new URLSearchParams(Object.fromEntries(parameters)).toString();
  const end = random() < 0.2 ? oneOf(random, ["\n", "\r\n"]) : "";
  const encoded = random() < 0.1;
  const credentials = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
  return {
    ...event(encoded ? Buffer.from(body + end).toString("base64") : body + end, {
      [cased("Content-Type", random)]: json ? "application/json" : FORM,
      ...(basic ? { [cased("Authorization", random)]: `Basic ${credentials}` } : {}),
    }),
    isBase64Encoded: encoded,
  };
}

export function malformed(meaning: Meaning, random: Random): Malformed {
  const { clientId, clientSecret } = meaning;
  const right = `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}&audience=a`;
  const invalid = (body: string, headers?: Record<string, string>): Malformed => ({
    event: event(body, { "Content-Type": FORM, ...headers }),
    status: 400,
    error: "invalid_request",
  });
  return oneOf<() => Malformed>(random, [
    () => invalid(`${right}&audience=a`),
    () => invalid(right.replace("grant_type=client_credentials&", "")),
    () => invalid(right.replace("audience", "resource")),
    () => invalid(right, { DPoP: "proof" }),
    () => invalid(right, { authorization: "Basic YTpi" }),
    () => invalid(right, { "Content-Type": "text/xml" }),
    () => invalid(`${right}&pad=${"x".repeat(17_000)}`),
    () => invalid(right, { "Content-Type": "application/json" }),
    () => ({
      ...invalid(right.replace("client_credentials", "password")),
      error: "unsupported_grant_type",
    }),
    () => ({
      ...invalid(right.replace("client_secret", "secret")),
      status: 401,
      error: "invalid_client",
    }),
    () => ({ ...invalid(`${right}&client_assertion=x`), status: 401, error: "invalid_client" }),
  ])();
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  const copy = [...values];
  for (let index = copy.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [copy[index], copy[other]] = [copy[other]!, copy[index]!];
  }
  return copy;
}

function cased(name: string, random: Random): string {
  return oneOf(random, [name, name.toLowerCase(), name.toUpperCase()]);
}
