/**
 * Actions on the trigger credentials-exchange, run as Auth0 runs them: the registered code, as a
 * CommonJS module, on every exchange that would get a token. It gets the event and the API that Auth0
 * documents for this trigger, as far as they matter here.
 */
import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import { header } from "../gateway/parameters";
import type { Client } from "./client";
import type { TenantRequest } from "./tokenRequest";

export interface ExchangeEvent {
  readonly client: {
    readonly client_id: string;
    readonly name: string;
    readonly metadata: Readonly<Record<string, string>>;
  };
  readonly request: {
    readonly method: string;
    readonly hostname: string;
    readonly ip: string;
    /** Absent if the request has no such header. */
    readonly user_agent?: string;
    readonly body: Readonly<Record<string, string>>;
  };
  readonly resource_server: { readonly identifier: string };
  readonly accessToken: { readonly scope: readonly string[] };
}

/** The arguments of `api.access.deny`. */
export interface Denial {
  readonly code: string;
  readonly reason: string;
}

/** @returns why the exchange is denied; undefined if it is not */
export type ExchangeAction = (event: ExchangeEvent) => Promise<Denial | undefined>;

interface Module {
  onExecuteCredentialsExchange?: (event: object, api: object) => Promise<unknown>;
}

export function compileAction(code: string): ExchangeAction {
  const module: Module = {};
  const load = compileFunction(code, ["exports", "require"]) as (
    exports: Module,
    require: NodeJS.Require,
  ) => void;
  load(module, createRequire(__filename));
  const { onExecuteCredentialsExchange: handler } = module;
  if (!handler) throw new Error("The Action exports no onExecuteCredentialsExchange.");
  return async (event) => {
    let denial: Denial | undefined;
    const api = {
      access: {
        deny: (code: string, reason: string) => {
          denial = { code, reason };
          return api;
        },
      },
    };
    await handler(event, api);
    return denial;
  };
}

export function exchangeEvent(
  { method, url, headers }: TenantRequest,
  parameters: ReadonlyMap<string, string>,
  { clientId, name, metadata, grants }: Client,
  audience: string,
): ExchangeEvent {
  const userAgent = header(headers, "User-Agent");
  return {
    client: { client_id: clientId, name, metadata },
    request: {
      method,
      hostname: new URL(url).hostname,
      ip: "127.0.0.1",
      ...(userAgent === undefined ? {} : { user_agent: userAgent }),
      body: Object.fromEntries(parameters),
    },
    resource_server: { identifier: audience },
    accessToken: { scope: grants.get(audience)?.scopes ?? [] },
  };
}
