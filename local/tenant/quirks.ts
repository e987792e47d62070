/**
 * What Auth0 does not document about its token endpoint or documents inconsistently, and what depends on a
 * tenant's settings, as named switches of the local tenant. The first value of each is its default. The
 * contract holds under every value.
 */
export const TENANT_QUIRKS = {
  "unsupported-grant": {
    id: "A1",
    question: "Which status does an unsupported grant_type get?",
    values: ["501", "400", "403"],
    known: "The table of errors has 501, the OpenAPI example 400. No raw response is known.",
  },
  "grant-type-echoed": {
    id: "A2",
    question: "Does its answer contain the grant_type that was sent?",
    values: ["yes", "no"],
    known: "Unknown; the example's text is “Grant type not supported”.",
  },
  "monthly-quota-spent": {
    id: "A3",
    question: "What does an exchange get once the month's quota is used up?",
    values: ["429", "403"],
    known: "Auth0's support says that the free plan blocks it; the answer is unknown.",
  },
  "resource-parameter-profile": {
    id: "A4",
    question: "Does Auth0 accept resource instead of audience?",
    values: ["audience", "compatibility"],
    known: "Documented: only if the tenant's profile is compatibility.",
  },
  "organization-refused": {
    id: "A5",
    question: "Which status does a request get whose organization the grant does not allow?",
    values: ["403", "400"],
    known: "Auth0's support says that the request fails; the answer is unknown.",
  },
} as const;

export type TenantQuirkName = keyof typeof TENANT_QUIRKS;
export type TenantQuirks = {
  readonly [Name in TenantQuirkName]: (typeof TENANT_QUIRKS)[Name]["values"][number];
};

export const DEFAULT_TENANT_QUIRKS = Object.fromEntries(
  Object.entries(TENANT_QUIRKS).map(([name, { values }]) => [name, values[0]]),
) as TenantQuirks;
