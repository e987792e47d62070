/** What the dashboard is made from; its rows take what they need of it. */
import type { MetricLocation } from "../signals";
import type { Thresholds } from "../thresholds";
import type { RunbookArgs } from "./runbook";

export interface DashboardArgs extends Omit<RunbookArgs, "accessLog" | "broker"> {
  readonly region: string;
  readonly location: MetricLocation<string>;
  readonly limits: Thresholds;
  readonly alarmArns: readonly string[];
  /** undefined: no access log, so nothing that comes from it. */
  readonly accessLogGroup?: string | undefined;
  /** The token broker's; undefined with the stage cache. */
  readonly brokerLogGroup?: string | undefined;
}
