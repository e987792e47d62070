/** The stage cache on the dashboard: misses, against the allowance and as a share of the requests. */
import { DAY_SECONDS, HOUR_SECONDS } from "../../quota";
import { WINDOW_SECONDS } from "../thresholds";
import type { DashboardArgs } from "./dashboardArgs";
import { MONTH, quotaRow, spent } from "./spent";
import { formula, HALF, hidden, lines, metrics, type Row, shown } from "./widgets";

const HIT_RATIO = formula("hitRatio", "100 * hits / (hits + misses)", { label: "hit ratio (%)" });

export function stageRows(args: DashboardArgs): Row[] {
  return [numbers(args), quotaRow(args, "misses", "Misses"), cache(args)];
}

function numbers(args: DashboardArgs): Row {
  const share = formula("share", `100 * spent / ${args.monthlyTokens}`, {
    label: `% of ${args.monthlyTokens}`,
  });
  const view = { view: "singleValue" };
  return {
    height: 4,
    widgets: [
      metrics(
        args,
        HALF,
        "Tokens this month, at most",
        [hidden("misses"), ...spent("misses"), share],
        {
          ...view,
          ...MONTH,
        },
      ),
      metrics(
        args,
        HALF,
        "In the time range",
        [shown("requests"), shown("hits"), shown("misses"), HIT_RATIO],
        { ...view, setPeriodToTimeRange: true, period: DAY_SECONDS },
      ),
    ],
  };
}

function cache(args: DashboardArgs): Row {
  return {
    height: 6,
    widgets: [
      metrics(args, HALF, "Requests", [shown("requests"), shown("hits"), shown("misses")], {
        period: WINDOW_SECONDS,
      }),
      metrics(args, HALF, "Hit ratio by the hour", [hidden("hits"), hidden("misses"), HIT_RATIO], {
        period: HOUR_SECONDS,
        ...lines([args.limits.hitPercent, "alarm, in a busy hour"]),
      }),
    ],
  };
}
