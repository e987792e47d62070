/**
 * API Gateway's REST API stage, as far as AWS documents it: it passes a request through the deployed
 * method, mappings, cache, integration and responses. It knows nothing about OAuth.
 */
import { createHash, randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import { pathBelowStage } from "./endpoints";
import { type ErrorType, GatewayError } from "./errors";
import { askFunction, type Invoke } from "./functionProxy";
import { DEFAULT_FUNCTION_QUIRKS, type FunctionQuirks } from "./functionQuirks";
import type { Deployed, IntegrationResponse, Route } from "./model";
import {
  cacheKey,
  type GatewayRequest,
  header,
  type Headers,
  type KeyCut,
  mapParameters,
  mediaTypeOf,
} from "./parameters";
import type { Quirks } from "./quirks";
import { jsonReply, type Reply } from "./reply";
import { allows } from "./resourcePolicy";
import { logLines } from "./stageLogs";
import { type Clock, ResponseCache } from "./responseCache";
import { templateContext } from "./templateContext";
import { Throttle } from "./throttle";
import { renderTemplate } from "./velocity";

export interface UpstreamRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  readonly timeoutMilliseconds: number;
}

/** Calls the upstream. Throws a GatewayError of type INTEGRATION_TIMEOUT or INTEGRATION_FAILURE. */
export type Upstream = (request: UpstreamRequest) => Promise<Reply>;

/** The reply to one request, and what the gateway did with it. */
export interface Handled {
  readonly reply: Reply;
  /** undefined: the request did not reach the cache. */
  readonly cache?: "HIT" | "MISS";
  /** Age of a hit. */
  readonly ageSeconds?: number;
  readonly errorType?: ErrorType;
  /** The gateway's id of the request; undefined if there is no stage at its path. */
  readonly requestId?: string;
  /** What the stage wrote to its logs. */
  readonly logs: readonly string[];
}

type Outcome = Omit<Handled, "logs" | "requestId">;

/** What is cached: the upstream's reply, or the client's (quirk U2). */
type Kept =
  | { readonly stage: "before-mapping"; readonly reply: Reply }
  | { readonly stage: "after-mapping"; readonly reply: Reply; readonly errorType?: ErrorType };

/** What a template wrote, and the status with which it overrode the response's. */
interface Rendered {
  readonly text: string;
  readonly status?: number;
}

export interface GatewayOptions {
  readonly deployed: Deployed;
  readonly upstream: Upstream;
  /** Default: there are no functions. */
  readonly invoke?: Invoke | undefined;
  readonly quirks: Quirks;
  readonly functionQuirks?: Partial<FunctionQuirks> | undefined;
  readonly clock: Clock;
  /** Default: a key has the full values. */
  readonly keyCut?: KeyCut | undefined;
}

/** Largest request body, in bytes (API Gateway quotas). */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const MAX_TIMEOUT_MS = 29_000;

/** Results of templates by their input, which is all that they depend on: velocityjs is slow. */
const rendered = new LRUCache<string, Rendered>({ max: 5_000 });

export class Gateway {
  private readonly cache: ResponseCache<Kept> | undefined;
  private readonly inFlight = new Map<string, Promise<Outcome>>();
  private readonly throttles = new Map<Route, Throttle>();
  private readonly functionQuirks: FunctionQuirks;

  constructor(private readonly options: GatewayOptions) {
    const { deployed, clock } = options;
    this.functionQuirks = { ...DEFAULT_FUNCTION_QUIRKS, ...options.functionQuirks };
    if (deployed.cacheSizeGb !== undefined)
      this.cache = new ResponseCache(deployed.cacheSizeGb, clock);
  }

  /** `aws apigateway flush-stage-cache` */
  flush(): void {
    this.cache?.clear();
  }

  /** A new deployment of the same API to the stage. */
  redeploy(): void {
    if (this.options.quirks["deployment-flushes"] === "yes") this.flush();
  }

