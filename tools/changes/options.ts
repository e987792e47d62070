import { cli } from "../lib/cli";

export const CHANGES = cli("changes", {
  summary:
    "What the stack files change compared with another commit, as a few lines of Markdown each: vendors, access, front door, " +
    "tokens, what to flush, whom to inform, what is destroyed. Reads git and the working tree; needs no account.",
  examples: [
    ["--base main", "what this branch changes"],
    ["--base HEAD^1 --json", "for machines: stack to Markdown"],
  ],
})
  .requiredOption("--base <ref>", "the commit to compare with: a branch, a tag or a hash")
  .option("--json", "for machines: one object, stack to Markdown");
