/**
 * What a stage serves while it is updated: the deployment that it points to is a snapshot of the API, taken
 * when the deployment was made. And what a request then meets.
 */
import type { Properties } from "../../local/evaluate/computedOutputs";
import type { Config } from "../../src/config/types";
import { TYPES } from "../support/registrations";
import type { Cloud } from "./cloud";

/** Whether AWS looks at the key parameters of an integration that is a proxy. No document says. */
export type ProxyKeys = "honoured" | "ignored";

type Store = Config["cache"]["store"];

/** What a deployment froze. */
interface Frozen {
  readonly integration: Properties;
  readonly store: Store;
}

export class Snapshots {
  private readonly frozen = new Map<string, Frozen>();

  /** To be called whenever a deployment may have been made. @param store of a new one */
  take(cloud: Cloud, store: Store): void {
    const [integration] = cloud.all(TYPES.Integration);
    for (const { id } of cloud.all(TYPES.Deployment))
      if (!this.frozen.has(id) && integration) this.frozen.set(id, { integration, store });
  }

  served(cloud: Cloud): Frozen {
    const [stage] = cloud.all(TYPES.Stage);
    const frozen = this.frozen.get(String(stage?.deployment));
    if (!frozen) throw new Error("The stage serves a deployment that nobody saw made.");
    return frozen;
  }
}

/**
 * What is wrong for a vendor's request at this moment.
 *
 * @param cluster whether there was one when the update began: it takes minutes to go
 */
export function wrongWith(
  cloud: Cloud,
  { integration, store }: Frozen,
  { cluster, proxyKeys }: { readonly cluster: boolean; readonly proxyKeys: ProxyKeys },
): string[] {
  const keys = integration.type === "AWS_PROXY" ? proxyKeys : "honoured";
  return [
    ...(store !== "stage" && mayBeCached(cloud, cluster) && isFoundAgain(integration, keys)
      ? [`an answer of the store ${store} comes from the cache`]
      : []),
    ...(store === "dynamodb" ? wrongWithBroker(cloud, integration) : []),
  ];
}

function mayBeCached(cloud: Cloud, cluster: boolean): boolean {
  const [stage] = cloud.all(TYPES.Stage);
  const settings = cloud
    .all(TYPES.MethodSettings)
    .map(({ settings }) => settings as { readonly cachingEnabled: boolean });
  return (
    (cluster || stage?.cacheClusterEnabled === true) &&
    settings.some(({ cachingEnabled }) => cachingEnabled)
  );
}

function isFoundAgain(
  { requestParameters, cacheKeyParameters }: Properties,
  keys: ProxyKeys,
): boolean {
  const sources = requestParameters as Readonly<Record<string, string>>;
  const isNew = (cacheKeyParameters as readonly string[]).some(
    (name) => sources[name] === "context.extendedRequestId",
  );
  return !(keys === "honoured" && isNew);
}

function* wrongWithBroker(cloud: Cloud, served: Properties): Iterable<string> {
  const [broker] = cloud.all(TYPES.Function);
  const [table] = cloud.all(TYPES.Table);
  if (broker?.invokeArn !== served.uri) {
    yield "the function is not there";
    return;
  }
  const permitted = cloud.all(TYPES.Permission).some((each) => each.function === broker?.name);
  if (!permitted) yield "API Gateway may not call the function";
  const { variables } = broker?.environment as { variables: Record<string, string> };
  if (variables.TABLE_NAME !== table?.name) yield "the table is not there";
  const policies = cloud.all(TYPES.RolePolicy).map(({ policy }) => String(policy));
  if (!policies.some((policy) => policy.includes(String(table?.arn))))
    yield "the function may not use the table";

  const peppers = (JSON.parse(variables.PEPPERS ?? "[]") as { id: string }[]).map(({ id }) => id);
  const items = cloud
    .all(TYPES.TableItem)
    .map(({ item }) => JSON.parse(String(item)) as Record<string, { S: string }>);
  for (const { clientId } of cloud.all(TYPES.ClientCredentials)) {
    const item = items.find(({ pk }) => pk?.S === `client#${String(clientId)}`);
    if (!item) yield `the client ${String(clientId)} is unknown`;
    else if (!peppers.includes(item.pepperId?.S ?? ""))
      yield `the client ${String(clientId)} has an item that the function cannot check`;
  }
}
