/** What a stack's configuration changes, for a reviewer. Pure. */
import type { Config } from "../../src/config/types";
import { quotaOutput } from "../../src/outputs";
import { ttlOf } from "../../src/expiresIn";
import { mapValues } from "../../src/records";
import { apiChanges, type Part } from "./apis";
import { frontDoorChanges } from "./frontDoor";
import { type Line, lines, name } from "./markdown";
import { changed, equal, type Pair } from "./pair";
import { vendorChanges } from "./vendors";

/** The keys that the lines below cover; other changes are listed by key. */
const SPOKEN_OF: readonly string[] = [
  ...["apis", "vendors", "cache", "throttle", "quota", "issuerDomain", "region"],
  ...["allowedCidrs", "waf", "onlyThroughProxy", "domain", "warnings"],
];

/**
 * A dozen lines at most.
 *
 * @param stack as in `--stack`
 */
export function changesOf(pair: Pair<Config>, stack: string): string[] {
  const { before, after } = pair;
  const vendors = vendorChanges(pairOf(pair, vendorsOf(changed(pairOf(pair, protectOf)))));
  const apis = apiChanges({ before: before.apis, after: after.apis });
  const cache = cacheChanges(pair);
  const destroyed = [
    ...cache.destroyed,
    ...apis.destroyed,
    ...vendors.destroyed,
    ...partsGone(pair),
  ];
  return lines([
    vendors.vendors,
    vendors.gained,
    vendors.lost,
    { title: "APIs", items: apis.items },
    frontDoorChanges(pair),
    { title: "Cache", items: cache.items },
    tokens(pair),
    flush([...cache.stale, ...apis.stale, ...vendors.stale], after, stack),
    { title: "Tell", items: [...cache.tell, ...domainWords(pair), ...vendors.tell] },
    {
      title: "Destroyed",
      items: [...destroyed, ...refused(pair, destroyed)],
    },
    {
      title: "Also changed",
      items: keysOf(pair)
        .filter(
          (key) => !SPOKEN_OF.includes(key) && !equal(valueOf(before, key), valueOf(after, key)),
        )
        .map(name),
    },
  ]);
}

