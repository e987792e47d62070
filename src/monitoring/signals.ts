/**
 * What is measured, as plain values: the metrics that API Gateway sends by itself, and two that metric
 * filters count in the access log. Where a metric is found depends on the API's name, which AWS
 * decides, so that comes last.
 */

import { TOKEN_PATH } from "../proxy/tokenPath";

interface Signal {
  /** broker: the function's own (src/broker/telemetry.ts), all vendors together. accessLog: counted by a metric filter, with this pattern; only if the access log is on. */
  readonly source: "gateway" | "accessLog" | "broker" | "function" | "table";
  readonly metricName: string;
  readonly stat: string;
  readonly pattern?: string;
  /** Of the token endpoint alone, without what asks for other paths. Default: the whole stage. */
  readonly endpointOnly?: true;
}

/** How detailed metrics, which the method's settings switch on, name the token endpoint. */
const ENDPOINT = { Method: "POST", Resource: `/${TOKEN_PATH.join("/")}` };

/** Names and meanings: API Gateway, "Amazon API Gateway dimensions and metrics". */
export const SIGNALS = {
  requests: { source: "gateway", metricName: "Count", stat: "SampleCount" },
  asked: { source: "gateway", metricName: "Count", stat: "SampleCount", endpointOnly: true },
  hits: { source: "gateway", metricName: "CacheHitCount", stat: "Sum" },
  /** An upper bound on tokens: what Auth0 refuses is a miss too. */
  misses: { source: "gateway", metricName: "CacheMissCount", stat: "Sum" },
  clientErrors: { source: "gateway", metricName: "4XXError", stat: "Sum" },
  serverErrors: { source: "gateway", metricName: "5XXError", stat: "Sum" },
  latencyMedian: { source: "gateway", metricName: "Latency", stat: "p50" },
  latency: { source: "gateway", metricName: "Latency", stat: "p99" },
  upstreamLatency: { source: "gateway", metricName: "IntegrationLatency", stat: "p99" },
  /**
   * AWS says that it counts "modified gateway response status codes as 4XXError errors", and every
   * failure of Auth0 is a gateway response with a status of its own here (gatewayResponses.ts). So
   * 5XXError may miss an outage; the access log has the status that the vendor got.
   */
  unavailable: {
    source: "accessLog",
    metricName: "Unavailable",
    stat: "Sum",
    pattern: '{ $.status = "5*" }',
  },
  /** A REST API has no metric of its own for throttled requests. */
  throttled: {
    source: "accessLog",
    metricName: "Throttled",
    stat: "Sum",
    pattern: '{ $.errorType = "THROTTLED" }',
  },
  tokens: { source: "broker", metricName: "tokensMinted", stat: "Sum" },
  brokerHits: { source: "broker", metricName: "hit", stat: "Sum" },
  brokerMinted: { source: "broker", metricName: "minted", stat: "Sum" },
  brokerRenewed: { source: "broker", metricName: "renewed", stat: "Sum" },
  brokerWaited: { source: "broker", metricName: "waited", stat: "Sum" },
  brokerStale: { source: "broker", metricName: "stale", stat: "Sum" },
  brokerRefused: { source: "broker", metricName: "refused", stat: "Sum" },
  brokerUnverified: { source: "broker", metricName: "unverified", stat: "Sum" },
  brokerUnavailable: { source: "broker", metricName: "unavailable", stat: "Sum" },
  /** The handler answers whatever happens, so one is a crash or a time-out. */
  functionErrors: { source: "function", metricName: "Errors", stat: "Sum" },
  functionThrottles: { source: "function", metricName: "Throttles", stat: "Sum" },
  functionDuration: { source: "function", metricName: "Duration", stat: "Maximum" },
  readThrottles: { source: "table", metricName: "ReadThrottleEvents", stat: "Sum" },
  writeThrottles: { source: "table", metricName: "WriteThrottleEvents", stat: "Sum" },
} as const satisfies Readonly<Record<string, Signal>>;

export type SignalName = keyof typeof SIGNALS;

/** What metric filters have to count: signal and pattern. */
export const LOG_SIGNALS = Object.values<Signal>(SIGNALS).flatMap(({ metricName, pattern }) =>
  pattern === undefined ? [] : [{ metricName, pattern }],
);

/** Where the metrics of one proxy are. `Text` is an output while resources are made. */
export interface MetricLocation<Text> {
  /** The API's name: that, not its id, is API Gateway's dimension. Auto-named, so no other has it. */
  readonly apiName: Text;
  readonly stageName: string;
  /** Namespace of what the metric filters count. */
  readonly logNamespace: Text;
  /** Only with the token broker. */
  readonly broker?: BrokerPlace<Text> | undefined;
}

export interface BrokerPlace<Text> {
  /** Of the broker's own metrics. */
  readonly namespace: string;
  readonly serviceName: string;
  readonly functionName: Text;
  readonly tableName: Text;
}

export interface Located<Text> {
  readonly namespace: Text | string;
  readonly metricName: string;
  /** What metric filters count has none: its namespace is the proxy's own. */
  readonly dimensions?: Readonly<Record<string, Text | string>>;
  readonly stat: string;
}

/** By API and stage: API Gateway sends those metrics always, and with every request in them. `asked` is the exception. */
export function locate<Text>(name: SignalName, location: MetricLocation<Text>): Located<Text> {
  const { source, metricName, stat, endpointOnly }: Signal = SIGNALS[name];
  if (source === "accessLog") return { namespace: location.logNamespace, metricName, stat };
  const [namespace, dimensions] = {
    gateway: () =>
      [
        "AWS/ApiGateway",
        {
          ApiName: location.apiName,
          Stage: location.stageName,
          ...(endpointOnly ? ENDPOINT : {}),
        },
      ] as const,
    broker: () =>
      [brokerOf(location).namespace, { service: brokerOf(location).serviceName }] as const,
    function: () => ["AWS/Lambda", { FunctionName: brokerOf(location).functionName }] as const,
    table: () => ["AWS/DynamoDB", { TableName: brokerOf(location).tableName }] as const,
  }[source]();
  return { namespace, metricName, dimensions, stat };
}

function brokerOf<Text>({ broker }: MetricLocation<Text>): BrokerPlace<Text> {
  if (!broker) throw new Error("Without a token broker there is nothing to measure of it.");
  return broker;
}
