/**
 * The proxy as plain values: all that a deployment freezes. tokenProxy.ts turns them into resources, and
 * a change in them means a new deployment.
 */
import { createHash } from "node:crypto";
import type { Config } from "../config/types";
import { METHOD_PARAMETERS, PROXY_SECRET_PARAMETER } from "./cacheKey";
import { endpoint } from "./endpoint";
import { gatewayResponses } from "./gatewayResponses";
import { integrate } from "./integration";
import { HTTP_METHOD, TOKEN_PATH } from "./tokenPath";

/**
 * The path of the method's settings: AWS's own key for them, with every slash of the path escaped, the first one
 * too. The provider sends it unchanged and looks for the settings under the same text: for `oauth/token/POST` it
 * reports "empty result" (terraform-provider-aws #37959).
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
      // Two names would be two entry points to monitor. It is disabled with the deployment, not before.
      disableExecuteApiEndpoint: domain !== undefined && !domain.keepDefaultEndpoint,
    },
    // A resource policy also takes effect with the next deployment.
    ...(allowedCidrs ? { allowedCidrs } : {}),
    path: TOKEN_PATH,
    method: {
      httpMethod: HTTP_METHOD,
      authorization: "NONE",
      requestParameters: METHOD_PARAMETERS,
    },
    integration: {
      ...integration,
      // A namespace for every version of requests and responses: an entry that was made under other
      // templates, another TTL or another issuer is never served under these.
      cacheNamespace: `token-${contentHash({ integration, responses }).slice(0, 16)}`,
    },
    responses,
    gatewayResponses: gatewayResponses(cache.store),
    // Not the proxy secret itself, which is a secret and an output. Not a part of the namespace either: an
    // answer cached under one proxy secret is valid under the next. The broker has it in its environment.
    ...(proxySecret === undefined || cache.store === "dynamodb"
      ? {}
      : { proxySecret: { parameter: PROXY_SECRET_PARAMETER, version: proxySecret.version } }),
  };
}

/** Changes whenever something changes that a deployment freezes, and only then. */
export function contentHash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
