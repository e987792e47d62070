/** The rules that span several keys of the configuration. */
import type { Api, Vendor } from "../config";
import { type KeyPath, type Problem, removeCommand, setCommand, show, showName } from "./problems";

/** What the rules look at. A part that has problems of its own is left out, and so are its rules. */
export interface Parts {
  readonly ttlSeconds?: number | undefined;
  readonly apis?: readonly Api[] | undefined;
  readonly vendors: Readonly<Record<string, Vendor>>;
}

type KeyOf = (path: KeyPath) => string;

/** @param keyOf the full configuration key of a path in the project's namespace */
export function brokenRules({ ttlSeconds, apis, vendors }: Parts, keyOf: KeyOf): Problem[] {
  return [
    ...emptyGrants(vendors, keyOf),
    ...(apis ? [...repeatedAudiences(apis, keyOf), ...brokenGrants(apis, vendors, keyOf)] : []),
    ...(apis && ttlSeconds !== undefined ? ttlTooLong(ttlSeconds, apis, vendors, keyOf) : []),
  ];
}

/**
 * Things that are legal but probably not meant.
 *
 * @param nameOf what may be shown of an audience
 */
export function warnings(
  { ttlSeconds, apis, vendors }: Required<Parts>,
  nameOf: (audience: string) => string = showName,
): string[] {
  return grantedApis(apis, vendors)
    .filter(({ tokenLifetimeSeconds }) => tokenLifetimeSeconds - ttlSeconds < ttlSeconds)
    .map(
      ({ identifier, tokenLifetimeSeconds }) =>
        `Tokens for ${nameOf(identifier)} live ${tokenLifetimeSeconds} s and are cached for ${ttlSeconds} s: ` +
        `vendors are told to keep one for ${tokenLifetimeSeconds - ttlSeconds} s only, less than the TTL. ` +
        `Raise the API's tokenLifetimeSeconds or lower cache.ttlSeconds.`,
    );
}

function* emptyGrants(vendors: Parts["vendors"], keyOf: KeyOf): Iterable<Problem> {
  for (const [name, { grants }] of Object.entries(vendors))
    if (Object.keys(grants).length === 0)
      yield {
        key: keyOf(["vendors", name, "grants"]),
        found: "is empty",
        allowed: "at least one audience: a vendor without a grant can get no token",
        mend: `${setCommand(keyOf(["vendors", name, "grants", "<audience>", 0]), "<scope>")}, or ${removeCommand(keyOf(["vendors", name]))}`,
      };
}

function* repeatedAudiences(apis: readonly Api[], keyOf: KeyOf): Iterable<Problem> {
  for (const [index, { identifier }] of apis.entries())
    if (apis.findIndex((api) => api.identifier === identifier) < index)
      yield {
        key: keyOf(["apis", index, "identifier"]),
        found: `${show(identifier)}, which an earlier entry has already`,
        allowed: "one entry per audience",
        mend: removeCommand(keyOf(["apis", index])),
      };
}

function* brokenGrants(
  apis: readonly Api[],
  vendors: Parts["vendors"],
  keyOf: KeyOf,
): Iterable<Problem> {
  for (const [name, { grants }] of Object.entries(vendors))
    for (const [audience, scopes] of Object.entries(grants)) {
      const path = ["vendors", name, "grants", audience];
      const api = apis.find(({ identifier }) => identifier === audience);
      if (api) yield* brokenScopes(path, api, scopes, keyOf);
      else
        yield {
          key: keyOf(path),
          found: "is an audience that apis does not list",
          allowed:
            apis.map(({ identifier }) => showName(identifier)).join(", ") || "none: apis is empty",
          mend: `${removeCommand(keyOf(path))}, or add the API with ${setCommand(keyOf(["apis", apis.length, "identifier"]))}`,
        };
    }
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
  if (known.length > 0 && scopes.length === 0)
    yield {
      key: keyOf(path),
      found: "is an empty list",
      allowed: `at least one of the API's scopes: ${known.map(showName).join(", ")}`,
      mend: setCommand(keyOf([...path, 0]), showName(known[0] ?? "")),
    };
  for (const [index, scope] of scopes.entries()) {
    const repeated = scopes.indexOf(scope) < index;
    if (repeated || !(anyScope || known.includes(scope)))
      yield {
        key: keyOf([...path, index]),
        found: show(scope) + (repeated ? ", which the list has already" : ""),
        allowed: anyScope
          ? "each scope once"
          : known.length > 0
            ? `one of ${known.map(showName).join(", ")}, each once`
            : "no scope: the API lists none",
        mend: removeCommand(keyOf([...path, index])),
      };
  }
}

function* ttlTooLong(
  ttlSeconds: number,
  apis: readonly Api[],
  vendors: Parts["vendors"],
  keyOf: KeyOf,
): Iterable<Problem> {
  for (const api of grantedApis(apis, vendors))
    if (api.tokenLifetimeSeconds <= ttlSeconds)
      yield {
        key: keyOf(["cache", "ttlSeconds"]),
        found: `is ${ttlSeconds}, not shorter than the ${api.tokenLifetimeSeconds} s that tokens for ${showName(api.identifier)} live`,
        allowed: `less than ${api.tokenLifetimeSeconds}: no token may be cached for longer than it lives`,
        mend: `lower it, or ${setCommand(keyOf(["apis", apis.indexOf(api), "tokenLifetimeSeconds"]), String(ttlSeconds * 2))}`,
      };
}

function grantedApis(apis: readonly Api[], vendors: Parts["vendors"]): Api[] {
  const granted = new Set(Object.values(vendors).flatMap(({ grants }) => Object.keys(grants)));
  return apis.filter(({ identifier }) => granted.has(identifier));
}
