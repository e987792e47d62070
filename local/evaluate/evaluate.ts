/**
 * Evaluates the program (index.ts) in this process, under Pulumi's mocks, and collects what it
 * registers and exports. The unit tests and the local run both use it.
 */
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../../tools/lib/userError";
import { NAMESPACE, type RawConfig } from "../../src/config/parse";
import { creatorOf, type Properties } from "./computedOutputs";
import { givenBack } from "./givenBack";
import { type EvaluatedOutputs, evaluatedOutputs } from "./evaluatedOutputs";
import { PROJECT_DIR } from "../../tools/lib/stackFile";

/** One resource: what the program registered, and what the stand-ins answered. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly custom: boolean;
  readonly id: string;
  /** As declared; secrets unwrapped. */
  readonly inputs: Properties;
  /** Top-level inputs that are or contain a secret. */
  readonly secretInputs: readonly string[];
  /** Inputs and computed outputs. */
  readonly state: Properties;
  readonly dependencies: readonly string[];
  /** Input to the URNs of the resources that its value depends on. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
  readonly replaceOnChanges: readonly string[];
  /** Inputs that the engine does not change once the resource exists. */
  readonly ignoreChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  /** How long an operation may take, such as `30m`; empty: the provider's own limit. */
  readonly customTimeouts: Readonly<Record<"create" | "update" | "delete", string>>;
  /** Set by a component when it registers its outputs; undefined until then. */
  registeredOutputs?: Properties;
}

export interface Evaluation {
  readonly resources: readonly Registration[];
  readonly outputs: EvaluatedOutputs;
  /** The program's warnings, which Pulumi's mocks would print. */
  readonly warnings: readonly string[];
}

export interface EvaluationOptions {
  readonly values: RawConfig["values"];
  readonly secretKeys?: readonly string[];
  readonly project?: string;
  readonly stack?: string;
  /** As in `pulumi preview`: what AWS and Auth0 compute is unknown. Default: false. */
  readonly preview?: boolean;
  /** Runs instead of index.ts; its result is read as the stack's outputs. */
  readonly program?: () => Properties;
  /** Overrides computed outputs, to simulate faults of AWS or Auth0. */
  readonly override?: (type: string, state: Properties, name?: string) => Properties;
}

/** Marks a secret value (Pulumi's wire format). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getDeletebeforereplace(): boolean;
  getDependenciesList(): string[];
  getPropertydependenciesMap(): { entries(): Iterable<[string, { getUrnsList(): string[] }]> };
  getReplaceonchangesList(): string[];
  getIgnorechangesList(): string[];
  getAdditionalsecretoutputsList(): string[];
  getCustomtimeouts(): { toObject(): Registration["customTimeouts"] } | undefined;
  getObject(): Struct | undefined;
}
interface Struct {
  toJavaScript(): Properties;
}
interface Response {
  getUrn(): string;
  getId(): string;
  getObject(): Struct;
  setObject(struct: Struct): void;
}
const NO_TIMEOUTS = { create: "", update: "", delete: "" };

type Callback = (error: Error | null, response?: Response) => void;
interface Monitor {
  registerResource(request: Request, callback: Callback): Promise<void>;
  registerResourceOutputs(
    request: { getUrn(): string; getOutputs(): Struct },
    callback: Callback,
  ): void;
}

let queue: Promise<unknown> = Promise.resolve();

/** Runs one task at a time: everything that runs the program in this process shares Pulumi's global runtime. */
export function inTurn<T>(task: () => Promise<T>): Promise<T> {
  const result = queue.then(task);
  queue = result.catch(() => undefined);
  return result;
}

/** @throws UserError if the configuration is wrong; Error if the program or a resource fails */
export function evaluate(options: EvaluationOptions): Promise<Evaluation> {
  return inTurn(() => runWithoutTraces(options));
}

/**
 * Pulumi takes a stack trace for every promise, which is most of an evaluation's cost. After an unexpected
 * failure the program runs again, with traces.
 */
