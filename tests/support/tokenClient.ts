/** A vendor's client that can also misbehave: full control over bytes, header names and order. */
import { request as httpRequest } from "node:http";
import type { VendorOutputs } from "../../tools/lib/outputs";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; throws if it is none. */
  json: () => Record<string, unknown>;
}

export type HeaderPairs = readonly (readonly [string, string])[];

export const FORM = "application/x-www-form-urlencoded";
export const JSON_TYPE = "application/json";

export function send(
  url: string,
  body: string | Buffer,
  headers: HeaderPairs = [["Content-Type", FORM]],
  method = "POST",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { method, agent: false });
    for (const [name, value] of headers) outgoing.setHeader(name, value);
    outgoing.setHeader("Content-Length", Buffer.byteLength(body));
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text,
          json: () => JSON.parse(text) as Record<string, unknown>,
        });
      });
    });
    outgoing.end(body);
  });
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

/** Asks for a token as the vendor would. */
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