function keysOf({ before, after }: Pair<Config>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

function valueOf(config: Config, key: string): unknown {
  return (config as unknown as Record<string, unknown>)[key];
}

function cacheChanges(pair: Pair<Config>): Part & { readonly tell: readonly string[] } {
  const ttl = pairOf(pair, ({ cache }) => ttlOf(cache));
  const store = pairOf(pair, ({ cache }) => cache.store);
  const size = pairOf(pair, ({ cache }) => cache.sizeGb);
  const [issuer, region] = [
    pairOf(pair, ({ issuerDomain }) => issuerDomain),
    pairOf(pair, ({ region }) => region),
  ];
  const arrow = ({ before, after }: Pair<string>) => `${name(before)} → ${name(after)}`;
  return {
    items: [
      ...(changed(ttl) && !changed(store) ? [`TTL ${ttl.before} s → ${ttl.after} s`] : []),
      ...(changed(store) ? [`store ${arrow(store)}${isJump(store) ? JUMP : ""}`] : []),
      ...(changed(size) ? [sizeWords(size)] : []),
      ...brokerWords(pairOf(pair, ({ cache }) => cache)),
      ...(changed(issuer) ? [`issuer ${arrow(issuer)}`] : []),
      ...(changed(region) ? [`region ${arrow(region)}`] : []),
    ],
    stale: ttl.after < ttl.before ? ["the lower TTL, even if the update fails half-way"] : [],
    tell: [
      ...(changed(issuer) ? ["everybody who validates tokens, in advance: `iss` changes"] : []),
      ...(changed(region)
        ? ["every vendor: the token URL changes, unless it is your own domain"]
        : []),
    ],
    destroyed: changed(region) ? [`the proxy in ${name(region.before)}`] : [],
  };
}

function pairOf<T>({ before, after }: Pair<Config>, pick: (config: Config) => T): Pair<T> {
  return { before: pick(before), after: pick(after) };
}

/** Leaves out each vendor's protection where the stack's changes: it is one change, not one for each vendor. */
function vendorsOf(protection: boolean): (config: Config) => Config["vendors"] {
  return ({ vendors }) =>
    protection ? mapValues(vendors, (vendor) => ({ ...vendor, protect: false })) : vendors;
}

function protectOf({ protect }: Config): boolean {
  return protect;
}

/** A protected resource is not destroyed: the update fails there. */
function refused({ before, after }: Pair<Config>, destroyed: readonly string[]): string[] {
  const vendor = Object.entries(before.vendors).some(
    ([each, { protect }]) => protect && !Object.hasOwn(after.vendors, each),
  );
  return destroyed.length > 0 && (before.protect || vendor)
    ? ["protected resources: Pulumi refuses until an earlier deployment has set `protect` to false"]
    : [];
}

const JUMP = ', in one step: change to `none` first (docs/operations.md, "Change the store")';

/** From one cache straight to the other, without the step that empties the first before the second answers. */
function isJump({ before, after }: Pair<Config["cache"]["store"]>): boolean {
  return before !== "none" && after !== "none";
}

function brokerWords({ before, after }: Pair<Config["cache"]>): string[] {
  if (before.store !== "dynamodb" || after.store !== "dynamodb") return [];
  const [was, is] = [before.renewBeforeSeconds, after.renewBeforeSeconds];
  return [
    ...(was === is ? [] : [`renewal ${was} s → ${is} s before the expiry`]),
    ...(before.pepperVersion === after.pepperVersion
      ? []
      : ["a new pepper: every cached token is fetched again"]),
  ];
}

function sizeWords({ before, after }: Pair<string | undefined>): string {
  if (before === undefined) return `a cluster of ${after} GB, which takes minutes`;
  if (after === undefined) return `no cluster: changing back to ${name("stage")} takes minutes`;
  return `size ${before} GB → ${after} GB, which empties it`;
}

function tokens(pair: Pair<Config>): Line {
  const { before, after } = pairOf(pair, quotaOutput);
  const plan = before.allowance === after.allowance ? "" : ` (the plan had ${before.allowance})`;
  const title = "Tokens in 30 days";
  if (after.bound === undefined)
    return { title, items: [`one for each request, of ${after.allowance}${plan}: **no limit**`] };
  const percent = Math.ceil((after.bound * 100) / after.allowance);
  const over = after.bound > after.allowance ? "**over**, " : "";
  const from =
    before.bound === after.bound
      ? "unchanged, at most "
      : `at most ${before.bound ?? "no limit"} → `;
  return {
    title,
    items: [`${from}${after.bound} of ${after.allowance}${plan}: ${over}${percent} %`],
  };
}

/** A store that knows each vendor's grants serves no outdated answers, so it needs no flush. */
function flush(stale: readonly string[], after: Config, stack: string): Line {
  return {
    title: "Flush",
    note: ` with ${name(`npm run flush -- --stack ${stack}`)}, a minute after the deployment, or wait for the TTL`,
    items: after.cache.store === "stage" ? stale : [],
  };
}

function domainWords(pair: Pair<Config>): string[] {
  return changed(pairOf(pair, ({ domain }) => domain?.name))
    ? ["every vendor: its new token URL"]
    : [];
}

function partsGone({ before, after }: Pair<Config>): string[] {
  return [
    ...(before.domain && before.domain.name !== after.domain?.name
      ? [`the domain ${name(before.domain.name)} at API Gateway`]
      : []),
    ...(before.waf && !after.waf ? ["the web ACL"] : []),
    ...(before.monitoring && !after.monitoring ? ["alarms and dashboard"] : []),
    ...(before.onlyThroughProxy && !after.onlyThroughProxy ? ["the Action at Auth0"] : []),
  ];
}
