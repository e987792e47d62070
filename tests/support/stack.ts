/** A local stack of Pulumi.dev.yaml whose time the test sets, and that does not throttle by default. */
import { type LocalStack, type LocalStackOptions, startLocalStack } from "../../local/localStack";
import type { Handled } from "../../local/gateway/gateway";
import type { VendorOutputs } from "../../tools/lib/readOutputs";
import { stackValues } from "./registrations";
import { askForToken, type Answer } from "./tokenClient";

export interface TestStack extends LocalStack {
  readonly acme: VendorOutputs;
  /** Authenticates with Basic. */
  readonly globex: VendorOutputs;
  /** Has two audiences. */
  readonly initech: VendorOutputs;
  /** Moves the clock of the gateway and the tenant. */
  pass(seconds: number): void;
  /** Seconds since the epoch, on that clock. */
  now(): number;
  /** What the gateway did with each request so far. */
  readonly handled: readonly Handled[];
}

export const START = Date.parse("2026-01-01T00:00:00Z");

export function devValues(changes: Record<string, unknown> = {}): Record<string, string> {
  const own = { throttle: { ratePerSecond: 10_000, burst: 5_000 }, ...changes };
  return stackValues("dev", own);
}

export async function testStack(options: Partial<LocalStackOptions> = {}): Promise<TestStack> {
  let now = START;
  const handled: Handled[] = [];
  const stack = await startLocalStack({
    values: devValues(),
    clock: () => now,
    onHandled: (_, each) => handled.push(each),
    ...options,
  });
  const { acme, globex, initech } = stack.outputs.vendors;
  if (!acme || !globex || !initech) throw new Error("Pulumi.dev.yaml lacks a vendor.");
  return {
    ...stack,
    acme,
    globex,
    initech,
    handled,
    now: () => now / 1000,
    pass: (seconds) => {
      now += seconds * 1000;
    },
  };
}

/** The token of a successful answer. */
export async function token(answer: Promise<Answer> | Answer): Promise<string> {
  const { status, text, json } = await answer;
  if (status !== 200) throw new Error(`Expected a token, got ${status}: ${text}`);
  return String(json().access_token);
}

export { askForToken };
