import { cli } from "../../tools/lib/cli";

export const REFERENCE = cli("reference", {
  summary:
    "Writes what the documentation says of the code: docs/configuration.md, made from the schema, and the tables of " +
    "options in the other documents, made from what each command takes.",
  examples: [["", "after a change of a key or an option; npm test says when it is due"]],
});
