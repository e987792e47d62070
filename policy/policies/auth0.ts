/** What a vendor may do at Auth0, and what in the tenant this program must not own. */
import { textEntries } from "../known";
import { resourceRule } from "../rule";
import { TYPES } from "../types";

export const vendorHasOnlyClientCredentials = resourceRule(
  {
    name: "vendor-has-only-client-credentials",
    description:
      "A client is a vendor's machine: it has the client credentials grant and no other.",
    level: "mandatory",
    fix: 'Set grantTypes to ["client_credentials"]; without it, Auth0 allows more than that. A client for people belongs in another stack, or in `except`.',
  },
  [TYPES.client],
  ({ props }) => {
    const grants = textEntries(props.grantTypes).map(([, grant]) => grant);
    return grants.length === 1 && grants[0] === "client_credentials"
      ? []
      : [`Its grant types are ${grants.length > 0 ? grants.join(", ") : "not set"}.`];
  },
);

export const grantNamesItsScopes = resourceRule(
  {
    name: "grant-names-its-scopes",
    description: "A grant says which scopes a vendor has; it never has all that the API will have.",
    level: "mandatory",
    fix: "List them in scopes (an empty list grants the audience alone), and remove allowAllScopes.",
  },
  [TYPES.clientGrant],
  ({ props }) => [
    ...(props.allowAllScopes ? ["It allows all scopes."] : []),
    ...(Array.isArray(props.scopes) ? [] : ["It has no list of scopes."]),
  ],
);

export const grantIsForAssignedOrganizations = resourceRule(
  {
    name: "grant-is-for-assigned-organizations",
    description:
      "A grant is for the organizations that it is assigned to; never for all that the tenant has and will have.",
    level: "advisory",
    fix: "Set allowAnyOrganization to false, and assign the grant to its organizations at Auth0. A client of your own that serves all of them belongs in `except`.",
  },
  [TYPES.clientGrant],
  ({ props }) => (props.allowAnyOrganization ? ["It allows any organization."] : []),
);

export const noTriggerTakeover = resourceRule(
  {
    name: "no-trigger-takeover",
    description: "An action is added to a trigger; the trigger's other actions stay.",
    level: "mandatory",
    fix: "Use one auth0.TriggerAction for each action: it appends.",
  },
  [TYPES.triggerActions],
  () => [
    "auth0.TriggerActions owns the whole trigger and drops every action that it does not list.",
  ],
);
