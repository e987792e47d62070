/** What a stand-in needs of gRPC: a server on the loopback interface that answers some calls only. */
import * as grpc from "@grpc/grpc-js";

type Answers = Readonly<Record<string, ((request: unknown) => object) | undefined>>;

interface ServiceOptions {
  readonly definition: grpc.ServiceDefinition;
  /** Name of a call to what answers it, from the request's message to the response's. */
  readonly answers: object;
  /** The status of an answer that throws. */
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
  const refuse = (callback: grpc.sendUnaryData<object>, code: grpc.status, message: string) => {
    options.refused(message);
    callback({ code, message });
  };
  const answer =
    (name: string): grpc.handleUnaryCall<unknown, object> =>
    ({ request }, callback) => {
      const handle = answers[name];
      if (!handle) {
        refuse(callback, grpc.status.UNIMPLEMENTED, `The stand-in does not answer ${name}.`);
        return;
      }
      try {
        callback(null, handle(request));
      } catch (error) {
        refuse(callback, options.failure, (error as Error).message);
      }
    };
  return Object.fromEntries(Object.keys(options.definition).map((name) => [name, answer(name)]));
}
