import { cli } from "../../tools/lib/cli";

export const REFERENCE = cli("reference", {
  summary:
    "Writes the generated parts of the documentation: docs/configuration.md from the schema, and the tables of " +
    "options in the other documents from the commands.",
  examples: [["", "after a change of a key or an option; npm test fails when it is due"]],
});