  async handle(incoming: GatewayRequest): Promise<Handled> {
    const { deployed } = this.options;
    const path = pathBelowStage(deployed, incoming.path);
    if (path === undefined)
      // Without a stage there are neither gateway responses nor logs: this is AWS's own message.
      return { reply: jsonReply(403, { message: "Forbidden" }), logs: [] };
    const requestId = incoming.requestId ?? randomUUID();
    const request = { ...incoming, path, requestId };
    const route = deployed.routes.find(
      (each) => each.path === path && each.httpMethod === request.httpMethod,
    );
    const outcome = await this.answerOf(route, request).catch((error: unknown) =>
      this.gatewayError(error),
    );
    const logs = logLines(deployed, route?.settings, request, outcome);
    return { ...outcome, requestId, logs };
  }

  private async answerOf(route: Route | undefined, request: GatewayRequest): Promise<Outcome> {
    if (!route) throw new GatewayError("MISSING_AUTHENTICATION_TOKEN");
    if (!allows(this.options.deployed, request)) throw new GatewayError("ACCESS_DENIED");
    return this.handleMethod(route, request);
  }

  private async handleMethod(route: Route, request: GatewayRequest): Promise<Outcome> {
    if (!this.throttleOf(route).admits()) throw new GatewayError("THROTTLED");
    if (Buffer.byteLength(request.body) > MAX_BODY_BYTES)
      throw new GatewayError("REQUEST_TOO_LARGE");

    const { settings } = route;
    const ttlSeconds = settings.cacheTtlInSeconds ?? 300;
    if (!this.cache || settings.cachingEnabled !== true || ttlSeconds === 0)
      return this.answer(route, request);

    const { quirks } = this.options;
    const key = cacheKey(this.keyedBy(route), request, quirks, this.options.keyCut);
    const invalidates = wantsInvalidation(request.headers, quirks);
    if (invalidates && settings.requireAuthorizationForCacheControl === false)
      this.cache.delete(key);
    else if (invalidates && settings.unauthorizedCacheControlHeaderStrategy === "FAIL_WITH_403")
      return { reply: jsonReply(403, { message: "Forbidden" }) };

    const hit = this.cache.get(key);
    if (hit) return { ...this.replay(route, hit.value), cache: "HIT", ageSeconds: hit.ageSeconds };

    const waiting = quirks["misses-merged"] === "yes" ? this.inFlight.get(key) : undefined;
    if (waiting) return { ...(await waiting), cache: "HIT", ageSeconds: 0 };
    const miss = this.miss(route, request, key, ttlSeconds).finally(() =>
      this.inFlight.delete(key),
    );
    this.inFlight.set(key, miss);
    return miss;
  }

  private keyedBy(route: Route): Route {
    const { integration } = route;
    if (integration.type !== "AWS_PROXY" || this.functionQuirks["proxy-key-parameters"] === "yes")
      return route;
    return { ...route, integration: { ...integration, cacheKeyParameters: [] } };
  }

  /** Calls the upstream and caches its answer, as the quirks about caching say. */
  private async miss(
    route: Route,
    request: GatewayRequest,
    key: string,
    ttlSeconds: number,
  ): Promise<Outcome> {
    const { quirks } = this.options;
    let upstream: Reply | undefined;
    let handled: Outcome;
    try {
      upstream = await this.ask(route, request);
      handled = { reply: this.mapReply(route, upstream) };
    } catch (error) {
      handled = this.gatewayError(error);
    }
    const { reply, errorType } = handled;
    const kept: Kept =
      quirks.stored === "before-mapping" && upstream && !errorType
        ? { stage: "before-mapping", reply: upstream }
        : { stage: "after-mapping", reply, ...(errorType ? { errorType } : {}) };
    // Before the mapping, an answer that a template turns into an error is still a success.
    const keep = errorType
      ? quirks["gateway-errors-cached"] === "yes"
      : kept.reply.status < 400 || quirks["errors-cached"] === "yes";
    if (keep) this.cache?.set(key, kept, Buffer.byteLength(kept.reply.body), ttlSeconds);
    return { ...handled, cache: "MISS" };
  }

