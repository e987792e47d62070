import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The templates as they are deployed. */
export interface Templates {
  readonly requestForm: string;
  readonly requestJson: string;
  readonly responseToken: string;
  readonly responseError: string;
}

/** @param ttlSeconds what response.token.vtl takes off `expires_in` */
export function readTemplates(ttlSeconds: number): Templates {
  return {
    requestForm: read("request.form.vtl"),
    requestJson: read("request.json.vtl"),
    responseToken: read("response.token.vtl").replaceAll("{{ttlSeconds}}", String(ttlSeconds)),
    responseError: read("response.error.vtl"),
  };
}

function read(file: string): string {
  return readFileSync(join(__dirname, "templates", file), "utf8");
}
