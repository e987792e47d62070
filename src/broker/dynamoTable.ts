/** The table in DynamoDB. */
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import {
  fromAttributes,
  type Item,
  type ItemKey,
  type Live,
  type Table,
  toAttributes,
} from "./table";

/** For one round trip. The SDK tries three times, so that all of it fits into a lease. */
const ROUND_TRIP_MS = 1_000;

/** The SDK takes region, credentials and, for the local run, the endpoint from the environment. */
export function dynamoClient(): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: ROUND_TRIP_MS,
      requestTimeout: ROUND_TRIP_MS,
      throwOnRequestTimeout: true,
    },
  });
}

export class DynamoTable implements Table {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async read(keys: readonly ItemKey[]): Promise<(Item | undefined)[]> {
    const { Responses, UnprocessedKeys } = await this.client.send(
      new BatchGetItemCommand({
        RequestItems: {
          [this.tableName]: {
            Keys: keys.map(({ pk, sk }) => toAttributes({ pk, sk })),
            ConsistentRead: true,
          },
        },
      }),
    );
    // Not a miss: an unread item may exist.
    if (Object.keys(UnprocessedKeys ?? {}).length > 0) throw new Error("The table is throttled.");
    const items = (Responses?.[this.tableName] ?? []).map(fromAttributes);
    return keys.map((key) => items.find(({ pk, sk }) => pk === key.pk && sk === key.sk));
  }

  async put(item: Item & { revision: string }, replaces: string | undefined): Promise<boolean> {
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.tableName,
          Item: toAttributes(item),
          ...(replaces === undefined
            ? { ConditionExpression: "attribute_not_exists(pk)" }
            : {
                ConditionExpression: "revision = :replaces",
                ExpressionAttributeValues: { ":replaces": { S: replaces } },
              }),
        }),
      );
      return true;
    } catch (error) {
      // After a retry, the first attempt may be what made the condition false.
      const certain =
        error instanceof ConditionalCheckFailedException && error.$metadata.attempts === 1;
      if (certain) return false;
      throw error;
    }
  }

  async countLive(pk: string, generation: string, live: Live): Promise<number> {
    let count = 0;
    let from: Record<string, never> | undefined;
    do {
      const page = await this.client.send(
        new QueryCommand({
          TableName: this.tableName,
          Select: "COUNT",
          ConsistentRead: true,
          KeyConditionExpression: "pk = :pk",
          FilterExpression:
            "generation = :generation AND ((attribute_exists(sealed) AND expiresAt > :answeredAfter) OR leaseUntil > :leasedAfter)",
          ExpressionAttributeValues: toAttributes({
            ":pk": pk,
            ":generation": generation,
            ":answeredAfter": live.answeredAfter,
            ":leasedAfter": live.leasedAfter,
          }),
          ...(from ? { ExclusiveStartKey: from } : {}),
        }),
      );
      count += page.Count ?? 0;
      from = page.LastEvaluatedKey as typeof from;
    } while (from);
    return count;
  }
}
