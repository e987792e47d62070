/** What the steps of one request share. */
import type { RecentRefusals } from "./attempts";
import type { Ask } from "./auth0";
import type { ClientItem } from "./clientItem";
import type { Clock } from "./clock";
import type { Settings } from "./environment";
import type { Form, FormKeys } from "./keys";
import type { Credentials } from "./parse";
import type { ItemKey, Table } from "./table";
import type { Outcome, RequestRecord, Telemetry } from "./telemetry";
import type { TokenItem } from "./tokenItem";

export interface Parts extends Pick<Settings, "issuer" | "peppers" | "renewBeforeSeconds"> {
  readonly table: Table;
  readonly ask: Ask;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly recentRefusals: RecentRefusals;
  /** Returns a new revision with every call, in any function: it identifies a lease's owner. */
  readonly newRevision: () => string;
}

/** Who sends the request, and for what. */
export interface Caller {
  readonly credentials: Credentials;
  readonly form: Form;
  readonly keys: FormKeys;
  /** Where the form's item is. */
  readonly itemKey: ItemKey;
}

/** The state of the table at one moment. */
export interface Seen {
  readonly client: ClientItem;
  /** Whether the secret is the one that the stack knows. */
  readonly verified: boolean;
  readonly item: TokenItem | undefined;
}

/** What is known about a request so far. */
export type Trace = {
  -readonly [Key in "vendor" | "upstreamMs" | "fault"]: RequestRecord[Key];
} & { outcome: Outcome | undefined; tokensMinted: number };
