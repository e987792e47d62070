/** Which addresses may call the API, as API Gateway's resource policy says it. Pure. */

/**
 * One Allow and no Deny: on a method without authorisation, what no statement allows is refused
 * (API Gateway, "API Gateway resource policy only"). Half the text of Allow and Deny, of which there
 * may be 8,192 bytes.
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
 * IPv6 is switched on by allowing an IPv6 range, and only so: otherwise a vendor whose network
 * prefers IPv6 would come from an address that nobody has allowed.
 */
export function ipAddressType(cidrs: readonly string[] = []): "dualstack" | "ipv4" {
  return cidrs.some((cidr) => cidr.includes(":")) ? "dualstack" : "ipv4";
}
