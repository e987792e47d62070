/**
 * What is measured, as plain values: the metrics that API Gateway sends by itself, and two that metric filters
 * count in the access log. A metric's location depends on the API's name, which AWS chooses, so it is added last.
 */

import { TOKEN_PATH } from "../proxy/tokenPath";

interface Signal {
  /** broker: the function's own (src/broker/telemetry.ts), all vendors together. accessLog: counted by a metric filter, with this pattern; only if the access log is on. */
  readonly source: "gateway" | "accessLog" | "broker" | "function" | "table";
  readonly metricName: string;
  readonly stat: string;
  readonly pattern?: string;
  /** Only the token endpoint, without requests for other paths. Default: the whole stage. */
  readonly endpointOnly?: true;
}

/** The token endpoint's dimensions in detailed metrics, which the method's settings switch on. */
const ENDPOINT = { Method: "POST", Resource: `/${TOKEN_PATH.join("/")}` };

/** Names and meanings: API Gateway, "Amazon API Gateway dimensions and metrics". */
export const SIGNALS = {
  requests: { source: "gateway", metricName: "Count", stat: "SampleCount" },
  asked: { source: "gateway", metricName: "Count", stat: "SampleCount", endpointOnly: true },
  hits: { source: "gateway", metricName: "CacheHitCount", stat: "Sum" },
  /** An upper bound on tokens: requests that Auth0 refuses are misses too. */
  misses: { source: "gateway", metricName: "CacheMissCount", stat: "Sum" },
  clientErrors: { source: "gateway", metricName: "4XXError", stat: "Sum" },
  serverErrors: { source: "gateway", metricName: "5XXError", stat: "Sum" },
  latencyMedian: { source: "gateway", metricName: "Latency", stat: "p50" },
  latency: { source: "gateway", metricName: "Latency", stat: "p99" },
  upstreamLatency: { source: "gateway", metricName: "IntegrationLatency", stat: "p99" },
  /**
   * AWS says that it counts "modified gateway response status codes as 4XXError errors", and here
   * every failure of Auth0 becomes a gateway response with its own status (gatewayResponses.ts). So 5XXError may miss
   * an outage; the access log has the vendor's status.
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
  /** The handler always answers, so an error is a crash or a time-out. */
  functionErrors: { source: "function", metricName: "Errors", stat: "Sum" },
  functionThrottles: { source: "function", metricName: "Throttles", stat: "Sum" },
  functionDuration: { source: "function", metricName: "Duration", stat: "Maximum" },
  readThrottles: { source: "table", metricName: "ReadThrottleEvents", stat: "Sum" },
  writeThrottles: { source: "table", metricName: "WriteThrottleEvents", stat: "Sum" },
} as const satisfies Readonly<Record<string, Signal>>;

export type SignalName = keyof typeof SIGNALS;

/** The metrics of metric filters: signal and pattern. */
export const LOG_SIGNALS = Object.values<Signal>(SIGNALS).flatMap(({ metricName, pattern }) =>
  pattern === undefined ? [] : [{ metricName, pattern }],
);

/** Where the metrics of one proxy are. `Text` is an output while resources are created. */
export interface MetricLocation<Text> {
  /** The API's name, which is API Gateway's dimension, rather than its id. Auto-named, so it is unique. */
  readonly apiName: Text;
  readonly stageName: string;
  /** Namespace of the metric filters' metrics. */
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
  /** Metrics of metric filters have none: their namespace is the proxy's own. */
  readonly dimensions?: Readonly<Record<string, Text | string>>;
  readonly stat: string;
}

/** By API and stage, for which API Gateway always sends metrics that count every request. `asked` is the exception. */
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
  if (!broker) throw new Error("Without a token broker, it has no metrics.");
  return broker;
}
