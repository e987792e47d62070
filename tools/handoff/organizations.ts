/** What a vendor's sheet says of organizations, where a grant allows them. Pure. */
import type { Access } from "./access";
import { code } from "../lib/markdown";

export function organizationNotes({
  organizationUsage,
}: Pick<Access, "organizationUsage">): string[] {
  const notes = Object.entries(organizationUsage).map(
    ([audience, usage]) =>
      `For ${code(audience)}, ${usage === "require" ? "send" : "you may send"} \`organization=<its id>\` as well; we tell you which ones.`,
  );
  return notes.length === 0
    ? []
    : [
        "",
        ...notes,
        "The token then names it (`org_id`). Keep one token for each organization: each counts.",
      ];
}
