/** A calculated limit, against grants that allow organizations. */
import { setCommand } from "../commands";
import { grantOf, usesOrganizations } from "../grant";
import type { KeyOf } from "../path";
import type { Problem } from "../problems";
import type { Parts } from "./parts";

/** The configuration does not say how many organizations a vendor uses: a limit for one would lock it out. */
export function* autoWithOrganizations(
  { cache, tokenQuota, vendors }: Parts,
  keyOf: KeyOf,
): Iterable<Problem> {
  if (cache?.store === "none") return;
  for (const [name, { tokenQuota: own, grants }] of Object.entries(vendors)) {
    const organizations = Object.values(grants).some((each) => usesOrganizations(grantOf(each)));
    if ((own ?? tokenQuota) !== "auto" || !organizations) continue;
    const key = keyOf(["vendors", name, "tokenQuota"]);
    yield {
      key,
      found: `${own === undefined ? "is not set, and the stack's is" : "is"} "auto", and its grants allow organizations, each of which costs tokens of its own`,
      allowed: "none, or numbers: how many organizations it asks for is not known here",
      fix: setCommand(key, "none"),
    };
  }
}
