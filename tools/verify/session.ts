/** Sends the claims' requests in a vendor's name, counts them, and parses the answers. */
import { createHash, randomBytes } from "node:crypto";
import { decodeJwt, type JWTPayload } from "jose";
import { mapValues } from "../../src/records";
import { type PartialOutputs, rangeOf } from "../lib/readOutputs";
import { UserError } from "../lib/userError";
import { Failed, Skipped } from "./findings";
import type { ControlPlane } from "./controlPlaneClient";
import { type HeaderPairs, type RawAnswer, type Request, send } from "../lib/httpClient";

/** A vendor whose outputs are complete, and that may get tokens. */
export interface Vendor {
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenUrl: string;
  readonly authenticationMethod: string;
  /** At least one. */
  readonly audiences: readonly [string, ...string[]];
  /** Audience to scopes. */
  readonly grants: Readonly<Record<string, readonly string[]>>;
  /** Audience to the highest `expires_in` that the vendor can get. */
  readonly expiresInSeconds: Readonly<Record<string, number>>;
}

export interface Answer extends RawAnswer {
  /** The body, if it is a JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /** For a token: its text, a fingerprint that gives nothing away, and its claims. */
  readonly token?: {
    readonly text: string;
    readonly fingerprint: string;
    readonly claims: JWTPayload;
  };
  /** Seconds since the epoch. */
  readonly sentAt: number;
  readonly receivedAt: number;
}

export interface SessionOptions {
  readonly outputs: PartialOutputs;
  /** The most requests that may get a token. */
  readonly limit: number;
  /** Seconds since the epoch. Default: the system's. */
  readonly now?: () => number;
  /** Default: really waits. */
  readonly wait?: (seconds: number) => Promise<void>;
  /** Reads what is deployed, where that is possible. */
  readonly controlPlane?: ControlPlane | undefined;
  /** The bodies that Auth0 has received; on localhost only. */
  readonly upstreamBodies?: () => readonly string[];
  /** Everything that has been logged; on localhost only. */
  readonly logs?: () => readonly string[];
}

export interface Ask {
  readonly audience?: string;
  /** Parameters to change; undefined leaves one out. */
  readonly changes?: Readonly<Record<string, string | undefined>>;
  readonly as?: "form" | "json";
  readonly headers?: HeaderPairs;
  readonly via?: (request: Request) => Promise<RawAnswer>;
}

export const FORM = "application/x-www-form-urlencoded";
export const JSON_TYPE = "application/json";

export class Session {
  /**
   * Complete vendors, in the order of the outputs. Suspended ones, which have no grant, are left out, and so are
   * those that have to name an organization for every audience.
   */
  readonly vendors: readonly Vendor[];
  /** Part of every request of this run, so that it uses cache entries of its own and not the vendors'. */
  private readonly run = randomBytes(6).toString("hex");
  private answered = false;
  private entries = 0;
  private formsUsed = 0;
  private tokens = 0;

  constructor(readonly options: SessionOptions) {
    this.vendors = Object.entries(options.outputs.vendors).flatMap(([name, vendor]) => {
      const { clientId, clientSecret, tokenUrl, authenticationMethod, grants = {} } = vendor;
      // Which organizations there are, the outputs do not say.
      const [first, ...more] = Object.keys(grants).filter(
        (audience) => vendor.organizationUsage?.[audience] !== "require",
      );
      return clientId && clientSecret && tokenUrl && authenticationMethod && first
        ? [
            {
              name,
              clientId,
              clientSecret,
              tokenUrl,
              authenticationMethod,
              audiences: [first, ...more] as const,
              grants,
              expiresInSeconds: mapValues(
                vendor.expiresInSeconds ?? {},
                (range) => rangeOf(range).atMost,
              ),
            },
          ]
        : [];
    });
  }

  get outputs(): PartialOutputs {
    return this.options.outputs;
  }

  /** Where tokens are cached; outputs of an older version do not have it. */
  get store(): NonNullable<PartialOutputs["store"]> {
    return this.outputs.store ?? "stage";
  }

  /** Whether the same request should get the same token again. */
  get caches(): boolean {
    return this.store !== "none";
  }

  /** Whether the endpoint is on the internet rather than on this machine. */
  get live(): boolean {
    return isLive(this.outputs.tokenUrl);
  }

  /** How many answers of this run contained a token. */
  get tokenAnswers(): number {
    return this.tokens;
  }

  /** @throws Skipped if there is no complete vendor */
  vendor(index = 0): Vendor {
    const vendor = this.vendors[index];
    if (!vendor) throw new Skipped(index === 0 ? "needs a vendor" : "needs a second vendor");
    return vendor;
  }

  now(): number {
    return this.options.now?.() ?? Date.now() / 1000;
  }

  /** Waits until a new token must differ: tokens have whole seconds, so two of one second can be equal. */
  nextSecond(): Promise<void> {
    return this.wait(1.1);
  }

  wait(seconds: number): Promise<void> {
    return (
      this.options.wait?.(seconds) ?? new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    );
  }

  /** A value for an unknown parameter: the proxy drops it, but the request gets its own cache entry. */
  entry(): string {
    this.entries += 1;
    return `${this.run}-${this.entries}`;
  }

