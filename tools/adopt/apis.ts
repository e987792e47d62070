/** A tenant's APIs as the configuration has them: existing, so that nothing of theirs is touched. Pure. */
import type { z } from "zod";
import { isOwnApi } from "../../src/config/ownApis";
import { DEFAULT_TOKEN_LIFETIME_SECONDS } from "../../src/config/limits";
import { apis as apisSchema } from "../../src/config/schema/vendors";
import type { Source, SourceApi } from "./source";

/** As in the configuration. */
export interface AdoptedApi {
  readonly identifier: string;
  readonly name?: string;
  readonly existing: true;
  readonly tokenLifetimeSeconds: number;
}

export function apiOf(audience: string, { apis }: Source): SourceApi | undefined {
  const found = apis.find(({ identifier }) => identifier === audience);
  // The Deploy CLI leaves Auth0's own APIs out.
  return found ?? (isOwnApi(audience) ? { identifier: audience } : undefined);
}

export function adoptApi({ identifier, name, token_lifetime: lifetime }: SourceApi): AdoptedApi {
  const api = (named: Pick<AdoptedApi, "name">): AdoptedApi => ({
    identifier,
    ...named,
    existing: true,
    tokenLifetimeSeconds: lifetime ?? DEFAULT_TOKEN_LIFETIME_SECONDS,
  });
  const named = api(name ? { name } : {});
  return mistakeIn(apisSchema, [named]) === undefined ? named : api({});
}

export function mistakeInApi(api: SourceApi): string | undefined {
  return mistakeIn(apisSchema, [adoptApi(api)]);
}

/** What the configuration's own schema has against it. */
export function mistakeIn(schema: z.ZodType, value: unknown): string | undefined {
  const { error } = schema.safeParse(value);
  const [issue] = error?.issues ?? [];
  return issue && `${issue.path.map(String).join(".")}: allowed: ${issue.message}`;
}
