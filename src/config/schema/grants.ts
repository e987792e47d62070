/** What a vendor is granted for an audience. */
import { z } from "zod";
import { audience, scope } from "./apis";
import { about, allowed, flag, oneOf, section } from "./values";

const scopes = z.array(scope, allowed("a list of scopes")).meta({ uniqueItems: true });
const WITH_ORGANIZATIONS = "true only with organizationUsage allow or require";
const organizationGrant = section({
  scopes: scopes.meta(about("The scopes that are granted, as in the short form.")),
  organizationUsage: oneOf(["deny", "allow", "require"])
    .optional()
    .meta(
      about(
        "Whether it may, or has to, ask for a token of an organization. Each organization costs tokens of its own. To take it back, write `deny`: taking the key out changes nothing at Auth0.",
        "what Auth0 has, for a new grant `deny`",
      ),
    ),
  allowAnyOrganization: flag()
    .optional()
    .meta(
      about(
        "true: any organization of the tenant; false: those that the grant is assigned to at Auth0.",
        "false with `organizationUsage`, otherwise what Auth0 has",
      ),
    ),
}).refine(
  ({ organizationUsage: usage, allowAnyOrganization: any }) =>
    !any || usage === "allow" || usage === "require",
  { ...allowed(WITH_ORGANIZATIONS), path: ["allowAnyOrganization"] },
);
const grant = z.union(
  [scopes, organizationGrant],
  allowed(
    "a list of scopes, or an object with the keys scopes, organizationUsage, allowAnyOrganization",
  ),
);

export const grants = z.record(audience, grant, allowed("an object of audience: list of scopes"));
