/** Functions, one table, one tenant and some vendors, on a virtual clock. */
import { MemoryTable } from "../../../local/broker/memoryTable";
import { TokenEndpoint } from "../../../local/broker/tokenEndpoint";
import { VirtualTime } from "../../../local/broker/virtualTime";
import { seeded } from "../../../tools/simulate/random";
import { RecentRefusals } from "../../../src/broker/attempts";
import { Broker } from "../../../src/broker/broker";
import { clientItem, type ClientItemSource } from "../../../src/broker/clientItem";
import type { Event } from "../../../src/broker/parse";
import type { Table } from "../../../src/broker/table";
import type { RequestRecord, Telemetry } from "../../../src/broker/telemetry";

export const ISSUER = "https://tenant.example/";
export const PEPPER = { id: "p1", value: Buffer.alloc(32, 1).toString("base64") };
export const ORDERS = "https://api.example.com/orders";
export const STOCK = "https://api.example.com/stock";
export const FORM = "application/x-www-form-urlencoded";
export const LIFETIME_SECONDS = 86_400;
export const RENEW_BEFORE_SECONDS = 600;

const SCOPES = ["read:orders", "write:orders"];

export type Vendor = ClientItemSource;

export function vendorOf(name: string, changes: Partial<Vendor> = {}): Vendor {
  return {
    vendor: name,
    clientId: `client-of-${name}`,
    clientSecret: `secret-of-${name}-0123456789`,
    issuer: ISSUER,
    pepper: PEPPER,
    clientVersion: 1,
    authenticationMethod: "client_secret_post",
    grants: {
      [ORDERS]: { scopes: SCOPES, tokenLifetimeSeconds: LIFETIME_SECONDS },
      [STOCK]: { scopes: [], tokenLifetimeSeconds: LIFETIME_SECONDS },
    },
    suspended: false,
    ...changes,
  };
}

/** A vendor that may name any organization for ORDERS. */
export function ofOrganizations(vendor: Vendor): Vendor {
  const { [ORDERS]: orders, ...others } = vendor.grants;
  const organizations = { organizationUsage: "allow", allowAnyOrganization: true } as const;
  return { ...vendor, grants: { ...others, [ORDERS]: { ...orders!, ...organizations } } };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export class World {
  readonly time: VirtualTime;
  readonly memory = new MemoryTable();
  readonly auth0: TokenEndpoint;
  readonly records: RequestRecord[] = [];
  /** A function with a right clock. */
  readonly broker: Broker;
  readonly acme = vendorOf("acme");
  readonly globex = vendorOf("globex");
  private revisions = 0;

  constructor({
    seed = 1,
    wrap = (table: Table): Table => table,
    lifetimeSeconds = LIFETIME_SECONDS,
  } = {}) {
    this.time = new VirtualTime(undefined, seeded(seed));
    this.auth0 = new TokenEndpoint(this.time, lifetimeSeconds);
    this.broker = this.function(0, wrap(this.memory));
    for (const vendor of [this.acme, this.globex]) this.deploy(vendor);
  }

  /** Another instance of the function. */
  function(
    clockOffsetMs = 0,
    table: Table = this.memory,
    telemetry: Telemetry = (record) => this.records.push(record),
  ): Broker {
    return new Broker({
      issuer: ISSUER,
      peppers: [PEPPER],
      renewBeforeSeconds: RENEW_BEFORE_SECONDS,
      table,
      ask: this.auth0.ask,
      clock: this.time.clock(clockOffsetMs),
      telemetry,
      recentRefusals: new RecentRefusals(),
      newRevision: () => `revision-${this.revisions++}`,
    });
  }

  /** What an update of the stack does: Auth0 and the item. */
  deploy(vendor: Vendor): void {
    this.register(vendor);
    this.memory.write(clientItem(vendor));
  }

  /** At Auth0 only. */
  register({ clientId, clientSecret, grants, suspended }: Vendor): void {
    this.auth0.clients.set(clientId, {
      clientSecret,
      grants: suspended
        ? {}
        : Object.fromEntries(
            Object.entries(grants).map(([audience, { scopes }]) => [audience, scopes]),
          ),
    });
  }

  /** Asks and lets time pass until there is an answer. */
  ask(event: Event = request(this.acme), broker = this.broker): Promise<Answer> {
    return this.time.run(send(broker, event));
  }

  askAll(
    events: readonly Event[],
    brokerOf: (index: number) => Broker = () => this.broker,
  ): Promise<Answer[]> {
    return this.time.run(Promise.all(events.map((event, index) => send(brokerOf(index), event))));
  }

  /** Two every few milliseconds: some arrive together, some while others are under way. */
  async askInTurn(events: readonly Event[], everyMs = 5): Promise<Answer[]> {
    const pairs = events.flatMap((_, index) => (index % 2 ? [] : [events.slice(index, index + 2)]));
    const answers = pairs.map(async (pair, index) => {
      await this.time.sleep(index * everyMs);
      return Promise.all(pair.map((event) => send(this.broker, event)));
    });
    return (await this.time.run(Promise.all(answers))).flat();
  }

  pass(seconds: number): Promise<void> {
    return this.time.run(this.time.sleep(seconds * 1000));
  }

  outcomes(): string[] {
    return this.records.map(({ outcome }) => outcome);
  }
}

export async function send(broker: Broker, event: Event): Promise<Answer> {
  const { statusCode, headers = {}, body } = await broker.handle(event, "request-1");
  return { status: statusCode, headers, body: JSON.parse(body) as Answer["body"], text: body };
}

/** Parameters of a valid request; undefined leaves one out. */
export function parametersOf(
  vendor: Pick<Vendor, "clientId" | "clientSecret">,
  changes: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const all: Record<string, string | undefined> = {
    grant_type: "client_credentials",
    client_id: vendor.clientId,
    client_secret: vendor.clientSecret,
    audience: ORDERS,
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

export function request(
  vendor: Pick<Vendor, "clientId" | "clientSecret">,
  changes: Readonly<Record<string, string | undefined>> = {},
): Event {
  return event(new URLSearchParams(parametersOf(vendor, changes)).toString());
}

export function event(
  body: string,
  headers: Readonly<Record<string, string>> = { "Content-Type": FORM },
): Event {
  return {
    body,
    isBase64Encoded: false,
    headers: { ...headers },
    multiValueHeaders: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value]]),
    ),
  };
}
