/** The rules that span several keys of the configuration. */
import { expiresInRange, expiresInSeconds, servedSeconds, withheldSeconds } from "../expiresIn";
import { DEFAULT_TOKEN_LIFETIME_SECONDS, MIN_RENEW_BEFORE_SECONDS } from "./limits";
import { type Budget, budgetOf, longestTtl, type Spender, UNCOVERED } from "../quota";
import { STORES } from "./schema/proxy";
import { removeCommand, setCommand, setTo } from "./commands";
import { nearest } from "./didYouMean";
import type { KeyOf, KeyPath } from "./path";
import type { Problem } from "./problems";
import { mayBeSecret, printable, show, showName } from "./show";
import type { Api, Config } from "./types";

/** What the rules look at. A part that has problems of its own is left out, and so are its rules. */
export interface Parts {
  readonly cache?: Config["cache"] | undefined;
  /** The keys that the section `cache` has, whatever its store. */
  readonly cacheKeys?: readonly string[];
  readonly quota?: Config["quota"] | undefined;
  readonly apis?: readonly Api[] | undefined;
  readonly vendors: Readonly<Record<string, RuledVendor>>;
  readonly domain?: Config["domain"];
  readonly monitoring?: Config["monitoring"];
  readonly region?: string | undefined;
  /** Hosts that tokens come from. */
  readonly issuerDomains: readonly (string | undefined)[];
}

interface RuledVendor extends Spender {
  readonly grants: Readonly<Record<string, readonly string[]>>;
  readonly clientVersion: number;
}

type Warned = Pick<
  Config,
  "cache" | "apis" | "quota" | "monitoring" | "onlyThroughProxy" | "domain" | "logs" | "vendors"
>;

const NOT_SHOWN = "the figures are not shown: a key is marked as a secret";

