/**
 * The token broker: answers a token request from the table, or asks Auth0 once for all that want the same.
 *
 *   parse ─ keys ─ look (one read) ─ authorize ─ decide ─┬─ hit, refused, wait
 *                                       │                └─ miss, renew: lease ─ Auth0 ─ answer ─ seal ─ store
 *                                       └─ unverified: Auth0, within a budget
 *
 * If the table fails, every request gets 503: an unchecked answer could be another client's token, and
 * an hour without a cache could spend the month's quota.
 */
import type { APIGatewayProxyResult } from "aws-lambda";
import { authorize } from "./authorize";
import { clientKey, readClientItem, verifies } from "./clientItem";
import type { Caller, Parts, Seen, Trace } from "./context";
import { decide } from "./decide";
import { deriveFormKeys, type Form } from "./keys";
import { LeaseWatch, pollDelayMs, WAIT_MS } from "./lease";
import { invalidClient, OAuthError, unavailable } from "./oauthError";
import { type Credentials, type Event, parse, usesAuthorization } from "./parse";
import { type PassedOn, respondError, respondToken } from "./respond";
import { readTokenItem, type Token, tokenPartition } from "./tokenItem";
import { askUnderLease, takeLease } from "./underLease";
import { askUnverified } from "./unverified";

export class Broker {
  constructor(private readonly parts: Parts) {}

  /** Always answers. @param requestId API Gateway's, which is in its access log too */
  async handle(event: Event, requestId: string): Promise<APIGatewayProxyResult> {
    const { clock, telemetry } = this.parts;
    const startedMs = clock.monotonic();
    const trace: Trace = {
      vendor: undefined,
      outcome: undefined,
      upstreamMs: undefined,
      tokensMinted: 0,
      fault: undefined,
    };
    const result = await this.serve(event, trace).then(
      (token) => respondToken(token, clock.now()),
      (error: unknown) => respondError(asRefusal(error, trace), usesAuthorization(event)),
    );
    telemetry({
      ...trace,
      requestId,
      outcome: trace.outcome ?? (result.statusCode === 503 ? "unavailable" : "refused"),
      status: result.statusCode,
      durationMs: clock.monotonic() - startedMs,
    });
    return result;
  }

  private async serve(event: Event, trace: Trace): Promise<PassedOn> {
    const { credentials: readings, ...form } = parse(event);
    let found: { caller: Caller; seen: Seen } | undefined;
    for (const credentials of readings) {
      const caller = this.caller(credentials, form);
      const seen = await this.look(caller);
      if (seen) found = { caller, seen };
      if (seen?.verified) break;
    }
    // A client of another stack is not served, and does not reach Auth0.
    if (!found) throw invalidClient();
    trace.vendor = found.seen.client.vendor;
    return this.answer(found.caller, found.seen, trace);
  }

  private caller(credentials: Credentials, form: Form): Caller {
    const { issuer, peppers } = this.parts;
    const keys = deriveFormKeys({ ...credentials, issuer, pepper: peppers[0] }, form);
    const itemKey = { pk: tokenPartition(credentials.clientId), sk: keys.locator };
    return { credentials, form, keys, itemKey };
  }

  /** Both items in one round trip. @returns undefined if the client has none */
  private async look({ credentials, itemKey }: Caller): Promise<Seen | undefined> {
    const keys = [clientKey(credentials.clientId), itemKey];
    const [clientItem, tokenItem] = await this.parts.table.read(keys);
    if (!clientItem) return undefined;
    const client = readClientItem(clientItem);
    return {
      client,
      verified: verifies(client, credentials, this.parts),
      item: tokenItem && readTokenItem(tokenItem),
    };
  }

  /** Reads again until there is an answer: changes count for a waiting request too. */
  private async answer(caller: Caller, first: Seen, trace: Trace): Promise<PassedOn> {
    const { clock } = this.parts;
    const startedMs = clock.monotonic();
    const watch = new LeaseWatch();
    let seen = first;
    for (let attempt = 0; ; attempt++) {
      if (!seen.verified) return askUnverified(this.parts, caller, seen, trace);
      authorize(caller.form, seen.client);

      const decision = decide(seen.item, caller.keys, seen.client.generation, clock.now());
      if (decision.kind === "refused") throw decision.refusal;
      if (decision.kind === "renew") return this.renew(caller, seen, decision.token, trace);
      if (decision.kind === "hit") {
        trace.outcome = attempt === 0 ? "hit" : "waited";
        return decision.token;
      }
      if (decision.kind === "miss" || watch.isOver(decision.owner, clock.monotonic())) {
        // The request that this one waited for has just failed.
        if (attempt > 0 && decision.kind === "miss" && decision.failedRetryAfter !== undefined)
          throw unavailable(decision.failedRetryAfter);
        const lease = await takeLease(this.parts, caller, seen);
        if (lease) return askUnderLease(this.parts, caller, seen, lease, trace);
      }

      if (clock.monotonic() - startedMs >= WAIT_MS) throw unavailable();
      await clock.sleep(pollDelayMs(attempt, clock.random()));
      const again = await this.look(caller);
      if (!again) throw invalidClient();
      seen = again;
    }
  }

  /** A request that comes second, or meets a fault of the table, still has the old token. */
  private async renew(caller: Caller, seen: Seen, token: Token, trace: Trace): Promise<PassedOn> {
    const lease = await takeLease(this.parts, caller, seen, token).catch(() => undefined);
    if (lease) return askUnderLease(this.parts, caller, seen, lease, trace, token);
    trace.outcome = "hit";
    return token;
  }
}

/** Any other error is a fault here or in the table; its message may quote a request. */
function asRefusal(error: unknown, trace: Trace): OAuthError {
  if (error instanceof OAuthError) return error;
  trace.fault = error instanceof Error ? error.name : "unknown";
  return unavailable();
}
