/**
 * What a request may get. It knows the history of each client in the stack and at Auth0, and the tokens that
 * Auth0 issued; nothing of items, keys, leases or generations.
 */
import type { Minted } from "../../../local/broker/tokenEndpoint";
import { type Answer, LIFETIME_SECONDS, RENEW_BEFORE_SECONDS } from "../support/world";
import type { Meaning } from "./requests";

const REFUSAL_MS = 5_000;

/** When a token is due for renewal, less the time that a request takes. */
const DUE_MS = (LIFETIME_SECONDS - RENEW_BEFORE_SECONDS - 10) * 1000;

/** A client from some moment on. */
export interface State {
  readonly fromMs: number;
  /** What the stack knows. */
  readonly secret: string;
  /** What Auth0 knows. */
  readonly secretAtAuth0: string;
  readonly suspended: boolean;
  /** Audience to scopes. */
  readonly grants: Readonly<Record<string, readonly string[]>>;
}

export interface Asked {
  readonly meaning: Meaning;
  readonly arrivedAtMs: number;
  readonly answeredAtMs: number;
  /** Whether anything could fail meanwhile. */
  readonly faulty: boolean;
}

export class Oracle {
  private readonly histories = new Map<string, State[]>();
  private readonly tokens = new Map<string, Minted>();
  /** How many of those that were issued are among the tokens. */
  private seen = 0;

  constructor(
    private readonly minted: readonly Minted[],
    /** How far a function's clock may be behind. */
    private readonly skewSeconds: number,
  ) {}

  record(clientId: string, state: State): void {
    this.histories.set(clientId, [...this.history(clientId), state].slice(-500));
  }

  /** @returns what is wrong with the answer, if anything */
  judge(asked: Asked, { status, body, headers, text }: Answer): string | undefined {
    if (headers["Cache-Control"] !== "no-store") return "it may be stored";
    if (text.includes(asked.meaning.clientSecret)) return "it repeats the secret";
    if (status === 200) return this.judgeToken(asked, body);
    if (body.access_token !== undefined) return "an error with a token";
    if (status === 503)
      return "Retry-After" in headers ? this.mayFail(asked) : "503 without Retry-After";
    // What Auth0 refused is kept for 5 s, even if it would not refuse it any more.
    const states = this.during({ ...asked, arrivedAtMs: asked.arrivedAtMs - REFUSAL_MS });
    const { meaning, faulty } = asked;
    if (status === 401)
      return states.every(({ secret, secretAtAuth0 }) =>
        [secret, secretAtAuth0].every((right) => right === meaning.clientSecret),
      ) && states.length > 0
        ? "401 for the right secret"
        : undefined;
    if (status === 403)
      return !faulty && states.length > 0 && states.every((state) => grants(state, meaning))
        ? "403 for what is granted"
        : undefined;
    return `an unexpected status ${status}`;
  }

  /** S7: a token that was fetched although the one before was neither due nor wrong. */
  wasted(): string | undefined {
    const last = new Map<string, Minted>();
    for (const token of this.minted) {
      const { clientId, audience, scopes, atMs } = token;
      const state = this.stateAt(token);
      // Tokens for a secret that the stack does not know are not kept; they have a budget of their own.
      if (state?.secret !== state?.secretAtAuth0) continue;
      const request = JSON.stringify([clientId, audience, scopes]);
      const before = last.get(request);
      last.set(request, token);
      if (before && atMs - before.atMs < DUE_MS && this.stateAt(before) === state)
        return `S7: two tokens within ${(atMs - before.atMs) / 1000} s for ${request}`;
    }
    return undefined;
  }

  private stateAt({ clientId, atMs }: Minted): State | undefined {
    return this.history(clientId).findLast(({ fromMs }) => fromMs <= atMs);
  }

  private judgeToken(asked: Asked, body: Answer["body"]): string | undefined {
    const { meaning, arrivedAtMs, answeredAtMs } = asked;
    for (; this.seen < this.minted.length; this.seen++) {
      const minted = this.minted[this.seen]!;
      this.tokens.set(minted.token, minted);
    }
    const token = this.tokens.get(String(body.access_token));
    if (!token) return "a token that Auth0 did not issue";
    if (token.clientId !== meaning.clientId) return "S1: another client's token";
    if (token.audience !== meaning.audience) return "S1: a token for another audience";
    const states = this.during(asked);
    if (!states.some((state) => grants(state, meaning)))
      return "S1: a token for what is not granted";
    if (
      !states.some(({ secret, secretAtAuth0 }) =>
        [secret, secretAtAuth0].includes(meaning.clientSecret),
      )
    )
      return "S1: a token for a wrong secret";
    const known = states.some(({ secret }) => secret === meaning.clientSecret);
    if (!known && token.atMs < arrivedAtMs)
      return "a stored token for a secret that the stack does not know";

    const left = (token.expiresAtMs - answeredAtMs) / 1000;
    if (left + this.skewSeconds <= 0) return "S2: an expired token";
    if (typeof body.expires_in !== "number" || body.expires_in > left + this.skewSeconds)
      return `S2: expires_in ${String(body.expires_in)} with ${left} s left`;
    // Counted from before Auth0 was asked, by a clock that is behind; told by one that is ahead.
    if (body.expires_in < left - 2 * this.skewSeconds - 10) return "expires_in is far too low";
    if (known && !this.isOf(token, states)) return "S9: a token from before a change";
    return undefined;
  }

  private mayFail({ meaning, faulty, ...asked }: Asked): string | undefined {
    if (faulty) return undefined;
    // The budget of attempts.
    const known = this.during({ meaning, ...asked }).every(
      ({ secret, secretAtAuth0 }) =>
        secret === meaning.clientSecret && secretAtAuth0 === meaning.clientSecret,
    );
    return known ? "503 although nothing was wrong" : undefined;
  }

  private during({
    meaning,
    arrivedAtMs,
    answeredAtMs,
  }: Pick<Asked, "meaning" | "arrivedAtMs" | "answeredAtMs">): State[] {
    const history = this.history(meaning.clientId);
    return history.filter(
      ({ fromMs }, index) =>
        fromMs <= answeredAtMs && (history[index + 1]?.fromMs ?? Infinity) >= arrivedAtMs,
    );
  }

  /** Whether what makes tokens wrong is as it was when this one was issued. It may have come back. */
  private isOf(token: Minted, states: readonly State[]): boolean {
    const then = this.stateAt(token);
    return states.some((state) => sameFor(state, then));
  }

  private history(clientId: string): readonly State[] {
    return this.histories.get(clientId) ?? [];
  }
}

function sameFor(one: State, other: State | undefined): boolean {
  const facts = ({ secret, suspended, grants }: State) =>
    JSON.stringify([secret, suspended, grants]);
  return other !== undefined && facts(one) === facts(other);
}

function grants({ suspended, grants }: State, { audience, scopes = [] }: Meaning): boolean {
  const granted = audience === undefined ? undefined : grants[audience];
  return !suspended && granted !== undefined && scopes.every((scope) => granted.includes(scope));
}
