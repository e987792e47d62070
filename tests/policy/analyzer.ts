/**
 * Runs the policy pack as Pulumi's CLI does: the policy host that @pulumi/pulumi ships, started in
 * the pack's directory, asked over gRPC about resources as the engine sends them. The protocol is no
 * documented API; all that the tests know of it is in this file.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as protocol from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../../local/evaluate/computedOutputs";
import type { Registration } from "../../local/evaluate/evaluate";
import { PROJECT_DIR } from "../../tools/lib/stackFile";

export const PACK_DIR = join(PROJECT_DIR, "policy");

export interface Diagnostic {
  readonly policy: string;
  readonly level: "advisory" | "mandatory";
  readonly message: string;
  readonly urn: string;
}

/** As in the file that --policy-pack-config names. */
export type PackConfig = Readonly<
  Record<string, Level | ({ enforcementLevel?: Level } & Properties)>
>;
type Level = "advisory" | "mandatory" | "disabled";

const LEVELS = protocol.EnforcementLevel;
const LEVEL_OF = {
  advisory: LEVELS.ADVISORY,
  mandatory: LEVELS.MANDATORY,
  disabled: LEVELS.DISABLED,
};

/** Marks a secret (Pulumi's wire format). */
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

export class Analyzer {
  private constructor(
    private readonly process: ChildProcess,
    private readonly client: AnalyzerClient,
  ) {}

  /** @throws Error with what the host said, if it does not serve the pack */
  static async start(): Promise<Analyzer> {
    const host = spawn(
      process.execPath,
      // The CLI finds the host from the pack's directory, too.
      [
        require.resolve("@pulumi/pulumi/cmd/run-policy-pack", { paths: [PACK_DIR] }),
        "127.0.0.1:0",
        ".",
      ],
      { cwd: PACK_DIR, stdio: ["ignore", "pipe", "pipe"] },
    );
    const said: string[] = [];
    createInterface(host.stderr).on("line", (line) => said.push(line));
    const [port] = (await Promise.race([
      once(createInterface(host.stdout), "line"),
      once(host, "exit").then(() => {
        throw new Error(`The policy host ended:\n${said.join("\n")}`);
      }),
    ])) as [string];
    return new Analyzer(
      host,
      new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure()),
    );
  }

  async stop(): Promise<void> {
    this.client.close();
    this.process.kill();
    if (this.process.exitCode === null && this.process.signalCode === null)
      await once(this.process, "exit");
  }

  /** Name to level, of every policy that the pack has. */
  async policies(): Promise<Record<string, Level>> {
    const info = await this.ask<protocol.AnalyzerInfo>((callback) => {
      this.client.getAnalyzerInfo(new Empty(), callback);
    });
    return Object.fromEntries(
      info
        .getPoliciesList()
        .map((policy) => [policy.getName(), levelOf(policy.getEnforcementlevel())]),
    );
  }

  /** Configures every policy, as the engine does: with its own level where the file names none. */
  async configure(config: PackConfig = {}): Promise<void> {
    const request = new protocol.ConfigureAnalyzerRequest();
    for (const [name, level] of Object.entries(await this.policies())) {
      const given = config[name] ?? {};
      const { enforcementLevel = level, ...properties } =
        typeof given === "string" ? { enforcementLevel: given } : given;
      const policy = new protocol.PolicyConfig();
      policy.setEnforcementlevel(LEVEL_OF[enforcementLevel]);
      policy.setProperties(struct(properties));
      request.getPolicyconfigMap().set(name, policy);
    }
    await this.ask((callback) => {
      this.client.configure(request, callback);
    });
  }

  /** Each resource by itself, as declared; then all together, as they came out. */
  async analyze(
    declared: readonly Registration[],
    created: readonly Registration[],
  ): Promise<Diagnostic[]> {
    const found: Diagnostic[] = [];
    for (const resource of declared) {
      const request = new protocol.AnalyzeRequest();
      fill(request, resource, marked(resource.inputs, resource.secretInputs));
      found.push(
        ...(await this.diagnostics((callback) => this.client.analyze(request, callback))).map(
          // The engine knows which resource it asked about.
          (diagnostic) => ({ ...diagnostic, urn: resource.urn }),
        ),
      );
    }
    const request = new protocol.AnalyzeStackRequest();
    request.setResourcesList(created.map(stackResource));
    found.push(
      ...(await this.diagnostics((callback) => this.client.analyzeStack(request, callback))),
    );
    return found;
  }

  private async diagnostics(
    call: (callback: Callback<protocol.AnalyzeResponse>) => unknown,
  ): Promise<Diagnostic[]> {
    const response = await this.ask(call);
    return response.getDiagnosticsList().map((diagnostic) => ({
      policy: diagnostic.getPolicyname(),
      level: levelOf(diagnostic.getEnforcementlevel()) as Diagnostic["level"],
      message: diagnostic.getMessage(),
      urn: diagnostic.getUrn(),
    }));
  }

  private ask<Response>(call: (callback: Callback<Response>) => unknown): Promise<Response> {
    return new Promise((resolve, reject) => {
      call((error, response) => {
        if (error) reject(error);
        else resolve(response);
      });
    });
  }
}

type Callback<Response> = (error: Error | null, response: Response) => void;

function levelOf(level: protocol.EnforcementLevel): Level {
  const [name] = Object.entries(LEVEL_OF).find(([, value]) => value === level) ?? [];
  if (!name) throw new Error(`The pack has a policy of the unknown level ${level}.`);
  return name as Level;
}

function stackResource(resource: Registration): protocol.AnalyzerResource {
  const request = new protocol.AnalyzerResource();
  const secrets = [...resource.secretInputs, ...resource.additionalSecretOutputs];
  fill(request, resource, marked(resource.state, secrets));
  request.setParent(resource.parent);
  request.setDependenciesList([...resource.dependencies]);
  for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
    const dependencies = new protocol.AnalyzerPropertyDependencies();
    dependencies.setUrnsList([...urns]);
    request.getPropertydependenciesMap().set(property, dependencies);
  }
  return request;
}

function fill(
  request: protocol.AnalyzeRequest | protocol.AnalyzerResource,
  resource: Registration,
  properties: Properties,
): void {
  const options = new protocol.AnalyzerResourceOptions();
  options.setProtect(resource.protect);
  options.setDeletebeforereplace(resource.deleteBeforeReplace);
  options.setDeletebeforereplacedefined(true);
  options.setAdditionalsecretoutputsList([...resource.additionalSecretOutputs]);
  options.setParent(resource.parent);
  request.setType(resource.type);
  request.setName(resource.name);
  request.setUrn(resource.urn);
  request.setProperties(struct(properties));
  request.setOptions(options);
}

function marked(properties: Properties, secrets: readonly string[]): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [
      key,
      secrets.includes(key) ? { ...SECRET, value } : value,
    ]),
  );
}

function struct(properties: Properties): Struct {
  // Through JSON: what is undefined is absent.
  return Struct.fromJavaScript(
    JSON.parse(JSON.stringify(properties)) as Record<string, JavaScriptValue>,
  );
}
