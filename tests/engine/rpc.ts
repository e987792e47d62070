/** What a stand-in needs of gRPC: a server on the loopback interface that answers some calls only. */
import * as grpc from "@grpc/grpc-js";

type Answers = Readonly<Record<string, ((request: unknown) => object) | undefined>>;

type Failure = Error & Partial<Pick<grpc.StatusObject, "code" | "metadata">>;

interface ServiceOptions {
  readonly definition: grpc.ServiceDefinition;
  /** Name of a call to what answers it, from the request's message to the response's. */
  readonly answers: object;
  /** The status of an answer that throws, if the error does not say one. */
  readonly failure: grpc.status;
  /** Is told why, of every call that is not answered well. */
  readonly refused: (reason: string) => void;
}

/** Serves these on a free port. */
export async function serve(
  services: readonly ServiceOptions[],
): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = new grpc.Server();
  for (const options of services) server.addService(options.definition, implementation(options));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return {
    port,
    close: () => {
      server.forceShutdown();
    },
  };
}

function implementation(options: ServiceOptions): grpc.UntypedServiceImplementation {
  const answers = options.answers as Answers;
  const refuse = (callback: grpc.sendUnaryData<object>, error: Partial<grpc.StatusObject>) => {
    options.refused(error.details ?? "");
    callback(error);
  };
  const answer =
    (name: string): grpc.handleUnaryCall<unknown, object> =>
    ({ request }, callback) => {
      const handle = answers[name];
      if (!handle) {
        const details = `The stand-in does not answer ${name}.`;
        refuse(callback, { code: grpc.status.UNIMPLEMENTED, details });
        return;
      }
      try {
        callback(null, handle(request));
      } catch (error) {
        const { message, code = options.failure, metadata } = error as Failure;
        refuse(callback, { code, details: message, ...(metadata ? { metadata } : {}) });
      }
    };
  return Object.fromEntries(Object.keys(options.definition).map((name) => [name, answer(name)]));
}
