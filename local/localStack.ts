/**
 * The whole system in one process: evaluates the program, deploys what it registers to a gateway
 * and a tenant, and serves both on loopback.
 */
import { NAMESPACE, parseConfig, type RawConfig } from "../src/config/parse";
import type { Config } from "../src/config/types";
import type { RequestRecord } from "../src/broker/telemetry";
import { serveBroker } from "./broker/serveBroker";
import type { FunctionQuirks } from "./gateway/functionQuirks";
import { Gateway, type Handled } from "./gateway/gateway";
import { type Deployed, deployedFrom } from "./gateway/model";
import type { KeyCut } from "./gateway/parameters";
import { DEFAULT_QUIRKS, type Quirks } from "./gateway/quirks";
import type { Clock } from "./gateway/responseCache";
import { type Incoming, loopbackFetch, loopbackUpstream, serve } from "./loopback";
import type { StackOutputs } from "../tools/lib/readOutputs";
import { evaluate, type Evaluation, type Registration } from "./evaluate/evaluate";
import { ManagementApi } from "./tenant/managementApi";
import type { TenantQuirks } from "./tenant/quirks";
import { registryFrom } from "./tenant/registry";
import { Tenant } from "./tenant/tenant";

export interface LocalStackOptions {
  readonly values: RawConfig["values"];
  /** The project's name, which is the namespace of its keys. Default: m2m-token-cache. */
  readonly project?: string;
  readonly stack?: string;
  /** Port of the proxy. Default: 0, any free port. */
  readonly port?: number;
  /** The tenant's monthly tokens. Default: no limit. */
  readonly issueQuota?: number | undefined;
  readonly quirks?: Partial<Quirks>;
  readonly functionQuirks?: Partial<FunctionQuirks>;
  readonly tenantQuirks?: Partial<TenantQuirks>;
  /** The program's evaluation, if there is one already. */
  readonly evaluation?: Evaluation;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** The source address of requests to the proxy. Default: this machine. */
  readonly sourceIp?: () => string;
  /** Called after each request to the proxy. */
  readonly onHandled?: (
    request: Incoming,
    handled: Handled,
    /** The token broker's record of it, where a table is the store. */
    record?: RequestRecord,
  ) => void;
  /** Changes what is registered before it is deployed, to make a claim fail. */
  readonly mutate?: (resources: readonly Registration[]) => readonly Registration[];
  /** Shortens a cache key, to make a claim fail. */
  readonly keyCut?: KeyCut | undefined;
}

export interface LocalStack {
  readonly config: Config;
  readonly deployed: Deployed;
  readonly resources: readonly Registration[];
  /** The stack's outputs, with loopback addresses. */
  readonly outputs: StackOutputs;
  readonly gateway: Gateway;
  readonly tenant: Tenant;
  close(): Promise<void>;
}

/** @throws UserError if the configuration is invalid or the port is taken */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { values, project = NAMESPACE, stack = "dev", clock = Date.now } = options;
  const evaluation = options.evaluation ?? (await evaluate({ values, project, stack }));
  const config = parseConfig({ values, project });
  const resources = options.mutate?.(evaluation.resources) ?? evaluation.resources;
  const deployed = deployedFrom(resources);

  // The tenant's address is its issuer, so the server starts before the tenant exists.
  const handler: { tenant?: Pick<Tenant, "handle"> } = {};
  const tenantServer = await serve(0, ({ method, target, headers, body }) => {
    if (!handler.tenant) throw new Error("The tenant is not ready.");
    return handler.tenant.handle({ method, url: tenantServer.origin + target, headers, body });
  });
  const tenant = new Tenant({
    registry: registryFrom(
      resources,
      config.apis.filter(({ existing }) => existing),
    ),
    issuer: `${tenantServer.origin}/`,
    clock,
    issueQuota: options.issueQuota,
    quirks: options.tenantQuirks,
  });
  handler.tenant = new ManagementApi(tenant, { issuer: `${tenantServer.origin}/`, clock });

  const auth0 = [`https://${config.issuerDomain}`, tenantServer.origin] as const;
  const broker = await serveBroker(resources, { fetch: loopbackFetch(...auth0), clock });
  const closeUpstream = () => Promise.all([tenantServer.close(), broker?.close()]);
  const gateway = new Gateway({
    deployed,
    upstream: loopbackUpstream(...auth0),
    invoke: broker?.invoke,
    quirks: { ...DEFAULT_QUIRKS, ...options.quirks },
    functionQuirks: options.functionQuirks,
    clock,
    keyCut: options.keyCut,
  });
  const proxyServer = await serve(options.port ?? 0, async (request) => {
    const [path = "", query = ""] = request.target.split("?", 2);
    const handled = await gateway.handle({
      ...request,
      httpMethod: request.method,
      path,
      query,
      ...(options.sourceIp ? { sourceIp: options.sourceIp() } : {}),
    });
    const logs = [...handled.logs, ...(broker?.takeLines() ?? [])];
    options.onHandled?.(request, { ...handled, logs }, broker?.takeRecord(handled.requestId));
    return handled.reply;
  }).catch(async (error: unknown) => {
    await closeUpstream();
    throw error;
  });

  return {
    config,
    deployed,
    resources,
    outputs: onLoopback(evaluation.outputs.values, proxyServer.origin, tenantServer.origin),
    gateway,
    tenant,
    close: async () => {
      await Promise.all([proxyServer.close(), closeUpstream()]);
    },
  };
}

/** The same outputs, with addresses on this machine. */
function onLoopback(
  outputs: StackOutputs,
  proxyOrigin: string,
  tenantOrigin: string,
): StackOutputs {
  const here = (url: string, origin: string) => origin + new URL(url).pathname;
  return {
    ...outputs,
    proxyUrl: here(outputs.proxyUrl, proxyOrigin),
    tokenUrl: here(outputs.tokenUrl, proxyOrigin),
    issuer: here(outputs.issuer, tenantOrigin),
    jwksUrl: here(outputs.jwksUrl, tenantOrigin),
    vendors: Object.fromEntries(
      Object.entries(outputs.vendors).map(([name, vendor]) => [
        name,
        { ...vendor, tokenUrl: here(vendor.tokenUrl, proxyOrigin) },
      ]),
    ),
  };
}
