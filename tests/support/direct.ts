/** Evaluations and in-process stacks of Pulumi.dev.yaml, whole or broken. */
import type { Handled } from "../../local/gateway/gateway";
import type { Headers, KeyCut } from "../../local/gateway/parameters";
import type { Quirks } from "../../local/gateway/quirks";
import { type InProcessStack, joinInProcess } from "../../local/inProcess";
import { evaluate, type Evaluation, type Registration } from "../../local/evaluate/evaluate";
import { devValues, START } from "./stack";
import { FORM } from "./tokenClient";

export { tokenRequest } from "../../local/inProcess";

export type Direct = Omit<InProcessStack, "post"> & {
  post(body: string, headers?: Headers): Promise<Handled>;
};

/** The evaluation is the slow part: share one between tests that do not change it. */
export function direct(
  evaluation: Pick<Evaluation, "resources" | "outputs">,
  values = devValues(),
  quirks: Partial<Quirks> = {},
  keyCut?: KeyCut,
): Direct {
  const stack = joinInProcess(evaluation, values, START, quirks, keyCut);
  return {
    ...stack,
    post: (body, headers = [["Content-Type", FORM]]) => stack.post(body, headers),
  };
}

export function evaluateDev(changes: Record<string, unknown> = {}): Promise<Evaluation> {
  return evaluate({ values: devValues(changes) });
}

/** The registrations with one changed: what the program would declare if it were broken there. */
export function mutated(
  resources: readonly Registration[],
  type: string,
  change: (state: Record<string, unknown>) => Record<string, unknown>,
): Registration[] {
  return resources.map((resource) =>
    resource.type === type ? { ...resource, state: change(resource.state) } : resource,
  );
}
