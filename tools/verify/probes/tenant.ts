/** Auth0's token endpoint, asked directly: one probe for each quirk of local/tenant/quirks.ts. */
import { TOKEN_PATH_TEXT } from "../../../src/proxy/tokenPath";
import { Skipped } from "../findings";
import type { Answer, Session } from "../session";
import { type Probe, seen } from "./probe";

/** For a refused request, the proxy sends Auth0 a grant type of this form. */
const GRANT = "verify_probe_only";

function unsupportedGrant(session: Session): Promise<Answer> {
  const { issuer } = session.outputs;
  if (!issuer) throw new Skipped("needs the stack's output issuer");
  const vendor = { ...session.vendor(), tokenUrl: new URL(TOKEN_PATH_TEXT, issuer).href };
  return session.ask(vendor, { changes: { grant_type: GRANT } });
}

/** Switch to its probe. */
export const TENANT_PROBES: Readonly<Record<string, Probe>> = {
  "unsupported-grant": {
    requests: 1,
    entries: 0,
    async measure(session) {
      const answer = await unsupportedGrant(session);
      return {
        value: String(answer.status),
        evidence: `an unsupported grant_type, directly: ${seen(answer)}`,
      };
    },
  },
  "grant-type-echoed": {
    requests: 1,
    entries: 0,
    async measure(session) {
      const answer = await unsupportedGrant(session);
      const echoed = answer.text.includes(GRANT);
      return {
        value: echoed ? "yes" : "no",
        evidence: `the answer to it ${echoed ? "contains" : "does not contain"} the grant_type`,
      };
    },
  },
  "resource-parameter-profile": {
    requests: 2,
    entries: 1,
    async measure(session) {
      const vendor = session.vendor();
      const ask = (resource?: string) =>
        session.ask(vendor, {
          changes: { entry: session.entry(), audience: undefined, resource },
        });
      if ((await ask()).token) throw new Skipped("the tenant has a default audience");
      const answer = await ask(vendor.audiences[0]);
      return {
        value: answer.token ? "compatibility" : "audience",
        evidence: `resource instead of audience: ${seen(answer)}`,
      };
    },
  },
};

/** Quirk to why it is not measured. */
export const UNMEASURED_OF_TENANT: Readonly<Record<string, string>> = {
  "monthly-quota-spent": "would need the whole month's quota",
  "organization-refused": "would need an organization of the tenant, or a grant that allows them",
};
