/**
 * The error with which a provider says that a resource is there but not as it was to be. Pulumi's engine
 * keeps its properties beside the old inputs in the state, and asks for an update once more the next time.
 * After grpcResponseFromError in sdk/nodejs/cmd/dynamic-provider of pulumi/pulumi.
 */
import { Metadata, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

const DETAILS = "grpc-status-details-bin";
const NAME = "pulumirpc.ErrorResourceInitFailed";

export class InitFailed extends Error {
  readonly code = status.UNKNOWN;
  readonly metadata = new Metadata();

  /** @param properties what the state is to hold of it */
  constructor(message: string, id: string, properties: Struct) {
    super(message);
    const detail = new ErrorResourceInitFailed().setId(id).setProperties(properties);
    const packed = new Any();
    packed.pack(detail.setReasonsList([message]).serializeBinary(), NAME);
    // gRPC in Go believes the details only if code and message are those of the status.
    const details = new Status().setCode(this.code).setMessage(message);
    details.addDetails(packed);
    this.metadata.add(DETAILS, Buffer.from(details.serializeBinary()));
  }
}

/** What a client reads of it; undefined if the error says nothing of the kind. */
export function initFailure(metadata: Metadata): ErrorResourceInitFailed | undefined {
  const [details] = metadata.get(DETAILS);
  const [detail] = details ? Status.deserializeBinary(details as Buffer).getDetailsList() : [];
  // eslint-disable-next-line @typescript-eslint/unbound-method -- generated: it uses no `this`
  return detail?.unpack(ErrorResourceInitFailed.deserializeBinary, NAME) ?? undefined;
}
