/**
 * One run's conversation with the program's runtime: it answers each registration as update.ts decides, and
 * keeps what was said. It speaks the protocol of the files that @pulumi/pulumi ships (@pulumi/pulumi/proto),
 * which is not a documented API and may change with any version. A call that the program does not need, or
 * an option that update.ts does not know, is an error.
 */
import {
  type LogRequest,
  LogSeverity,
  SetRootResourceResponse,
} from "@pulumi/pulumi/proto/engine_pb";
import {
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  RegisterResourceResponse,
  type SupportsFeatureRequest,
  SupportsFeatureResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Goal, Stack, Update } from "./update";
import { open, type Opened, seal, topKeys } from "./wire";

const STACK_TYPE = "pulumi:pulumi:Stack";
/** What the runtime may ask for, all of it supported by the CLI that package.json's SDK belongs to. */
const FEATURES = [
  ...["secrets", "resourceReferences", "outputValues", "deletedWith", "replaceWith", "aliasSpecs"],
  ...["transforms", "invokeTransforms", "parameterization", "resourceHooks", "errorHooks"],
];

export class Session {
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
    private readonly stackAndProject: string,
  ) {}

  /** What it leaves. @throws Error if something that is left out cannot be deleted */
  finish(): Stack {
    return this.update.finish();
  }

  heard() {
    const { goals, outputs, messages } = this;
    return { goals, outputs, messages };
  }

  private register(request: RegisterResourceRequest): RegisterResourceResponse {
    const goal = goalOf(request, this.stackAndProject);
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

function goalOf(request: RegisterResourceRequest, stackAndProject: string): Goal {
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
    urn: `urn:pulumi:${stackAndProject}::${parentType(request.getParent())}${type}::${name}`,
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
