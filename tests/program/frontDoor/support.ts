/** The proxy alone, made from the dev stack's configuration with a front door. */
import type { Evaluation, EvaluationOptions } from "../../../local/evaluate/evaluate";
import { TokenProxy } from "../../../src/proxy/tokenProxy";
import { evaluatePart } from "../../support/registrations";

export const HOST = "tokens.example.com";
export const ZONE = "Z0123456789ABCDEFGHIJ";
export const CERTIFICATE =
  "arn:aws:acm:eu-west-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef";
/** Documentation ranges (RFC 5737, RFC 3849). */
export const OFFICE = "203.0.113.0/24";
export const OFFICE_V6 = "2001:db8:1::/48";

export function proxyWith(
  changes: Record<string, unknown> = {},
  options: Pick<EvaluationOptions, "preview" | "override"> = {},
): Promise<Evaluation> {
  return evaluatePart(
    (config) => {
      const { proxyUrl, tokenUrl, domainTarget } = new TokenProxy("proxy", config);
      return { proxyUrl, tokenUrl, ...(domainTarget && { domainTarget }) };
    },
    changes,
    options,
  );
}
