/**
 * One line of JSON for each request, and metrics in CloudWatch's embedded format. Neither contains a secret, a
 * token, a body or a hash of one: only what `RequestRecord` lists.
 */
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";

export type Outcome =
  /** A token from the table. */
  | "hit"
  /** A new one from Auth0. */
  | "minted"
  /** A new one before the old one expired. */
  | "renewed"
  /** One that another request has fetched. */
  | "waited"
  /** The old one, because Auth0 did not give a new one. */
  | "stale"
  /** An error that the caller can fix. */
  | "refused"
  /** The secret is not the one that the stack knows: refresh the stack. */
  | "unverified"
  /** 503. */
  | "unavailable";

export interface RequestRecord {
  readonly requestId: string;
  /** undefined if the client is unknown. */
  readonly vendor: string | undefined;
  readonly outcome: Outcome;
  readonly status: number;
  readonly durationMs: number;
  /** undefined if Auth0 was not called. */
  readonly upstreamMs: number | undefined;
  /** Those that count towards the tenant's quota: not for Auth0's own APIs. */
  readonly tokensMinted: number;
  /** The kind of the fault behind a 503 or a stale answer, as far as it is known. */
  readonly fault: string | undefined;
}

export type Telemetry = (record: RequestRecord) => void;

const TOKENS_METRIC = "tokensMinted";

/** Metrics of all vendors together, one for each outcome, and their tokens; tokens by vendor too. */
export function powertoolsTelemetry(serviceName: string, namespace: string): Telemetry {
  // The middleware that could log events, which hold secrets, is not used.
  const logger = new Logger({ serviceName, logLevel: "INFO" });
  const metrics = new Metrics({ serviceName, namespace });
  return (record) => {
    const { outcome, vendor, tokensMinted } = record;
    logger.info("token request", { ...record });
    metrics.addMetric(outcome, MetricUnit.Count, 1);
    if (tokensMinted > 0) metrics.addMetric(TOKENS_METRIC, MetricUnit.Count, tokensMinted);
    metrics.publishStoredMetrics();
    if (tokensMinted > 0 && vendor !== undefined)
      metrics
        .singleMetric()
        .addDimension("vendor", vendor)
        .addMetric(TOKENS_METRIC, MetricUnit.Count, tokensMinted);
  };
}
