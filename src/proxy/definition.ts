/**
 * The proxy as plain values: all that a deployment freezes. tokenProxy.ts makes resources of it, and
 * a change in it means a new deployment.
 */
import { createHash } from "node:crypto";
import type { Config } from "../config/types";
import { METHOD_PARAMETERS, PROXY_SECRET_PARAMETER } from "./cacheKey";
import { endpoint } from "./endpoint";
import { gatewayResponses } from "./gatewayResponses";
import { integrate } from "./integration";
import { HTTP_METHOD, TOKEN_PATH } from "./tokenPath";

/**
 * Where the method's settings go: AWS's own key for them, each slash of the path escaped, the first one
 * too. The provider sends it as it is, and looks the settings up in the stage under this very text: of
 * `oauth/token/POST` it says "empty result" (terraform-provider-aws #37959).
 */
export const TOKEN_METHOD_PATH = `${TOKEN_PATH.map((part) => `~1${part}`).join("")}/${HTTP_METHOD}`;

export type ProxyDefinition = ReturnType<typeof defineProxy>;

export interface ProxyDefinitionArgs
  extends
    Pick<Config, "issuerDomain">,
    Partial<Pick<Config, "domain" | "allowedCidrs">>,
    Pick<Config, "cache"> {
  /** Which proxy secret the proxy sends (onlyThroughProxy.ts); undefined: none. */
  readonly proxySecret?: { readonly version: number } | undefined;
}

export function defineProxy({
  issuerDomain,
  cache,
  domain,
  allowedCidrs,
  proxySecret,
}: ProxyDefinitionArgs) {
  const { integration, responses } = integrate(issuerDomain, cache);
  return {
    restApi: {
      ...endpoint(allowedCidrs),
      // Two names would be two front doors to watch. It closes with the deployment, not before.
      disableExecuteApiEndpoint: domain !== undefined && !domain.keepDefaultEndpoint,
    },
    // A resource policy too works from the next deployment on.
    ...(allowedCidrs ? { allowedCidrs } : {}),
    path: TOKEN_PATH,
    method: {
      httpMethod: HTTP_METHOD,
      authorization: "NONE",
      requestParameters: METHOD_PARAMETERS,
    },
    integration: {
      ...integration,
      // A namespace of its own for every version of what is asked and answered: an entry that was
      // made under other templates, another TTL or another issuer is never served under these.
      cacheNamespace: `token-${contentHash({ integration, responses }).slice(0, 16)}`,
    },
    responses,
    gatewayResponses: gatewayResponses(cache.store),
    // Not the proxy secret itself, which is a secret and an output. Not a part of the namespace either: what
    // was kept under one proxy secret is as good under the next. The broker has it in its environment.
    ...(proxySecret === undefined || cache.store === "dynamodb"
      ? {}
      : { proxySecret: { parameter: PROXY_SECRET_PARAMETER, version: proxySecret.version } }),
  };
}

/** Changes whenever something changes that a deployment freezes, and only then. */
export function contentHash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
