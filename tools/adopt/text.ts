/** The result for people: what changes at Auth0, what is left out and why, and what to do next. Pure. */
import { DEFAULT_TOKEN_LIFETIME_SECONDS } from "../../src/config/limits";
import { printable } from "../../src/config/show";
import { count } from "../lib/count";
import type { Adoption } from "./adopt";
import { missingIds } from "./importFile";

/** @param written the import file, if it was asked for */
export function text(
  adoption: Adoption,
  written: { readonly importFile: string | undefined },
): string {
  const { clients, apis, leftOut, ttlSeconds, assumedLifetimes } = adoption;
  return [
    clients.length === 0
      ? "No client can become a vendor without changes."
      : `${count(clients.length, "client")} ${clients.length === 1 ? "becomes a vendor" : "become vendors"}, with ${count(apis.length, "API")} as existing: no API, secret or grant changes.`,
    ...section(
      "The first update changes at Auth0, and the preview shows:",
      clients.length === 0
        ? []
        : [
            "every client: the metadata project, stack and vendor are added",
            ...clients.flatMap(({ key, vendor: { name }, changes }) =>
              changes.length > 0 ? [`${key} (${name}): ${changes.join("; ")}`] : [],
            ),
          ],
    ),
    ...section(
      "Left out, and unchanged at Auth0:",
      leftOut.map(({ what, why }) => `${what}: ${why}`),
    ),
    ...section("Note:", [
      ...(ttlSeconds === undefined
        ? []
        : [
            `cache.ttlSeconds has to be at most ${ttlSeconds}, its value in a new stack file: ${shortest(adoption)}`,
          ]),
      ...(assumedLifetimes.length === 0
        ? []
        : [
            `The source has no token lifetime, so this assumes Auth0's default of ${DEFAULT_TOKEN_LIFETIME_SECONDS} s: ${assumedLifetimes.join(", ")}. fix: look it up in the API's settings.`,
          ]),
      ...ids(adoption, written.importFile),
      "What to do next is in docs/adopt.md.",
    ]),
  ].join("\n");
}

function shortest({ apis }: Adoption): string {
  const [first] = [...apis].sort((a, b) => a.tokenLifetimeSeconds - b.tokenLifetimeSeconds);
  return `tokens for ${first?.identifier ?? ""} live ${first?.tokenLifetimeSeconds ?? 0} s only. Without its grants it could be longer, and the others cost fewer tokens.`;
}

function ids({ clients }: Adoption, file: string | undefined): string[] {
  if (clients.length === 0) return [];
  if (file === undefined) return ["No import file was written; add --import-file <file>."];
  const missing = missingIds(clients);
  return missing === 0
    ? []
    : [
        `${count(missing, "id")} in ${file} ${missing === 1 ? "is a placeholder" : "are placeholders"} (<...>): the export has no ids. fix: read the tenant itself (leave the path out, set AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET), or export with AUTH0_EXPORT_IDENTIFIERS=true.`,
      ];
}

function section(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ["", title, ...items.map(item)];
}

/** Other people chose the names: a terminal must not take anything in them for a command. */
function item(text: string): string {
  return `- ${text.split(" ").map(printable).join(" ")}`;
}
