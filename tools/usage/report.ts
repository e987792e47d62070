/** What there is to say of a tenant's log. */
import type { Month } from "./month";
import type { Usage } from "./usage";

export interface Report {
  /** What the tenant is called: its host. */
  readonly tenant: string;
  readonly stack?: string | undefined;
  readonly usage: Usage;
  readonly month?: Month | undefined;
  /** Vendor to the most tokens that it can cost in 30 days; undefined if no stack's file was read. */
  readonly forecast?: Readonly<Record<string, number>> | undefined;
  /** All vendors together, in 30 days. */
  readonly bound?: number | undefined;
  /** Days that the log covers, fractions too; the table's rate. */
  readonly daysRead: number;
  /** When the log begins, if that is later than what was asked for; ISO 8601. */
  readonly logBegins?: string | undefined;
  /** Said before everything else. */
  readonly remarks: readonly string[];
}
