/** What changes for the vendors: who they are, what they may get, what they have to know. Pure. */
import { mapValues } from "../../src/records";
import { usesOrganizations as uses } from "../../src/config/grant";
import type { Config, Grant, Vendor } from "../../src/config/types";
import { type Line, name, names } from "./markdown";
import { equal, type Pair } from "./pair";

type Vendors = Config["vendors"];

export interface VendorChanges {
  readonly vendors: Line;
  readonly gained: Line;
  readonly lost: Line;
  /** What the cache keeps answering until the TTL ends, unless it is flushed. */
  readonly stale: readonly string[];
  readonly tell: readonly string[];
  readonly destroyed: readonly string[];
}

/** One vendor, before and after; one of the two may be missing. */
interface Change {
  readonly vendor: string;
  readonly before: Vendor | undefined;
  readonly after: Vendor | undefined;
}

/** A kind of change to a vendor, and the text for each line. */
interface Rule {
  readonly when: (before: Vendor, after: Vendor) => boolean;
  readonly says?: string;
  readonly stale?: string;
  readonly tell?: string;
  readonly destroys?: string;
}

const RULES: readonly Rule[] = [
  {
    when: (before, after) => !before.suspended && after.suspended,
    says: "suspended",
    stale: "suspension",
    tell: "it gets no more tokens",
  },
  {
    when: (before, after) => before.suspended && !after.suspended,
    says: "resumed",
    stale: "its refusals",
    tell: "it gets tokens again",
  },
  {
    when: (before, after) => newSecret(before, after),
    says: "new secret",
    stale: "the old secret",
    tell: "its new secret; the old one ends within 30 s",
  },
  {
    when: (before, after) => before.secretVersion !== 0 && after.secretVersion === 0,
    says: "keeps the secret that Auth0 has",
  },
  {
    when: (before, after) => newClient(before, after) && after.rotation === "overlap",
    says: "new client, the old one retires",
    tell: "its new client id and secret",
  },
  {
    when: (before, after) => newClient(before, after) && after.rotation === "cut",
    says: "new client at once",
    stale: "the old client",
    tell: "its new client id and secret, at once",
    destroys: "the old client",
  },
  {
    when: (before, after) =>
      !newClient(before, after) && before.rotation === "overlap" && after.rotation === "cut",
    says: "rotation done",
    stale: "the retiring client",
    destroys: "the retiring client",
  },
  {
    when: (before, after) =>
      !newClient(before, after) && before.rotation === "cut" && after.rotation === "overlap",
    says: "a second client, of the previous version",
  },
  {
    when: (before, after) => before.authenticationMethod !== after.authenticationMethod,
    says: "another authentication method",
    tell: "to change its authentication method at the same moment",
  },
  {
    when: (before, after) => !equal(before.tokenQuota, after.tokenQuota),
    says: "another token quota at Auth0",
  },
  {
    when: (before, after) =>
      Object.entries(after.grants).some(
        ([audience, { organizationUsage: usage }]) =>
          usage === undefined && before.grants[audience] && uses(before.grants[audience]),
      ),
    says: "**`organizationUsage` is taken out, which sends nothing to Auth0: write `deny`**",
  },
  {
    when: (before, after) => before.protect && !after.protect,
    says: "no longer protected against deletion",
  },
  {
    when: (before, after) => !before.protect && after.protect,
    says: "protected against deletion",
  },
  {
    when: (before, after) =>
      before.description !== after.description || before.contact !== after.contact,
    says: "description or contact",
  },
];

