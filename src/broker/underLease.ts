/** Calls Auth0 while no other request does for the same form, and stores its answer for all. */
import { type Answer, classify, costOf } from "./answer";
import type { Caller, Parts, Seen, Trace } from "./context";
import { CLOCK_SKEW_MS, failedItem, LEASE_MS, leasedItem, pollDelayMs, UPSTREAM_MS } from "./lease";
import { OAuthError, unavailable } from "./oauthError";
import type { PassedOn } from "./respond";
import { claim } from "./table";
import { type Kept, sealedItem, type Token, type TokenItem } from "./tokenItem";

/** How long a refusal is kept, so that a broken client's retries do not reach Auth0. */
const REFUSAL_SECONDS = 5;
/**
 * How long no token is fetched after one that does not fit the client's item: each would cost a token. An update
 * of the stack ends this at once, with the item's new generation.
 */
const MISFIT_SECONDS = 900;
/** The most live answers of one client (audience, scopes and organization); at least one per audience. */
const MAX_FORMS = 16;
const STORE_TRIES = 3;
/** With less of the lease left, there is no time to call Auth0 and store the answer. */
const MIN_UPSTREAM_MS = 1_000;

export interface Lease {
  readonly item: TokenItem;
  /** On this function's monotonic clock, from before it was asked for. */
  readonly takenAtMs: number;
}

/** @returns undefined if another request was faster. @param token a valid one, kept until the new one is there */
export async function takeLease(
  { table, clock, newRevision }: Parts,
  { itemKey }: Caller,
  { client, item }: Seen,
  token?: Token,
): Promise<Lease | undefined> {
  const takenAtMs = clock.monotonic();
  const leased = leasedItem(
    { ...itemKey, generation: client.generation },
    newRevision(),
    clock.now(),
    token && item,
  );
  return (await claim(table, { ...leased }, item?.revision))
    ? { item: leased, takenAtMs }
    : undefined;
}

/**
 * @param token the old one, if it is still valid: served if Auth0 returns no new one, unless Auth0 refuses
 * @throws OAuthError if there is nothing to serve
 */
export async function askUnderLease(
  parts: Parts,
  caller: Caller,
  { client }: Seen,
  lease: Lease,
  trace: Trace,
  token?: Token,
): Promise<PassedOn> {
  const { clock, newRevision } = parts;
  const now = () => Math.floor(clock.now() / 1000);
  const store = (item: TokenItem) => settle(parts, lease, item, trace);
  const keep = (kept: Kept, expiresAt: number) => {
    const { itemKey, keys } = caller;
    const item = { ...itemKey, generation: client.generation, expiresAt, revision: newRevision() };
    return store(sealedItem(item, keys, kept));
  };

  const most = Math.max(MAX_FORMS, Object.keys(client.grants).length);
  if (!token && (await countForms(parts, caller, client.generation)) > most) {
    const refusal = new OAuthError(
      400,
      "invalid_request",
      `More than ${most} different requests have live tokens. Ask for fewer combinations of audience, scope and organization.`,
    );
    await keep({ refusal: kept(refusal) }, now() + REFUSAL_SECONDS);
    throw refusal;
  }

  const answer = await ask(parts, caller, client, lease, trace);
  switch (answer.kind) {
    case "token": {
      const { expiresAt, ...rest } = answer.token;
      trace.outcome = token ? "renewed" : "minted";
      await keep({ token: rest }, expiresAt);
      return answer.token;
    }
    case "passedOn":
      trace.outcome = "minted";
      // The next request calls Auth0 itself; while the old token is valid, not at once.
      await store(
        token
          ? failedItem(lease.item, newRevision(), 1)
          : { ...lease.item, revision: newRevision(), leaseUntil: 0 },
      );
      return answer.token;
    case "refused":
      await keep({ refusal: kept(answer.refusal) }, now() + REFUSAL_SECONDS);
      throw answer.refusal;
    case "misfit":
      trace.fault = "misfit";
      if (!token) await keep({ refusal: kept(unavailable()) }, now() + MISFIT_SECONDS);
      else
        await store(failedItem(lease.item, newRevision(), 1, clock.now() + MISFIT_SECONDS * 1e3));
      return stale(token, now(), trace);
    case "unavailable":
      trace.fault = "upstream";
      await store(failedItem(lease.item, newRevision(), answer.retryAfterSeconds ?? 1));
      return stale(token, now(), trace, answer.retryAfterSeconds);
  }
}

/** Includes this request's own lease. Without leases, any number could be requested at the same moment. */
async function countForms({ table, clock }: Parts, { itemKey }: Caller, generation: string) {
  const nowMs = clock.now();
  return table.countLive(itemKey.pk, generation, {
    answeredAfter: Math.floor(nowMs / 1000),
    leasedAfter: nowMs - CLOCK_SKEW_MS,
  });
}

/** Calls Auth0 for as long as the lease allows. */
async function ask(
  parts: Parts,
  { form, credentials }: Caller,
  client: Seen["client"],
  { takenAtMs }: Lease,
  trace: Trace,
): Promise<Answer> {
  const { ask, clock, renewBeforeSeconds } = parts;
  const startedMs = clock.monotonic();
  const timeoutMs = takenAtMs + UPSTREAM_MS - startedMs;
  if (timeoutMs < MIN_UPSTREAM_MS) return { kind: "unavailable", retryAfterSeconds: undefined };
  const sentAtMs = clock.now();
  const { authenticationMethod } = client;
  const response = await ask({ ...form, ...credentials, authenticationMethod }, timeoutMs);
  trace.upstreamMs = clock.monotonic() - startedMs;
  const answer = classify(response, { form, client, sentAtMs, renewBeforeSeconds });
  trace.tokensMinted += costOf(answer, form);
  return answer;
}

/** Ends the lease. If that fails, the lease stays, and the caller still gets its answer. */
async function settle(
  { table, clock }: Parts,
  { item: lease, takenAtMs }: Lease,
  item: TokenItem,
  trace: Trace,
): Promise<void> {
  for (let attempt = 0; attempt < STORE_TRIES; attempt++) {
    if (attempt > 0) await clock.sleep(pollDelayMs(attempt, clock.random()));
    if (clock.monotonic() - takenAtMs > LEASE_MS) break;
    try {
      // If the lease is gone, another request has taken over, and its answer is newer.
      await table.put({ ...item }, lease.revision);
      return;
    } catch {
      // Retried.
    }
  }
  trace.fault = "store";
}

function stale(
  token: Token | undefined,
  now: number,
  trace: Trace,
  retryAfterSeconds?: number,
): Token {
  if (!token || token.expiresAt <= now) throw unavailable(retryAfterSeconds);
  trace.outcome = "stale";
  return token;
}

function kept({ status, error, description, retryAfterSeconds }: OAuthError) {
  return { status, error, description, ...(retryAfterSeconds ? { retryAfterSeconds } : {}) };
}
