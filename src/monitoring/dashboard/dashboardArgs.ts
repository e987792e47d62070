/** The dashboard's arguments; each row uses a part of them. */
import type { MetricLocation } from "../signals";
import type { Thresholds } from "../thresholds";
import type { RunbookArgs } from "./runbook";

export interface DashboardArgs extends Omit<RunbookArgs, "accessLog" | "broker"> {
  readonly region: string;
  readonly location: MetricLocation<string>;
  readonly limits: Thresholds;
  readonly alarmArns: readonly string[];
  /** undefined: no access log, and no widgets from it. */
  readonly accessLogGroup?: string | undefined;
  /** The token broker's; undefined with the stage cache. */
  readonly brokerLogGroup?: string | undefined;
}
