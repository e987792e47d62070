/**
 * A secret that is not the one in the client's item: wrong, or changed at Auth0 by hand. Auth0 decides,
 * within a budget. Only the attempt is stored, and nothing is answered from the table.
 */
import { classify, costOf } from "./answer";
import { attemptsKey, reserve, settled } from "./attempts";
import { isAuthorized } from "./authorize";
import type { Caller, Parts, Seen, Trace } from "./context";
import { UPSTREAM_MS } from "./lease";
import { invalidClient, unavailable } from "./oauthError";
import type { PassedOn } from "./respond";
import { claim } from "./table";

const REFUSAL_MS = 5_000;

export async function askUnverified(
  parts: Parts,
  { form, credentials, keys }: Caller,
  { client }: Seen,
  trace: Trace,
): Promise<PassedOn> {
  const { table, clock, ask, recentRefusals, newRevision, renewBeforeSeconds } = parts;
  trace.outcome = "unverified";
  // During an update of the stack, Auth0 may still grant what the item no longer does.
  if (!isAuthorized(form, client)) throw invalidClient();
  const recent = recentRefusals.get(keys.locator, clock.monotonic());
  if (recent) throw recent;

  const { clientId } = client;
  const [item] = await table.read([attemptsKey(clientId)]);
  const reserved = reserve(clientId, item, newRevision(), clock.now());
  if ("retryAfterSeconds" in reserved) throw unavailable(reserved.retryAfterSeconds);
  if (!(await claim(table, reserved.item, item && String(item.revision)))) throw unavailable(1);

  const [startedMs, sentAtMs] = [clock.monotonic(), clock.now()];
  const { authenticationMethod } = client;
  const response = await ask({ ...form, ...credentials, authenticationMethod }, UPSTREAM_MS);
  trace.upstreamMs = clock.monotonic() - startedMs;
  const answer = classify(response, { form, client, sentAtMs, renewBeforeSeconds });
  trace.tokensMinted += costOf(answer, form);

  const after = settled(reserved.item, newRevision(), answer.kind === "refused");
  // If this fails, the attempt counts as in flight until it must have ended.
  await table.put(after, reserved.item.revision).catch(() => false);
  switch (answer.kind) {
    case "token":
    case "passedOn":
      return answer.token;
    case "refused":
      recentRefusals.set(keys.locator, answer.refusal, clock.monotonic() + REFUSAL_MS);
      throw answer.refusal;
    case "misfit":
      trace.fault = "misfit";
      throw unavailable();
    case "unavailable":
      throw unavailable(answer.retryAfterSeconds);
  }
}
