/** A vendor's client that can also misbehave: full control over bytes, header names and order. */
import { type HeaderPairs, type RawAnswer, send as sendRequest } from "../../tools/lib/httpClient";
import type { VendorOutputs } from "../../tools/lib/readOutputs";

export type { HeaderPairs } from "../../tools/lib/httpClient";

export interface Answer extends RawAnswer {
  /** The body as JSON; throws if it is not JSON. */
  json: () => Record<string, unknown>;
}

export const FORM = "application/x-www-form-urlencoded";
export const JSON_TYPE = "application/json";

export async function send(
  url: string,
  body: string | Buffer,
  headers: HeaderPairs = [["Content-Type", FORM]],
  method = "POST",
): Promise<Answer> {
  const answer = await sendRequest({ url, method, headers, body });
  return { ...answer, json: () => JSON.parse(answer.text) as Record<string, unknown> };
}

/** The parameters of a valid request; `undefined` in `changes` leaves one out. */
export function parameters(
  vendor: VendorOutputs,
  changes: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const inBody = vendor.authenticationMethod === "client_secret_post";
  const all = {
    grant_type: "client_credentials",
    ...(inBody ? { client_id: vendor.clientId, client_secret: vendor.clientSecret } : {}),
    audience: Object.keys(vendor.grants)[0],
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

export function basic(vendor: VendorOutputs, secret = vendor.clientSecret): string {
  return `Basic ${Buffer.from(`${vendor.clientId}:${secret}`).toString("base64")}`;
}

/** Requests a token as the vendor would. */
export function askForToken(
  vendor: VendorOutputs,
  changes: Readonly<Record<string, string | undefined>> = {},
  { as = FORM, headers = [] }: { as?: string; headers?: HeaderPairs } = {},
): Promise<Answer> {
  const all = parameters(vendor, changes);
  const body = as.toLowerCase().startsWith(JSON_TYPE)
    ? JSON.stringify(all)
    : new URLSearchParams(all).toString();
  const authorization: HeaderPairs =
    vendor.authenticationMethod === "client_secret_basic" ? [["Authorization", basic(vendor)]] : [];
  return send(vendor.tokenUrl, body, [["Content-Type", as], ...authorization, ...headers]);
}
