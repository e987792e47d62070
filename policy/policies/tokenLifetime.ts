/** A cached token must still be valid when it is served for the last time. */
import { ofType, settingsOf } from "../cachedMethods";
import { known } from "../known";
import { stackRule } from "../rule";
import { TYPES } from "../types";

/** API Gateway's default, in seconds. */
const DEFAULT_TTL_SECONDS = 300;
/** Auth0's default, in seconds. */
const DEFAULT_LIFETIME_SECONDS = 86_400;

interface Config {
  readonly existingTokenLifetimesSeconds: Readonly<Record<string, number>>;
}

export const cacheTtlBelowTokenLifetimes = stackRule<Config>(
  {
    name: "cache-ttl-below-token-lifetimes",
    description: "A cached answer expires before its token does, for every API.",
    level: "mandatory",
    fix: "Lower the cache's TTL, or raise the API's token lifetime.",
    config: {
      existingTokenLifetimesSeconds: {
        type: "object",
        additionalProperties: { type: "integer", minimum: 1 },
        default: {},
        description:
          "Audience to token lifetime in seconds, for APIs that no resource of the stack declares.",
      },
    },
  },
  (resources, { existingTokenLifetimesSeconds }) => {
    const lifetimes = [
      ...ofType(resources, TYPES.resourceServer).map(({ props }) => ({
        api: known(() => String(props.identifier)) ?? "an API",
        seconds: known(() => props.tokenLifetime as number | null) ?? DEFAULT_LIFETIME_SECONDS,
      })),
      ...Object.entries(existingTokenLifetimesSeconds).map(([api, seconds]) => ({ api, seconds })),
    ];
    return ofType(resources, TYPES.methodSettings)
      .filter((settings) => settingsOf(settings).cachingEnabled)
      .flatMap((resource) => {
        const ttl = settingsOf(resource).cacheTtlInSeconds ?? DEFAULT_TTL_SECONDS;
        return lifetimes
          .filter(({ seconds }) => ttl >= seconds)
          .map(({ api, seconds }) => ({
            resource,
            problem: `The TTL of ${ttl} s is not below the token lifetime of ${seconds} s of ${api}.`,
          }));
      });
  },
);
