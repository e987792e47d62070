/**
 * A stand-in engine: it runs the program in Pulumi's own language runtime (@pulumi/pulumi/cmd/run),
 * as the CLI's language host does, and answers its registrations as update.ts decides.
 *
 * It is not Pulumi's engine, and a dry run of it is no preview. It speaks the protocol of the files
 * that @pulumi/pulumi ships (@pulumi/pulumi/proto), which is not a documented API: it may change with
 * any version, so all of it that the tests need is in this file and in wire.ts. A call that the program does not need, or
 * an option that update.ts does not know, is an error.
 */
import { spawn } from "node:child_process";
import { status } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import {
  type LogRequest,
  LogSeverity,
  SetRootResourceResponse,
} from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  RegisterResourceResponse,
  type SupportsFeatureRequest,
  SupportsFeatureResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PROJECT_DIR } from "../../tools/lib/stackFile";
import { hostCommand, readProject } from "./languageHost";
import { serve } from "./rpc";
import { emptyStack, type Goal, type Stack, type Step, Update } from "./update";
import { open, type Opened, seal, topKeys } from "./wire";

export interface RunOptions {
  /** The configuration, full key to text, as readStackFile gives it. */
  readonly values: Readonly<Record<string, string>>;
  readonly stack: string;
  readonly secretKeys?: readonly string[];
  /** The directory with Pulumi.yaml; default the project's. */
  readonly dir?: string;
  /** Default false. */
  readonly dryRun?: boolean;
  /** What there was before; default nothing. */
  readonly before?: Stack;
  /** Arguments of Node beside those of Pulumi.yaml; default none. */
  readonly nodeArgs?: readonly string[];
}

export interface Run {
  /** 0, 32 if the program said itself what is wrong, or another for any other failure. */
  readonly exitCode: number | null;
  /** In the order of registration. */
  readonly goals: readonly Goal[];
  readonly steps: readonly Step[];
  /** What it leaves; nothing after a failure. */
  readonly after: Stack;
  /** The stack's outputs; undefined if the program did not get that far. */
  readonly outputs: Opened | undefined;
  /** What the program logged for the user, such as `error: …`. */
  readonly messages: readonly string[];
  /** What it printed, which a user sees too. */
  readonly printed: string;
  /** What this engine, a provider or a cloud refused. */
  readonly refused: readonly string[];
}

const STACK_TYPE = "pulumi:pulumi:Stack";
/** What the runtime may ask for, all of it supported by the CLI that package.json's SDK belongs to. */
const FEATURES = [
  ...["secrets", "resourceReferences", "outputValues", "deletedWith", "replaceWith", "aliasSpecs"],
  ...["transforms", "invokeTransforms", "parameterization", "resourceHooks", "errorHooks"],
];
/** A run takes about two seconds. */
const LIMIT_MS = 50_000;

/** @throws Error if the program cannot be started at all; what went wrong later is in the result */
export async function run(options: RunOptions): Promise<Run> {
  const { dir = PROJECT_DIR, stack, values, secretKeys = [], dryRun = false } = options;
  const update = new Update(options.before ?? emptyStack(values["aws:region"]), dryRun);
  const session = new Session(update, `${stack}::${readProject(dir).name}`);
  // As Pulumi's engine does when it stops: the runtime then ends without waiting for answers.
  const failure = status.UNAVAILABLE;
  const refused = (reason: string) => session.refused.push(reason);
  const server = await serve(
    [ResourceMonitorService, EngineService].map((definition) => {
      return { definition, answers: session.answers, failure, refused };
    }),
  );
  try {
    const address = `127.0.0.1:${server.port}`;
    const command = hostCommand({ dir, stack, address, values, secretKeys, dryRun });
    const args = [...(options.nodeArgs ?? []), ...command.args];
    const { exitCode, printed } = await execute({ ...command, args }, dir);
    const after = exitCode === 0 ? session.finish() : emptyStack();
    return { exitCode, printed, after, steps: update.steps, ...session.heard() };
  } finally {
    server.close();
  }
}

/** One run's conversation. */
class Session {
  readonly refused: string[] = [];
  private readonly goals: Goal[] = [];
  private readonly messages: string[] = [];
  private outputs: Opened | undefined;
  private root = "";