  /**
   * A valid request that is not in the cache; each is returned once in a run. Since the token broker ignores
   * unknown parameters, the request is for scopes that clients rarely ask for: none at all, or some of the
   * granted ones. A cached token is still possible, so check the answer with mustBeNew().
   *
   * @throws Skipped if there is none left
   */
  unusedForm(): { readonly vendor: Vendor; readonly ask: Ask } {
    const entry = this.entry();
    if (this.store !== "dynamodb") return { vendor: this.vendor(), ask: { changes: { entry } } };
    const form = this.forms[this.formsUsed];
    if (!form) throw new Skipped("needs a combination of scopes that this run has not used");
    this.formsUsed += 1;
    const { vendor, audience, scopes } = form;
    return { vendor, ask: { audience, changes: { entry, scope: scopes.join(" ") } } };
  }

  /** Those without scopes first: clients rarely ask for them. */
  private get forms() {
    return this.vendors
      .flatMap((vendor) =>
        vendor.audiences.flatMap((audience) =>
          subsets((vendor.grants[audience] ?? []).slice(0, 3)).map((scopes) => ({
            vendor,
            audience,
            scopes,
          })),
        ),
      )
      .sort((a, b) => a.scopes.length - b.scopes.length);
  }

  /** The parameters of a valid request for a token. */
  parameters(vendor: Vendor, { audience, changes = {} }: Ask = {}): Record<string, string> {
    const inBody = vendor.authenticationMethod !== "client_secret_basic";
    const all = {
      grant_type: "client_credentials",
      ...(inBody ? { client_id: vendor.clientId, client_secret: vendor.clientSecret } : {}),
      audience: audience ?? vendor.audiences[0],
      ...changes,
    };
    return Object.fromEntries(
      Object.entries<string | undefined>(all).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    );
  }

  authorization(vendor: Vendor): HeaderPairs {
    return vendor.authenticationMethod === "client_secret_basic"
      ? [["Authorization", basic(vendor.clientId, vendor.clientSecret)]]
      : [];
  }

  /** Requests a token as the vendor would. */
  ask(vendor: Vendor, ask: Ask = {}): Promise<Answer> {
    const parameters = this.parameters(vendor, ask);
    const json = ask.as === "json";
    return this.send(
      {
        url: vendor.tokenUrl,
        method: "POST",
        headers: [
          ["Content-Type", json ? JSON_TYPE : FORM],
          ...this.authorization(vendor),
          ...(ask.headers ?? []),
        ],
        body: json ? JSON.stringify(parameters) : new URLSearchParams(parameters).toString(),
      },
      ask.via,
    );
  }

  /**
   * @throws UserError if the first request gets no answer: then no claim can be checked
   * @throws Failed if a later one gets none, or if the run would cost more than announced
   */
  async send(request: Request, via = send): Promise<Answer> {
    if (this.tokens >= this.options.limit)
      throw new Failed("stopped: the run would cost more tokens than announced");
    const sentAt = this.now();
    const raw = await this.untilAdmitted(() => this.answerOf(request, via));
    const json = parseObject(raw.text);
    const text = raw.status === 200 ? json?.access_token : undefined;
    const base = { ...raw, json, sentAt, receivedAt: this.now() };
    if (typeof text !== "string") return base;
    this.tokens += 1;
    return { ...base, token: { text, fingerprint: fingerprint(text), claims: claimsOf(text) } };
  }

  private async answerOf(request: Request, via: typeof send): Promise<RawAnswer> {
    try {
      const answer = await via(request);
      this.answered = true;
      return answer;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const { host } = new URL(request.url);
      // Over HTTP/2, no answer may mean that the endpoint only supports HTTP/1.1.
      if (this.answered || via !== send)
        throw new Failed(`no answer from ${host}: ${code ?? message}`);
      throw new UserError(
        `${host} does not answer (${code ?? message}), so nothing more was verified. fix: ${
          this.live
            ? "check that the host name leads to the proxy, and that the outputs are current"
            : "start the local run (npm start), and use the outputs that it prints"
        }.`,
      );
    }
  }

  /** The proxy's throttle says nothing about a claim: waits for Retry-After, a few times. */
  private async untilAdmitted(ask: () => Promise<RawAnswer>): Promise<RawAnswer> {
    for (let tries = 1; ; tries += 1) {
      const answer = await ask();
      const seconds = Number(answer.headers["retry-after"]);
      if (answer.status !== 429 || !(seconds <= 5) || tries === 5) return answer;
      await this.wait(seconds);
    }
  }

  /** Every secret in the outputs, those of unused vendors too, so that none is printed. */
  secrets(): string[] {
    return Object.values(this.outputs.vendors)
      .flatMap((vendor) => [vendor, vendor.retiring ?? {}])
      .flatMap(({ clientId = "", clientSecret }) =>
        clientSecret ? [clientSecret, basic(clientId, clientSecret).slice("Basic ".length)] : [],
      );
  }
}

function subsets(items: readonly string[]): string[][] {
  return items.reduce<string[][]>((all, item) => all.flatMap((one) => [one, [...one, item]]), [[]]);
}

/** Whether an endpoint is on the internet rather than on this machine. */
export function isLive(tokenUrl: string): boolean {
  return !/^(127\.|localhost$|\[::1\]$)/.test(new URL(tokenUrl).hostname);
}

export function basic(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
}

/** Eight hex digits: tells tokens apart and gives nothing away. */
function fingerprint(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 8);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function claimsOf(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    return {};
  }
}
