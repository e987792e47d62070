/**
 * Everything that the upstream gets from the request has to be in the cache key: otherwise one client gets another
 * client's answer.
 */
import type { PolicyResource } from "@pulumi/policy";
import { cachedIntegrations } from "../cachedMethods";
import { known, textEntries } from "../known";
import { stackRule, type Violation } from "../rule";

const BODY = "method.request.body";
/** API Gateway looks a header up by its exact name, and HTTP/2 and fetch send it in lower case. */
const CONTENT_TYPE = [
  "method.request.header.Content-Type",
  "method.request.header.content-type",
] as const;

/**
 * The context variables that are the same for every request to a method. All others count as the
 * client's: it chooses some directly (identity.sourceIp, identity.userAgent, domainName, path), and AWS documents
 * that it can even override requestId.
 */
const FIXED_CONTEXT = ["accountId", "apiId", "deploymentId", "resourceId", "resourcePath", "stage"];

const HEADER = "integration.request.header.";

/** Literals have inner quotes; stage variables are set by whoever deploys. */
const FIXED_SOURCE = /^('.*'|stageVariables\..+)$/s;

export const cachedRequestIsKeyed = stackRule(
  {
    name: "cached-request-is-keyed",
    description:
      "On a cached method, every mapped parameter whose value comes from the request is in the cache key.",
    level: "mandatory",
    fix: "Add it to the integration's cacheKeyParameters, or do not map it (one template, and passthroughBehavior NEVER, for Content-Type): a client that sends another value would get the same cached answer.",
  },
  (resources) =>
    cachedIntegrations(resources).flatMap((integration) => [
      ...mappingsOf(integration)
        .filter(([, source]) => isFromRequest(source))
        .filter((mapping) => !isKeyed(integration, mapping))
        .map(([target, source]) => ({
          resource: integration,
          problem: `${target} is mapped from ${source}, which is not in the cache key.`,
        })),
      ...unkeyedTemplateChoice(integration),
    ]),
);

/** A JSONPath into the body is not enough: where it finds nothing, all bodies would have one key. */
export const cachedBodyIsKeyed = stackRule(
  {
    name: "cached-body-is-keyed",
    description: "On a cached method, the whole body of the request is in the cache key.",
    level: "mandatory",
    fix: `Map ${BODY} to a header of the integration request in requestParameters, and name that header in cacheKeyParameters.`,
  },
  (resources) =>
    cachedIntegrations(resources)
      .filter(
        (integration) =>
          !mappingsOf(integration).some(
            (mapping) => mapping[1] === BODY && isKeyed(integration, mapping),
          ),
      )
      .map((resource) => ({ resource, problem: "The body is not in the cache key." })),
);

/** Parameters by name neither: $input.params('x') reads the path, the query and the headers. */
export const cachedTemplateReadsOnlyTheKey = stackRule(
  {
    name: "cached-template-reads-only-the-key",
    description: "On a cached method, request templates read nothing of the request but its body.",
    level: "mandatory",
    fix: "Remove it from the template: it changes the upstream request, but not the cache key.",
  },
  (resources) =>
    cachedIntegrations(resources).flatMap((resource) =>
      textEntries(resource.props.requestTemplates).flatMap(([mediaType, template]) =>
        readsOf(template).map((source) => ({
          resource,
          problem: `The template for ${mediaType} reads ${source}.`,
        })),
      ),
    ),
);

/**
 * Integrations with two upstream headers whose names differ in case only, and Lambda integrations with a
 * mapped Authorization, are reported to answer every request with 500 (serverless-api-gateway-caching 109,
 * serverless 4939).
 */
