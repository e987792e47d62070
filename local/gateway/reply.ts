import type { Headers } from "./parameters";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A JSON reply with no other header. */
export function jsonReply(status: number, body: object): Reply {
  return { status, headers: [["Content-Type", "application/json"]], body: JSON.stringify(body) };
}
