/** Flushes the token broker's table: the cached answers of one vendor, or of all. */
import {
  type AttributeValue,
  BatchWriteItemCommand,
  DynamoDBClient,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { attemptsKey } from "../../src/broker/attempts";
import { TABLE_KEYS } from "../../src/broker/table";
import { tokenPartition } from "../../src/broker/tokenItem";
import { awsError } from "../lib/aws";
import type { PartialOutputs } from "../lib/readOutputs";
import { UserError } from "../lib/userError";

export interface KeptTokens {
  readonly tableName: string;
  readonly region: string;
  /** Of the vendor, or of all vendors; retiring clients included. */
  readonly clientIds: readonly string[];
}

/** DynamoDB API reference, BatchWriteItem: at most 25 at once. */
const BATCH = 25;
/** Gives up after this many batches in a row without progress. */
const MAX_IDLE_BATCHES = 8;

/**
 * @param vendor undefined: all
 * @throws UserError if there is no such vendor, or the outputs have no table
 */
export function keptTokensOf(outputs: PartialOutputs, vendor: string | undefined): KeptTokens {
  const { tableName, region, tokenUrl, vendors } = outputs;
  if (vendor !== undefined && !Object.hasOwn(vendors, vendor))
    throw new UserError(
      `There is no vendor ${JSON.stringify(vendor)}; there are: ${Object.keys(vendors).join(", ") || "none"}.`,
    );
  if (!tableName || !region)
    throw new UserError(
      "The outputs have no tableName or region. Bring the stack up to date (pulumi up --refresh).",
    );
  // AWS_ENDPOINT_URL is the local run's too, and has API Gateway only.
  if (!tokenUrl.startsWith("https://") && !process.env.AWS_ENDPOINT_URL_DYNAMODB)
    throw new UserError(
      `${tokenUrl} is the local run's, which keeps its table in memory: no command reaches it. fix: stop npm start and start it again.`,
    );
  const clientIds = Object.entries(vendors)
    .filter(([name]) => vendor === undefined || name === vendor)
    .flatMap(([, { clientId, retiring }]) => [clientId, retiring?.clientId])
    .filter((id) => id !== undefined);
  return { tableName, region, clientIds };
}

type Key = Record<string, AttributeValue>;

function sleepFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The table, through AWS's API; credentials and endpoint come from the environment. */
export class TokenTable {
  private readonly client: DynamoDBClient;

  constructor(private readonly kept: KeptTokens) {
    this.client = new DynamoDBClient({ region: kept.region });
  }

  /** Keys of all items but the budget of wrong secrets, which protects the quota. @throws UserError */
  async keys(): Promise<Key[]> {
    const perClient = await this.asked("read", () =>
      Promise.all(this.kept.clientIds.map((clientId) => this.keysOf(clientId))),
    );
    return perClient.flat();
  }

  private async keysOf(clientId: string): Promise<Key[]> {
    const { partition, sort } = TABLE_KEYS;
    const keys: Key[] = [];
    let from: Key | undefined;
    do {
      const page = await this.client.send(
        new QueryCommand({
          TableName: this.kept.tableName,
          ConsistentRead: true,
          ProjectionExpression: `${partition}, ${sort}`,
          KeyConditionExpression: `${partition} = :partition`,
          ExpressionAttributeValues: { ":partition": { S: tokenPartition(clientId) } },
          ExclusiveStartKey: from,
        }),
      );
      keys.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from);
    return keys.filter((key) => key[sort]?.S !== attemptsKey(clientId).sk);
  }

  /** @throws UserError that says how many are left */
  async delete(
    keys: readonly Key[],
    onLeft: (left: number) => void = () => undefined,
    sleep = sleepFor,
  ): Promise<void> {
    let left = [...keys];
    let idle = 0;
    while (left.length > 0) {
      onLeft(left.length);
      const batch = left.slice(0, BATCH);
      const unprocessed = await this.asked("flush", () => this.deleteBatch(batch));
      // DynamoDB may leave some unprocessed, for instance where it is throttled.
      left = [...unprocessed, ...left.slice(BATCH)];
      idle = unprocessed.length < batch.length ? 0 : idle + 1;
      if (idle === MAX_IDLE_BATCHES)
        throw new UserError(
          `DynamoDB is throttled: ${left.length} of ${keys.length} are left. fix: run the command again.`,
        );
      if (idle > 0) await sleep(25 * 2 ** idle);
    }
  }

  private async deleteBatch(keys: readonly Key[]): Promise<Key[]> {
    const { tableName } = this.kept;
    const { UnprocessedItems } = await this.client.send(
      new BatchWriteItemCommand({
        RequestItems: { [tableName]: keys.map((Key) => ({ DeleteRequest: { Key } })) },
      }),
    );
    return (UnprocessedItems?.[tableName] ?? []).flatMap(({ DeleteRequest }) =>
      DeleteRequest?.Key ? [DeleteRequest.Key] : [],
    );
  }

  close(): void {
    this.client.destroy();
  }

  private async asked<T>(verb: string, call: () => Promise<T>): Promise<T> {
    const { tableName, region } = this.kept;
    try {
      return await call();
    } catch (error) {
      throw awsError(error, {
        resource: `the table ${tableName} in ${region}`,
        verb,
        permission:
          "actions dynamodb:Query and dynamodb:BatchWriteItem on " +
          `arn:aws:dynamodb:${region}:<account>:table/${tableName}`,
      });
    }
  }
}
