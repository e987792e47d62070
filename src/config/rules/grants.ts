/** What a vendor is granted, against what the APIs offer. */
import { removeCommand, setTo } from "../commands";
import { nearest } from "../didYouMean";
import { grantOf, scopesPath } from "../grant";
import type { KeyOf, KeyPath } from "../path";
import type { Problem } from "../problems";
import { isGenerated, printable, showName } from "../show";
import type { Api } from "../types";
import type { Parts } from "./parts";

export function* emptyGrants(
  apis: readonly Api[],
  vendors: Parts["vendors"],
  keyOf: KeyOf,
): Iterable<Problem> {
  for (const [name, { grants }] of Object.entries(vendors))
    if (Object.keys(grants).length === 0)
      yield {
        key: keyOf(["vendors", name, "grants"]),
        found: "is empty",
        allowed: "at least one audience: a vendor without a grant can get no token",
        fix: `${grantFix(["vendors", name, "grants"], apis[0], keyOf)}, or ${removeCommand(keyOf(["vendors", name]))}`,
      };
}

/** Grants an API's first scope, or no scope at all where it lists none. */
function grantFix(path: KeyPath, api: Api | undefined, keyOf: KeyOf): string {
  if (!api) return "add an API to apis, and grant it";
  const [scope] = Object.keys(api.scopes);
  const at = [...path, api.identifier];
  return `for example ${scope === undefined ? setTo(keyOf, at, []) : setTo(keyOf, [...at, 0], showName(scope))}`;
}

export function* brokenGrants(
  apis: readonly Api[],
  vendors: Parts["vendors"],
  keyOf: KeyOf,
): Iterable<Problem> {
  for (const [name, { grants }] of Object.entries(vendors))
    for (const [audience, grant] of Object.entries(grants)) {
      const path = ["vendors", name, "grants", audience];
      const api = apis.find(({ identifier }) => identifier === audience);
      if (api) yield* brokenScopes(scopesPath(path, grant), api, grantOf(grant).scopes, keyOf);
      else
        yield {
          key: keyOf(path),
          found: "is an audience that apis does not list",
          allowed:
            apis.map(({ identifier }) => showName(identifier)).join(", ") || "none: apis is empty",
          fix:
            meantAudience(audience, apis) ??
            `${removeCommand(keyOf(path))}, or add the API: ${setTo(keyOf, ["apis", apis.length, "identifier"], showName(audience))}`,
        };
    }
}

/** To be renamed by hand: a key has no command. */
function meantAudience(audience: string, apis: readonly Api[]): string | undefined {
  const meant = nearest(
    audience,
    apis.map(({ identifier }) => identifier).filter((each) => !isGenerated(each)),
  );
  return meant && `did you mean ${printable(meant)}? rename it in the stack's YAML`;
}

function* brokenScopes(
  path: KeyPath,
  api: Api,
  scopes: readonly string[],
  keyOf: KeyOf,
): Iterable<Problem> {
  const known = Object.keys(api.scopes);
  // What an API that is managed elsewhere offers is not known here unless it says so.
  const anyScope = api.existing && known.length === 0;
  for (const [index, scope] of scopes.entries()) {
    const repeated = scopes.indexOf(scope) < index;
    if (repeated || !(anyScope || known.includes(scope)))
      yield {
        key: keyOf([...path, index]),
        found:
          `is ${JSON.stringify(showName(scope))}` +
          (repeated ? ", which the list has already" : ""),
        allowed: anyScope
          ? "each scope once"
          : known.length > 0
            ? `one of ${known.map(showName).join(", ")}, each once`
            : "no scope: the API lists none",
        fix:
          (repeated ? "" : meantScope([...path, index], scope, known, scopes, keyOf)) +
          removeCommand(keyOf([...path, index])),
      };
  }
}

function meantScope(
  path: KeyPath,
  scope: string,
  known: readonly string[],
  granted: readonly string[],
  keyOf: KeyOf,
): string {
  const others = known.filter((each) => !granted.includes(each) && !isGenerated(each));
  const meant = isGenerated(scope) ? undefined : nearest(scope, others);
  return meant === undefined ? "" : `did you mean ${meant}? ${setTo(keyOf, path, meant)}, or `;
}
