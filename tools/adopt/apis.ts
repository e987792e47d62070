/** A tenant's APIs for the configuration: with existing: true, so that they are not changed. Pure. */
import type { z } from "zod";
import { isOwnApi } from "../../src/config/ownApis";
import { DEFAULT_TOKEN_LIFETIME_SECONDS, MAX_SCOPE_DESCRIPTION } from "../../src/config/limits";
import { apis as apisSchema } from "../../src/config/schema/apis";
import { onOneLine } from "./clients";
import type { Source, SourceApi } from "./source";

/** As in the configuration. */
export interface AdoptedApi {
  readonly identifier: string;
  readonly name?: string;
  readonly existing: true;
  readonly tokenLifetimeSeconds: number;
  readonly scopes?: Readonly<Record<string, string>>;
}

/** Longer lists would fill a stack file with scopes: Auth0's own Management API has over a hundred. */
const MOST_SCOPES = 20;

export function apiOf(audience: string, { apis }: Source): SourceApi | undefined {
  const found = apis.find(({ identifier }) => identifier === audience);
  // The Deploy CLI leaves Auth0's own APIs out.
  return found ?? (isOwnApi(audience) ? { identifier: audience } : undefined);
}

/** @param granted every scope of it that a vendor is granted. A list of scopes is what grants are checked against. */
export function adoptApi(
  { identifier, name, token_lifetime: lifetime, scopes }: SourceApi,
  granted: readonly string[],
): AdoptedApi {
  const api = ({ name: own, ...more }: Pick<AdoptedApi, "name" | "scopes">): AdoptedApi => ({
    identifier,
    ...(own ? { name: own } : {}),
    existing: true,
    tokenLifetimeSeconds: lifetime ?? DEFAULT_TOKEN_LIFETIME_SECONDS,
    ...more,
  });
  const taken = (more: Parameters<typeof api>[0]) =>
    mistakeIn(apisSchema, [api(more)]) === undefined ? more : {};
  const offered = offeredBy(scopes ?? []);
  const { length } = Object.keys(offered);
  const useful =
    length > 0 && length <= MOST_SCOPES && granted.every((scope) => Object.hasOwn(offered, scope));
  return api({ ...taken(name ? { name } : {}), ...taken(useful ? { scopes: offered } : {}) });
}

/** Descriptions that the configuration accepts; others are left out. */
function offeredBy(scopes: NonNullable<SourceApi["scopes"]>): Record<string, string> {
  return Object.fromEntries(
    scopes.map(({ value, description }) => {
      const text = onOneLine(description ?? "");
      return [value, Array.from(text).length <= MAX_SCOPE_DESCRIPTION ? text : ""];
    }),
  );
}

export function mistakeInApi(api: SourceApi): string | undefined {
  return mistakeIn(apisSchema, [adoptApi(api, [])]);
}

/** The first mistake by the configuration's own schema. */
export function mistakeIn(schema: z.ZodType, value: unknown): string | undefined {
  const { error } = schema.safeParse(value);
  const [issue] = error?.issues ?? [];
  return issue && `${issue.path.map(String).join(".")}: allowed: ${issue.message}`;
}
