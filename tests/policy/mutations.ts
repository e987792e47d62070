/** The program, broken in one place each: what the policy pack is there to catch, and who catches it. */
import type { Properties } from "../../local/evaluate/computedOutputs";
import type { Registration } from "../../local/evaluate/evaluate";
import { type Kind, TYPES } from "../support/registrations";

/** The policies that catch each of ../mutations; none: no policy looks there, the contract does. */
export const CAUGHT: Readonly<Record<string, readonly string[]>> = {
  "the body is out of the key": ["cached-body-is-keyed", "cached-request-is-keyed"],
  "Authorization is out of the key, but still forwarded": ["cached-request-is-keyed"],
  "Content-Type is out of the key": ["cached-request-is-keyed"],
  "content-type in lower case is out of the key": ["cached-request-is-keyed"],
  "authorization in lower case is mapped as well": ["cached-headers-do-not-collide"],
  "key-cut-length": [],
  "key-cut-length, of Authorization only": [],
  "key-cut-semicolon": [],
  "key-cut-comma": [],
  "the integration is HTTP_PROXY": ["cached-method-is-no-proxy"],
  "the 200 response is the default one": ["no-default-integration-response"],
  "501 counts as an outage of Auth0": [],
  "clients may invalidate": ["cache-invalidation-is-closed"],
  "clients may invalidate, and the body is out of the key": [
    "cache-invalidation-is-closed",
    "cached-body-is-keyed",
    "cached-request-is-keyed",
  ],
  "the TTL is not subtracted from expires_in": [],
  "the stage keeps answers for longer than expires_in allows for": [],
  "Auth0's time to answer is not subtracted from expires_in": [],
  "the token template leaves expires_in out": [],
  "a 200 without a token does not become an error": [],
  "the form's template only reads the first 1,000 parts": [],
  "the templates do not check the grant": [],
  "the templates pass the body through": [],
  "the templates accept bodies that a header cannot contain": [],
  "data trace is on": ["no-data-trace"],
  "cached tokens are not encrypted": ["cache-is-encrypted"],
  "the method settings have a plain path": ["method-path-is-escaped"],
  "the method settings have a leading slash": ["method-path-is-escaped"],
  "there are no default method settings": [],
  "a vendor's output lacks its client id": [],
  "the Action is not bound": [],
  "the Action lets everybody in": [],
  "the Action does not know the stack's vendors": [],
  "the gateway sends another proxy secret than the Action accepts": [],
  "the access log contains the proxy secret": ["no-secret-in-plain-input"],
};

export interface PolicyMutation {
  readonly what: string;
  readonly red: string;
  /** Default dev. */
  readonly stack?: "prod" | "broker";
  /** @param all the resources as they are, to take a secret from */
  readonly mutate: (resource: Registration, all: readonly Registration[]) => Registration;
  /** What comes to the stack. */
  readonly added?: Partial<Registration> & Pick<Registration, "type" | "name">;
}

/** Changes properties of every resource of a kind; undefined takes one out. */
const properties =
  (kind: Kind, changes: (state: Properties, all: readonly Registration[]) => Properties) =>
  (resource: Registration, all: readonly Registration[]): Registration => {
    if (resource.type !== TYPES[kind]) return resource;
    const state = { ...resource.state, ...changes(resource.state, all) };
    return {
      ...resource,
      state: Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined)),
    };
  };

const mapping = (target: string, source: string | undefined) =>
  properties("Integration", ({ requestParameters }) => ({
    requestParameters: Object.fromEntries(
      Object.entries({ ...(requestParameters as Properties), [target]: source }).filter(
        ([, value]) => value !== undefined,
      ),
    ),
  }));

const template = (text: string) =>
  properties("Integration", () => ({ requestTemplates: { "application/json": text } }));

const settings = (changes: Properties) =>
  properties("MethodSettings", (state) => ({
    settings: { ...(state.settings as Properties), ...changes },
  }));

const unprotected = (kind: Kind) => (resource: Registration) =>
  resource.type === TYPES[kind] ? { ...resource, protect: false } : resource;

const secretOf = (all: readonly Registration[]) =>
  String(all.find(({ type }) => type === TYPES.RandomPassword)?.state.result);

const HEADER = "integration.request.header";
const JWT = `${Buffer.from('{"alg":"RS256"}').toString("base64url")}.${Buffer.from('{"sub":"acme@clients"}').toString("base64url")}.c2ln`;

