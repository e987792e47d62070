import { ipAddressType } from "./allowedAddresses";

/**
 * The settings of an endpoint that vendors connect to, the same for the API's own and the custom domain's. They
 * must be the same: API Gateway negotiates TLS on a custom domain by the policy of the API behind it ("Choose a
 * security policy for your custom domain"), and a scanner sees the domain's own.
 */
export function endpoint(allowedCidrs: readonly string[] | undefined) {
  return {
    endpointConfiguration: { types: "REGIONAL", ipAddressType: ipAddressType(allowedCidrs) },
    // TLS 1.2 or newer with forward secrecy; a regional API's own default accepts TLS 1.0.
    securityPolicy: "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
    // A policy of that name requires a mode. STRICT: the TLS server name must match the host.
    endpointAccessMode: "STRICT",
  };
}
