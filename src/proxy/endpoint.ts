import { ipAddressType } from "./allowedAddresses";

/**
 * What an endpoint is like that vendors connect to: the API's own and the custom domain's, alike. They
 * must be: API Gateway negotiates TLS on a custom domain by the policy of the API behind it ("Choose a
 * security policy for your custom domain"), and the domain's own is what a scanner is told.
 */
export function endpoint(allowedCidrs: readonly string[] | undefined) {
  return {
    endpointConfiguration: { types: "REGIONAL", ipAddressType: ipAddressType(allowedCidrs) },
    // TLS 1.2 or newer with forward secrecy; a regional API's own default accepts TLS 1.0.
    securityPolicy: "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
    // A policy of that name demands a mode. STRICT: the TLS server name must match the host.
    endpointAccessMode: "STRICT",
  };
}
