/** The whole program with monitoring on, as the dev stack configures the rest. */
import {
  evaluate,
  type Evaluation,
  type EvaluationOptions,
} from "../../../local/evaluate/evaluate";
import { all, label, only, stackValues, TYPES } from "../../support/registrations";

export const EMAILS = ["platform@example.com", "on-call@example.com"];

type Changes = Readonly<Record<string, unknown>>;

export function watched(
  monitoring: Changes = { emails: EMAILS },
  changes: Changes = {},
  options: Pick<EvaluationOptions, "preview"> = {},
): Promise<Evaluation> {
  const values = stackValues("dev", { ...changes, monitoring });
  return evaluate({ values, stack: "dev", ...options });
}

export function unwatched(): Promise<Evaluation> {
  return evaluate({ values: stackValues("dev"), stack: "dev" });
}

export function alarmsOf(evaluation: Evaluation) {
  return all(evaluation, "MetricAlarm");
}

/** Suffix of an alarm's name to its inputs. */
export function alarm(evaluation: Evaluation, suffix: string): Record<string, unknown> {
  const found = alarmsOf(evaluation).find(({ name }) => name === `monitoring-${suffix}`);
  if (!found) throw new Error(`No alarm ${suffix}: ${alarmsOf(evaluation).map(label).join()}`);
  return found.inputs;
}

export interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Record<string, unknown>;
}

export function dashboard(evaluation: Evaluation) {
  const { dashboardBody } = only(evaluation, "Dashboard").inputs;
  return JSON.parse(String(dashboardBody)) as { start: string; widgets: Widget[] };
}

/** Everything that monitoring registered. */
export function monitoringResources({ resources }: Evaluation) {
  const [component] = resources.filter(({ type }) => type === TYPES.Monitoring);
  return component
    ? [component, ...resources.filter(({ parent }) => parent === component.urn)]
    : resources.filter(({ type }) =>
        /monitoring|metricAlarm|dashboard|MetricFilter|sns/.test(type),
      );
}
