/**
 * What Auth0 does not document about its token endpoint, or documents in two ways, and what a tenant may
 * be set to, as named switches of the local tenant. The first value of each is its default. The contract
 * holds under every one.
 */
export const TENANT_QUIRKS = {
  "unsupported-grant": {
    id: "A1",
    question: "Which status does an unsupported grant_type get?",
    values: ["501", "400", "403"],
    known: "501 in the table of errors, 400 in the OpenAPI example. No raw response is known.",
  },
  "grant-type-echoed": {
    id: "A2",
    question: "Does the answer to it say which grant_type was sent?",
    values: ["yes", "no"],
    known: "Nothing is known; the example's text is “Grant type not supported”.",
  },
  "monthly-quota-spent": {
    id: "A3",
    question: "What does an exchange get that the month's quota blocks?",
    values: ["429", "403"],
    known: "That the free plan blocks it, from Auth0's support; nothing of the answer.",
  },
  "resource-parameter-profile": {
    id: "A4",
    question: "Does resource name the audience?",
    values: ["audience", "compatibility"],
    known: "Documented: only where the tenant's profile is compatibility.",
  },
  "organization-refused": {
    id: "A5",
    question: "Which status does an organization get that the grant does not allow?",
    values: ["403", "400"],
    known: "That the request fails, from Auth0's support; nothing of the answer.",
  },
} as const;

export type TenantQuirkName = keyof typeof TENANT_QUIRKS;
export type TenantQuirks = {
  readonly [Name in TenantQuirkName]: (typeof TENANT_QUIRKS)[Name]["values"][number];
};

export const DEFAULT_TENANT_QUIRKS = Object.fromEntries(
  Object.entries(TENANT_QUIRKS).map(([name, { values }]) => [name, values[0]]),
) as TenantQuirks;
