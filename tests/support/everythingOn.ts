/**
 * A stack's values with every optional part switched on: a vendor that rotates, one that is suspended,
 * and one with a limit of its own at Auth0.
 *
 * @param changes further keys to replace
 */
import { stackValues, vendorsOf } from "./registrations";

export function everythingOn(
  stack: "dev" | "prod",
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, string> {
  const vendors = vendorsOf(stack);
  const [[rotating, first] = ["", {}], , [limited, third] = ["", {}]] = Object.entries(vendors);
  return stackValues(stack, {
    quota: { monthlyTokens: 10_000, onOverspend: "fail" },
    tokenQuota: "auto",
    onlyThroughProxy: { version: 2 },
    vendors: {
      ...vendors,
      [rotating]: { ...first, clientVersion: 2, rotation: "overlap" },
      [limited]: { ...third, tokenQuota: { perHour: 100, perDay: 200 } },
      umbrella: { ...first, suspended: true },
    },
    logs: { access: true, execution: "error", retentionDays: 30, manageAccountRole: true },
    monitoring: { emails: ["platform@example.com"] },
    domain: { name: "tokens.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" },
    allowedCidrs: ["127.0.0.0/8", "203.0.113.0/24", "2001:db8:1::/48"],
    waf: { ratePerFiveMinutes: 1000 },
    protect: true,
    ...changes,
  });
}
