/** Resources made by hand that each policy takes, and that it refuses. */
import type { PolicyResource } from "@pulumi/policy";
import { TYPES } from "../../policy/types";
import { UNKNOWN } from "../support/registrations";

export type Given = Partial<PolicyResource> & Pick<PolicyResource, "type">;

const OPTIONS = {
  protect: false,
  ignoreChanges: [],
  aliases: [],
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  additionalSecretOutputs: [],
};

export const UNTYPED = { isType: () => false, asType: () => undefined };

export function resource({ type, name = "it", props = {}, ...rest }: Given): PolicyResource {
  return {
    type,
    name,
    urn: `urn:pulumi:prod::project::${type}::${name}`,
    props,
    opts: OPTIONS,
    dependencies: [],
    propertyDependencies: {},
    ...UNTYPED,
    ...rest,
  };
}

/** Throws when it is read, as the SDK has it in a preview. */
function unknownAt(props: Record<string, unknown>): Record<string, unknown> {
  return new Proxy(props, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (value === UNKNOWN) throw new Error("can't be known during preview");
      return typeof value === "object" && value !== null
        ? unknownAt(value as Record<string, unknown>)
        : value;
    },
  });
}

const BODY_KEY = "integration.request.header.X-Body";
const KEYED = {
  httpMethod: "POST",
  type: "HTTP",
  requestParameters: { [BODY_KEY]: "method.request.body" },
  cacheKeyParameters: [BODY_KEY],
};
const integration = (changes: object = {}): Given => ({
  type: TYPES.integration,
  props: { ...KEYED, ...changes },
});
const mapped = (source: unknown, ...key: string[]): Given =>
  integration({
    requestParameters: {
      ...KEYED.requestParameters,
      "integration.request.header.X": source,
    },
    cacheKeyParameters: [BODY_KEY, ...key],
  });
