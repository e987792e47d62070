/** `npm run record:velocity` */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { templateContext } from "../../../local/gateway/templateContext";
import { optionsOf } from "../../../tools/lib/cli";
import { run } from "../../../tools/lib/command";
import { UserError } from "../../../tools/lib/userError";
import { CASES, TEMPLATES } from "./cases";
import { RECORD_VELOCITY } from "./options";

const PATHS = /\$input\.(?:json|path)\('([^']+)'\)/g;

interface Input {
  json(path: string): string;
  path(path: string): unknown;
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** The same answers of $input that the local engine gets, so that only the engines differ. */
function line(template: string, body: string): string {
  const input = templateContext(body, {}).input as Input;
  const paths = [...new Set([...template.matchAll(PATHS)].map(([, path = ""]) => path))];
  const answers = paths.flatMap((path) => {
    const value = input.path(path);
    const kind =
      typeof value === "string"
        ? "text"
        : Number.isInteger(value)
          ? "whole number"
          : value === undefined || value === null
            ? "none"
            : "other";
    return [base64(path), base64(input.json(path)), kind, base64(String(value))];
  });
  return [base64(template), base64(body), ...answers].join("\t");
}

run(() => {
  const { classpath } = optionsOf(RECORD_VELOCITY);
  const names = Object.keys(CASES) as (keyof typeof TEMPLATES)[];
  const all = names.flatMap((name) => CASES[name].map((body) => [name, body] as const));
  const { error, status, stdout, stderr } = spawnSync(
    "java",
    ["-cp", classpath, join(__dirname, "Render.java")],
    { input: all.map(([name, body]) => line(TEMPLATES[name], body)).join("\n"), encoding: "utf8" },
  );
  if (error)
    throw new UserError(
      "There is no java on the PATH. fix: install a JDK (Debian: default-jdk-headless).",
    );
  if (status !== 0)
    throw new UserError(
      `Velocity rendered nothing with --classpath ${classpath}: ${stderr.trim().split("\n")[0] ?? ""}; fix: install Velocity (Debian: velocity), or say where it is.`,
    );
  const lines = stdout.trimEnd().split("\n");
  const recorded = all.map(([template, body], index) => {
    const [rendered = "", status] = lines[index]?.split("\t") ?? [];
    return {
      template,
      body,
      rendered: Buffer.from(rendered, "base64").toString(),
      ...(status ? { status: Number(status) } : {}),
    };
  });
  writeFileSync(join(__dirname, "recorded.json"), `${JSON.stringify(recorded, null, 2)}\n`);
  console.log(`Recorded ${recorded.length} renderings.`);
});
