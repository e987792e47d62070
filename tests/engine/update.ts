/**
 * What an update does with each registration, decided as Pulumi's engine decides it
 * (pkg/resource/deploy/step_generator.go): same, update or replacement by comparing inputs, what a
 * delete-before-replace takes along, what protection forbids, and deletions last.
 *
 * A model: Pulumi's engine and its providers did not run. Not in it: aliases, imports and targets.
 */
import { isDeepStrictEqual } from "node:util";
import type { Properties } from "../../local/evaluate/computedOutputs";
import type { Registration } from "../../local/evaluate/evaluate";
import { changedInputs } from "../../local/evaluate/givenBack";
import { label, UNKNOWN } from "../support/registrations";
import { behaviourOf } from "./behaviour";
import { CloudFailure, Cloud } from "./cloud";

/**
 * One resource as the program registers it. Secrets are unwrapped, so that they are compared by value;
 * unknown values are their mark.
 */
export type Goal = Omit<Registration, "id" | "state" | "registeredOutputs" | "customTimeouts">;

/** A resource after an update. */
export interface State extends Goal {
  /** Empty for a component, and as long as only the cloud knows it. */
  readonly id: string;
  readonly outputs: Properties;
  /** Its last update failed, and no refresh came after it. The inputs are the new ones all the same. */
  readonly failed?: true | undefined;
}

/** What an update starts from, and what it ends with. */
export interface Stack {
  /** In the order of registration, so that nothing comes before what it depends on. */
  readonly resources: readonly State[];
  readonly cloud: Cloud;
  /** What was replaced and is not deleted yet, after an update that failed. */
  readonly pending?: readonly State[];
}

/** Pulumi's names for what can become of a resource. */
export type Operation =
  "same" | "create" | "update" | "create-replacement" | "delete-replaced" | "delete";

export interface Step {
  readonly operation: Operation;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Inputs that made it necessary, sorted. */
  readonly keys: readonly string[];
  /** Deleted in the state only: the cloud keeps it. */
  readonly retained: boolean;
}

export const emptyStack = (region?: string): Stack => ({
  resources: [],
  cloud: new Cloud(region),
});

/** The steps of an update that registers these, and the stack that it leaves; and why it failed, if the cloud did. */
export function planUpdate(
  before: Stack,
  goals: readonly Goal[],
): { readonly steps: readonly Step[]; readonly stack: Stack; readonly failure?: string } {
  const update = new Update(before);
  try {
    for (const goal of goals) update.register(goal);
    return { stack: update.finish(), steps: update.steps };
  } catch (error) {
    if (!(error instanceof CloudFailure)) throw error;
    return { stack: update.stop(), steps: update.steps, failure: error.message };
  }
}

/** Reads everything anew: the stack as the cloud has it, and "Kind name" of what is not as the state says. */
export function refresh(before: Stack): {
  readonly stack: Stack;
  readonly drifted: readonly string[];
} {
  const found = before.resources.map((state) => {
    const read = state.custom ? before.cloud.read(state.urn, state.id) : { outputs: state.outputs };
    return { state, read: read && { outputs: { ...read.outputs, ...unreadOf(state) } } };
  });
  const drifted = found.filter(
    ({ state, read }) => !isDeepStrictEqual(state.outputs, read?.outputs),
  );
  return {
    stack: {
      ...before,
      resources: found.flatMap(({ state, read }) =>
        read ? [{ ...state, outputs: read.outputs, failed: undefined }] : [],
      ),
    },
    drifted: drifted.map(({ state }) => label(state)),
  };
}

function unreadOf({ type, custom, outputs }: State): Properties {
  const { unread = [] } = custom ? behaviourOf(type) : {};
  return Object.fromEntries(Object.entries(outputs).filter(([key]) => unread.includes(key)));
}

