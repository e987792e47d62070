/** Events as Auth0's log has them. */
import type { LogEvent } from "../../../tools/usage/tenantLog";

export const ORDERS = "https://api.example.com/orders";

let count = 0;

export function token(changes: Partial<LogEvent> = {}): LogEvent {
  count += 1;
  return {
    log_id: String(count),
    date: "2026-01-07T10:00:00.000Z",
    type: "seccft",
    client_id: "acme-id",
    audience: ORDERS,
    user_agent: "AmazonAPIGateway_abc123",
    ip: "192.0.2.1",
    description: "Client Credentials for Access Token",
    ...changes,
  };
}

export function failure(description: string, changes: Partial<LogEvent> = {}): LogEvent {
  return token({ type: "feccft", description, ...changes });
}

export function times<T>(many: number, make: (index: number) => T): T[] {
  return Array.from({ length: many }, (_, index) => make(index));
}