  private async answer(route: Route, request: GatewayRequest): Promise<Outcome> {
    return { reply: this.mapReply(route, await this.ask(route, request)) };
  }

  private replay(route: Route, kept: Kept): Outcome {
    if (kept.stage === "before-mapping") return { reply: this.mapReply(route, kept.reply) };
    const { reply, errorType } = kept;
    return { reply, ...(errorType ? { errorType } : {}) };
  }

  /** The integration request. */
  private ask(route: Route, request: GatewayRequest): Promise<Reply> {
    const { deployed, upstream, quirks } = this.options;
    const { integration } = route;
    const common = {
      method: integration.integrationHttpMethod,
      timeoutMilliseconds: integration.timeoutMilliseconds ?? MAX_TIMEOUT_MS,
    };
    if (integration.type === "HTTP_PROXY") {
      const query = request.query === "" ? "" : `?${request.query}`;
      return upstream({ ...common, ...request, url: integration.uri + query });
    }
    if (integration.type === "AWS_PROXY") return this.askFunction(route, request);
    if (integration.type !== "HTTP")
      throw new Error(`The local gateway has no integrations of type ${integration.type}.`);

    const mapped = mapParameters(route, request, quirks);
    const body = this.requestBody(route, request);
    const url = new URL(integration.uri);
    for (const { kind, name, value } of mapped)
      if (kind === "querystring") url.searchParams.set(name, value);
    const headers = mapped
      .filter(({ kind }) => kind === "header")
      .map(({ name, value }) => [name, value] as const);
    const contentType = header(request.headers, "Content-Type");
    // Its own and the client's Content-Type, unless a mapping says otherwise (LocalStack's test
    // test_apigateway_header_remapping_http, recorded against AWS).
    const own: Headers = [
      ...(contentType === undefined ? [] : [["Content-Type", contentType] as const]),
      ["Accept", "application/json"],
      ["User-Agent", `AmazonAPIGateway_${deployed.restApiId}`],
      ["X-Amzn-Apigateway-Api-Id", deployed.restApiId],
      [
        "X-Amzn-Trace-Id",
        `Root=1-${createHash("sha256").update(randomUUID()).digest("hex").slice(0, 24)}`,
      ],
    ];
    return upstream({
      ...common,
      url: url.href,
      body,
      headers: [...own.filter(([name]) => header(headers, name) === undefined), ...headers],
    });
  }

  private askFunction(route: Route, request: GatewayRequest): Promise<Reply> {
    const { deployed, clock, invoke } = this.options;
    const { timeoutMilliseconds = MAX_TIMEOUT_MS } = route.integration;
    if (!invoke) throw new Error("There are no functions here.");
    return askFunction(invoke, deployed, route, request, {
      quirks: this.functionQuirks,
      timeoutMilliseconds,
      now: clock(),
    });
  }

  private requestBody({ integration }: Route, request: GatewayRequest): string {
    const { requestTemplates = {}, passthroughBehavior = "WHEN_NO_MATCH" } = integration;
    const template = requestTemplates[mediaTypeOf(request.headers, this.options.quirks)];
    if (template !== undefined) return this.render(template, request.body).text;
    const passes =
      passthroughBehavior === "WHEN_NO_MATCH" ||
      (passthroughBehavior === "WHEN_NO_TEMPLATES" && Object.keys(requestTemplates).length === 0);
    if (!passes) throw new GatewayError("UNSUPPORTED_MEDIA_TYPE");
    return request.body;
  }