/** "operation Kind name: inputs" of every step that does something, in order. */
export function describeSteps(steps: readonly Step[]): string[] {
  return steps
    .filter(({ operation }) => operation !== "same")
    .map((step) => {
      const keys = step.keys.length > 0 ? `: ${step.keys.join(", ")}` : "";
      return `${step.operation} ${label(step)}${step.retained ? " (kept)" : ""}${keys}`;
    });
}

export class Update {
  readonly steps: Step[] = [];
  private readonly cloud: Cloud;
  private readonly olds: ReadonlyMap<string, State>;
  private readonly news = new Map<string, State>();
  /** Deleted before their replacement came. */
  private readonly deleted = new Set<string>();
  /** To be deleted after their replacement, at the end. */
  private readonly replaced = new Set<string>();
  private failure: CloudFailure | undefined;

  /** @param dryRun as for a preview: nothing happens at the cloud, and nothing new is known */
  constructor(
    private readonly before: Stack,
    private readonly dryRun = false,
  ) {
    this.cloud = before.cloud.copy();
    this.olds = new Map(before.resources.map((state) => [state.urn, state]));
  }

  /** @throws Error if the engine, a provider or the cloud would refuse */
  register(goal: Goal): State {
    if (this.news.has(goal.urn)) throw new Error(`Duplicate resource URN ${goal.urn}`);
    const old = this.olds.get(goal.urn);
    const state = this.step(old ? ignoring(goal, old) : goal, old);
    this.news.set(goal.urn, state);
    if (this.failure) throw this.failure;
    return state;
  }

  /** Deletes what was replaced or not registered again, the last made first. */
  finish(): Stack {
    for (const old of this.before.pending ?? []) this.delete("delete-replaced", old);
    for (const old of [...this.before.resources].reverse())
      if (this.replaced.has(old.urn)) this.delete("delete-replaced", old);
      else if (!this.news.has(old.urn) && !this.deleted.has(old.urn)) this.delete("delete", old);
    return { resources: [...this.news.values()], cloud: this.cloud };
  }

  /** Where a failure ends it: nothing more is made, and nothing is deleted. */
  stop(): Stack {
    const rest = this.before.resources.filter(
      ({ urn }) => !this.news.has(urn) && !this.deleted.has(urn),
    );
    const replaced = this.before.resources.filter(
      ({ urn }) => this.news.has(urn) && this.replaced.has(urn),
    );
    return {
      resources: [...this.news.values(), ...rest],
      cloud: this.cloud,
      pending: [...(this.before.pending ?? []), ...replaced],
    };
  }

  private step(goal: Goal, old: State | undefined): State {
    if (!old) return this.make("create", goal);
    if (this.deleted.has(goal.urn)) return this.make("create-replacement", goal);
    const changed = changedFrom(old, goal.inputs);
    const replacing = changed.filter((key) => isReplacing(goal, key));
    if (replacing.length > 0) return this.replace(goal, old, changed);
    // One that failed is updated once more, and says so. What a provider sends is what has changed.
    this.note(changed.length > 0 || old.failed ? "update" : "same", goal, changed);
    return { ...goal, ...this.kept(goal, old, changed) };
  }

  private replace(goal: Goal, old: State, changed: readonly string[]): State {
    if (goal.protect && old.protect)
      throw new Error(`unable to replace resource ${goal.urn} as it is protected`);
    if (goal.deleteBeforeReplace) {
      for (const dependent of this.replacedWith(old).reverse()) {
        if (dependent.protect)
          throw new Error(
            `unable to replace resource ${dependent.urn} as part of replacing ${old.urn} as it is protected`,
          );
        this.delete("delete-replaced", dependent);
      }
      this.delete("delete-replaced", old);
    } else this.replaced.add(old.urn);
    return this.make("create-replacement", goal, changed);
  }