  readonly answers = {
    supportsFeature: (request: SupportsFeatureRequest) => {
      const feature = request.getId();
      if (!FEATURES.includes(feature))
        throw new Error(`The stand-in engine does not know the feature ${feature}.`);
      return new SupportsFeatureResponse().setHassupport(true);
    },
    registerResource: (request: RegisterResourceRequest) => this.register(request),
    registerResourceOutputs: (request: RegisterResourceOutputsRequest) => {
      if (request.getUrn() === this.root) this.outputs = open(request.getOutputs());
      return new Empty();
    },
    log: (request: LogRequest) => {
      const severity = request.getSeverity();
      const level = ["debug", "info", "warning", "error"][severity] ?? "?";
      if (severity !== LogSeverity.DEBUG) this.messages.push(`${level}: ${request.getMessage()}`);
      return new Empty();
    },
    setRootResource: () => new SetRootResourceResponse(),
    signalAndWaitForShutdown: () => new Empty(),
  };

  constructor(
    private readonly update: Update,
    private readonly place: string,
  ) {}

  /** After a refusal the engine deletes nothing more, for it has not seen everything. */
  finish(): Stack {
    try {
      if (this.refused.length === 0) return this.update.finish();
    } catch (error) {
      this.refused.push((error as Error).message);
    }
    return emptyStack();
  }

  heard(): Pick<Run, "goals" | "outputs" | "messages" | "refused"> {
    const { goals, outputs, messages, refused } = this;
    return { goals, outputs, messages, refused };
  }

  private register(request: RegisterResourceRequest): RegisterResourceResponse {
    const goal = goalOf(request, this.place);
    if (goal.type === STACK_TYPE) this.root = goal.urn;
    this.goals.push(goal);
    const { id, outputs } = this.update.register(goal);
    const secret = [...goal.additionalSecretOutputs, ...goal.secretInputs];
    return new RegisterResourceResponse()
      .setUrn(goal.urn)
      .setId(id)
      .setObject(seal(outputs, secret));
  }
}

function goalOf(request: RegisterResourceRequest, place: string): Goal {
  const type = request.getType();
  const name = request.getName();
  const { plain, secretPaths } = open(request.getObject());
  const propertyDependencies: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((dependencies, key) => {
    propertyDependencies[key] = dependencies.getUrnsList();
  });
  const unsupported = {
    aliases: request.getAliasesList().length + request.getAliasurnsList().length > 0,
    "ignoreChanges within an input": request
      .getIgnorechangesList()
      .some((path) => /[.[*]/.test(path)),
    import: request.getImportid() !== "",
    deletedWith: request.getDeletedwith() !== "",
    replaceWith: request.getReplaceWithList().length > 0,
    replacementTrigger: request.hasReplacementTrigger(),
    transforms: request.getTransformsList().length > 0,
    provider: request.getProvider() !== "",
    remote: request.getRemote(),
  };
  for (const [option, used] of Object.entries(unsupported))
    if (used) throw new Error(`The stand-in engine does not know the option ${option} of ${name}.`);
  return {
    urn: `urn:pulumi:${place}::${parentType(request.getParent())}${type}::${name}`,
    type,
    name,
    parent: request.getParent(),
    custom: request.getCustom(),
    inputs: plain,
    secretInputs: topKeys(secretPaths),
    dependencies: request.getDependenciesList(),
    propertyDependencies,
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplace(),
    replaceOnChanges: request.getReplaceonchangesList(),
    ignoreChanges: request.getIgnorechangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

/** The types of a resource's ancestors, which are a part of its URN; the stack is left out. */
function parentType(parent: string): string {
  const types = parent.split("::")[2];
  return types === undefined || types === STACK_TYPE ? "" : `${types}$`;
}

function execute(
  { args, env }: ReturnType<typeof hostCommand>,
  cwd: string,
): Promise<{ exitCode: number | null; printed: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, timeout: LIMIT_MS });
    let printed = "";
    const hear = (chunk: Buffer) => (printed += chunk.toString());
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", reject);
    child.on("close", (exitCode) => {
      resolve({ exitCode, printed });
    });
  });
}
