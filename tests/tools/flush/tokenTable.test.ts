/** `npm run flush` on the token broker's table, as a process against dynalite. */
import { PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { type LocalDynamo, startDynamo } from "../../../local/broker/dynamo";
import { jsonReply } from "../../../local/gateway/reply";
import { serve } from "../../../local/loopback";
import { attemptsKey } from "../../../src/broker/attempts";
import { clientKey } from "../../../src/broker/clientItem";
import { type ItemKey, toAttributes } from "../../../src/broker/table";
import { tokenPartition } from "../../../src/broker/tokenItem";
import { TokenTable } from "../../../tools/flush/tokenTable";
import { prose, runCommand } from "../../support/command";

const token = (clientId: string, form: string | number): ItemKey => ({
  pk: tokenPartition(clientId),
  sk: `${form}`,
});

describe("npm run flush, with the store dynamodb", () => {
  let dynamo: LocalDynamo;
  beforeEach(async () => {
    dynamo = await startDynamo();
  });
  afterEach(() => dynamo.close());

  const OUTPUTS = {
    tokenUrl: "https://tokens.example.com/oauth/token",
    store: "dynamodb",
    region: "local",
    tableName: "tokens",
    vendors: {
      acme: {
        clientId: "acme-2",
        clientSecret: "secret-of-acme",
        retiring: { clientId: "acme-1" },
      },
      globex: { clientId: "globex" },
    },
  };
  const fill = (keys: readonly ItemKey[]) =>
    Promise.all(
      keys.map((key) =>
        dynamo.client.send(
          new PutItemCommand({
            TableName: "tokens",
            Item: toAttributes({ ...key, revision: "r" }),
          }),
        ),
      ),
    );
  const left = async () => {
    const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: "tokens" }));
    return Items.map(({ pk, sk }) => `${pk?.S} ${sk?.S}`).sort();
  };
  const flush = (options: string[] = [], outputs: object = OUTPUTS, env = {}) =>
    runCommand("tools/flush/run.ts", ["--outputs", "-", "--yes", ...options], {
      stdin: JSON.stringify(outputs),
      env: { ...dynamo.environment, AWS_MAX_ATTEMPTS: "1", ...env },
    });
  /** More than fit into one batch. */
  const OF_ACME = Array.from({ length: 60 }, (_, form) => token("acme-2", form));
  const KEPT = [clientKey("acme-2"), attemptsKey("acme-2"), clientKey("globex")];
  const stays = (keys: readonly ItemKey[]) => keys.map(({ pk, sk }) => `${pk} ${sk}`).sort();

  it("deletes one vendor's tokens, its retiring client's too, and nobody else's; and says so", async () => {
    await fill([...OF_ACME, token("acme-1", "old"), token("globex", "one"), ...KEPT]);
    const { code, stdout, stderr } = await flush(["--vendor", "acme"]);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    expect(prose(stdout)).to.equal(
      "The table tokens in local has 61 cached answers for the vendor acme. Flushing costs an Auth0 token for each that is requested again. " +
        "Deleted 61 answers for the vendor acme. The next request for each asks Auth0.",
    );
    expect(await left()).to.deep.equal(stays([token("globex", "one"), ...KEPT]));
  });

  it("without --vendor deletes all vendors' tokens, and no client's item or budget of wrong secrets", async () => {
    await fill([token("acme-2", "a"), token("globex", "b"), ...KEPT]);
    const { stdout } = await flush();
    expect(stdout).to.contain("Deleted 2 answers for all vendors.");
    expect(await left()).to.deep.equal(stays(KEPT));
  });

  it("tries again what DynamoDB left undone, and says how many are left when it gives up", async () => {
    const table = new TokenTable({ tableName: "tokens", region: "local", clientIds: [] });
    const batches: number[] = [];
    const undone = [1];
    Object.assign(table, {
      client: {
        send: ({ input }: { input: { RequestItems: { tokens: object[] } } }) => {
          const { tokens } = input.RequestItems;
          batches.push(tokens.length);
          return Promise.resolve({
            UnprocessedItems: { tokens: tokens.slice(0, undone.pop() ?? 0) },
          });
        },
      },
    });
    const keys = OF_ACME.map((key) => toAttributes({ ...key }));
    await table.delete(keys);
    expect(batches).to.deep.equal([25, 25, 11]);

    Object.assign(table, {
      client: {
        send: ({ input }: { input: { RequestItems: object } }) =>
          Promise.resolve({ UnprocessedItems: input.RequestItems }),
      },
    });
    const slept: number[] = [];
    const sleep = (ms: number) => Promise.resolve(void slept.push(ms));
    await table.delete(keys, undefined, sleep).then(
      () => expect.fail("deleted"),
      (error: unknown) =>
        expect((error as Error).message).to.equal(
          "DynamoDB is throttled: 60 of 60 are left. fix: run the command again.",
        ),
    );
    expect(slept).to.deep.equal([50, 100, 200, 400, 800, 1600, 3200]);
  });

  it("passes no secret on", async () => {
    const { stdout, stderr } = await flush();
    expect(stdout + stderr).to.not.contain("secret-of-acme");
  });

  const MISTAKES: [string, string[], object, RegExp][] = [
    [
      "a vendor that is not there",
      ["--vendor", "nobody"],
      OUTPUTS,
      /^There is no vendor "nobody"; there are: acme, globex\.$/,
    ],
    [
      "outputs without a table",
      [],
      { ...OUTPUTS, tableName: undefined },
      /^The outputs have no tableName/,
    ],
    [
      "a table that is not there",
      [],
      { ...OUTPUTS, tableName: "gone" },
      /^AWS does not know the table gone in local: /,
    ],
    [
      "a stack without a cache",
      [],
      { ...OUTPUTS, store: "none" },
      /^cache\.store is none: nothing is cached/,
    ],
    [
      "one vendor of a stage cache",
      ["--vendor", "acme"],
      { ...OUTPUTS, store: "stage" },
      /^--vendor acme needs the store dynamodb: API Gateway can only empty a stage cache as a whole\..*fix: leave --vendor out/,
    ],
  ];
  for (const [what, options, outputs, message] of MISTAKES)
    it(`ends with code 2 and one clear line for ${what}`, async () => {
      const { code, stdout, stderr } = await flush(options, outputs);
      expect(stderr.trim()).to.match(message);
      expect(stderr.trim().split("\n")).to.have.length(1);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    });

  it("does not take a local run's outputs to AWS, nor to the local run, which has no table to ask", async () => {
    const local = { ...OUTPUTS, tokenUrl: "http://127.0.0.1:1/oauth/token" };
    const { code, stderr } = await flush([], local, {
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      AWS_ENDPOINT_URL_DYNAMODB: "",
    });
    expect(stderr).to.match(/keeps its table in memory.* fix: stop npm start and start it again/);
    expect(code).to.equal(2);
  });

  it("names the permissions that are missing, and quotes nothing that AWS says", async () => {
    const reply = jsonReply(400, {
      __type: "com.amazon.coral.service#AccessDeniedException",
      message: "it quotes the request: secret",
    });
    const refusing = await serve(0, () => Promise.resolve(reply));
    const { stderr } = await flush([], OUTPUTS, {
      AWS_ENDPOINT_URL_DYNAMODB: refusing.origin,
    }).finally(() => refusing.close());
    expect(stderr).to.equal(
      "AWS denies access. fix: give the credentials the IAM actions dynamodb:Query and dynamodb:BatchWriteItem on " +
        "arn:aws:dynamodb:local:<account>:table/tokens.\n",
    );
  });
});
