/**
 * Reads an export of Auth0's Deploy CLI in either of its layouts: one file (`tenant.yaml`, or the same as JSON),
 * or a directory with a JSON file for each client, grant and API.
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { readYaml } from "../lib/yamlFile";
import { UserError } from "../lib/userError";
import { type Keywords, replaceKeywords } from "./keywords";
import { type Source, sourceOf } from "./source";

/** Where the directory layout keeps them (auth0-deploy-cli, src/tools/constants). */
const DIRECTORIES = { clients: "clients", grants: "grants", apis: "resource-servers" } as const;

const EXPORT = "what the Deploy CLI exports";

/**
 * @param keywords values of the Deploy CLI's keywords
 * @throws UserError if there is no export, or it cannot be read
 */
export function readExport(path: string, keywords: Keywords = {}): Source {
  if (!existsSync(path))
    throw new UserError(
      `There is no ${path}; allowed: a tenant.yaml, its JSON, or the directory of an export; fix: correct the path, or leave it out to read the tenant itself.`,
    );
  const source = statSync(path).isDirectory()
    ? readDirectory(path, keywords)
    : readFile(path, keywords);
  if (source.clients.length === 0 && source.grants.length === 0)
    throw new UserError(
      `${path} has no clients and no client grants; allowed: an export of the Deploy CLI with both; fix: export them too (AUTH0_INCLUDED_ONLY, AUTH0_EXCLUDED).`,
    );
  const domain = domainOf(source);
  return { ...source, ...(domain === undefined ? {} : { domain }) };
}

type Read = Pick<Source, "clients" | "grants" | "apis">;

function readFile(file: string, keywords: Keywords): Read {
  const { clients, clientGrants, resourceServers } = valueOf(file, keywords);
  return sourceOf(
    { clients: clients ?? [], grants: clientGrants ?? [], apis: resourceServers ?? [] },
    file,
  );
}

function valueOf(file: string, keywords: Keywords): Readonly<Record<string, unknown>> {
  return readYaml(file, EXPORT, (text) => replaceKeywords(text, keywords)).value;
}

function readDirectory(directory: string, keywords: Keywords): Read {
  const [file] = ["tenant.yaml", "tenant.yml"].filter((name) => existsSync(join(directory, name)));
  if (file !== undefined) return readFile(join(directory, file), keywords);
  const entriesOf = (name: string): unknown[] => {
    const folder = join(directory, name);
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder).filter((each) => each.endsWith(".json"));
    // The Deploy CLI leaves an entry out by emptying its file.
    return files
      .sort()
      .map((each) => valueOf(join(folder, each), keywords))
      .filter((entry) => Object.keys(entry).length > 0);
  };
  return sourceOf(
    {
      clients: entriesOf(DIRECTORIES.clients),
      grants: entriesOf(DIRECTORIES.grants),
      apis: entriesOf(DIRECTORIES.apis),
    },
    directory,
  );
}

/** An export does not name its tenant, but a grant for the Management API does. */
function domainOf({ grants }: Pick<Source, "grants">): string | undefined {
  const domains = grants.flatMap(
    ({ audience }) => /^https:\/\/([a-z0-9.-]+\.auth0\.com)\/api\/v2\/$/.exec(audience)?.[1] ?? [],
  );
  return new Set(domains).size === 1 ? domains[0] : undefined;
}