async function runWithoutTraces(options: EvaluationOptions): Promise<Evaluation> {
  const { stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 0;
    return await run(options);
  } catch (error) {
    Error.stackTraceLimit = stackTraceLimit;
    if (!(error instanceof UserError)) await run(options);
    throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function run(options: EvaluationOptions): Promise<Evaluation> {
  const { values, secretKeys = [], project = NAMESPACE, stack = "dev" } = options;
  const { preview = false, program = () => loadProgram() } = options;
  const failures: Error[] = [];
  const resources: Registration[] = [];
  const warnings: string[] = [];
  const region = values["aws:region"] ?? "eu-west-1";

  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs, custom }) {
        const declared = unwrap(inputs) as Properties;
        if (!custom) return { id: undefined, state: declared };
        try {
          const create = creatorOf(type);
          if (preview) return { id: undefined, state: declared };
          const urn = `${project}::${stack}::${type}::${name}`;
          const { id, outputs } = create(declared, { region, urn });
          const state = { ...givenBack(type, declared), ...outputs };
          return { id, state: options.override?.(type, state, name) ?? state };
        } catch (error) {
          failures.push(error as Error);
          throw error;
        }
      },
      call({ token }) {
        const error = new Error(`The stand-ins do not answer the invoke ${token}.`);
        failures.push(error);
        throw error;
      },
    },
    project,
    stack,
    preview,
  );
  pulumi.runtime.setAllConfig({ ...values }, [...secretKeys]);
  record(pulumi.runtime.getMonitor() as unknown as Monitor, resources);

  // Waiting for what depends on a failed resource would never end.
  let stop: () => void;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const unhandled = (error: unknown) => {
    failures.push(error as Error);
    stop();
  };
  process.on("unhandledRejection", unhandled);
  const { log } = pulumi;
  const { warn } = log;
  log.warn = (message) => {
    warnings.push(message);
    return Promise.resolve();
  };
  try {
    const exported = program();
    await Promise.race([settled(resources), stopped]);
    throwFirst(failures);
    const outputs = await evaluatedOutputs(exported);
    await Promise.race([settled(resources), stopped]);
    throwFirst(failures);
    return { resources, outputs, warnings };
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) throw new UserError(error.message);
    throw error;
  } finally {
    process.off("unhandledRejection", unhandled);
    log.warn = warn;
  }
}

function throwFirst([failure]: readonly Error[]): void {
  if (failure) throw failure;
}

/**
 * The program runs when it is loaded, so each evaluation loads it again. Its imports keep no state and are not
 * reloaded: their classes would differ from those that a test has imported.
 *
 * @param dir the directory with Pulumi.yaml; default: the project's
 */
export function loadProgram(dir = PROJECT_DIR): Properties {
  Reflect.deleteProperty(require.cache, join(dir, "index.ts"));
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- it has to run now, not on import
  return require(join(dir, "index")) as Properties;
}

/** Pulumi's mocks pass on neither options nor secret outputs: this reads the options, and marks secrets. */
function record(monitor: Monitor, resources: Registration[]): void {
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) =>
    register(request, (error, response) => {
      if (error || !response) {
        callback(error);
        return;
      }
      const declared = request.getObject()?.toJavaScript() ?? {};
      const state = response.getObject().toJavaScript();
      resources.push({
        urn: response.getUrn(),
        type: request.getType(),
        name: request.getName(),
        parent: request.getParent(),
        custom: request.getCustom(),
        id: response.getId(),
        inputs: unwrap(declared) as Properties,
        secretInputs: Object.keys(declared).filter((key) => holdsSecret(declared[key])),
        state: unwrap(state) as Properties,
        dependencies: request.getDependenciesList(),
        propertyDependencies: Object.fromEntries(
          [...request.getPropertydependenciesMap().entries()].map(([key, dependencies]) => [
            key,
            dependencies.getUrnsList(),
          ]),
        ),
        protect: request.getProtect(),
        retainOnDelete: request.getRetainondelete(),
        deleteBeforeReplace: request.getDeletebeforereplace(),
        replaceOnChanges: request.getReplaceonchangesList(),
        ignoreChanges: request.getIgnorechangesList(),
        additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
        customTimeouts: request.getCustomtimeouts()?.toObject() ?? NO_TIMEOUTS,
      });
      const masked = request.getAdditionalsecretoutputsList().filter((key) => key in state);
      for (const key of masked)
        if (!holdsSecret(state[key])) state[key] = { [SIGNATURE]: SECRET, value: state[key] };
      const struct = response.getObject();
      response.setObject(
        (
          struct.constructor as unknown as { fromJavaScript(value: Properties): Struct }
        ).fromJavaScript(state),
      );
      callback(null, response);
    });
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request, callback) => {
    const component = resources.find(({ urn }) => urn === request.getUrn());
    if (component) component.registeredOutputs = request.getOutputs().toJavaScript();
    registerOutputs(request, callback);
  };
}

/** Pulumi has no "wait for everything": resources made inside an `apply` come late. */
async function settled(resources: readonly Registration[]): Promise<void> {
  for (let stable = 0, seen = -1; stable < 3; stable = resources.length === seen ? stable + 1 : 0) {
    seen = resources.length;
    await pulumi.runtime.disconnect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function unwrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrap);
  if (typeof value !== "object" || value === null) return value;
  if ((value as Properties)[SIGNATURE] === SECRET) return unwrap((value as Properties).value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrap(inner)]));
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return (value as Properties)[SIGNATURE] === SECRET || Object.values(value).some(holdsSecret);
}
