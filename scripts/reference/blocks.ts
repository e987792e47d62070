/** Generated parts of a document: each is between two comments that mark it. */

/**
 * @param kind the kind of part, as in the comments
 * @param make returns the text of the part with a name
 */
export function withBlocks(document: string, kind: string, make: (name: string) => string): string {
  return document.replace(
    blocks(kind),
    (_, start: string, name: string, end: string) => `${start}\n${make(name)}\n\n${end}`,
  );
}

/** The names of a document's parts of that kind. */
export function blocksIn(document: string, kind: string): string[] {
  return [...document.matchAll(blocks(kind))].map(([, , name = ""]) => name);
}

function blocks(kind: string): RegExp {
  return new RegExp(
    `(<!-- ${kind} of (\\S+), made by npm run reference -->\\n)[^]*?(<!-- end of ${kind} -->)`,
    "g",
  );
}
