/**
 * Owns the second store: a DynamoDB table with the clients and their tokens, and the Lambda function in
 * front of Auth0, whose code is src/broker/. tokenProxy.ts sends requests to it.
 *
 * An update never interrupts service, because each step precedes the one that needs it: the function, which knows
 * the new pepper and the previous one; then the clients' items; then, in tokenProxy.ts, the deployment that sends
 * requests here.
 */
import * as dynamodb from "@pulumi/aws/dynamodb";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Pepper } from "../../broker/keys";
import { TABLE_KEYS } from "../../broker/table";
import type { TokenBrokerArgs } from "./tokenBrokerArgs";
import { createClientItem } from "./clientItems";
import { createBrokerFunction } from "./brokerFunction";

const PEPPER_BYTES = 32;

export class TokenBroker extends pulumi.ComponentResource {
  /** What API Gateway calls. */
  readonly invokeArn: pulumi.Output<string>;
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  readonly tableName: pulumi.Output<string>;
  /** Name of the function's log group: one line for each request. */
  readonly logGroup: pulumi.Output<string>;
  /** Once these exist, it knows every client. */
  readonly clientItems: readonly pulumi.Resource[];

  constructor(
    private readonly name: string,
    private readonly args: TokenBrokerArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("m2m-token-cache:proxy:TokenBroker", name, {}, opts);

    const { pepperVersion } = args.cache;
    const pepper = this.createPepper(pepperVersion);
    const previous = pepperVersion > 1 ? [this.createPepper(pepperVersion - 1)] : [];
    const table = this.createTable();
    const broker = createBrokerFunction(
      this.name,
      { ...args, issuer: this.issuer, table, peppers: [pepper, ...previous] },
      this,
    );
    const known = { ...args, table, pepper, issuer: this.issuer, knownBy: broker.function };
    this.clientItems = Object.values(args.clients).flatMap(({ clients }) =>
      clients.map((client) => createClientItem(this.name, { ...known, client }, this)),
    );

    this.invokeArn = broker.function.invokeArn;
    this.functionName = broker.function.name;
    this.functionArn = broker.function.arn;
    this.tableName = table.name;
    this.logGroup = broker.logGroup.name;
    const { invokeArn, functionName, functionArn, tableName, logGroup } = this;
    this.registerOutputs({ invokeArn, functionName, functionArn, tableName, logGroup });
  }

  private get issuer(): string {
    return `https://${this.args.issuerDomain}/`;
  }

  /** Named by its version, so that raising the version keeps the previous value. */
  private createPepper(version: number): pulumi.Output<Pepper> {
    const id = `v${version}`;
    const bytes = new random.RandomBytes(
      `${this.name}-pepper-${id}`,
      { length: PEPPER_BYTES },
      { parent: this },
    );
    return pulumi.secret(bytes.base64.apply((value) => ({ id, value })));
  }

  private createTable(): dynamodb.Table {
    const { partition, sort, timeToLive } = TABLE_KEYS;
    return new dynamodb.Table(
      `${this.name}-table`,
      {
        billingMode: "PAY_PER_REQUEST",
        hashKey: partition,
        rangeKey: sort,
        attributes: [partition, sort].map((name) => ({ name, type: "S" })),
        ttl: { attributeName: timeToLive, enabled: true },
        // A cache: lost items are fetched again, and deleted ones must not come back.
        pointInTimeRecovery: { enabled: false },
        // Pulumi's protection would also refuse a replacement.
        deletionProtectionEnabled: this.args.protect,
        tags: this.args.tags,
      },
      { parent: this },
    );
  }
}