  /** The integration response and the method response. */
  private mapReply(route: Route, upstream: Reply): Reply {
    if (["HTTP_PROXY", "AWS_PROXY"].includes(route.integration.type)) return upstream;
    const response = selectResponse(route.integrationResponses, upstream.status);
    if (!response || !route.methodStatuses.includes(response.statusCode))
      throw new GatewayError("API_CONFIGURATION_ERROR");
    const [[contentType, template] = ["application/json", undefined]] = Object.entries(
      response.responseTemplates ?? {},
    );
    const headers = Object.entries(response.responseParameters ?? {}).flatMap(
      ([target, source]) => {
        const name = target.replace("method.response.header.", "");
        const literal = /^'(.*)'$/.exec(source)?.[1];
        const value =
          literal ?? header(upstream.headers, source.replace("integration.response.header.", ""));
        return value === undefined ? [] : [[name, value] as const];
      },
    );
    const rendered =
      template === undefined
        ? { text: upstream.body }
        : this.renderResponse(template, upstream.body);
    return {
      status: rendered.status ?? Number(response.statusCode),
      headers: [["Content-Type", contentType], ...headers],
      body: rendered.text,
    };
  }

  private renderResponse(template: string, body: string): Rendered {
    try {
      return this.render(template, body);
    } catch (error) {
      // The upstream's body cannot be read, not the client's.
      throw error instanceof GatewayError ? new GatewayError("API_CONFIGURATION_ERROR") : error;
    }
  }

  private render(template: string, body: string): Rendered {
    const { deployed } = this.options;
    const context = { stage: deployed.stageName, apiId: deployed.restApiId };
    const key = JSON.stringify([template, body, context]);
    const known = rendered.get(key);
    if (known) return known;
    const scope = templateContext(body, context);
    const text = renderTemplate(template, scope);
    const { status } = scope.context.responseOverride;
    const result = { text, ...(typeof status === "number" ? { status } : {}) };
    rendered.set(key, result);
    return result;
  }

  /** Formats the gateway's own error with the gateway response of its type, or of its class. */
  private gatewayError(error: unknown): Outcome {
    if (!(error instanceof GatewayError)) throw error;
    const { gatewayResponses } = this.options.deployed;
    const shape =
      gatewayResponses.get(error.type) ??
      gatewayResponses.get(error.defaultStatus < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");
    const [[contentType, template] = ["application/json", undefined]] = Object.entries(
      shape?.responseTemplates ?? {},
    );
    const headers = Object.entries(shape?.responseParameters ?? {}).map(
      ([target, source]) =>
        [target.replace("gatewayresponse.header.", ""), source.replace(/^'(.*)'$/, "$1")] as const,
    );
    return {
      errorType: error.type,
      reply: {
        status: Number(shape?.statusCode ?? error.defaultStatus),
        headers: [["Content-Type", contentType], ...headers],
        body: template ?? JSON.stringify({ message: error.message }),
      },
    };
  }

  private throttleOf(route: Route): Throttle {
    const { clock } = this.options;
    const { throttlingRateLimit: rate = -1, throttlingBurstLimit: burst = -1 } = route.settings;
    const throttle =
      this.throttles.get(route) ??
      // -1 switches throttling off.
      new Throttle(rate < 0 ? Infinity : rate, burst < 0 ? Infinity : burst, clock);
    this.throttles.set(route, throttle);
    return throttle;
  }
}

/** By full match of the pattern with the status; without a pattern, the default for all others. */
function selectResponse(
  responses: readonly IntegrationResponse[],
  status: number,
): IntegrationResponse | undefined {
  return (
    responses.find(
      ({ selectionPattern }) =>
        selectionPattern && new RegExp(`^(?:${selectionPattern})$`).test(String(status)),
    ) ?? responses.find(({ selectionPattern }) => !selectionPattern)
  );
}

function wantsInvalidation(headers: Headers, quirks: Quirks): boolean {
  const directives = (header(headers, "Cache-Control") ?? "").toLowerCase().split(/\s*,\s*/);
  return (
    directives.includes("max-age=0") ||
    (quirks["no-cache-invalidates"] === "yes" && directives.includes("no-cache"))
  );
}