export function vendorChanges({ before, after }: Pair<Vendors>): VendorChanges {
  const all = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const changes = all.map((vendor) => ({ vendor, before: before[vendor], after: after[vendor] }));
  const added = changes.filter((change) => !change.before).map(({ vendor }) => vendor);
  const removed = changes.filter((change) => !change.after).map(({ vendor }) => vendor);
  const access = changes.map(accessOf);
  const ruled = changes.map(ruledBy);
  const each = (pick: (rule: Rule) => string | undefined) =>
    ruled.flatMap(({ vendor, rules }) => {
      const said = rules.flatMap((rule) => pick(rule) ?? []);
      return said.length === 0 ? [] : [`${name(vendor)}: ${said.join(", ")}`];
    });
  const regranted = access.filter(({ before, after, gained, lost }) =>
    Boolean(before && after && gained.length + lost.length > 0),
  );
  return {
    vendors: {
      title: "Vendors",
      items: [
        ...(added.length > 0 ? [`added ${names(added)}`] : []),
        ...(removed.length > 0 ? [`**removed** ${names(removed)}`] : []),
        ...each(({ says }) => says),
      ],
    },
    gained: { title: "Access gained", items: access.flatMap(({ gained }) => gained) },
    lost: { title: "Access lost", items: access.flatMap(({ lost }) => lost) },
    stale: [
      ...(removed.length > 0 ? [`${names(removed)} (removed)`] : []),
      ...each(({ stale }) => stale),
      ...(regranted.length > 0 ? [`${names(regranted.map(({ vendor }) => vendor))} (grants)`] : []),
    ],
    tell: [
      ...(added.length > 0 ? [`${names(added)}: its sheet (\`npm run handoff\`)`] : []),
      ...(removed.length > 0 ? [`${names(removed)}: that its access has ended`] : []),
      ...each(({ tell }) => tell),
      ...(regranted.length > 0
        ? [`${names(regranted.map(({ vendor }) => vendor))}: what it may request now`]
        : []),
    ],
    destroyed: [
      ...(removed.length > 0 ? [`the clients and secrets of ${names(removed)}`] : []),
      ...each(({ destroys }) => destroys),
    ],
  };
}

function ruledBy({ vendor, before, after }: Change) {
  const rules = before && after ? RULES.filter(({ when }) => when(before, after)) : [];
  return { vendor, rules };
}

function newClient(before: Vendor, after: Vendor): boolean {
  return before.clientVersion !== after.clientVersion;
}

function newSecret(before: Vendor, after: Vendor): boolean {
  return (
    before.secretVersion !== after.secretVersion &&
    after.secretVersion !== 0 &&
    !newClient(before, after)
  );
}

const WITHOUT = "without an organization";

/** Whom it may get tokens for. */
function organizationsOf(grant: Grant): string[] {
  return [
    ...(grant.organizationUsage === "require" ? [] : [WITHOUT]),
    ...(uses(grant) ? ["for organizations"] : []),
    ...(grant.allowAnyOrganization ? ["for any organization"] : []),
  ];
}

/** What the vendor gains or loses, by audience. Suspension has a line of its own. */
function accessOf(change: Change) {
  const before = change.before?.grants ?? {};
  // What is said of organizations and taken out stays at Auth0.
  const after = mapValues(change.after?.grants ?? {}, (grant, audience) => ({
    ...(Object.hasOwn(before, audience) ? before[audience] : {}),
    ...grant,
  }));
  const audiences = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const more = (one: typeof before, other: typeof before) =>
    audiences.flatMap((audience) => {
      const own = Object.hasOwn(one, audience) ? one[audience] : undefined;
      const others = Object.hasOwn(other, audience) ? other[audience] : undefined;
      if (own === undefined) return [];
      const scopes = own.scopes.filter((scope) => !others?.scopes.includes(scope));
      const organizations = organizationsOf(own).filter(
        (each) => !(others ? organizationsOf(others) : [WITHOUT]).includes(each),
      );
      const said = [...(scopes.length > 0 ? [names(scopes)] : []), ...organizations].join(", ");
      return others !== undefined && said === ""
        ? []
        : [`${name(change.vendor)} ${name(audience)}${said === "" ? "" : ` ${said}`}`];
    });
  return { ...change, gained: more(after, before), lost: change.after ? more(before, after) : [] };
}