/** @param keyOf the full configuration key of a path in the project's namespace */
export function brokenRules(parts: Parts, keyOf: KeyOf): Problem[] {
  const { cache, quota, apis, vendors } = parts;
  return [
    ...emptyGrants(apis ?? [], vendors, keyOf),
    ...overlapOfNothing(vendors, keyOf),
    ...foreignArns(parts, keyOf),
    ...ownUpstream(parts, keyOf),
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

/**
 * What is valid but probably unintended.
 *
 * @param masked whether a key that they look at is marked as a secret: then they say no name and no figure
 */
export function warnings(parts: Warned, masked: boolean): string[] {
  return [
    ...shortLived(parts, masked),
    ...overspent(parts, masked),
    ...uncached(parts),
    ...basicOnHttp2(parts, masked),
    ...open(parts),
    ...accountWide(parts),
  ];
}

function* shortLived({ cache, apis, vendors }: Warned, masked: boolean): Iterable<string> {
  if (cache.store !== "stage") return;
  const { ttlSeconds } = cache;
  for (const { identifier, tokenLifetimeSeconds } of grantedApis(apis, vendors))
    if (expiresInRange(cache, tokenLifetimeSeconds).atLeast < ttlSeconds)
      yield (
        (masked
          ? `Tokens for an API are cached for more than half of their lives (${NOT_SHOWN}). `
          : `Tokens for ${showName(identifier)} live ${tokenLifetimeSeconds} s and are cached for ${ttlSeconds} s: ` +
            `their expires_in is only ${expiresInSeconds(tokenLifetimeSeconds, ttlSeconds)} s, less than the TTL. `) +
        `Raise the API's tokenLifetimeSeconds or lower cache.ttlSeconds.`
      );
}

function* overspent(parts: Warned, masked: boolean): Iterable<string> {
  const budget = budgetWith(parts.cache, parts.quota, parts);
  if (budget && budget.bound > budget.allowance)
    yield masked
      ? `The vendors can cost more Auth0 tokens in 30 days than quota.monthlyTokens (${NOT_SHOWN}).`
      : `The vendors can cost ${budget.bound} Auth0 tokens in 30 days (${largest(budget)}), ` +
        `more than the ${budget.allowance} of quota.monthlyTokens. ` +
        `To fix this: ${remedies(budget, parts.cache, parts)} Not counted: ${uncovered(parts.cache)}.`;
}

/** @returns undefined if nothing bounds it, or if the APIs are needed for it and cannot be read */
function budgetWith(
  cache: Config["cache"],
  { monthlyTokens }: Config["quota"],
  { apis, vendors }: Pick<Parts, "apis" | "vendors">,
): Budget | undefined {
  if (cache.store === "none" || (cache.store === "dynamodb" && !apis)) return undefined;
  return budgetOf(vendors, servedBy(cache, apis ?? []), monthlyTokens);
}

function uncovered({ store }: Config["cache"]): string {
  return UNCOVERED[store === "dynamodb" ? store : "stage"];
}

/** @returns how long one token for an audience is given out, in seconds */
export function servedBy(
  cache: Config["cache"],
  apis: readonly Api[],
): (audience: string) => number {
  return (audience) => {
    const api = apis.find(({ identifier }) => identifier === audience);
    return servedSeconds(cache, api?.tokenLifetimeSeconds ?? DEFAULT_TOKEN_LIFETIME_SECONDS);
  };
}

function* uncached({ cache }: Warned): Iterable<string> {
  if (cache.store === "none")
    yield (
      "cache.store is none: nothing is cached, and every request of a vendor costs an Auth0 token. " +
      "Set it to stage or dynamodb as soon as the switch, or the emergency, is over."
    );
}

/** API Gateway looks headers up by their exact names (src/proxy/cacheKey.ts); the broker does not. */
function* basicOnHttp2({ cache, vendors }: Warned, masked: boolean): Iterable<string> {
  if (cache.store === "dynamodb") return;
  for (const [name, { authenticationMethod }] of Object.entries(vendors))
    if (authenticationMethod === "client_secret_basic")
      yield (
        `${masked ? "A vendor" : `The vendor ${showName(name)}`} uses client_secret_basic: over HTTP/2, or with fetch, ` +
        "its credentials do not get through API Gateway and it is refused (401). It needs HTTP/1.1 and the header spelled " +
        "Authorization; if it cannot, set its authenticationMethod to client_secret_post."
      );
}

function* open({ monitoring, onlyThroughProxy, domain }: Warned): Iterable<string> {
  if (monitoring && monitoring.emails.length === 0 && monitoring.topicArn === undefined)
    yield "The alarms notify nobody: set monitoring.emails or monitoring.topicArn.";
  if (onlyThroughProxy?.enforce === false)
    yield (
      "onlyThroughProxy.enforce is false: vendors can bypass the proxy and call Auth0 directly. " +
      "Set it to true, or remove onlyThroughProxy once this is deployed."
    );
  if (domain?.keepDefaultEndpoint)
    yield (
      "domain.keepDefaultEndpoint is true: API Gateway's own host name answers as well. " +
      "Remove it once every vendor uses the new token URL."
    );
}

function* accountWide({ logs }: Warned): Iterable<string> {
  if (logs.manageAccountRole && (logs.access || logs.execution !== "off"))
    yield (
      "logs.manageAccountRole is true: this stack sets the role with which every API Gateway API of this " +
      "account and region writes logs, over one that is there. " +
      "Set it to false if another stack or team sets that role."
    );
}

/** The vendors that cost most, five at the most. */
function largest({ vendors }: Budget): string {
  const [...sorted] = Object.entries(vendors).sort(([, a], [, b]) => b - a);
  const more = sorted.length > 5 ? [`${sorted.length - 5} more`] : [];
  return [
    ...sorted.slice(0, 5).map(([name, tokens]) => `${showName(name)} ${tokens}`),
    ...more,
  ].join(", ");
}

function remedies(
  { bound }: Budget,
  cache: Config["cache"],
  { apis = [], vendors }: Pick<Parts, "apis" | "vendors">,
): string {
  return [
    ...longerKept(bound, cache, grantedApis(apis, vendors), vendors),
    "remove vendors or audiences, or buy a bigger Auth0 plan and raise quota.monthlyTokens.",
  ].join(" ");
}

function* longerKept(
  bound: number,
  cache: Config["cache"],
  granted: readonly Api[],
  vendors: Parts["vendors"],
): Iterable<string> {
  if (cache.store !== "stage") return;
  const longest = longestTtl(granted.map((api) => api.tokenLifetimeSeconds));
  const atMost = budgetOf(vendors, longest, 0).bound;
  if (atMost < bound)
    yield `raise cache.ttlSeconds from ${cache.ttlSeconds} (at ${longest} s they can cost ${atMost}),`;
}

/** Grants an API's first scope, or no scope at all where it lists none. */
function grantFix(path: KeyPath, api: Api | undefined, keyOf: KeyOf): string {
  if (!api) return "add an API to apis, and grant it";
  const [scope] = Object.keys(api.scopes);
  const at = [...path, api.identifier];
  return `for example ${scope === undefined ? setTo(keyOf, at, []) : setTo(keyOf, [...at, 0], showName(scope))}`;
}

function* emptyGrants(
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

function* overlapOfNothing(vendors: Parts["vendors"], keyOf: KeyOf): Iterable<Problem> {
  for (const [name, { rotation, clientVersion }] of Object.entries(vendors))
    if (rotation === "overlap" && clientVersion === 1)
      yield {
        key: keyOf(["vendors", name, "rotation"]),
        found: 'is "overlap" at clientVersion 1, before which there is no client',
        allowed: "overlap from clientVersion 2 on: the client of the version before stays",
        fix: setCommand(keyOf(["vendors", name, "clientVersion"]), "2"),
      };
}

/** A regional API takes its certificate, and an alarm its topic, from the same region only. */
function* foreignArns({ region, domain, monitoring }: Parts, keyOf: KeyOf): Iterable<Problem> {
  const arns = [
    [["domain", "certificateArn"], domain?.certificateArn],
    [["monitoring", "topicArn"], monitoring?.topicArn],
  ] as const;
  for (const [path, arn] of arns) {
    const found = arn?.split(":")[3];
    if (region !== undefined && found !== undefined && found !== region)
      yield {
        key: keyOf(path),
        found: `is in the region ${found}, not in aws:region`,
        allowed: `an ARN in ${region}, where the proxy is`,
        fix: `make one in ${region} and set its ARN, or ${setCommand("aws:region", found)}`,
      };
  }
}

/** The proxy would call itself. */
function* ownUpstream({ domain, issuerDomains }: Parts, keyOf: KeyOf): Iterable<Problem> {
  if (domain && issuerDomains.includes(domain.name))
    yield {
      key: keyOf(["domain", "name"]),
      found: `${show(domain.name)}, which is Auth0's domain`,
      allowed: "a host name of its own for the proxy, which forwards to Auth0's",
      fix: `for example ${setCommand(keyOf(["domain", "name"]), "tokens.example.com")}`,
    };
}

function* overspend(
  cache: Config["cache"],
  quota: Config["quota"],
  parts: Parts,
  keyOf: KeyOf,
): Iterable<Problem> {
  const budget = budgetWith(cache, quota, parts);
  if (budget && quota.onOverspend === "fail" && budget.bound > budget.allowance)
    yield {
      key: keyOf(["quota", "monthlyTokens"]),
      found: `is ${quota.monthlyTokens}, less than the ${budget.bound} tokens that the vendors can cost in 30 days (${largest(budget)}), and quota.onOverspend is "fail"`,
      allowed: `at least ${budget.bound}, if the Auth0 plan has that many; not counted: ${uncovered(cache)}`,
      fix: remedies(budget, cache, parts),
    };
}

/** What a tenant comes with (Auth0, "Auth0 APIs"): an update that tried to make one would fail. */
const OWN_APIS = ["api/v2/", "userinfo", "mfa/", "me/"];

function* managedOwnApis(
  apis: readonly Api[],
  { issuerDomains }: Pick<Parts, "issuerDomains">,
  keyOf: KeyOf,
): Iterable<Problem> {
  const own = issuerDomains.flatMap((domain) =>
    OWN_APIS.map((path) => `https://${domain ?? ""}/${path}`),
  );
  for (const [index, { identifier, existing }] of apis.entries())
    if (!existing && own.includes(identifier))
      yield {
        key: keyOf(["apis", index, "existing"]),
        found: `is false, and ${showName(identifier)} is Auth0's own API`,
        allowed:
          "existing: true, with its tokenLifetimeSeconds: the tenant makes it, and it cannot be managed",
        fix: setCommand(keyOf(["apis", index, "existing"]), true),
      };
}

function* repeatedAudiences(apis: readonly Api[], keyOf: KeyOf): Iterable<Problem> {
  for (const [index, { identifier }] of apis.entries())
    if (apis.findIndex((api) => api.identifier === identifier) < index)
      yield {
        key: keyOf(["apis", index, "identifier"]),
        found: `${show(identifier)}, which an earlier entry has already`,
        allowed: "one entry per audience",
        fix: removeCommand(keyOf(["apis", index])),
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
    apis.map(({ identifier }) => identifier).filter((each) => !mayBeSecret(each)),
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
  if (known.length > 0 && scopes.length === 0)
    yield {
      key: keyOf(path),
      found: "is an empty list",
      allowed: `at least one of the API's scopes: ${known.map(showName).join(", ")}`,
      fix: `for example ${setTo(keyOf, [...path, 0], showName(known[0] ?? ""))}`,
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
  const others = known.filter((each) => !granted.includes(each) && !mayBeSecret(each));
  const meant = mayBeSecret(scope) ? undefined : nearest(scope, others);
  return meant === undefined ? "" : `did you mean ${meant}? ${setTo(keyOf, path, meant)}, or `;
}

function* keptTooLong(
  cache: Config["cache"],
  apis: readonly Api[],
  vendors: Parts["vendors"],
  keyOf: KeyOf,
): Iterable<Problem> {
  for (const api of grantedApis(apis, vendors)) {
    const { identifier, tokenLifetimeSeconds } = api;
    const raiseTo = (seconds: number) =>
      setCommand(keyOf(["apis", apis.indexOf(api), "tokenLifetimeSeconds"]), String(seconds));
    if (cache.store === "stage" && expiresInRange(cache, tokenLifetimeSeconds).atLeast <= 0)
      yield {
        key: keyOf(["cache", "ttlSeconds"]),
        found: `is ${cache.ttlSeconds}, too long for tokens for ${showName(identifier)}, which live ${tokenLifetimeSeconds} s`,
        allowed: allowedTtl(tokenLifetimeSeconds),
        fix: `lower it, or ${raiseTo(cache.ttlSeconds + withheldSeconds(cache.ttlSeconds))}`,
      };
    if (cache.store === "dynamodb" && cache.renewBeforeSeconds > tokenLifetimeSeconds / 2)
      yield {
        key: keyOf(["cache", "renewBeforeSeconds"]),
        found: `is ${cache.renewBeforeSeconds}, more than half the life of tokens for ${showName(identifier)}, which live ${tokenLifetimeSeconds} s`,
        allowed: allowedRenewal(Math.floor(tokenLifetimeSeconds / 2)),
        fix: `lower it, or ${raiseTo(2 * cache.renewBeforeSeconds)}`,
      };
  }
}

function allowedRenewal(most: number): string {
  return most >= MIN_RENEW_BEFORE_SECONDS
    ? `from ${MIN_RENEW_BEFORE_SECONDS} to ${most}`
    : `none for tokens that live less than ${2 * MIN_RENEW_BEFORE_SECONDS} s`;
}

/** What goes with a store; `sizeGb` with the stage's, and wherever the stage cache is kept. */
const KEYS_OF_STORE = {
  stage: ["ttlSeconds", "sizeGb"],
  dynamodb: ["renewBeforeSeconds", "pepperVersion", "standby"],
  none: ["standby"],
} as const;

/** A key of another store would be ignored, and somebody would rely on it. */
function* foreignCacheKeys({ cache, cacheKeys = [] }: Parts, keyOf: KeyOf): Iterable<Problem> {
  if (!cache) return;
  const { store } = cache;
  const own: readonly string[] = [
    "store",
    ...KEYS_OF_STORE[store],
    ...("standby" in cache && cache.standby ? ["sizeGb"] : []),
  ];
  for (const key of cacheKeys) {
    const stores = STORES.filter((each) =>
      (KEYS_OF_STORE[each] as readonly string[]).includes(key),
    );
    if (own.includes(key) || stores.length === 0) continue;
    const [first = store] = stores;
    const standby =
      key === "sizeGb" ? `${setCommand(keyOf(["cache", "standby"]), "true")}, or ` : "";
    yield {
      key: keyOf(["cache", key]),
      found: `goes with the store ${stores.join(" or ")}, and cache.store is ${store}`,
      allowed: `with ${store}: ${own.join(", ")}`,
      fix: `${removeCommand(keyOf(["cache", key]))}, or ${standby}${setCommand(keyOf(["cache", "store"]), first)}`,
    };
  }
}

/** A TTL that leaves a vendor a second at least; there may be none. */
function allowedTtl(tokenLifetimeSeconds: number): string {
  const most = expiresInSeconds(tokenLifetimeSeconds, 0) - 1;
  return (
    (most >= 1 ? `at most ${most}` : "no TTL for tokens that live so briefly") +
    `: of its life, a token that is cached loses the TTL and ${withheldSeconds(0)} s`
  );
}

export function grantedApis(apis: readonly Api[], vendors: Parts["vendors"]): Api[] {
  const granted = new Set(Object.values(vendors).flatMap(({ grants }) => Object.keys(grants)));
  return apis.filter(({ identifier }) => granted.has(identifier));
}
