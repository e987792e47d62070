/** The rules over several keys of the configuration, and the problems that they find. */
import type { KeyOf } from "../path";
import type { Problem } from "../problems";
import { managedOwnApis, repeatedAudiences } from "./apis";
import { brokenGrants, emptyGrants } from "./grants";
import { keptTooLong } from "./lifetimes";
import { autoWithOrganizations } from "./organizations";
import type { Parts } from "./parts";
import { ownUpstream } from "./domain";
import { overspend } from "./quota";
import { foreignArns } from "./region";
import { overlapOfNothing } from "./rotation";
import { foreignCacheKeys } from "./store";

/** @param keyOf the full configuration key of a path in the project's namespace */
export function brokenRules(parts: Parts, keyOf: KeyOf): Problem[] {
  const { cache, quota, apis, vendors } = parts;
  return [
    ...emptyGrants(apis ?? [], vendors, keyOf),
    ...overlapOfNothing(vendors, keyOf),
    ...foreignArns(parts, keyOf),
    ...ownUpstream(parts, keyOf),
    ...autoWithOrganizations(parts, keyOf),
    ...(cache && quota ? overspend(cache, quota, parts, keyOf) : []),
    ...(apis
      ? [
          ...repeatedAudiences(apis, keyOf),
          ...managedOwnApis(apis, parts, keyOf),
          ...brokenGrants(apis, vendors, keyOf),
        ]
      : []),
    ...(apis && cache ? keptTooLong(cache, apis, vendors, keyOf) : []),
    ...foreignCacheKeys(parts, keyOf),
  ];
}
