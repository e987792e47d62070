/** What changes for the APIs that vendors get tokens for. Pure. */
import type { Api } from "../../src/config/types";
import { name, names } from "./markdown";
import { equal, type Pair } from "./pair";

/** What a part of the configuration contributes to each line of the summary. */
export interface Part {
  readonly items: readonly string[];
  readonly stale: readonly string[];
  readonly destroyed: readonly string[];
}

export function apiChanges({ before, after }: Pair<readonly Api[]>): Part {
  const find = (apis: readonly Api[], { identifier }: Api) =>
    apis.find((api) => api.identifier === identifier);
  const added = after.filter((api) => !find(before, api));
  const removed = before.filter((api) => !find(after, api));
  const both = after.flatMap((api) => {
    const old = find(before, api);
    return old ? [{ before: old, after: api }] : [];
  });
  const given = both.filter((api) => !api.before.existing && api.after.existing);
  const lifetimes = both.filter(
    (api) => api.before.tokenLifetimeSeconds !== api.after.tokenLifetimeSeconds,
  );
  const dialects = both.filter(
    (api) => !equal(dialectOf(api.before), dialectOf(api.after)) && !api.after.existing,
  );
  const scopes = both.filter((api) => !equal(api.before.scopes, api.after.scopes));
  const identifiers = (apis: readonly Api[]) => names(apis.map(({ identifier }) => identifier));
  return {
    items: [
      ...(added.length > 0 ? [`added ${identifiers(added)}`] : []),
      ...(removed.length > 0 ? [`**removed** ${identifiers(removed)}`] : []),
      ...lifetimes.map(
        (api) =>
          `${name(api.after.identifier)}: tokens live ${api.before.tokenLifetimeSeconds} s → ${api.after.tokenLifetimeSeconds} s`,
      ),
      ...dialects.map(
        (api) =>
          `${name(api.after.identifier)}: its tokens' form or claims (${dialectOf(api.after).join(", ") || "taken out, which changes nothing at Auth0"})`,
      ),
      ...scopes.map((api) => `${name(api.after.identifier)}: ${scopeChanges(api)}`),
      ...both
        .filter((api) => api.before.existing !== api.after.existing)
        .map(
          (api) =>
            `${name(api.after.identifier)}: ${api.after.existing ? "managed elsewhere from now on" : "managed here from now on"}`,
        ),
    ],
    stale: [
      ...lifetimes.map((api) => `${name(api.after.identifier)} (lifetime)`),
      ...dialects.map((api) => `${name(api.after.identifier)} (form of its tokens)`),
    ],
    destroyed: [
      ...removed.filter(({ existing }) => !existing),
      ...given.map((api) => api.before),
    ].map(
      ({ identifier }) =>
        `${name(identifier)} at Auth0, for everybody, unless you remove it from the state first (\`pulumi state delete\`)`,
    ),
  };
}

/** What decides which claims its tokens have. */
function dialectOf({ tokenDialect, enforcePolicies }: Api): string[] {
  return [
    ...(tokenDialect === undefined ? [] : [`tokenDialect ${tokenDialect}`]),
    ...(enforcePolicies === undefined ? [] : [`enforcePolicies ${String(enforcePolicies)}`]),
  ];
}

function scopeChanges({ before, after }: Pair<Api>): string {
  const [old, now] = [Object.keys(before.scopes), Object.keys(after.scopes)];
  const more = now.filter((scope) => !old.includes(scope));
  const less = old.filter((scope) => !now.includes(scope));
  return (
    [
      ...(more.length > 0 ? [`offers ${names(more)}`] : []),
      ...(less.length > 0 ? [`no longer offers ${names(less)}`] : []),
    ].join(", ") || "descriptions of scopes"
  );
}
