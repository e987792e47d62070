/** The dashboard's building blocks, in CloudWatch's format. */
import { locate, type MetricLocation, type SignalName } from "../signals";

export interface Widget {
  readonly type: "metric" | "log" | "alarm" | "text";
  readonly width: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Row {
  readonly height: number;
  readonly widgets: readonly Widget[];
}

/** Columns of CloudWatch's grid. */
export const COLUMNS = 24;
export const HALF = COLUMNS / 2;
const RED = "#d62728";

export type Line = (location: MetricLocation<string>) => readonly unknown[];

export function shown(name: SignalName, options: Readonly<Record<string, unknown>> = {}): Line {
  return (location) => {
    const { namespace, metricName, dimensions = {}, stat } = locate(name, location);
    return [
      namespace,
      metricName,
      ...Object.entries(dimensions).flat(),
      { id: name, stat, label: name, ...options },
    ];
  };
}

export function hidden(name: SignalName): Line {
  return shown(name, { visible: false });
}

export function formula(
  id: string,
  expression: string,
  options: Readonly<Record<string, unknown>>,
): Line {
  return () => [{ id, expression, ...options }];
}

export function lines(...limits: readonly (readonly [value: number, label: string])[]) {
  return {
    annotations: { horizontal: limits.map(([value, label]) => ({ value, label, color: RED })) },
  };
}

export function metrics(
  { region, location }: { readonly region: string; readonly location: MetricLocation<string> },
  width: number,
  title: string,
  content: readonly Line[],
  options: Readonly<Record<string, unknown>>,
): Widget {
  return {
    type: "metric",
    width,
    properties: {
      title,
      region,
      view: "timeSeries",
      stacked: false,
      yAxis: { left: { min: 0 } },
      metrics: content.map((line) => line(location)),
      ...options,
    },
  };
}

/** The first twenty rows of a Logs Insights query. */
export function logTable(region: string, logGroup: string, title: string, query: string): Widget {
  return {
    type: "log",
    width: HALF,
    properties: {
      title,
      region,
      view: "table",
      query: `SOURCE '${logGroup}' | ${query} | limit 20`,
    },
  };
}

/** Rows below each other, the widgets of a row side by side. */
export function placed(rows: readonly Row[]) {
  return rows.flatMap(({ height, widgets }, row) => {
    const y = rows.slice(0, row).reduce((sum, each) => sum + each.height, 0);
    return widgets.map((widget, index) => {
      const x = widgets.slice(0, index).reduce((sum, { width }) => sum + width, 0);
      return { ...widget, x, y, height };
    });
  });
}