export const POLICY_MUTATIONS: readonly PolicyMutation[] = [
  {
    what: "any API may call the function",
    red: "function-is-called-by-one-api",
    stack: "broker",
    mutate: properties("Permission", () => ({ sourceArn: undefined })),
  },
  {
    what: "the broker's answers are cached",
    red: "cached-method-is-no-proxy",
    stack: "broker",
    mutate: settings({ cachingEnabled: true }),
  },
  {
    what: "the broker's key is not new with every request",
    red: "cached-method-is-no-proxy",
    stack: "broker",
    mutate: mapping(`${HEADER}.X-Request-Id`, "'the same'"),
  },
  {
    what: "the client's address goes to the upstream",
    red: "cached-request-is-keyed",
    mutate: mapping(`${HEADER}.X-Forwarded-For`, "context.identity.sourceIp"),
  },
  {
    what: "the request id, which a client may choose, goes to the upstream",
    red: "cached-request-is-keyed",
    mutate: mapping(`${HEADER}.X-Request-Id`, "context.requestId"),
  },
  {
    what: "Content-Type is neither mapped nor keyed, and still chooses the template",
    red: "cached-request-is-keyed",
    mutate: mapping(`${HEADER}.X-Cache-Key-Content-Type`, undefined),
  },
  {
    what: "a part of the body is the key",
    red: "cached-body-is-keyed",
    mutate: mapping(`${HEADER}.X-Cache-Key-Body`, "method.request.body.client_id"),
  },
  {
    what: "a template reads a header",
    red: "cached-template-reads-only-the-key",
    mutate: template("grant_type=client_credentials&organization=$input.params('X-Org')"),
  },
  {
    what: "a template sets a header past the key",
    red: "cached-template-reads-only-the-key",
    mutate: template('#set($context.requestOverride.header.X-Cache-Key-Body = "")'),
  },
  {
    what: "whether cached tokens are encrypted is left open",
    red: "cache-is-encrypted",
    mutate: settings({ cacheDataEncrypted: undefined }),
  },
  {
    what: "whether clients may invalidate is left open",
    red: "cache-invalidation-is-closed",
    mutate: settings({ requireAuthorizationForCacheControl: undefined }),
  },
  {
    what: "a body of another type goes to the upstream as it is, and Content-Type is not keyed",
    red: "cached-request-is-keyed",
    mutate: (resource, all) =>
      properties("Integration", () => ({ passthroughBehavior: undefined }))(
        mapping(`${HEADER}.X-Cache-Key-Content-Type`, undefined)(
          template("grant_type=client_credentials")(resource, all),
          all,
        ),
        all,
      ),
  },
  {
    what: "a response takes successes and errors",
    red: "no-default-integration-response",
    mutate: properties("IntegrationResponse", () => ({ selectionPattern: "[1-5]\\d{2}" })),
  },
  {
    what: "a response takes any status",
    red: "no-default-integration-response",
    mutate: properties("IntegrationResponse", () => ({ selectionPattern: "\\d{3}" })),
  },
  {
    what: "tokens live no longer than the cache keeps them",
    red: "cache-ttl-below-token-lifetimes",
    mutate: properties("ResourceServer", () => ({ tokenLifetime: 3600 })),
  },
  {
    what: "a vendor may send people to log in",
    red: "vendor-has-only-client-credentials",
    mutate: properties("Client", () => ({
      grantTypes: ["client_credentials", "authorization_code"],
    })),
  },
  {
    what: "a vendor's grant types are left to Auth0",
    red: "vendor-has-only-client-credentials",
    mutate: properties("Client", () => ({ grantTypes: undefined })),
  },
  {
    what: "a grant takes every scope",
    red: "grant-names-its-scopes",
    mutate: properties("ClientGrant", () => ({ allowAllScopes: true })),
  },
  {
    what: "a grant names no scopes",
    red: "grant-names-its-scopes",
    mutate: properties("ClientGrant", () => ({ scopes: undefined })),
  },
  {
    what: "a grant is for any organization",
    red: "grant-is-for-assigned-organizations",
    mutate: properties("ClientGrant", () => ({
      organizationUsage: "allow",
      allowAnyOrganization: true,
    })),
  },
  {
    what: "the program takes a trigger over",
    red: "no-trigger-takeover",
    mutate: (resource) => resource,
    added: {
      type: "auth0:index/triggerActions:TriggerActions",
      name: "backstop",
      state: { trigger: "credentials-exchange", actions: [{ id: "act_1", displayName: "ours" }] },
    },
  },
  {
    what: "a client's metadata holds its secret",
    red: "no-secret-in-plain-input",
    mutate: properties("Client", (_, all) => ({ clientMetadata: { s: secretOf(all) } })),
  },
  {
    what: "the API's description holds a vendor's secret",
    red: "no-secret-in-plain-input",
    mutate: properties("RestApi", (_, all) => ({ description: `for ${secretOf(all)}` })),
  },
  {
    what: "the stage's variables hold a vendor's secret",
    red: "no-secret-in-plain-input",
    mutate: properties("Stage", (_, all) => ({ variables: { upstream: secretOf(all) } })),
  },
  {
    what: "a tag holds a token",
    red: "no-credential-like-text",
    mutate: properties("Stage", () => ({ tags: { note: `use ${JWT}` } })),
  },
  {
    what: "a description holds a password",
    red: "no-credential-like-text",
    mutate: properties("Client", () => ({ description: "client_secret=correct-horse-battery" })),
  },
  {
    what: "the API is unprotected in prod",
    red: "prod-is-protected",
    stack: "prod",
    mutate: unprotected("RestApi"),
  },
  {
    what: "the host name that vendors call is unprotected in prod",
    red: "prod-is-protected",
    stack: "prod",
    mutate: (resource) => resource,
    added: {
      type: TYPES.DomainName,
      name: "domain",
      protect: false,
      state: { domainName: "tokens.example.com" },
    },
  },
  {
    what: "an audience is unprotected in prod",
    red: "prod-is-protected",
    stack: "prod",
    mutate: unprotected("ResourceServer"),
  },
  {
    what: "a vendor is unprotected in prod",
    red: "prod-vendors-are-protected",
    stack: "prod",
    mutate: unprotected("Client"),
  },
  {
    what: "logs are kept for ever",
    red: "logs-have-retention",
    mutate: properties("LogGroup", () => ({ retentionInDays: undefined })),
  },
];
