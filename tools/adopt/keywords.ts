/**
 * The Deploy CLI's keywords: `##KEY##` and `@@KEY@@` stand for a value that each environment has of its own, in
 * AUTH0_KEYWORD_REPLACE_MAPPINGS (auth0-deploy-cli, src/tools/utils.ts, which replaces them before it parses).
 */
import { UserError } from "../lib/userError";
import { readYaml } from "../lib/yamlFile";

export type Keywords = Readonly<Record<string, unknown>>;

const MAPPINGS = "AUTH0_KEYWORD_REPLACE_MAPPINGS";

/** @param file the Deploy CLI's configuration, of which only the keywords are read @throws UserError */
export function readKeywords(file: string): Keywords {
  const mappings = readYaml(file, `the Deploy CLI's configuration, with ${MAPPINGS}`).value[
    MAPPINGS
  ];
  if (typeof mappings === "object" && mappings !== null && !Array.isArray(mappings))
    return mappings as Keywords;
  throw new UserError(
    `${file} has no ${MAPPINGS}; allowed: the Deploy CLI's configuration, with the keywords of one environment; fix: add them, or leave --config out.`,
  );
}

/** Replaces keywords by their values. One without a value stays, in quotes where YAML would not accept it. */
export function replaceKeywords(text: string, keywords: Keywords): string {
  return text
    .replace(/(['"]?)@@(\w+)@@\1/g, (found, _quote, key: string) =>
      Object.hasOwn(keywords, key) ? JSON.stringify(keywords[key]) : found,
    )
    .replace(/##(\w+)##/g, (found, key: string) =>
      Object.hasOwn(keywords, key) ? String(keywords[key]) : found,
    )
    .replace(BARE, '$1"$2"');
}

/** A plain value that starts with a keyword, after `- ` or a key: there, @ is reserved, and # begins a comment. */
const BARE =
  /^([ \t]*(?:-[ \t]+)*(?:(?:"[^"\n]*"|[^\s"'#:]+):[ \t]+)?)((?:@@\w+@@|##\w+##)[^\s"',]*)/gm;

/** @returns the first one without a value, if the text has any */
export function keywordIn(text: string): string | undefined {
  return /##\w+##|@@\w+@@/.exec(text)?.[0];
}
