/** The program, broken in one place each: mistakes that would do harm, and that have been made. */
import type { PartialOutputs } from "../../tools/lib/readOutputs";
import type { KeyCut } from "../../local/gateway/parameters";
import type { Quirks } from "../../local/gateway/quirks";
import type { TenantQuirks } from "../../local/tenant/quirks";
import type { Properties } from "../../local/evaluate/computedOutputs";
import type { Registration } from "../../local/evaluate/evaluate";

export interface Mutation {
  readonly what: string;
  /** Claims that must turn red, at least; ids of the contract, or S1 to S6. */
  readonly red: readonly string[];
  readonly resources?: (resources: readonly Registration[]) => readonly Registration[];
  /** What has to be configured for it to have an effect, in addition to Pulumi.dev.yaml. */
  readonly configured?: Readonly<Record<string, unknown>>;
  /** Set if it only has an effect where AWS behaves unlike the default. */
  readonly quirks?: Partial<Quirks>;
  /** The same for Auth0. */
  readonly tenantQuirks?: Partial<TenantQuirks>;
  readonly outputs?: (outputs: PartialOutputs) => PartialOutputs;
  /** What the platform, not the program, does to the key. */
  readonly keyCut?: KeyCut;
}

const change = (type: string, mutate: (state: Properties) => Properties) =>
  changeAny(`aws:apigateway/${type}`, mutate);
const changeAny =
  (type: string, mutate: (state: Properties) => Properties) =>
  (resources: readonly Registration[]): readonly Registration[] => {
    let changed = 0;
    const mutated = resources.map((resource) => {
      if (resource.type !== type) return resource;
      const state = mutate(resource.state);
      if (JSON.stringify(state) !== JSON.stringify(resource.state)) changed += 1;
      return { ...resource, state };
    });
    if (changed === 0) throw new Error(`The mutation of ${type} changed nothing.`);
    return mutated;
  };

const integration = (mutate: (state: Properties) => Properties) =>
  change("integration:Integration", mutate);
/** The token method's own settings, not the defaults for all methods. */
const ownSettings = (mutate: (state: Properties) => Properties) =>
  change("methodSettings:MethodSettings", (state) =>
    state.methodPath === "*/*" ? state : mutate(state),
  );
const settings = (changes: Properties) =>
  ownSettings((state) => ({
    ...state,
    settings: { ...(state.settings as Properties), ...changes },
  }));
const withoutKey = (part: string) =>
  integration((state) => ({
    ...state,
    cacheKeyParameters: (state.cacheKeyParameters as string[]).filter(
      (name) => !name.endsWith(part),
    ),
  }));
const templates = (mutate: (template: string) => string) =>
  integration((state) => ({
    ...state,
    requestTemplates: Object.fromEntries(
      Object.entries(state.requestTemplates as Record<string, string>).map(([type, template]) => [
        type,
        mutate(template),
      ]),
    ),
  }));
const action = (mutate: (state: Properties) => Properties) =>
  changeAny("auth0:index/action:Action", mutate);
const responses = (mutate: (state: Properties) => Properties) =>
  change("integrationResponse:IntegrationResponse", mutate);
const responseTemplates = (mutate: (template: string) => string) =>
  responses((state) => ({
    ...state,
    responseTemplates: Object.fromEntries(
      Object.entries(state.responseTemplates as Record<string, string>).map(([type, template]) => [
        type,
        mutate(template),
      ]),
    ),
  }));

