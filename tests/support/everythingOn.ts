/** Pulumi.dev.yaml with every optional part switched on, a vendor that rotates and one that is suspended. */
import { vendorsOf } from "./registrations";

const vendors = vendorsOf("dev");

export const EVERYTHING_ON = {
  quota: { monthlyTokens: 5000, onOverspend: "fail" },
  tokenQuota: "auto",
  onlyThroughProxy: { version: 2 },
  vendors: {
    ...vendors,
    globex: { ...vendors.globex, clientVersion: 2, rotation: "overlap" },
    umbrella: { ...vendors.acme, suspended: true },
  },
  logs: { access: true, execution: "error", retentionDays: 7, manageAccountRole: true },
  monitoring: { emails: ["platform@example.com"] },
  domain: { name: "tokens.dev.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" },
  allowedCidrs: ["127.0.0.0/8", "203.0.113.0/24", "2001:db8::/32"],
  waf: { ratePerFiveMinutes: 1000 },
  protect: true,
} as const;
