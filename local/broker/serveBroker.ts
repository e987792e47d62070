/** The second store of the local run: the registered function, on the registered table, both on loopback. */
import type { RequestRecord } from "../../src/broker/telemetry";
import type { Registration } from "../evaluate/evaluate";
import type { Invoke } from "../gateway/functionProxy";
import { registeredFunction, registeredTable } from "../lambda/registered";
import { type RuntimeOptions, startFunction } from "../lambda/runtime";
import { startDynamo } from "./dynamo";

export interface ServedBroker {
  readonly invoke: Invoke;
  /** The broker's record of a request, returned once; undefined if the broker did not handle it. */
  takeRecord(requestId: string | undefined): RequestRecord | undefined;
  /** What the function has written since the last call. */
  takeLines(): string[];
  close(): Promise<void>;
}

/** @returns undefined if the program registered no function */
export async function serveBroker(
  resources: readonly Registration[],
  { fetch, clock }: Pick<RuntimeOptions, "fetch" | "clock">,
): Promise<ServedBroker | undefined> {
  const lambda = registeredFunction(resources);
  if (!lambda) return undefined;
  const dynamo = await startDynamo(registeredTable(resources));
  const records = new Map<string, RequestRecord>();
  let lines: string[] = [];
  const invoke = startFunction(lambda, {
    environment: {
      ...dynamo.environment,
      AWS_LAMBDA_FUNCTION_NAME: lambda.arn.split(":").at(-1) ?? "",
      // AWS's SDK warns about the oldest Node version that this project supports.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    },
    fetch,
    clock,
    onLine: (line) => {
      lines.push(line);
      const record = recordIn(line);
      if (record) records.set(record.requestId, record);
    },
  });
  return {
    invoke,
    takeRecord: (requestId = "") => {
      const record = records.get(requestId);
      records.delete(requestId);
      return record;
    },
    takeLines: () => {
      const taken = lines;
      lines = [];
      return taken;
    },
    close: dynamo.close,
  };
}

/** Lines with metrics do not belong to a request. */
function recordIn(line: string): RequestRecord | undefined {
  try {
    const entry = JSON.parse(line) as Partial<RequestRecord>;
    return entry.requestId === undefined ? undefined : (entry as RequestRecord);
  } catch {
    return undefined;
  }
}
