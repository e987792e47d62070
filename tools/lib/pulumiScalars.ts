/**
 * Plain scalars as Pulumi reads them. Its YAML (gopkg.in/yaml.v3, resolve.go) knows numbers and dates that
 * YAML 1.2, and so the package yaml, reads differently: 0600 is octal, 3_600 a number.
 */
import { type Document, type Node, Scalar, visit, YAMLParseError } from "yaml";

/**
 * Gives every plain scalar of the document, keys among them, the value that Pulumi would.
 *
 * @throws YAMLParseError for a number that JSON, Pulumi's format for values, does not have, and for an alias
 *   without an anchor, which the parser reports late and without its line
 */
export function asPulumiReads(document: Document): void {
  visit(document, {
    Scalar(_, node) {
      if (node.type === Scalar.PLAIN && node.tag === undefined && node.source !== undefined)
        node.value = dateIn(node.source) ?? numberIn(node.source) ?? node.value;
      if (typeof node.value === "number" && !Number.isFinite(node.value))
        throw errorAt(node, "Not a finite number");
    },
    Alias(_, node) {
      if (!node.resolve(document)) throw errorAt(node, "Unresolved alias");
    },
  });
}

function errorAt({ range }: Node, message: string): YAMLParseError {
  const at = range?.[0] ?? 0;
  return new YAMLParseError([at, at], "IMPOSSIBLE", message);
}

function numberIn(source: string): number | undefined {
  const [, sign = "", digits = ""] = /^([-+]?)(\.?\d\w*\.?\w*(?:[+-]\d+)?)$/.exec(source) ?? [];
  const plain = digits.replaceAll("_", "");
  const isOctal = /^0[0-7]+$/.test(plain);
  const isNumber =
    /^0x[\da-f]+$|^0o[0-7]+$|^0b[01]+$/i.test(plain) ||
    /^(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i.test(plain);
  if (!isNumber) return undefined;
  return Number(isOctal ? `0o${plain}` : plain) * (sign === "-" ? -1 : 1);
}

/** A date as Go prints a time, which is how Pulumi passes it on. */
function dateIn(source: string): string | undefined {
  const [, year = "", month = "", day = "", time = "00:00:00"] =
    /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt ](\d\d:\d\d:\d\d)Z?)?$/.exec(source) ?? [];
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return Number.isNaN(Date.parse(date)) ? undefined : `${date} ${time} +0000 UTC`;
}
