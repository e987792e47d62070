/** The project's Markdown, and the code in it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_DIR } from "../../../tools/lib/stackFile";

export interface CodeBlock {
  /** For example docs/quota.md:12 */
  readonly where: string;
  readonly language: string;
  /** What follows the language: `run` for commands that the tests run. */
  readonly meta: string;
  readonly code: string;
}

/** Paths of all documents, from the project's directory. */
export const DOCUMENTS: readonly string[] = ["", "docs"].flatMap((folder) =>
  readdirSync(join(PROJECT_DIR, folder))
    .filter((file) => file.endsWith(".md"))
    .map((file) => join(folder, file)),
);

export function read(document: string): string {
  return readFileSync(join(PROJECT_DIR, document), "utf8");
}

export function codeBlocks(document: string): CodeBlock[] {
  const text = read(document);
  return [...text.matchAll(/^( *)```(\w*) ?(.*)\n([\s\S]*?)^ *```$/gm)].map((match) => {
    const [, indent = "", language = "", meta = "", code = ""] = match;
    return {
      where: `${document}:${text.slice(0, match.index).split("\n").length}`,
      language,
      meta,
      code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    };
  });
}

export const ALL_BLOCKS: readonly CodeBlock[] = DOCUMENTS.flatMap(codeBlocks);
