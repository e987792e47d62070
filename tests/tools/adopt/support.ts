/** The example tenant, and what a test changes of it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Source, sourceOf } from "../../../tools/adopt/source";
import { PROJECT_DIR } from "../../../tools/lib/stackFile";

export const TENANT_FILE = join(PROJECT_DIR, "tests", "tools", "adopt", "tenant.yaml");

/** What no output may hold: each secret of the example starts with it. */
export const SECRET = "fIxTuRe-SeCrEt";

export interface Exported {
  readonly clients: Record<string, unknown>[];
  readonly clientGrants: Record<string, unknown>[];
  readonly resourceServers: Record<string, unknown>[];
}

export function exported(): Exported {
  return parse(readFileSync(TENANT_FILE, "utf8")) as Exported;
}

export const ORDERS = "https://api.example.com/orders";

interface Parts {
  readonly client?: object;
  readonly grant?: object;
  readonly api?: object;
  readonly reader?: string;
}

/** A tenant of one client with one grant for one API, all as they should be but for the changes. */
export function oneClient({ client, grant, api, reader }: Parts): Source {
  const source = sourceOf(
    {
      clients: [
        {
          name: "Acme",
          app_type: "non_interactive",
          grant_types: ["client_credentials"],
          token_endpoint_auth_method: "client_secret_post",
          ...client,
        },
      ],
      grants: [{ client_id: "Acme", audience: ORDERS, scope: ["read:orders"], ...grant }],
      apis: [{ identifier: ORDERS, name: "Orders", token_lifetime: 86_400, ...api }],
    },
    "a test",
  );
  return { ...source, ...(reader === undefined ? {} : { reader }) };
}
