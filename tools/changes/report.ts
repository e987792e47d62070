/** What each stack file changes, as Markdown. Pure. */
import { changesOf } from "./changes";
import { name, names } from "./markdown";
import { changed, equal } from "./pair";
import type { StackPair } from "./stackFiles";

/** Stack to Markdown, for each stack whose configuration or file differs. */
export function reports(pairs: readonly StackPair[]): Record<string, string> {
  return Object.fromEntries(
    pairs.flatMap((pair) => {
      const lines = linesOf(pair);
      return lines.length === 0 ? [] : [[pair.stack, lines.join("\n")]];
    }),
  );
}

/** All of them, each below its heading. */
export function markdown(byStack: Readonly<Record<string, string>>): string {
  const stacks = Object.entries(byStack);
  return stacks.length === 0
    ? "No stack file changes: whatever a preview shows comes from the program."
    : stacks.map(([stack, text]) => `### ${name(stack)}\n\n${text}`).join("\n\n");
}

function linesOf({ stack, before, after }: StackPair): string[] {
  if (after.kind === "absent")
    return ["- **The stack's file is deleted.** Its resources stay until `pulumi destroy`."];
  if (after.kind === "broken")
    return equal(before, after)
      ? []
      : [
          `- **The configuration has mistakes**, so its changes cannot be listed; the preview names them${after.keys.length > 0 ? `: ${names(after.keys)}` : ""}.`,
        ];
  if (before.kind === "absent")
    return [`- **A new stack**, with the vendors ${names(Object.keys(after.config.vendors))}.`];
  if (before.kind === "broken")
    return [
      "- The base's file is not valid for this program, so there is nothing to compare with.",
    ];
  if (before.text === after.text && equal(before.values, after.values)) return [];

  const said = [
    ...tenant(before.values["auth0:domain"], after.values["auth0:domain"]),
    ...settings(
      "Providers' settings",
      differing(before.values, after.values).filter(
        (key) => isProviders(key, before.project) && isProviders(key, after.project),
      ),
    ),
    ...settings("Pulumi's own keys", differing(before.own, after.own)),
  ];
  return said.length === 0 && !changed({ before: before.config, after: after.config })
    ? ["- Nothing that the program reads: comments or layout."]
    : [...said, ...changesOf({ before: before.config, after: after.config }, stack)];
}

function differing(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !equal(before[key], after[key]),
  );
}

/** Keys that the other lines do not cover. */
function isProviders(key: string, project: string): boolean {
  return !key.startsWith(`${project}:`) && key !== "auth0:domain" && key !== "aws:region";
}

function settings(title: string, keys: readonly string[]): string[] {
  return keys.length === 0 ? [] : [`- **${title}**: ${names(keys)}; see the diff`];
}

function tenant(before = "", after = ""): string[] {
  return before === after
    ? []
    : [
        `- **Another Auth0 tenant**: ${name(before)} → ${name(after)}. Clients and APIs of the old one stay there; they are still in the state.`,
      ];
}
