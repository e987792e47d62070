/**
 * Stand-ins for the providers that the program uses (aws, auth0, random), over the same cloud as the
 * stand-in engine. A Pulumi CLI attaches to them with PULUMI_DEBUG_PROVIDERS instead of starting its
 * plugins. They say of a change what behaviour.ts says; nothing of the real providers runs.
 */
import { readFileSync } from "node:fs";
import { status } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  type CheckRequest,
  CheckResponse,
  ConfigureResponse,
  type CreateRequest,
  CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  DiffResponse,
  PropertyDiff,
  type ReadRequest,
  ReadResponse,
  type UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Properties } from "../../local/evaluate/computedOutputs";
import { behaviourOf } from "./behaviour";
import { CloudFailure, type Cloud } from "./cloud";
import { InitFailed } from "./initFailed";
import { serve } from "./rpc";
import { changedFrom } from "./update";
import { open, seal, topKeys } from "./wire";

export const PACKAGES = ["aws", "auth0", "random"] as const;

/** @returns what PULUMI_DEBUG_PROVIDERS is to be, and how to end it */
export async function serveProviders(
  cloud: Cloud,
): Promise<{ readonly attach: string; readonly close: () => void }> {
  const servers = await Promise.all(PACKAGES.map((name) => serveProvider(name, cloud)));
  return {
    attach: PACKAGES.map((name, index) => `${name}:${servers[index]?.port ?? ""}`).join(","),
    close: () => {
      for (const server of servers) server.close();
    },
  };
}

/** @param name of the package; resources of another are refused */
export function serveProvider(
  name: (typeof PACKAGES)[number],
  cloud: Cloud,
): ReturnType<typeof serve> {
  return serve([
    {
      definition: ResourceProviderService,
      answers: answersOf(name, cloud),
      failure: status.INTERNAL,
      // The caller is told, and that is all: a CLI asks for what it can do without.
      refused: () => undefined,
    },
  ]);
}

function answersOf(name: string, cloud: Cloud) {
  const typeOf = (urn: string): string => {
    const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
    if (!type.startsWith(`${name}:`))
      throw new Error(`${urn} does not belong to the provider ${name}.`);
    behaviourOf(type);
    return type;
  };
  return {
    attach: () => new Empty(),
    cancel: () => new Empty(),
    getPluginInfo: () => new PluginInfo().setVersion(versionOf(name)),
    checkConfig: (request: CheckRequest) => new CheckResponse().setInputs(request.getNews()),
    diffConfig: () => new DiffResponse().setChanges(DiffResponse.DiffChanges.DIFF_NONE),
    configure: () =>
      new ConfigureResponse()
        .setAcceptsecrets(true)
        .setAcceptresources(true)
        .setSupportspreview(true),

    check(request: CheckRequest) {
      typeOf(request.getUrn());
      return new CheckResponse().setInputs(request.getNews());
    },

    diff(request: DiffRequest) {
      const type = typeOf(request.getUrn());
      const { replacing } = behaviourOf(type);
      const [inputs, outputs] = [request.getOldInputs(), request.getOlds()].map(
        (struct) => open(struct).plain,
      ) as [Properties, Properties];
      const changed = changedFrom(
        { type, custom: true, inputs, outputs },
        open(request.getNews()).plain,
      );
      const response = new DiffResponse()
        .setDiffsList(changed)
        .setReplacesList(changed.filter((key) => replacing.includes(key)))
        .setHasdetaileddiff(true);
      const { UPDATE, UPDATE_REPLACE } = PropertyDiff.Kind;
      for (const key of changed)
        response
          .getDetaileddiffMap()
          .set(
            key,
            new PropertyDiff()
              .setKind(replacing.includes(key) ? UPDATE_REPLACE : UPDATE)
              .setInputdiff(true),
          );
      const { DIFF_SOME, DIFF_NONE } = DiffResponse.DiffChanges;
      return response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
    },

    create(request: CreateRequest) {
      const type = typeOf(request.getUrn());
      if (request.getPreview()) return new CreateResponse().setProperties(request.getProperties());
      const { plain, secretPaths } = open(request.getProperties());
      const { id, outputs } = cloud.create(request.getUrn(), type, plain);
      return new CreateResponse().setId(id).setProperties(seal(outputs, topKeys(secretPaths)));
    },

    update(request: UpdateRequest) {
      const type = typeOf(request.getUrn());
      const { plain, secretPaths } = open(request.getNews());
      const olds = open(request.getOlds()).plain;
      const { plain: inputs } = open(request.getOldInputs());
      const declared = { ...olds, ...plain };
      const answer = (outputs: Properties) => seal(outputs, topKeys(secretPaths));
      // What the state says already is not sent, whether or not the cloud has it: after an update that
      // failed, too. Seen with the Auth0 provider 3.49.
      const changed = changedFrom({ type, custom: true, inputs, outputs: olds }, plain);
      if (request.getPreview() || changed.length === 0)
        return new UpdateResponse().setProperties(answer(declared));
      const [urn, id] = [request.getUrn(), request.getId()];
      try {
        return new UpdateResponse().setProperties(answer(cloud.update(urn, id, plain).outputs));
      } catch (error) {
        if (!(error instanceof CloudFailure)) throw error;
        throw new InitFailed(error.message, id, answer(declared));
      }
    },

    read(request: ReadRequest) {
      typeOf(request.getUrn());
      const found = cloud.read(request.getUrn(), request.getId());
      if (!found) return new ReadResponse();
      const secrets = topKeys(open(request.getInputs()).secretPaths);
      return new ReadResponse()
        .setId(found.id)
        .setInputs(seal(found.inputs, secrets))
        .setProperties(seal(found.outputs, secrets));
    },

    delete(request: DeleteRequest) {
      typeOf(request.getUrn());
      cloud.delete(request.getUrn(), request.getId());
      return new Empty();
    },
  };
}

/** The version of the SDK, which names the version of the plugin that it wants. */
function versionOf(name: string): string {
  const file = require.resolve(`@pulumi/${name}/package.json`);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
