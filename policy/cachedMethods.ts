/**
 * Which integrations answer from the stage cache. Caching is switched on by a MethodSettings, for a
 * path that the integration only has as the id of its resource, so this needs the whole stack. In doubt, an
 * integration counts as cached.
 */
import type { PolicyResource } from "@pulumi/policy";
import { entriesOf, known } from "./known";
import { TYPES } from "./types";

export interface MethodSettings {
  readonly cachingEnabled?: boolean;
  readonly cacheTtlInSeconds?: number;
  readonly cacheDataEncrypted?: boolean;
  readonly requireAuthorizationForCacheControl?: boolean;
  readonly dataTraceEnabled?: boolean;
}

export function settingsOf({ props }: Pick<PolicyResource, "props">): MethodSettings {
  return (props.settings ?? {}) as MethodSettings;
}

export function ofType(resources: readonly PolicyResource[], type: string): PolicyResource[] {
  return resources.filter((resource) => resource.type === type);
}

export function cachedIntegrations(resources: readonly PolicyResource[]): PolicyResource[] {
  const cachedPaths = ofType(resources, TYPES.methodSettings)
    .filter((settings) => settingsOf(settings).cachingEnabled)
    .map(({ props }) => normalPath(String(props.methodPath)));
  return ofType(resources, TYPES.integration).filter(
    (integration) =>
      (declaresKey(integration) && !isNewEachTime(integration)) ||
      cachedPaths.some((path) => covers(path, integration)),
  );
}

/** A key that is new with every request means that nothing is ever found in a cache. */
function isNewEachTime({ props }: PolicyResource): boolean {
  const key = entriesOf(known(() => props.cacheKeyParameters as unknown)).map(([, name]) => name);
  return entriesOf(known(() => props.requestParameters as unknown)).some(
    ([target, source]) => source === "context.extendedRequestId" && key.includes(target),
  );
}

/** Only a cache needs a key. (A namespace proves nothing: AWS always sets one.) */
function declaresKey({ props }: PolicyResource): boolean {
  return entriesOf(known(() => props.cacheKeyParameters as unknown)).length > 0;
}

/** @param methodPath `path/METHOD` without leading slash; a star for either means all */
function covers(methodPath: string, integration: PolicyResource): boolean {
  const slash = methodPath.lastIndexOf("/");
  const path = methodPath.slice(0, Math.max(slash, 0));
  const method = methodPath.slice(slash + 1);
  const itsMethod = known(() => integration.props.httpMethod as string) ?? "ANY";
  const itsPath = pathOf(integration);
  return (
    (method === "*" || method === itsMethod || itsMethod === "ANY") &&
    (path === "*" || path === itsPath || itsPath === undefined)
  );
}

/** As the console, the API (`~1oauth~1token/POST`) or the provider write it. */
function normalPath(methodPath: string): string {
  return methodPath.replaceAll("~1", "/").replace(/^\/+/, "");
}

/** Segments below the root, by the resources that the integration was declared with. */
function pathOf(resource: PolicyResource): string | undefined {
  const [place] = resource.propertyDependencies.resourceId ?? [];
  return place && pathUpTo(place);
}

function pathUpTo(resource: PolicyResource): string {
  if (resource.type !== TYPES.resource) return "";
  const [parent] = resource.propertyDependencies.parentId ?? [];
  const segments = [parent ? pathUpTo(parent) : "", String(resource.props.pathPart)];
  return segments.filter((segment) => segment !== "").join("/");
}
