/** The parts of the configuration that the rules read, as far as they are readable despite mistakes. */
import type { Spender } from "../../quota";
import { apiWithDefaults } from "../defaults";
import type { GrantSetting } from "../grant";
import { cache } from "../schema/cache";
import { type ProjectKeys, projectKeys } from "../schema/proxy";
import { vendor } from "../schema/vendors";
import type { Api, Config } from "../types";

/** A part that has problems of its own is left out, and so are its rules. */
export interface Parts {
  readonly cache?: Config["cache"] | undefined;
  /** The keys that the section `cache` has, whatever its store. */
  readonly cacheKeys?: readonly string[];
  readonly quota?: Config["quota"] | undefined;
  readonly tokenQuota?: ProjectKeys["tokenQuota"] | undefined;
  readonly apis?: readonly Api[] | undefined;
  readonly vendors: Readonly<Record<string, RuledVendor>>;
  readonly domain?: Config["domain"];
  readonly monitoring?: Config["monitoring"];
  readonly region?: string | undefined;
  /** Hosts that tokens come from. */
  readonly issuerDomains: readonly (string | undefined)[];
}

interface RuledVendor extends Spender {
  readonly grants: Readonly<Record<string, GrantSetting>>;
  readonly clientVersion: number;
  readonly tokenQuota?: unknown;
}

export type Warned = Pick<
  Config,
  | "cache"
  | "apis"
  | "quota"
  | "monitoring"
  | "onlyThroughProxy"
  | "domain"
  | "logs"
  | "vendors"
  | "allowedCidrs"
>;

export const NOT_SHOWN = "the figures are not shown: a key is marked as a secret";

/** @param parsed the project's keys if the schema accepts them, otherwise undefined */
export function partsOf(
  own: Record<string, unknown>,
  parsed: ProjectKeys | undefined,
  provider: Pick<Parts, "region"> & { readonly tenantDomain: string | undefined },
): Parts {
  const project = parsed ?? readable(own);
  return {
    ...project,
    apis: project.apis?.map(apiWithDefaults),
    cacheKeys: Object.entries(Object(own.cache) as object).flatMap(([key, value]) =>
      value === undefined ? [] : [key],
    ),
    region: provider.region,
    issuerDomains: [project.issuerDomain, provider.tenantDomain],
  };
}

/**
 * Each part and each vendor by itself, so that a mistake in one does not hide those in the others. A second
 * time, only where there is a mistake: of a value with one, zod gives nothing that is valid in it.
 */
function readable(own: Record<string, unknown>) {
  const { apis, quota, tokenQuota, domain, monitoring, issuerDomain } = projectKeys.shape;
  const vendors = Object.entries(Object(own.vendors) as Record<string, unknown>).flatMap(
    ([name, value]) => {
      const { data } = vendor.safeParse(value);
      return data ? [[name, data] as const] : [];
    },
  );
  return {
    cache: readableCache(own.cache),
    quota: quota.safeParse(own.quota).data,
    tokenQuota: tokenQuota.safeParse(own.tokenQuota).data,
    apis: apis.safeParse(own.apis).data,
    vendors: Object.fromEntries(vendors),
    domain: domain.safeParse(own.domain).data,
    monitoring: monitoring.safeParse(own.monitoring).data,
    issuerDomain: issuerDomain.safeParse(own.issuerDomain).data,
  };
}

/** The part of it that the rules need, despite a mistake in another key of the section. */
function readableCache(value: unknown): Config["cache"] | undefined {
  const { store, ttlSeconds, renewBeforeSeconds, standby } = Object(value) as Record<
    string,
    unknown
  >;
  const isFlag = typeof standby === "boolean" ? { standby } : {};
  return cache.safeParse({ store, ttlSeconds, renewBeforeSeconds, ...isFlag }).data;
}
