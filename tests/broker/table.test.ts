/** Both tables keep to the same contract; DynamoDB's is held to it on dynalite. */
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { type LocalDynamo, startDynamo } from "../../local/broker/dynamo";
import { MemoryTable } from "../../local/broker/memoryTable";
import { DynamoTable } from "../../src/broker/dynamoTable";
import { claim, type Table, toAttributes } from "../../src/broker/table";

const KEY = { pk: "token#a", sk: "form" };
const item = (revision: string, changes = {}) => ({ ...KEY, revision, expiresAt: 100, ...changes });

describe("The table", () => {
  let dynamo: LocalDynamo;
  before(async () => {
    dynamo = await startDynamo();
  });
  after(() => dynamo.close());

  const tables: Readonly<Record<string, () => Table>> = {
    "in memory": () => new MemoryTable(),
    "in DynamoDB": () => new DynamoTable(dynamo.client, dynamo.tableName),
  };
  let test = 0;
  for (const [where, create] of Object.entries(tables))
    describe(where, () => {
      let table: Table;
      let key: typeof KEY;
      const make = (revision: string, changes = {}) => ({ ...item(revision), ...key, ...changes });
      beforeEach(() => {
        table = create();
        key = { pk: `token#${test++}`, sk: "form" };
      });

      it("reads what was written, of every type, in the order of the keys", async () => {
        const written = make("r1", { flag: true, sealed: new Uint8Array([1, 2, 255]) });
        expect(await table.put(written, undefined)).to.equal(true);
        const other = { ...key, sk: "other" };
        const [nothing, read] = await table.read([other, key]);
        expect(nothing).to.equal(undefined);
        expect({ ...read, sealed: [...(read?.sealed as Uint8Array)] }).to.deep.equal({
          ...written,
          sealed: [1, 2, 255],
        });
      });

      it("writes only over what its writer has read", async () => {
        expect(await table.put(make("r1"), "r0"), "over nothing").to.equal(false);
        expect(await table.put(make("r1"), undefined)).to.equal(true);
        expect(await table.put(make("r2"), undefined), "over something unseen").to.equal(false);
        expect(await table.put(make("r2"), "r0"), "over something else").to.equal(false);
        expect(await table.put(make("r2"), "r1")).to.equal(true);
        expect((await table.read([key]))[0]?.revision).to.equal("r2");
      });

      it("of many writers at once, lets one through", async () => {
        const writers = Array.from({ length: 20 }, (_, index) =>
          claim(table, make(`r${index}`), undefined),
        );
        expect((await Promise.all(writers)).filter(Boolean)).to.have.length(1);
      });

      it("counts the items of a generation with an answer or a lease that is not over", async () => {
        const sealed = new Uint8Array(500_00);
        for (let index = 0; index < 30; index++)
          await table.put(
            make("r", { sk: `${index}`, generation: "g1", sealed, expiresAt: 100 }),
            undefined,
          );
        await table.put(
          make("r", { sk: "expired", generation: "g1", sealed, expiresAt: 99 }),
          undefined,
        );
        for (const [sk, leaseUntil] of [
          ["lease", 51],
          ["lease that is over", 50],
        ] as const)
          await table.put(
            make("r", { sk, generation: "g1", expiresAt: 200, leaseUntil }),
            undefined,
          );
        await table.put(
          make("r", { sk: "other", generation: "g2", sealed, expiresAt: 200 }),
          undefined,
        );
        const live = { answeredAfter: 99, leasedAfter: 50 };
        expect(await table.countLive(key.pk, "g1", live)).to.equal(31);
        expect(await table.countLive("token#none", "g1", live)).to.equal(0);
      });
    });

  it("a write whose answer is lost is a success if it is there", async () => {
    const memory = new MemoryTable();
    const lost: Table = {
      read: (keys) => memory.read(keys),
      put: async (written, replaces) => {
        await memory.put(written, replaces);
        throw new Error("lost");
      },
      countLive: () => Promise.resolve(0),
    };
    expect(await claim(lost, item("mine"), undefined)).to.equal(true);
    expect(await claim(lost, item("other"), undefined)).to.equal(false);
  });

  it("a condition that fails at the SDK's second try is not known to have failed", async () => {
    const failing = (attempts: number) => {
      const $metadata = { attempts };
      const error = new ConditionalCheckFailedException({ message: "failed", $metadata });
      const client = { send: () => Promise.reject(error) } as never;
      return new DynamoTable(client, "tokens").put(item("r"), undefined);
    };
    expect(await failing(1)).to.equal(false);
    await failing(2).then(
      () => expect.fail("known"),
      (error: unknown) => expect(error).to.be.instanceOf(Error),
    );
  });

  it("what DynamoDB did not process is a fault, not a miss", async () => {
    const partial = {
      send: () => Promise.resolve({ Responses: {}, UnprocessedKeys: { tokens: {} } }),
    };
    const table = new DynamoTable(partial as never, "tokens");
    await table.read([KEY]).then(
      () => expect.fail("read"),
      (error: unknown) => expect(error).to.be.instanceOf(Error),
    );
  });

  it("reads are consistent, all in one request", async () => {
    const sent: { input: object }[] = [];
    const spy = {
      send: (command: { input: object }) => {
        sent.push(command);
        return Promise.resolve({ Responses: { tokens: [toAttributes(item("r"))] } });
      },
    };
    const table = new DynamoTable(spy as never, "tokens");
    expect((await table.read([{ pk: "client#a", sk: "client" }, KEY]))[1]).to.deep.equal(item("r"));
    expect(sent).to.have.length(1);
    expect(sent[0]?.input).to.have.nested.property("RequestItems.tokens.ConsistentRead", true);
  });
});
