/**
 * The cloud: AWS and Auth0 as an update meets them. What exists, what a creation adds (local/evaluate/computedOutputs.ts),
 * and the two refusals that make the order of an update matter: a thing that exists already, and one
 * that is in use.
 */
import { creatorOf, type Properties } from "../../local/evaluate/computedOutputs";
import { givenBack } from "../../local/evaluate/givenBack";
import { label } from "../support/registrations";
import { behaviourOf } from "./behaviour";

interface Thing {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly computed: Properties;
}

/** What the cloud answers: an id, and the inputs as it gives them back with what it computed. */
export interface Made {
  readonly id: string;
  readonly outputs: Properties;
}

/** The cloud was down, or refused what it was sent: nothing has changed there. */
export class CloudFailure extends Error {}

export class Cloud {
  private readonly failing = new Set<string>();
  private things: readonly Thing[] = [];
  /** How often each resource was made: a replacement is another thing, with another id. */
  private readonly made = new Map<string, number>();

  constructor(private readonly region = "eu-west-1") {}

  /** The same cloud, to try another future in. */
  copy(): Cloud {
    const copy = new Cloud(this.region);
    copy.things = this.things;
    for (const operation of this.failing) copy.failing.add(operation);
    for (const [urn, count] of this.made) copy.made.set(urn, count);
    return copy;
  }

  /** Fails this operation the next time that it is asked for, for example "update Action action". */
  failOnce(operation: string): void {
    this.failing.add(operation);
  }

  /** @throws CloudFailure if it is to; Error if it exists already */
  create(urn: string, type: string, inputs: Properties): Made {
    this.mayFail("create", urn, type);
    const { identity } = behaviourOf(type);
    const identityOf = (of: Properties) => JSON.stringify(identity?.map((key) => of[key]));
    // An input that is left out is a name of the provider's own making, which is never taken.
    const named = identity?.every((key) => inputs[key] !== undefined) ?? false;
    const other = this.things.find(
      (thing) => named && thing.type === type && identityOf(thing.inputs) === identityOf(inputs),
    );
    if (other) throw new Error(`${shown(urn, type)} cannot be made: it exists already.`);

    const count = (this.made.get(urn) ?? 0) + 1;
    const { id, outputs: computed = {} } = creatorOf(type)(inputs, {
      region: this.region,
      urn: count === 1 ? urn : `${urn}#${count}`,
    });
    this.made.set(urn, count);
    const thing = { urn, type, id, inputs, computed };
    this.things = [...this.things, thing];
    return answered(thing);
  }

  /** @throws CloudFailure if it is to; Error if there is no such thing */
  update(urn: string, id: string, inputs: Properties): Made {
    const before = this.find(urn, id);
    this.mayFail("update", urn, before.type);
    const { keeps = [] } = behaviourOf(before.type);
    const kept = Object.entries(before.inputs).filter(([key]) => keeps.includes(key));
    const after = { ...before, inputs: { ...Object.fromEntries(kept), ...inputs } };
    this.things = this.things.map((thing) => (thing === before ? after : thing));
    return answered(after);
  }

  /** What there is, with the inputs that it was last given; undefined if there is no such thing. */
  read(urn: string, id: string): (Made & { readonly inputs: Properties }) | undefined {
    const thing = this.things.find((each) => each.urn === urn && each.id === id);
    return thing && { inputs: thing.inputs, ...answered(thing) };
  }

  /** @throws CloudFailure if it is to; Error if there is no such thing, or if something uses it */
  delete(urn: string, id: string): void {
    const gone = this.find(urn, id);
    this.mayFail("delete", urn, gone.type);
    const { arn = id } = gone.computed;
    const user = this.things.find(({ type, inputs }) =>
      behaviourOf(type).holds?.some((key) => inputs[key] === id || inputs[key] === arn),
    );
    if (user)
      throw new Error(
        `${shown(urn, gone.type)} cannot be deleted: ${shown(user.urn, user.type)} uses it.`,
      );
    this.things = this.things.filter((thing) => thing !== gone);
  }

  /** Drops what the cloud drops by itself, such as a subscription that nobody has confirmed. */
  drop(urn: string): void {
    this.things = this.things.filter((thing) => thing.urn !== urn);
  }

  /** What exists of a type: the inputs that each was last given, with what was computed. */
  all(type: string): readonly (Properties & { readonly id: string })[] {
    return this.things
      .filter((thing) => thing.type === type)
      .map(({ id, inputs, computed }) => ({ ...computed, ...inputs, id }));
  }

  /** What exists, as "Kind name", sorted. */
  inventory(): string[] {
    return this.things.map(({ urn, type }) => shown(urn, type)).sort();
  }

  private mayFail(operation: string, urn: string, type: string): void {
    const what = `${operation} ${shown(urn, type)}`;
    if (this.failing.delete(what)) throw new CloudFailure(`The cloud failed to ${what}.`);
  }

  private find(urn: string, id: string): Thing {
    const thing = this.things.find((each) => each.urn === urn && each.id === id);
    if (!thing) throw new Error(`There is no ${id} of ${urn} at the cloud.`);
    return thing;
  }
}

/** What was computed when it was made stays, but an input of that name is the newer. */
function answered({ id, type, inputs, computed }: Thing): Made {
  return { id, outputs: { ...computed, ...givenBack(type, inputs) } };
}

function shown(urn: string, type: string): string {
  return label({ type, name: urn.split("::").at(-1) ?? urn });
}
