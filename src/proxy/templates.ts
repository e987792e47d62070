import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withheldSeconds } from "../expiresIn";

/** The templates as they are deployed. */
export interface Templates {
  readonly requestForm: string;
  readonly requestJson: string;
  readonly responseToken: string;
  readonly responseError: string;
}

/** @param ttlSeconds decides what response.token.vtl takes off `expires_in` */
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
 * One line, without comments, line breaks and indentation: a line break in a template is one in what it
 * writes, and comments are not known to be understood everywhere (docs/platform-behaviour.md, "Template
 * constructs").
 */
function read(file: string): string {
  return readFileSync(join(__dirname, "templates", file), "utf8")
    .replaceAll(/##.*/g, "")
    .replaceAll(/\s*\n\s*/g, "");
}
