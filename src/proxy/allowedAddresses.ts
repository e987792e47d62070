/** Which addresses may call the API, as a resource policy of API Gateway. Pure. */

/**
 * One Allow and no Deny: on a method without authorization, what no statement allows is refused (API
 * Gateway, "API Gateway resource policy only"). That is half the length of Allow and Deny; the limit is 8,192 bytes.
 *
 * @param executionArn the API's; in full, because API Gateway stores the short form `execute-api:/*`
 *   as the full one, which would then look like a change
 * @param cidrs address ranges, IPv4 and IPv6
 */
export function resourcePolicy(executionArn: string, cidrs: readonly string[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "execute-api:Invoke",
        Resource: `${executionArn}/*`,
        Condition: { IpAddress: { "aws:SourceIp": cidrs } },
      },
    ],
  });
}

/**
 * Only an allowed IPv6 range switches IPv6 on: otherwise a vendor whose network prefers IPv6 would call from an
 * address that is not allowed.
 */
export function ipAddressType(cidrs: readonly string[] = []): "dualstack" | "ipv4" {
  return cidrs.some((cidr) => cidr.includes(":")) ? "dualstack" : "ipv4";
}
