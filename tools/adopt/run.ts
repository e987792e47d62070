/** `npm run adopt`: from a tenant that exists to a stack's configuration and Pulumi's import file. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { optionsOf } from "../lib/cli";
import { run } from "../lib/command";
import { say } from "../lib/fit";
import { credentialsOf, tenantOrigin } from "../lib/managementApi";
import { withProgress } from "../lib/progress";
import { readProject } from "../lib/stackFile";
import { UserError } from "../lib/userError";
import { readYaml } from "../lib/yamlFile";
import { adopt } from "./adopt";
import { importFile } from "./importFile";
import { readKeywords } from "./keywords";
import { ADOPT } from "./options";
import { readExport } from "./readExport";
import { readTenant, SCOPES } from "./readTenant";
import type { Source } from "./source";
import { stackYaml } from "./stackYaml";
import { text } from "./text";

async function main(): Promise<void> {
  const { only, config, out, importFile: importOut, overwrite } = optionsOf(ADOPT);
  const [path] = ADOPT.processedArgs;
  for (const file of [out, importOut]) if (file !== undefined) mayWrite(file, overwrite);
  const existing = out !== undefined && existsSync(out) ? textOf(out) : "";

  const source =
    path === undefined
      ? await fromTenant()
      : readExport(path, config === undefined ? {} : readKeywords(config));
  const missing = (only ?? []).filter(
    (each) => !source.clients.some(({ name, client_id: id }) => each === name || each === id),
  );
  if (missing.length > 0)
    throw new UserError(
      `--only ${JSON.stringify(missing[0])} is not a client of the source; allowed: a client's name or id; fix: use one of its ${source.clients.length} clients, spelled as there.`,
    );

  const { name: project } = readProject();
  const adoption = adopt(source, only);
  const yaml = stackYaml(adoption, project, existing);
  if (importOut !== undefined)
    writeFileSync(importOut, `${JSON.stringify(importFile(adoption.clients), null, 2)}\n`);
  if (out === undefined) process.stdout.write(yaml);
  else writeFileSync(out, yaml);
  say(text(adoption, { importFile: importOut }), process.stderr);
}

function mayWrite(file: string, overwrite: boolean): void {
  if (!overwrite && existsSync(file))
    throw new UserError(
      `${file} exists; allowed: a new file; fix: use another name, or --overwrite (in a stack file, it replaces apis and vendors and keeps the rest).`,
    );
}

/** @throws UserError if it is not a stack file */
function textOf(file: string): string {
  readYaml(file);
  return readFileSync(file, "utf8");
}

async function fromTenant(): Promise<Source> {
  const credentials = credentialsOf(process.env, SCOPES);
  const origin = tenantOrigin(process.env.AUTH0_DOMAIN, {
    unset: "not set",
    fix: "set it, or give an export to read",
  });
  return withProgress(`Reading ${origin}.`, (progress) =>
    readTenant(
      { origin, ...credentials },
      {
        clock: Date.now,
        wait: (milliseconds) => wait(milliseconds),
        onStep: (step) => {
          progress.step(step);
        },
      },
    ),
  );
}

run(main);