export const cachedHeadersDoNotCollide = stackRule(
  {
    name: "cached-headers-do-not-collide",
    description:
      "On a cached method, no two mapped headers differ in case only, and no AWS integration is mapped an Authorization.",
    level: "mandatory",
    fix: "Map each to a header whose name differs by more than case; next to AWS's own signature, to one that is not called Authorization. The source can be the key.",
  },
  (resources) =>
    cachedIntegrations(resources).flatMap((resource) => {
      const headers = mappingsOf(resource).flatMap(([target]) =>
        target.startsWith(HEADER) ? [target.slice(HEADER.length)] : [],
      );
      const signed = /^AWS(_PROXY)?$/.test(String(known(() => resource.props.type as unknown)));
      return [
        ...sameButForCase(headers).map((names) => `${names.join(" and ")} differ in case only.`),
        ...headers
          .filter((name) => signed && name.toLowerCase() === "authorization")
          .map((name) => `${name} is mapped, and collides with the gateway's own signature.`),
      ].map((problem) => ({ resource, problem }));
    }),
);

export const cachedMethodIsNoProxy = stackRule(
  {
    name: "cached-method-is-no-proxy",
    description: "A cached method has no proxy integration.",
    level: "mandatory",
    fix: 'Use "HTTP" or "AWS" with mapped parameters and templates: a proxy integration passes every header and query string on, in the key or not.',
  },
  (resources) =>
    cachedIntegrations(resources)
      .filter(({ props }) => String(props.type).endsWith("_PROXY"))
      .map((resource) => ({ resource, problem: `Its type is ${String(resource.props.type)}.` })),
);

/** Target to source. A source that a preview does not know is computed, not taken from the request. */
function mappingsOf({ props }: PolicyResource): [string, string][] {
  return textEntries(props.requestParameters);
}

function sameButForCase(names: readonly string[]): string[][] {
  const folded = [...new Set(names.map((name) => name.toLowerCase()))];
  return folded
    .map((name) => names.filter((each) => each.toLowerCase() === name))
    .filter((group) => group.length > 1);
}

/** Names of parameters, of either side: both are valid in cacheKeyParameters. */
function keyOf({ props }: PolicyResource): Set<string> {
  return new Set(
    textEntries(known(() => props.cacheKeyParameters as unknown)).map(([, name]) => name),
  );
}

function isKeyed(integration: PolicyResource, mapping: readonly [string, string]): boolean {
  const key = keyOf(integration);
  return mapping.some((name) => key.has(name));
}

function isFromRequest(source: string): boolean {
  const [, variable] = /^context\.(.+)$/.exec(source) ?? [];
  return variable === undefined ? !FIXED_SOURCE.test(source) : !FIXED_CONTEXT.includes(variable);
}

/** Content-Type chooses between several templates, and between a template and the unchanged body. */
function unkeyedTemplateChoice(integration: PolicyResource): Violation[] {
  const { props } = integration;
  // One template may stand under several media types: which of them is chosen does not matter.
  const ways = textEntries(props.requestTemplates)
    .filter(([, text], index, all) => all.findIndex(([, other]) => other === text) === index)
    .map(([type]) => `the template for ${type}`);
  if (ways.length > 0 && passesUnmatched(props)) ways.push("passing the body through");
  if (ways.length < 2) return [];
  const keyed = mappingsOf(integration)
    .filter((mapping) => isKeyed(integration, mapping))
    .map(([, source]) => source);
  const open = CONTENT_TYPE.filter((source) => !keyed.includes(source));
  if (open.length === 0) return [];
  const problem = `Content-Type chooses between ${ways.join(" and ")}, and ${open.join(", ")} is not in the cache key.`;
  return [{ resource: integration, problem }];
}

/** Whether a body without a template for its type reaches the upstream: the default, WHEN_NO_MATCH. */
function passesUnmatched(props: PolicyResource["props"]): boolean {
  const byDefault = "WHEN_NO_MATCH";
  return known(() => (props.passthroughBehavior ?? byDefault) === byDefault) ?? false;
}

/** What a template reads of the request apart from its body. */
function readsOf(template: string): string[] {
  const variables = [...template.matchAll(/\$!?\{?context\.([\w.]+)/g)].map(
    ([, name = ""]) => name,
  );
  return [
    ...(/\$!?\{?input\.params\b/.test(template) ? ["$input.params"] : []),
    ...variables.filter((name) => !FIXED_CONTEXT.includes(name)).map((name) => `$context.${name}`),
  ];
}
