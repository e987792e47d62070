/** Gateway and tenant joined without sockets, on a clock that the test sets. */
import { Gateway, type Handled, type Reply } from "../../local/gateway/gateway";
import { deployedFrom } from "../../local/gateway/model";
import type { GatewayRequest, Headers } from "../../local/gateway/parameters";
import { DEFAULT_QUIRKS, type Quirks } from "../../local/gateway/quirks";
import type { VendorOutputs } from "../../local/localStack";
import { evaluate, type Evaluation, type Registration } from "../../local/program/evaluate";
import { registryFrom } from "../../local/tenant/registry";
import { Tenant } from "../../local/tenant/tenant";
import { parseConfig } from "../../src/config";
import { devValues, START } from "./stack";
import { FORM } from "./tokenClient";

export interface Direct {
  readonly gateway: Gateway;
  readonly tenant: Tenant;
  readonly vendors: Readonly<Record<string, VendorOutputs>>;
  pass(seconds: number): void;
  /** Seconds since the epoch. */
  now(): number;
  post(body: string, headers?: Headers): Promise<Handled>;
  /** What Auth0 answers next, instead of what the tenant would. */
  readonly faults: Reply[];
  /** URLs that the gateway asked. */
  readonly urls: string[];
}

/** The evaluation is the slow part: share one between tests that do not change it. */
export function direct(
  { resources, outputs }: Pick<Evaluation, "resources" | "outputs">,
  values = devValues(),
  quirks: Partial<Quirks> = {},
): Direct {
  let now = START;
  const clock = () => now;
  const faults: Reply[] = [];
  const urls: string[] = [];
  const { issuerDomain, apis } = parseConfig({ values });
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
      return fault ? Promise.resolve(fault) : tenant.handle(request);
    },
    quirks: { ...DEFAULT_QUIRKS, ...quirks },
    clock,
  });
  return {
    gateway,
    tenant,
    faults,
    urls,
    vendors: outputs.values.vendors as Direct["vendors"],
    pass: (seconds) => {
      now += seconds * 1000;
    },
    now: () => now / 1000,
    post: (body, headers = [["Content-Type", FORM]]) => gateway.handle(tokenRequest(body, headers)),
  };
}

export function tokenRequest(body: string, headers: Headers): GatewayRequest {
  return { httpMethod: "POST", path: "/v1/oauth/token", query: "", headers, body };
}

export function evaluateDev(changes: Record<string, unknown> = {}): Promise<Evaluation> {
  return evaluate({ values: devValues(changes) });
}

/** The registrations with one changed: what the program would declare if it were broken there. */
export function mutated(
  resources: readonly Registration[],
  type: string,
  change: (state: Record<string, unknown>) => Record<string, unknown>,
): Registration[] {
  return resources.map((resource) =>
    resource.type === type ? { ...resource, state: change(resource.state) } : resource,
  );
}
