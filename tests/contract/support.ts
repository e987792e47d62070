/** Runs the contract over HTTP against a local stack, with everything on localhost that it can look into. */
import type { FunctionQuirks } from "../../local/gateway/functionQuirks";
import type { Quirks } from "../../local/gateway/quirks";
import type { TenantQuirks } from "../../local/tenant/quirks";
import type { KeyCut } from "../../local/gateway/parameters";
import { serveControlPlane } from "../../local/controlPlaneServer";
import { startLocalStack } from "../../local/localStack";
import type { Evaluation, Registration } from "../../local/evaluate/evaluate";
import type { PartialOutputs } from "../../tools/lib/readOutputs";
import { CLAIMS } from "../../tools/verify/claims";
import { controlPlane } from "../../tools/verify/controlPlaneClient";
import { type Result, verify } from "../../tools/verify/verify";
import { devValues, START } from "../support/stack";

export interface ContractOptions {
  readonly evaluation: Evaluation;
  readonly quirks?: Partial<Quirks>;
  readonly functionQuirks?: Partial<FunctionQuirks>;
  readonly tenantQuirks?: Partial<TenantQuirks>;
  /** The configuration that was evaluated. Default: that of dev. */
  readonly values?: Record<string, string>;
  /** Breaks what was registered, before it is deployed. */
  readonly mutate?: (resources: readonly Registration[]) => readonly Registration[];
  /** Breaks what a cache key holds. */
  readonly keyCut?: KeyCut | undefined;
  /** Breaks the stack's outputs. */
  readonly mutateOutputs?: (outputs: PartialOutputs) => PartialOutputs;
  readonly claims?: typeof CLAIMS;
  /** Where the requests seem to come from. */
  readonly sourceIp?: () => string;
}

export interface ContractRun {
  readonly results: readonly Result[];
  /** Tokens that the tenant issued meanwhile. */
  readonly issued: number;
}

export async function runContract(options: ContractOptions): Promise<ContractRun> {
  let now = START;
  const logs: string[] = [];
  const { evaluation, quirks = {}, mutateOutputs = (outputs: PartialOutputs) => outputs } = options;
  const stack = await startLocalStack({
    values: options.values ?? devValues(),
    evaluation,
    quirks,
    functionQuirks: options.functionQuirks ?? {},
    tenantQuirks: options.tenantQuirks ?? {},
    clock: () => now,
    onHandled: (_, handled) => logs.push(...handled.logs),
    ...(options.mutate ? { mutate: options.mutate } : {}),
    keyCut: options.keyCut,
    ...(options.sourceIp ? { sourceIp: options.sourceIp } : {}),
  });
  const plane = await serveControlPlane(stack);
  try {
    const { restApiId, stageName, region } = stack.outputs;
    const { results } = await verify(options.claims ?? CLAIMS, {
      outputs: mutateOutputs(stack.outputs),
      now: () => now / 1000,
      wait: (seconds) => {
        now += seconds * 1000;
        return Promise.resolve();
      },
      controlPlane: withEnvironment(
        {
          AWS_ENDPOINT_URL: plane.origin,
          AWS_ACCESS_KEY_ID: "local",
          AWS_SECRET_ACCESS_KEY: "local",
        },
        () => controlPlane({ restApiId, stageName, region }),
      ),
      upstreamBodies: () => stack.tenant.requests.map(({ body }) => body),
      logs: () => logs,
    });
    return { results, issued: stack.tenant.issued };
  } finally {
    await Promise.all([stack.close(), plane.close()]);
  }
}

/** The SDK reads the environment when it is first used, so this stays for the rest of the process. */
function withEnvironment<T>(variables: Record<string, string>, make: () => T): T {
  Object.assign(process.env, variables);
  return make();
}

/** Claims that could not be checked; not those about another store. */
export function skipped(results: readonly Result[]): string[] {
  return results
    .filter(({ status, detail }) => status === "SKIP" && !detail.startsWith("cache.store is "))
    .map(({ id }) => id);
}

export function failures(results: readonly Result[]): string[] {
  return results.filter(({ status }) => status === "FAIL").map(({ id }) => id);
}
