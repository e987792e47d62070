/** Runs claims and gathers what they found. */
import type { Claim, Store } from "./claim";
import { Failed, Skipped } from "./findings";
import { Session, type SessionOptions } from "./session";

export interface Result {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly status: "PASS" | "FAIL" | "SKIP";
  /** Evidence, failure or reason; contains no secret and no token. */
  readonly detail: string;
}

export interface Costs {
  /** The most tokens if the proxy caches. */
  readonly ifCached: number;
  /** The most tokens, whatever the proxy does. */
  readonly atMost: number;
}

export function costs(claims: readonly Pick<Claim, "requests" | "entries">[]): Costs {
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    ifCached: sum(claims.map(({ entries }) => entries)),
    atMost: sum(claims.map(({ requests }) => requests)),
  };
}

/** Called as the run goes on. */
export interface Watcher {
  /** Called before each claim. */
  onClaim(claim: Claim): void;
  /** Called after each claim. */
  onResult(result: Result): void;
}

export async function verify(
  claims: readonly Claim[],
  options: Omit<SessionOptions, "limit">,
  watcher?: Watcher,
): Promise<{ readonly results: readonly Result[]; readonly tokenAnswers: number }> {
  const session = new Session({ ...options, limit: costs(claims).atMost });
  const results: Result[] = [];
  for (const claim of claims) {
    watcher?.onClaim(claim);
    const result = await run(claim, session);
    results.push(result);
    watcher?.onResult(result);
  }
  return { results, tokenAnswers: session.tokenAnswers };
}

async function run(claim: Claim, session: Session): Promise<Result> {
  const { id, title, why, only } = claim;
  const result = (status: Result["status"], detail: string): Result => ({
    id,
    title,
    why,
    status,
    detail: withoutSecrets(detail, session.secrets()),
  });
  if (only && !isAbout(claim, session.store))
    return result("SKIP", `cache.store is ${session.store}: ${only.why}`);
  try {
    return result("PASS", await claim.check(session));
  } catch (error) {
    if (error instanceof Skipped) return result("SKIP", error.message);
    if (error instanceof Failed) return result("FAIL", error.message);
    throw error;
  }
}

/** Whether a claim applies to a stack with this store. */
export function isAbout({ only }: Claim, store: Store): boolean {
  return only?.stores.includes(store) ?? true;
}

/** A safety net: no text should contain a secret. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .reduce((clean, secret) => clean.replaceAll(secret, "[secret]"), text)
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[token]");
}
