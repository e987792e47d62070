/** The bundle in processes of its own, dynalite as the table, and Auth0's token endpoint: all on loopback. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIGatewayProxyResult } from "aws-lambda";
import { PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { type LocalDynamo, startDynamo } from "../../../local/broker/dynamo";
import { TokenEndpoint } from "../../../local/broker/tokenEndpoint";
import { bundleBroker } from "../../../src/broker/bundle";
import { clientItem } from "../../../src/broker/clientItem";
import { toEnvironment } from "../../../src/broker/environment";
import type { Event } from "../../../src/broker/parse";
import { toAttributes } from "../../../src/broker/table";
import { ISSUER, LIFETIME_SECONDS, PEPPER, RENEW_BEFORE_SECONDS, type Vendor } from "./world";

export interface FunctionProcess {
  readonly tokenUrl: string;
  /** Handles the event so often, all at once. */
  handle: (event: Event, times: number) => Promise<APIGatewayProxyResult[]>;
  /** What it has written so far, which is what Lambda would log. */
  output: () => string;
  /** As kill -9 does. */
  kill: () => void;
}

export class Deployment {
  private readonly children: ChildProcess[] = [];
  private folder = "";
  private server!: Server;
  private dynamo!: LocalDynamo;
  readonly auth0 = new TokenEndpoint(
    {
      get nowMs() {
        return Date.now();
      },
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    },
    LIFETIME_SECONDS,
    20,
  );

  static async start(): Promise<Deployment> {
    const deployment = new Deployment();
    deployment.folder = mkdtempSync(join(tmpdir(), "broker-"));
    writeFileSync(join(deployment.folder, "broker.js"), await bundleBroker());
    deployment.dynamo = await startDynamo();
    deployment.server = serve(deployment.auth0);
    await once(deployment.server, "listening");
    return deployment;
  }

  async deploy(vendor: Vendor): Promise<void> {
    const { clientId, clientSecret, grants } = vendor;
    this.auth0.clients.set(clientId, {
      clientSecret,
      grants: Object.fromEntries(
        Object.entries(grants).map(([audience, { scopes }]) => [audience, scopes]),
      ),
    });
    const Item = toAttributes(clientItem(vendor));
    await this.dynamo.client.send(new PutItemCommand({ TableName: this.dynamo.tableName, Item }));
  }

  async function(): Promise<FunctionProcess> {
    const { port } = this.server.address() as AddressInfo;
    const settings = {
      tableName: this.dynamo.tableName,
      tokenEndpoint: `http://127.0.0.1:${port}/oauth/token`,
      issuer: ISSUER,
      peppers: [PEPPER],
      renewBeforeSeconds: RENEW_BEFORE_SECONDS,
      serviceName: "project/test",
      metricsNamespace: "Test",
    } as const;
    const child = fork(join(__dirname, "functionHost.ts"), [join(this.folder, "broker.js")], {
      execArgv: ["-r", "ts-node/register", "--no-warnings"],
      env: { PATH: process.env.PATH, ...this.dynamo.environment, ...toEnvironment(settings) },
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    this.children.push(child);
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const [functionPort] = (await once(child, "message")) as [number];
    return {
      tokenUrl: `http://127.0.0.1:${functionPort}/oauth/token`,
      handle: async (event, times) => {
        child.send({ event: { ...event, requestContext: { requestId: "request-1" } }, times });
        const [results] = (await once(child, "message")) as [APIGatewayProxyResult[]];
        return results;
      },
      output: () => output,
      kill: () => child.kill("SIGKILL"),
    };
  }

  /** All that the table holds, as text. */
  async dump(): Promise<string> {
    const { Items } = await this.dynamo.client.send(
      new ScanCommand({ TableName: this.dynamo.tableName }),
    );
    return JSON.stringify(Items, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value,
    );
  }

  async close(): Promise<void> {
    for (const child of this.children) child.kill("SIGKILL");
    await this.dynamo.close();
    this.server.closeAllConnections();
    this.server.close();
    rmSync(this.folder, { recursive: true });
  }
}

function serve(endpoint: TokenEndpoint): Server {
  return createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const parameters = new URLSearchParams(body);
      void endpoint
        .ask(
          {
            clientId: parameters.get("client_id") ?? "",
            clientSecret: parameters.get("client_secret") ?? "",
            audience: parameters.get("audience") ?? undefined,
            organization: parameters.get("organization") ?? undefined,
            scopes: parameters.get("scope")?.split(" "),
            authenticationMethod: "client_secret_post",
          },
          Infinity,
        )
        .then((answer) => {
          response
            .writeHead(answer?.status ?? 500, { "Content-Type": "application/json" })
            .end(answer?.body);
        });
    });
  }).listen(0, "127.0.0.1");
}
