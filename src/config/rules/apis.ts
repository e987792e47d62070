/** The list of APIs. */
import { removeCommand, setCommand } from "../commands";
import { isOwnApi } from "../ownApis";
import type { KeyOf } from "../path";
import type { Problem } from "../problems";
import { showName } from "../show";
import type { Api } from "../types";
import type { Parts } from "./parts";

export function* repeatedAudiences(apis: readonly Api[], keyOf: KeyOf): Iterable<Problem> {
  for (const [index, { identifier }] of apis.entries())
    if (apis.findIndex((api) => api.identifier === identifier) < index)
      yield {
        key: keyOf(["apis", index, "identifier"]),
        found: `is ${JSON.stringify(showName(identifier))}, which an earlier entry has already`,
        allowed: "one entry per audience",
        fix: removeCommand(keyOf(["apis", index])),
      };
}

export function* managedOwnApis(
  apis: readonly Api[],
  { issuerDomains }: Pick<Parts, "issuerDomains">,
  keyOf: KeyOf,
): Iterable<Problem> {
  const domains = issuerDomains.filter((domain) => domain !== undefined);
  for (const [index, { identifier, existing, tokenLifetimeSeconds }] of apis.entries()) {
    if (isOwnApi(`${identifier}/`, domains))
      yield {
        key: keyOf(["apis", index, "identifier"]),
        found: `is ${JSON.stringify(showName(identifier))}, without the slash at the end of Auth0's own API`,
        allowed: `${showName(identifier)}/`,
        fix: setCommand(keyOf(["apis", index, "identifier"]), `${identifier}/`),
      };
    if (!existing && isOwnApi(identifier, domains))
      yield {
        key: keyOf(["apis", index, "existing"]),
        found: `is false, and ${showName(identifier)} is Auth0's own API`,
        allowed:
          "existing: true, with its tokenLifetimeSeconds: the tenant makes it, and it cannot be managed",
        fix: [
          setCommand(keyOf(["apis", index, "existing"]), true),
          setCommand(keyOf(["apis", index, "tokenLifetimeSeconds"]), tokenLifetimeSeconds),
        ].join(" && "),
      };
  }
}
