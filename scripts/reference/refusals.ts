/** The answers that a vendor gets instead of a token, for docs/refusals.md: the same as in its sheet, by store. */
import { BROKER_ERRORS } from "../../tools/handoff/brokerErrors";
import { ERRORS } from "../../tools/handoff/errors";
import { withBlocks } from "./blocks";

const BY_STORE: Readonly<Record<string, readonly string[]>> = {
  stage: ERRORS,
  dynamodb: BROKER_ERRORS,
};

/** A document with current refusals. */
export function withRefusals(document: string): string {
  return withBlocks(document, "refusals", (store) => {
    const lines = BY_STORE[store];
    if (!lines)
      throw new Error(`Unknown store ${store}; there are: ${Object.keys(BY_STORE).join(", ")}.`);
    // Each document has a heading of its own.
    return lines.filter((line) => !line.startsWith("## ")).join("\n");
  });
}
