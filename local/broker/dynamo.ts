/** The broker's table on dynalite: DynamoDB's protocol on loopback, in memory. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { TABLE_KEYS } from "../../src/broker/table";
import type { RegisteredTable } from "../lambda/registered";

export interface LocalDynamo {
  readonly tableName: string;
  readonly client: DynamoDBClient;
  /** What an AWS SDK needs in its environment to reach it. */
  readonly environment: Readonly<Record<string, string>>;
  close: () => Promise<void>;
}

const { partition, sort } = TABLE_KEYS;

/** The table that the broker needs, without items. */
const EMPTY_TABLE: RegisteredTable = {
  name: "tokens",
  attributes: [partition, sort].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  keys: [
    { AttributeName: partition, KeyType: "HASH" },
    { AttributeName: sort, KeyType: "RANGE" },
  ],
  items: [],
};

/** @param table what the program registered */
export async function startDynamo(table = EMPTY_TABLE): Promise<LocalDynamo> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint, region: "local", credentials });
  const TableName = table.name;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: table.attributes,
      KeySchema: table.keys,
    }),
  );
  await waitUntilTableExists(
    { client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.05 },
    { TableName },
  );
  for (const Item of table.items) await client.send(new PutItemCommand({ TableName, Item }));
  return {
    tableName: TableName,
    client,
    environment: {
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_REGION: "local",
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    close: async () => {
      client.destroy();
      server.close();
      // The function keeps its connections open.
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