const CALLED = { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com" };
const EXECUTION_ARN = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5";
const permission = (changes: object): Given => ({
  type: TYPES.permission,
  props: { ...CALLED, ...changes },
});
const neverFoundAgain = (source: string): Given =>
  integration({
    type: "AWS_PROXY",
    requestParameters: { "integration.request.header.X": source },
    cacheKeyParameters: ["integration.request.header.X"],
  });
const TWO_TEMPLATES = { "application/json": "a", "text/plain": "b" };
/** @param headers upstream header to the client's; all of them keyed */
const keyedHeaders = (type: string, headers: Record<string, string>): Given =>
  integration({
    type,
    requestParameters: {
      ...KEYED.requestParameters,
      ...Object.fromEntries(
        Object.entries(headers).map(([target, source]) => [
          `integration.request.header.${target}`,
          `method.request.header.${source}`,
        ]),
      ),
    },
    cacheKeyParameters: [
      BODY_KEY,
      ...Object.values(headers).map((source) => `method.request.header.${source}`),
    ],
  });
const settings = (changes: object, methodPath = "~1oauth~1token/POST"): Given => ({
  type: TYPES.methodSettings,
  props: {
    methodPath,
    settings: {
      cachingEnabled: true,
      cacheDataEncrypted: true,
      requireAuthorizationForCacheControl: true,
      dataTraceEnabled: false,
      ...changes,
    },
  },
});

export interface Case {
  readonly policy: string;
  readonly takes: Readonly<Record<string, Given[]>>;
  readonly refuses: Readonly<Record<string, Given[]>>;
}

const root = resource({ type: TYPES.restApi, name: "api" });
const oauth = resource({
  type: TYPES.resource,
  name: "oauth",
  props: { pathPart: "oauth" },
  propertyDependencies: { parentId: [root] },
});
const token = resource({
  type: TYPES.resource,
  name: "token",
  props: { pathPart: "token" },
  propertyDependencies: { parentId: [oauth] },
});
/** An integration without key, at a known path. */
const at = (place: PolicyResource, httpMethod = "POST"): Given => ({
  type: TYPES.integration,
  props: { httpMethod, type: "HTTP_PROXY" },
  propertyDependencies: { resourceId: [place] },
});

export const SECRET = "Zx81PqLm72RtYw05";
const password: Given = { type: TYPES.randomPassword, name: "pw", props: { result: SECRET } };
const withText = (property: string, value: unknown): Given => ({
  type: "aws:apigateway/stage:Stage",
  props: { [property]: value },
});

export const CASES: readonly Case[] = [
  {
    policy: "cached-request-is-keyed",
    takes: {
      "a literal": [mapped("'anything'")],
      "a stage variable": [mapped("stageVariables.tenant")],
      "a context variable that is the same for every request": [mapped("context.stage")],
      "a header whose target is keyed": [
        mapped("method.request.header.X", "integration.request.header.X"),
      ],
      "a header that is keyed itself": [
        mapped("method.request.header.X", "method.request.header.X"),
      ],
      "what a preview does not know": [
        { type: TYPES.integration, props: unknownAt(mapped(UNKNOWN).props ?? {}) },
      ],
      "one template, and nothing passed through": [
        integration({
          requestTemplates: { "application/json": "a" },
          passthroughBehavior: "NEVER",
        }),
      ],
      "one template under two media types, and nothing passed through": [
        integration({
          requestTemplates: { "application/json": "a", "application/json;charset=utf-8": "a" },
          passthroughBehavior: "NEVER",
        }),
      ],
      "one template, and whatever has another type refused": [
        integration({
          requestTemplates: { "application/json": "a" },
          passthroughBehavior: "WHEN_NO_TEMPLATES",
        }),
      ],
      "two templates, and Content-Type keyed under both spellings, by source or by target": [
        integration({
          requestTemplates: TWO_TEMPLATES,
          passthroughBehavior: "NEVER",
          requestParameters: {
            ...KEYED.requestParameters,
            "integration.request.header.X-Type": "method.request.header.Content-Type",
            "integration.request.header.X-Lower": "method.request.header.content-type",
          },
          cacheKeyParameters: [
            BODY_KEY,
            "integration.request.header.X-Type",
            "method.request.header.content-type",
          ],
        }),
      ],
      "an integration that is not cached": [
        integration({
          requestParameters: { x: "method.request.header.X" },
          cacheKeyParameters: [],
        }),
        settings({ cachingEnabled: false }),
      ],
    },
    refuses: {
      "a header": [mapped("method.request.header.X")],
      "a query string": [mapped("method.request.querystring.x")],
      "the client's address": [mapped("context.identity.sourceIp")],
      "what an authorizer says": [mapped("context.authorizer.principalId")],
      "a header whose name differs in case": [
        mapped("method.request.header.X", "integration.request.header.x"),
      ],
      "a source that nobody knows": [mapped("something.else")],
      "two templates, and Content-Type not keyed": [
        integration({ requestTemplates: TWO_TEMPLATES, passthroughBehavior: "NEVER" }),
      ],
      "two templates, and Content-Type keyed under one spelling": [
        integration({
          requestTemplates: TWO_TEMPLATES,
          passthroughBehavior: "NEVER",
          requestParameters: {
            ...KEYED.requestParameters,
            "integration.request.header.X-Type": "method.request.header.Content-Type",
          },
          cacheKeyParameters: [BODY_KEY, "integration.request.header.X-Type"],
        }),
      ],
      "two parameters for one header, and one of them not keyed": [
        integration({
          requestParameters: {
            ...KEYED.requestParameters,
            "integration.request.header.X-Lang": "method.request.header.Accept-Language",
            "integration.request.header.X-Lower": "method.request.header.accept-language",
          },
          cacheKeyParameters: [BODY_KEY, "integration.request.header.X-Lang"],
        }),
      ],
      "a template or the body as it is, and Content-Type not keyed": [
        integration({ requestTemplates: { "application/json": "a" } }),
      ],
    },
  },
  {
    policy: "cached-body-is-keyed",
    takes: { "a body under a keyed header": [integration()] },
    refuses: {
      "a body that is mapped and not keyed": [
        integration({ cacheKeyParameters: ["method.request.header.X"] }),
      ],
      "a field of the body": [
        integration({ requestParameters: { [BODY_KEY]: "method.request.body.client_id" } }),
      ],
      "a cached method without any key": [integration({ cacheKeyParameters: [] }), settings({})],
    },
  },
  {
    policy: "cached-template-reads-only-the-key",
    takes: {
      "a template that reads the body": [
        integration({ requestTemplates: { "application/json": "$input.body $input.json('$.a')" } }),
      ],
      "one that names the stage": [
        integration({ requestTemplates: { "application/json": "${context.stage}" } }),
      ],
    },
    refuses: {
      "one that reads a parameter": [
        integration({ requestTemplates: { "application/json": "$input.params('x')" } }),
      ],
      "one that reads all of them": [
        integration({ requestTemplates: { "application/json": "$!{input.params().header}" } }),
      ],
      "one that reads the client's address": [
        integration({ requestTemplates: { "application/json": "$context.identity.sourceIp" } }),
      ],
    },
  },
  {
    policy: "cached-headers-do-not-collide",
    takes: {
      "an Authorization on an HTTP integration": [
        keyedHeaders("HTTP", { Authorization: "Authorization" }),
      ],
      "an Authorization under another name on a Lambda integration": [
        keyedHeaders("AWS", { "X-Authorization": "Authorization" }),
      ],
      "two spellings of one header under two names": [
        keyedHeaders("HTTP", { "X-Type": "Content-Type", "X-Lower": "content-type" }),
      ],
    },
    refuses: {
      "two headers that differ in case only": [
        keyedHeaders("HTTP", { Authorization: "Authorization", authorization: "authorization" }),
      ],
      "an Authorization on a Lambda integration": [
        keyedHeaders("AWS", { Authorization: "Authorization" }),
      ],
      "an authorization in lower case on a Lambda integration": [
        keyedHeaders("AWS_PROXY", { authorization: "authorization" }),
      ],
    },
  },
  {
    policy: "cached-method-is-no-proxy",
    takes: {
      "a custom integration": [integration()],
      "a proxy on another path": [at(oauth), settings({})],
      "a proxy for another method": [at(token, "GET"), settings({})],
      "a proxy whose caching is off": [at(token), settings({ cachingEnabled: false })],
      "a proxy whose key is new with every request, so that nothing is ever found": [
        neverFoundAgain("context.extendedRequestId"),
      ],
    },
    refuses: {
      HTTP_PROXY: [integration({ type: "HTTP_PROXY" })],
      AWS_PROXY: [integration({ type: "AWS_PROXY" })],
      "a proxy whose key is new with every request, where caching is switched on": [
        neverFoundAgain("context.extendedRequestId"),
        settings({}, "*/*"),
      ],
      "a proxy whose key a client can choose": [neverFoundAgain("context.requestId")],
      "a proxy at the cached path": [at(token), settings({})],
      "one at a cached path that is written as the API has it": [
        at(token),
        settings({}, "~1oauth~1token/POST"),
      ],
      "one where everything is cached": [at(token), settings({}, "*/*")],
      "one for any method": [at(token, "ANY"), settings({})],
      "one at the root": [at(root, "GET"), settings({}, "/GET")],
      "one at a path that cannot be told": [
        { type: TYPES.integration, props: { httpMethod: "POST", type: "HTTP_PROXY" } },
        settings({}),
      ],
    },
  },
  {
    policy: "cache-is-encrypted",
    takes: {
      "an encrypted cache": [settings({})],
      "no cache": [settings({ cachingEnabled: false, cacheDataEncrypted: false })],
    },
    refuses: {
      "a cache in plain": [settings({ cacheDataEncrypted: false })],
      "one that says nothing": [settings({ cacheDataEncrypted: undefined })],
    },
  },
  {
    policy: "cache-invalidation-is-closed",
    takes: {
      "invalidation for the authorised": [settings({})],
      "no cache": [settings({ cachingEnabled: false, requireAuthorizationForCacheControl: false })],
    },
    refuses: {
      "invalidation for anyone": [settings({ requireAuthorizationForCacheControl: false })],
      "settings that say nothing": [settings({ requireAuthorizationForCacheControl: undefined })],
    },
  },
  {
    policy: "no-data-trace",
    takes: {
      "trace off": [settings({})],
      "nothing said": [settings({ dataTraceEnabled: undefined })],
    },
    refuses: {
      "trace on": [settings({ dataTraceEnabled: true })],
      "trace on without a cache": [settings({ dataTraceEnabled: true, cachingEnabled: false })],
    },
  },
  {
    policy: "method-path-is-escaped",
    takes: {
      "an escaped path": [settings({})],
      "one at another depth": [settings({}, "~1v1~1{proxy+}~1a/GET")],
      "the root's": [settings({}, "~1/GET")],
      everything: [settings({}, "*/*")],
    },
    refuses: {
      "a plain path": [settings({}, "oauth/token/POST")],
      "a leading slash": [settings({}, "/oauth/token/POST")],
      "a path that is escaped in part": [settings({}, "oauth~1token/POST")],
      "a slash that is left": [settings({}, "~1oauth/token/POST")],
      "no method": [settings({}, "~1oauth~1token")],
      "any method, which AWS refuses": [settings({}, "~1oauth~1token/ANY")],
    },
  },
  {
    policy: "no-default-integration-response",
    takes: {
      "one status": [{ type: TYPES.integrationResponse, props: { selectionPattern: "200" } }],
      "an error that becomes another one": [
        { type: TYPES.integrationResponse, props: { selectionPattern: "404", statusCode: "400" } },
      ],
      "a class of statuses": [
        { type: TYPES.integrationResponse, props: { selectionPattern: "40\\d" } },
      ],
      "501 as the client's own error": [
        {
          type: TYPES.integrationResponse,
          props: { selectionPattern: "400|501", statusCode: "400" },
        },
      ],
    },
    refuses: {
      "no pattern": [{ type: TYPES.integrationResponse, props: {} }],
      "an empty one": [{ type: TYPES.integrationResponse, props: { selectionPattern: "" } }],
      "one for anything": [{ type: TYPES.integrationResponse, props: { selectionPattern: ".*" } }],
      "one that makes an error a success": [
        { type: TYPES.integrationResponse, props: { selectionPattern: "403", statusCode: "200" } },
      ],
      "one for any error": [
        { type: TYPES.integrationResponse, props: { selectionPattern: "(?!2).*" } },
      ],
      "one for any status that there is": [
        { type: TYPES.integrationResponse, props: { selectionPattern: "[1-5]\\d{2}" } },
      ],
      "one for a limit, which passes": [
        { type: TYPES.integrationResponse, props: { selectionPattern: "4\\d{2}" } },
      ],
      "one for faults of the upstream's": [
        { type: TYPES.integrationResponse, props: { selectionPattern: "5\\d{2}" } },
      ],
      "one for a success and for errors": [
        { type: TYPES.integrationResponse, props: { selectionPattern: "200|4\\d{2}" } },
      ],
    },
  },
  {
    policy: "cache-ttl-below-token-lifetimes",
    takes: {
      "a TTL below": [
        settings({ cacheTtlInSeconds: 3600 }),
        { type: TYPES.resourceServer, props: { identifier: "a", tokenLifetime: 3601 } },
      ],
      "defaults of both": [settings({}), { type: TYPES.resourceServer, props: {} }],
      "no cache": [
        settings({ cachingEnabled: false, cacheTtlInSeconds: 3600 }),
        { type: TYPES.resourceServer, props: { tokenLifetime: 60 } },
      ],
    },
    refuses: {
      "a TTL that is the lifetime": [
        settings({ cacheTtlInSeconds: 3600 }),
        { type: TYPES.resourceServer, props: { identifier: "a", tokenLifetime: 3600 } },
      ],
      "the default TTL of 300 s with a shorter life": [
        settings({}),
        { type: TYPES.resourceServer, props: { identifier: "a", tokenLifetime: 120 } },
      ],
    },
  },
  {
    policy: "function-is-called-by-one-api",
    takes: {
      "one API": [permission({ sourceArn: `${EXECUTION_ARN}/*/POST/oauth/token` })],
      "an API that a preview does not know": [
        { type: TYPES.permission, props: unknownAt({ ...CALLED, sourceArn: UNKNOWN }) },
      ],
      "another service": [permission({ principal: "events.amazonaws.com" })],
    },
    refuses: {
      "no source": [permission({})],
      "any API": [permission({ sourceArn: "arn:aws:execute-api:eu-west-1:123456789012:*/*" })],
      "any API of anybody": [permission({ sourceArn: "*" })],
    },
  },
  {
    policy: "vendor-has-only-client-credentials",
    takes: {
      "client credentials": [{ type: TYPES.client, props: { grantTypes: ["client_credentials"] } }],
    },
    refuses: {
      "another grant beside it": [
        { type: TYPES.client, props: { grantTypes: ["client_credentials", "password"] } },
      ],
      "another grant": [{ type: TYPES.client, props: { grantTypes: ["implicit"] } }],
      "no grant types": [{ type: TYPES.client }],
    },
  },
  {
    policy: "grant-names-its-scopes",
    takes: {
      scopes: [{ type: TYPES.clientGrant, props: { scopes: ["read:orders"] } }],
      "the audience alone": [{ type: TYPES.clientGrant, props: { scopes: [] } }],
    },
    refuses: {
      "all scopes": [{ type: TYPES.clientGrant, props: { scopes: [], allowAllScopes: true } }],
      "no word of scopes": [{ type: TYPES.clientGrant }],
    },
  },
  {
    policy: "grant-is-for-assigned-organizations",
    takes: {
      "assigned ones": [
        {
          type: TYPES.clientGrant,
          props: { organizationUsage: "allow", allowAnyOrganization: false },
        },
      ],
      "no word of them": [{ type: TYPES.clientGrant }],
    },
    refuses: {
      "any of them": [
        {
          type: TYPES.clientGrant,
          props: { organizationUsage: "allow", allowAnyOrganization: true },
        },
      ],
    },
  },
  {
    policy: "no-trigger-takeover",
    takes: { "one action more": [{ type: "auth0:index/triggerAction:TriggerAction" }] },
    refuses: { "the whole trigger": [{ type: TYPES.triggerActions }] },
  },
  {
    policy: "no-secret-in-plain-input",
    takes: {
      "a secret where it belongs": [
        password,
        { type: TYPES.clientCredentials, props: { clientSecret: SECRET } },
        { type: TYPES.action, props: { secrets: [{ name: "PROXY_SECRET", value: SECRET }] } },
        { type: TYPES.function, props: { environment: { variables: { PEPPERS: SECRET } } } },
        { type: TYPES.tableItem, props: { item: `{"verifier":{"S":"${SECRET}"}}` } },
        mapped(`'${SECRET}'`),
      ],
      "a component's output": [
        password,
        { type: "m2m-token-cache:auth0:VendorClient", props: { clientSecret: SECRET } },
        { type: "pulumi:pulumi:Stack", props: { vendors: { acme: { clientSecret: SECRET } } } },
      ],
      "an Action's setting that is no secret": [
        { type: TYPES.action, props: { secrets: [{ name: "PROJECT", value: "m2m-token-cache" }] } },
        withText("description", "of m2m-token-cache"),
      ],
      "a secret that a preview does not know": [
        { type: TYPES.randomPassword, props: unknownAt({ result: UNKNOWN }) },
        withText("description", "anything"),
      ],
    },
    refuses: {
      "a description": [password, withText("description", `for ${SECRET}`)],
      "a tag": [password, withText("tags", { owner: SECRET })],
      "metadata of a client": [
        password,
        { type: TYPES.client, props: { clientMetadata: { hint: SECRET } } },
      ],
      "the code of an Action": [
        password,
        { type: TYPES.action, props: { code: `if (x === "${SECRET}") {}` } },
      ],
      "a template": [
        password,
        integration({ requestTemplates: { "application/json": `client_secret=${SECRET}` } }),
      ],
      "a secret that Auth0 made": [
        { type: TYPES.clientCredentials, props: { clientSecret: SECRET } },
        withText("description", SECRET),
      ],
      "a value that its resource says is secret": [
        {
          type: "aws:secretsmanager/secretVersion:SecretVersion",
          name: "other",
          props: { secretString: SECRET },
          opts: { ...OPTIONS, additionalSecretOutputs: ["secretString"] },
        },
        withText("variables", { upstream: SECRET }),
      ],
    },
  },
  {
    policy: "no-credential-like-text",
    takes: {
      "a commit and a content hash": [
        withText("tags", { commit: "9c7100d5f0b1e7b1a7d0c3e1f2a4b6c8d9e0f1a2" }),
        withText("triggers", { definition: "a".repeat(64) }),
      ],
      "an ARN, a URL, an address": [
        withText("tags", {
          token: "https://api.example.com/oauth/token",
          role: "arn:aws:iam::123456789012:role/ApiGatewayCloudWatchLogsRole-1A2B3C",
          contact: "integrations@acme.example",
        }),
      ],
      "a long readable name": [withText("name", "ProxyOauthTokenIntegrationResponse404Production")],
      "prose about secrets": [withText("description", "Client secret: see the vault. Token proxy")],
      "a template that writes a secret's parameter": [
        integration({
          requestTemplates: { "application/json": 'client_secret=$util.urlEncode("x")' },
        }),
      ],
      "a type of another provider": [
        { type: "random:index/randomPassword:RandomPassword", props: { name: `secret=${SECRET}` } },
      ],
    },
    refuses: {
      "a password in a description": [withText("description", `password: ${SECRET}`)],
      "a password in an alarm's text": [
        {
          type: "aws:cloudwatch/metricAlarm:MetricAlarm",
          props: { alarmDescription: `Log in with password: ${SECRET}` },
        },
      ],
      "a password in the text of a scope": [
        {
          type: "auth0:index/resourceServerScopes:ResourceServerScopes",
          props: { scopes: [{ name: "read", description: `password=${SECRET}` }] },
        },
      ],
      "a secret in a tag of that name": [withText("tags", { clientSecret: SECRET })],
      "a secret like those that the program makes": [
        withText("description", "4fKq9ZbXw2LmT7vRc1NyEp6HsGd8JuAoB3iQxWz5MtVkYrCeUlPnFhSgDj0a7TqX"),
      ],
      "one like Auth0's own": [
        withText("description", "tX-9aQ_Lk2mVbE7rWz0PqH5yNcUfJdSg8ThRoiY4x6MvBw1_KpCZeAn3lDsFu-Gj"),
      ],
      "random text in metadata": [
        {
          type: TYPES.client,
          props: { clientMetadata: { hint: "q7Zt2LxW9vKc4RmY8pNd1BsG6hFj3TaE" } },
        },
      ],
      "a private key anywhere": [withText("anything", "-----BEGIN RSA PRIVATE KEY-----\nMII")],
      "an AWS key anywhere": [withText("anything", "key AKIAIOSFODNN7EXAMPLE")],
    },
  },
  {
    policy: "prod-is-protected",
    takes: {
      "a protected API": [{ type: TYPES.restApi, opts: { ...OPTIONS, protect: true } }],
      "an API of another stack": [{ type: TYPES.restApi, urn: "urn:pulumi:dev::p::t::it" }],
    },
    refuses: {
      "an unprotected API": [{ type: TYPES.restApi }],
      "an unprotected audience": [{ type: TYPES.resourceServer }],
      "an unprotected host name": [{ type: TYPES.domainName }],
    },
  },
  {
    policy: "prod-vendors-are-protected",
    takes: { "a protected client": [{ type: TYPES.client, opts: { ...OPTIONS, protect: true } }] },
    refuses: { "an unprotected client": [{ type: TYPES.client }] },
  },
  {
    policy: "logs-have-retention",
    takes: { "a retention": [{ type: TYPES.logGroup, props: { retentionInDays: 30 } }] },
    refuses: {
      none: [{ type: TYPES.logGroup, props: {} }],
      "one of 0, which is for ever": [{ type: TYPES.logGroup, props: { retentionInDays: 0 } }],
    },
  },
];
