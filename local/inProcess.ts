/** Gateway and tenant without sockets, on a clock that the caller sets. */
import { parseConfig, type RawConfig } from "../src/config/parse";
import { TOKEN_PATH_TEXT } from "../src/proxy/tokenPath";
import { Gateway, type Handled } from "./gateway/gateway";
import { deployedFrom } from "./gateway/model";
import type { GatewayRequest, Headers, KeyCut } from "./gateway/parameters";
import { DEFAULT_QUIRKS, type Quirks } from "./gateway/quirks";
import type { Reply } from "./gateway/reply";
import type { VendorOutputs } from "../tools/lib/readOutputs";
import type { Evaluation } from "./evaluate/evaluate";
import { registryFrom } from "./tenant/registry";
import { Tenant } from "./tenant/tenant";

export interface InProcessStack {
  readonly gateway: Gateway;
  readonly tenant: Tenant;
  readonly vendors: Readonly<Record<string, VendorOutputs>>;
  /** Auth0's next answers, instead of the tenant's. */
  readonly faults: Reply[];
  /** URLs that the gateway has called. */
  readonly urls: string[];
  pass(seconds: number): void;
  /** Sets how long Auth0's answers take. */
  delay(seconds: number): void;
  /** Seconds since the epoch. */
  now(): number;
  post(body: string, headers: Headers): Promise<Handled>;
}

/** @param start milliseconds since the epoch */
export function joinInProcess(
  { resources, outputs }: Pick<Evaluation, "resources" | "outputs">,
  values: RawConfig["values"],
  start: number,
  quirks: Partial<Quirks> = {},
  keyCut?: KeyCut,
): InProcessStack {
  let now = start;
  let upstreamMs = 0;
  const clock = () => now;
  const faults: Reply[] = [];
  const urls: string[] = [];
  const { issuerDomain, apis, allowedCidrs } = parseConfig({ values });
  // Vendors call their token URL from an allowed address.
  const { pathname: path } = new URL(outputs.values.tokenUrl);
  const sourceIp = allowedCidrs?.[0]?.split("/")[0];
  const tenant = new Tenant({
    registry: registryFrom(
      resources,
      apis.filter(({ existing }) => existing),
    ),
    issuer: `https://${issuerDomain}/`,
    clock,
  });
  const gateway = new Gateway({
    deployed: deployedFrom(resources),
    upstream: (request) => {
      urls.push(request.url);
      const fault = faults.shift();
      const answer = fault ? Promise.resolve(fault) : tenant.handle(request);
      return answer.finally(() => {
        now += upstreamMs;
      });
    },
    quirks: { ...DEFAULT_QUIRKS, ...quirks },
    clock,
    keyCut,
  });
  return {
    gateway,
    tenant,
    faults,
    urls,
    vendors: outputs.values.vendors,
    pass: (seconds) => {
      now += seconds * 1000;
    },
    delay: (seconds) => {
      upstreamMs = seconds * 1000;
    },
    now: () => now / 1000,
    post: (body, headers) =>
      gateway.handle({
        ...tokenRequest(body, headers),
        path,
        ...(sourceIp === undefined ? {} : { sourceIp }),
      }),
  };
}

export function tokenRequest(body: string, headers: Headers): GatewayRequest {
  return { httpMethod: "POST", path: `/v1${TOKEN_PATH_TEXT}`, query: "", headers, body };
}
