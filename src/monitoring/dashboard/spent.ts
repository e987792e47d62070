/** What the month has cost so far. */
import { DAY_SECONDS } from "../../quota";
import type { SignalName } from "../signals";
import { formula } from "./widgets";

/** The longest month. A widget with a start of its own keeps it, whatever the operator looks at. */
export const MONTH = { start: "-P31D", period: DAY_SECONDS };

/**
 * Misses, or tokens, since the first of the month. RUNNING_SUM has no beginning of its own, so what is not in the
 * month of the last data point counts as nothing.
 */
export const spent = (signal: SignalName) => [
  formula("month", `12 * YEAR(${signal}) + MONTH(${signal})`, { visible: false }),
  formula("spent", `RUNNING_SUM(IF(month == MAX(month), ${signal}, 0))`, {
    label:
      signal === "misses"
        ? "tokens since the first of the month, at most"
        : "tokens since the first of the month",
  }),
];
