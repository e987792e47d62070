import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withheldSeconds } from "../expiresIn";

/** The deployed templates. */
export interface Templates {
  readonly requestForm: string;
  readonly requestJson: string;
  readonly responseToken: string;
  readonly responseError: string;
}

/** @param ttlSeconds decides what response.token.vtl subtracts from `expires_in` */
export function readTemplates(ttlSeconds: number): Templates {
  return {
    requestForm: read("request.form.vtl"),
    requestJson: read("request.json.vtl"),
    responseToken: read("response.token.vtl").replaceAll(
      "{{withheldSeconds}}",
      String(withheldSeconds(ttlSeconds)),
    ),
    responseError: read("response.error.vtl"),
  };
}

/**
 * One line, without comments, line breaks and indentation: a line break in a template is a line break in
 * its output, and comments may not be supported everywhere (docs/platform-behaviour.md, "Template
 * constructs").
 */
function read(file: string): string {
  return readFileSync(join(__dirname, "templates", file), "utf8")
    .replaceAll(/##.*/g, "")
    .replaceAll(/\s*\n\s*/g, "");
}