export const MUTATIONS: readonly Mutation[] = [
  {
    what: "the body is out of the key",
    red: ["S1", "vendors-apart", "wrong-secret", "other-audience", "as-deployed"],
    resources: withoutKey("X-Cache-Key-Body"),
  },
  {
    what: "Authorization is out of the key, but still forwarded",
    red: ["S1", "vendors-apart", "as-deployed"],
    resources: withoutKey("Authorization"),
  },
  {
    what: "Content-Type is out of the key",
    red: ["wrong-content-type", "as-deployed"],
    resources: withoutKey("Content-Type"),
  },
  {
    what: "content-type in lower case is out of the key",
    red: ["wrong-content-type", "as-deployed"],
    resources: withoutKey("content-type"),
  },
  {
    what: "authorization in lower case is mapped as well",
    red: ["cached"],
    resources: (resources) =>
      change("method:Method", (state) => ({
        ...state,
        requestParameters: {
          ...(state.requestParameters as Properties),
          "method.request.header.authorization": false,
        },
      }))(
        integration((state) => ({
          ...state,
          requestParameters: {
            ...(state.requestParameters as Properties),
            "integration.request.header.authorization": "method.request.header.authorization",
          },
          cacheKeyParameters: [
            ...(state.cacheKeyParameters as string[]),
            "method.request.header.authorization",
          ],
        }))(resources),
      ),
  },
  {
    what: "key-cut-length",
    red: ["vendors-apart"],
    // All but the last character of the longest body that the claim checks.
    keyCut: (value) => value.slice(0, 7999),
  },
  {
    what: "key-cut-length, of Authorization only",
    red: ["vendors-apart"],
    // All but the last byte of the local credentials, percent-encoded.
    keyCut: (value, parameter) =>
      parameter.endsWith("Authorization") ? value.slice(0, 390) : value,
  },
  {
    what: "key-cut-semicolon",
    red: ["vendors-apart"],
    keyCut: (value) => value.replace(/;.*/s, ""),
  },
  {
    what: "key-cut-comma",
    red: ["vendors-apart"],
    keyCut: (value) => value.replace(/,.*/s, ""),
  },
  {
    what: "the integration is HTTP_PROXY",
    red: ["S2", "expires-in", "unknown-parameter", "error-shape", "as-deployed"],
    resources: integration((state) => ({ ...state, type: "HTTP_PROXY" })),
  },
  {
    what: "the 200 response is the default one",
    red: ["S3", "as-deployed"],
    resources: responses(({ selectionPattern, ...state }) =>
      selectionPattern === "200" ? state : { ...state, selectionPattern },
    ),
  },
  {
    what: "501 counts as an outage of Auth0",
    red: ["other-grants", "as-deployed"],
    tenantQuirks: { "unsupported-grant": "501" },
    resources: responses(({ selectionPattern, ...state }) => ({
      ...state,
      selectionPattern: selectionPattern === "400|501" ? "400" : selectionPattern,
    })),
  },
  {
    what: "clients may invalidate",
    red: ["S6", "cache-control", "as-deployed"],
    resources: settings({ requireAuthorizationForCacheControl: false }),
  },
  {
    what: "clients may invalidate, and the body is out of the key",
    red: ["S1", "S5", "vendors-apart", "cache-control", "as-deployed"],
    quirks: { "errors-cached": "no" },
    resources: (resources) =>
      settings({ requireAuthorizationForCacheControl: false })(
        withoutKey("X-Cache-Key-Body")(resources),
      ),
  },
  {
    what: "the TTL is not subtracted from expires_in",
    red: ["S2", "expires-in", "as-deployed"],
    resources: responseTemplates((template) => template.replace(" - 3611)", " - 11)")),
  },
  {
    what: "the stage keeps answers for longer than expires_in allows for",
    red: ["S2", "as-deployed"],
    configured: { cache: { ttlSeconds: 300, sizeGb: "0.5" } },
    resources: settings({ cacheTtlInSeconds: 3600 }),
  },
  {
    what: "Auth0's time to answer is not subtracted from expires_in",
    red: ["S2", "as-deployed"],
    resources: responseTemplates((template) => template.replace(" - 3611)", " - 3601)")),
  },
  {
    what: "the token template leaves expires_in out",
    red: ["expires-in", "as-deployed"],
    resources: responseTemplates((template) =>
      template.replace(/#set\(\$left = \$input.*?\)#end/, "#end"),
    ),
  },
  {
    what: "a 200 without a token does not become an error",
    red: ["S3", "as-deployed"],
    resources: responseTemplates((template) =>
      template.replace("#set($context.responseOverride.status = 502)", ""),
    ),
  },
  {
    what: "the form's template only reads the first 1,000 parts",
    red: ["S1", "as-deployed"],
    resources: templates((template) => template.replace("length() > 999", "length() > 9999")),
  },
  {
    what: "the templates do not check the grant",
    red: ["S1", "other-grants", "as-deployed"],
    resources: templates((template) =>
      template
        .replaceAll('"client_credentials_only"', '""')
        .replaceAll('"grant_type_not_found_check_content_type"', '""')
        .replaceAll('"no_client_assertion"', '""'),
    ),
  },
  {
    what: "the templates pass the body through",
    red: ["unknown-parameter", "as-deployed"],
    resources: templates(() => "$input.body"),
  },
  {
    what: "the templates accept bodies that a header cannot contain",
    red: ["S1", "as-deployed"],
    quirks: { "unprintable-header": "cut" },
    resources: templates((template) => template.replaceAll('"one_ascii_line_only"', '""')),
  },
  {
    what: "data trace is on",
    red: ["S4", "nothing-logged", "as-deployed"],
    resources: settings({ dataTraceEnabled: true }),
  },
  {
    what: "cached tokens are not encrypted",
    red: ["as-deployed"],
    resources: settings({ cacheDataEncrypted: false }),
  },
  {
    what: "the method settings have a plain path",
    red: ["S5", "S6", "cached", "as-deployed"],
    resources: ownSettings((state) => ({ ...state, methodPath: "oauth/token/POST" })),
  },
  {
    what: "the method settings have a leading slash",
    red: ["S5", "S6", "cached", "as-deployed"],
    resources: ownSettings((state) => ({ ...state, methodPath: "/oauth/token/POST" })),
  },
  {
    what: "there are no default method settings",
    red: ["as-deployed"],
    resources: (resources) => resources.filter(({ state }) => state.methodPath !== "*/*"),
  },
  {
    what: "a vendor's output lacks its client id",
    red: ["outputs"],
    outputs: (outputs) => ({
      ...outputs,
      vendors: {
        ...outputs.vendors,
        acme: Object.fromEntries(
          Object.entries(outputs.vendors.acme ?? {}).filter(([field]) => field !== "clientId"),
        ),
      },
    }),
  },
  {
    what: "the Action is not bound",
    red: ["only-through-proxy"],
    configured: { onlyThroughProxy: {} },
    resources: (resources) => resources.filter(({ type }) => !type.endsWith(":TriggerAction")),
  },
  {
    what: "the Action lets everybody in",
    red: ["only-through-proxy"],
    configured: { onlyThroughProxy: {} },
    resources: action((state) => ({
      ...state,
      code: String(state.code).replace("api.access.deny(", "void ("),
    })),
  },
  {
    what: "the Action does not know the stack's vendors",
    red: ["only-through-proxy"],
    configured: { onlyThroughProxy: {} },
    resources: changeAny("auth0:index/client:Client", (state) => ({
      ...state,
      clientMetadata: {},
    })),
  },
  {
    what: "the gateway sends another proxy secret than the Action accepts",
    red: ["only-through-proxy", "cached"],
    configured: { onlyThroughProxy: { version: 2 } },
    resources: integration((state) => ({
      ...state,
      requestParameters: {
        ...(state.requestParameters as Record<string, string>),
        "integration.request.header.User-Agent": "'m2m-token-cache/'",
      },
    })),
  },
  {
    what: "the access log contains the proxy secret",
    red: ["S4"],
    configured: { onlyThroughProxy: {} },
    resources: (resources) => {
      const proxySecret = resources.find(({ name }) => name.endsWith("-secret-v1"))?.state.result;
      return change("stage:Stage", (state) => ({
        ...state,
        accessLogSettings: { format: `$context.requestId ${String(proxySecret)}` },
      }))(resources);
    },
  },
];
