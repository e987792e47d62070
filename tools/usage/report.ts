/** The result of reading a tenant's log. */
import type { Month } from "./month";
import type { Usage } from "./usage";

export interface Report {
  /** The tenant's host name. */
  readonly tenant: string;
  readonly stack?: string | undefined;
  readonly usage: Usage;
  readonly month?: Month | undefined;
  /** Vendor to the most tokens that it can cost in 30 days; undefined if no stack file was read. */
  readonly forecast?: Readonly<Record<string, number>> | undefined;
  /** All vendors together, in 30 days. */
  readonly bound?: number | undefined;
  /** Days that the log covers, with fractions; the table's rate uses them. */
  readonly daysRead: number;
  /** When the log begins, if that is later than requested; ISO 8601. */
  readonly logBegins?: string | undefined;
  /** Shown first. */
  readonly remarks: readonly string[];
}
