/**
 * The proxy as plain values: all that a deployment freezes. tokenProxy.ts makes resources of it, and
 * a change in it means a new deployment.
 */
import { createHash } from "node:crypto";
import type { Config } from "../config/parse";
import { ttlOf, UPSTREAM_TIMEOUT_MS } from "../expiresIn";
import {
  CACHE_KEY_PARAMETERS,
  CLIENT_MAPPINGS,
  METHOD_PARAMETERS,
  PROXY_SECRET_PARAMETER,
  STATIC_MAPPINGS,
} from "./cacheKey";
import { endpoint } from "./endpoint";
import { GATEWAY_RESPONSES } from "./gatewayResponses";
import { readTemplates } from "./templates";

/** Path segments of the token endpoint, below the stage: the same as Auth0's. */
export const TOKEN_PATH = ["oauth", "token"] as const;

const HTTP_METHOD = "POST";

/**
 * Where the method's settings go: AWS's own key for them, each slash of the path escaped, the first one
 * too. The provider sends it as it is, and looks the settings up in the stage under this very text: of
 * `oauth/token/POST` it says "empty result" (terraform-provider-aws #37959).
 */
export const TOKEN_METHOD_PATH = `${TOKEN_PATH.map((part) => `~1${part}`).join("")}/${HTTP_METHOD}`;

/**
 * The statuses that the client gets, each with the upstream's that it stands for (a selection pattern).
 * There is no default integration response, on purpose: with one, API Gateway turns an upstream error
 * into its status. Without, 429 and 5xx raise API_CONFIGURATION_ERROR, which gatewayResponses.ts shapes;
 * an error of the gateway's own is less likely to be kept in the cache than a mapped response is. AWS
 * documents neither.
 *
 * 501 is an exception, since it is no fault of Auth0's: its table of errors has it for a grant_type that
 * it does not support, where its OpenAPI example has 400, and that is what a refused request becomes.
 */
const RESPONSES = [
  ["200", "200"],
  ["400", "400|501"],
  ["401", "401"],
  ["403", "403"],
  ["404", "404"],
] as const;

const NO_STORE = {
  "method.response.header.Cache-Control": "'no-store'",
  "method.response.header.Pragma": "'no-cache'",
} as const;

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
  const templates = readTemplates(ttlOf(cache));
  const responses = RESPONSES.map(([status, selectionPattern]) => ({
    status,
    method: {
      responseParameters: Object.fromEntries(Object.keys(NO_STORE).map((name) => [name, true])),
    },
    integration: {
      selectionPattern,
      responseParameters: NO_STORE,
      // One template: the client's Accept header, which is not in the key, would choose.
      responseTemplates: {
        "application/json": status === "200" ? templates.responseToken : templates.responseError,
      },
    },
  }));
  const integration = {
    type: "HTTP",
    integrationHttpMethod: "POST",
    uri: `https://${issuerDomain}/${TOKEN_PATH.join("/")}`,
    timeoutMilliseconds: UPSTREAM_TIMEOUT_MS,
    passthroughBehavior: "NEVER",
    requestParameters: { ...CLIENT_MAPPINGS, ...STATIC_MAPPINGS },
    cacheKeyParameters: [...CACHE_KEY_PARAMETERS],
    requestTemplates: {
      "application/json": templates.requestJson,
      "application/x-www-form-urlencoded": templates.requestForm,
    },
  };
  return {
    restApi: {
      ...endpoint(allowedCidrs),
      // Two names would be two doors to watch. It closes with the deployment, not before.
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
    gatewayResponses: GATEWAY_RESPONSES,
    // Not the proxy secret itself, which is a secret and an output. Not a part of the namespace either: what
    // was kept under one proxy secret is as good under the next.
    ...(proxySecret === undefined
      ? {}
      : { proxySecret: { parameter: PROXY_SECRET_PARAMETER, version: proxySecret.version } }),
  };
}

/** Changes whenever something changes that a deployment freezes, and only then. */
export function contentHash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
