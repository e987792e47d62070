/**
 * What the broker knows of a client: its item in the table. It is written after additions at
 * Auth0 and, since Pulumi deletes last, before removals there; so no later request gets an outdated token, and no
 * vendor is refused during the update.
 */
import * as dynamodb from "@pulumi/aws/dynamodb";
import * as pulumi from "@pulumi/pulumi";
import type { M2mClient } from "../../auth0/m2mClient";
import { versionedName } from "../../auth0/logicalName";
import { clientItem, type ClientItemSource, type Granted } from "../../broker/clientItem";
import type { Pepper } from "../../broker/keys";
import { TABLE_KEYS, toAttributes } from "../../broker/table";
import { mapValues } from "../../records";
import type { TokenBrokerArgs } from "./tokenBrokerArgs";

/** A secret this long cannot be guessed from its verifier, although HKDF does not slow down guesses. */
const MIN_SECRET_LENGTH = 32;

interface ClientItemArgs {
  readonly client: M2mClient;
  readonly table: dynamodb.Table;
  readonly pepper: pulumi.Output<Pepper>;
  readonly issuer: string;
  readonly apis: TokenBrokerArgs["apis"];
  /** What has the pepper: the function. */
  readonly knownBy: pulumi.Resource;
}

export function createClientItem(
  name: string,
  { client, table, pepper, issuer, apis, knownBy }: ClientItemArgs,
  parent: pulumi.Resource,
): dynamodb.TableItem {
  const { vendorName, vendor, version, clientId, clientSecret, authenticationMethod } = client;
  const item = pulumi
    .all([clientId, clientSecret, authenticationMethod, pepper] as const)
    .apply(([clientId, clientSecret, authenticationMethod, pepper]) =>
      clientItem({
        vendor: vendorName,
        clientVersion: version,
        clientId,
        clientSecret: longEnough(clientSecret, vendorName),
        authenticationMethod: asMethod(authenticationMethod),
        grants: vendor.suspended ? {} : granted(vendor.grants, apis),
        suspended: vendor.suspended,
        issuer,
        pepper,
      }),
    )
    .apply((item) => JSON.stringify(toAttributes(item)));
  return new dynamodb.TableItem(
    `${name}-${versionedName(vendorName, "client", version)}`,
    {
      tableName: table.name,
      hashKey: TABLE_KEYS.partition,
      rangeKey: TABLE_KEYS.sort,
      // With the pepper, a short secret could be guessed from it.
      item: pulumi.secret(item),
    },
    // The provider only creates an item where there is none.
    { parent, dependsOn: [knownBy, ...client.resources], deleteBeforeReplace: true },
  );
}

function granted(
  grants: M2mClient["vendor"]["grants"],
  apis: TokenBrokerArgs["apis"],
): Record<string, Granted> {
  return mapValues(grants, (grant, audience) => {
    const api = apis.find(({ identifier }) => identifier === audience);
    if (!api) throw new Error(`${audience} is granted, but apis does not list it.`);
    const { tokenLifetimeSeconds, tokenDialect, enforcePolicies } = api;
    return { ...grant, tokenLifetimeSeconds, tokenDialect, enforcePolicies };
  });
}

/** One of the two that the configuration allows; the provider's type is string. */
function asMethod(method: string): ClientItemSource["authenticationMethod"] {
  return method === "client_secret_basic" ? method : "client_secret_post";
}

function longEnough(secret: string, vendor: string): string {
  if (secret.length < MIN_SECRET_LENGTH)
    throw new pulumi.RunError(
      `The client secret of vendor ${vendor} has fewer than ${MIN_SECRET_LENGTH} characters, too few for cache.store dynamodb: ` +
        "it could be guessed from the table. fix: give the vendor a new secret by raising its secretVersion, then run pulumi up --refresh.",
    );
  return secret;
}
