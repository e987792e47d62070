/** The adopted configuration as a stack file, or in an existing one, whose other keys and comments stay. Pure. */
import { Document, parseDocument, type YAMLMap } from "yaml";
import type { Adoption } from "./adopt";

/**
 * @param project the namespace that keys may have in the existing file; new ones have none
 * @param existing the text of the existing stack file (readYaml)
 */
export function stackYaml(
  { domain, ttlSeconds, apis, clients }: Adoption,
  project: string,
  existing = "",
): string {
  const document = documentOf(existing);
  const config = document.get("config") as YAMLMap;
  const spelled = (key: string) => (config.has(`${project}:${key}`) ? `${project}:${key}` : key);
  if (domain !== undefined && !config.has("auth0:domain")) config.set("auth0:domain", domain);
  // What the file says of its store comes first: the TTL may go with another one.
  const cache = spelled("cache");
  if (ttlSeconds !== undefined && !config.has(cache))
    config.set(cache, document.createNode({ ttlSeconds }));
  config.set(spelled("apis"), document.createNode(apis));
  const vendors = Object.fromEntries(clients.map(({ key, vendor }) => [key, vendor]));
  config.set(spelled("vendors"), document.createNode(vendors));
  return document.toString({ lineWidth: 0 });
}

function documentOf(existing: string): Document {
  const document = parseDocument(existing, { logLevel: "error" });
  if (document.contents === null) return new Document({ config: {} });
  if (!document.get("config")) document.set("config", document.createNode({}));
  return document;
}