  /**
   * What goes with a resource that is deleted before it is replaced: whatever takes a property from
   * it, or from another of these, that it cannot change in place. A plain `dependsOn` does not count.
   */
  private replacedWith(root: State): State[] {
    const condemned = new Set([root.urn]);
    return this.before.resources.filter((state) => {
      if (!state.custom || this.news.has(state.urn) || this.deleted.has(state.urn)) return false;
      const goes = Object.entries(state.propertyDependencies).some(
        ([key, urns]) => urns.some((urn) => condemned.has(urn)) && isReplacing(state, key),
      );
      if (goes) condemned.add(state.urn);
      return goes;
    });
  }

  private make(operation: Operation, goal: Goal, keys: readonly string[] = []): State {
    this.note(operation, goal, keys);
    if (!goal.custom) return { ...goal, id: "", outputs: goal.inputs };
    behaviourOf(goal.type);
    if (this.dryRun) return { ...goal, id: "", outputs: goal.inputs };
    return { ...goal, ...this.cloud.create(goal.urn, goal.type, goal.inputs) };
  }

  private kept(
    goal: Goal,
    old: State,
    changed: readonly string[],
  ): Pick<State, "id" | "outputs"> & Partial<Pick<State, "inputs" | "failed">> {
    if (changed.length === 0) return { id: old.id, outputs: old.outputs };
    if (this.dryRun) return { id: old.id, outputs: { ...old.outputs, ...goal.inputs } };
    try {
      return this.cloud.update(old.urn, old.id, goal.inputs);
    } catch (error) {
      if (!(error instanceof CloudFailure)) throw error;
      // Seen with the Auth0 provider 3.49: it stores what it failed to send, as an initialization error.
      // Pulumi's engine keeps the old inputs beside it (OnResourceStepPost in pkg/engine/update.go, #2011).
      this.failure = error;
      const outputs = { ...old.outputs, ...goal.inputs };
      return { id: old.id, inputs: old.inputs, outputs, failed: true };
    }
  }

  private delete(operation: Operation, old: State): void {
    if (operation === "delete" && old.protect)
      throw new Error(`unable to delete resource ${old.urn} as it is protected`);
    this.note(operation, old, [], old.retainOnDelete);
    if (old.custom && !this.dryRun && !old.retainOnDelete) this.cloud.delete(old.urn, old.id);
    this.deleted.add(old.urn);
  }

  private note(
    operation: Operation,
    { urn, type, name }: Goal,
    keys: readonly string[],
    retained = false,
  ): void {
    this.steps.push({ operation, urn, type, name, keys, retained });
  }
}

function isReplacing({ type, replaceOnChanges }: Goal, key: string): boolean {
  return (
    behaviourOf(type).replacing.includes(key) ||
    replaceOnChanges.some((path) => path === "*" || path === key)
  );
}

function ignoring(goal: Goal, old: State): Goal {
  const kept = goal.ignoreChanges.map((key) => [key, old.inputs[key]] as const);
  const inputs = { ...goal.inputs, ...Object.fromEntries(kept) };
  for (const [key, value] of kept) if (value === undefined) Reflect.deleteProperty(inputs, key);
  return { ...goal, inputs };
}

/**
 * The inputs that a provider takes for changed: those that differ from what the state holds as outputs, and
 * those that are declared no more. A provider of Terraform's compares nothing else, so what an update failed
 * to send is no change to it: the outputs say it already, the old inputs do not.
 */
export function changedFrom(
  { type, custom, inputs, outputs }: Pick<State, "type" | "custom" | "inputs" | "outputs">,
  declared: Properties,
): string[] {
  if (!custom) return changedKeys(inputs, declared);
  const gone = Object.keys(inputs).filter((key) => !Object.hasOwn(declared, key));
  return [...new Set([...gone, ...changedInputs(type, outputs, declared)])].sort();
}

/** The top-level inputs that differ, or that may differ because they are not known yet; sorted. */
export function changedKeys(before: Properties, after: Properties): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !isDeepStrictEqual(before[key], after[key]) || isUnknown(after[key]))
    .sort();
}

function isUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === UNKNOWN;
  return Object.values(value).some(isUnknown);
}
