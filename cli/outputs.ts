/** The stack's outputs, from the Pulumi CLI or from JSON that somebody saved of them. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { UserError } from "./userError";

/** What a vendor is handed. Any of it may be missing: that is for the reader to judge. */
export interface VendorOutputs {
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly tokenUrl?: string;
  readonly authenticationMethod?: string;
  readonly grants?: Readonly<Record<string, readonly string[]>>;
  readonly expiresInSeconds?: Readonly<Record<string, number>>;
}

/** As `pulumi stack output --json --show-secrets`, or `npm start -- --json`, gives them. */
export interface StackOutputs {
  readonly tokenUrl: string;
  readonly issuer?: string;
  readonly jwksUrl?: string;
  readonly restApiId?: string;
  readonly stageName?: string;
  readonly region?: string;
  readonly onlyThroughProxy?: { readonly version: number; readonly enforce: boolean };
  readonly vendors: Readonly<Record<string, VendorOutputs>>;
}

/** @throws UserError if the CLI is missing, fails, or says something else */
export function outputsOfStack(stack: string): StackOutputs {
  const { status, stdout, stderr, error } = spawnSync(
    "pulumi",
    ["stack", "output", "--json", "--show-secrets", "--stack", stack],
    { encoding: "utf8" },
  );
  if (error)
    throw new UserError(
      "The Pulumi CLI is not on the PATH. Install it, or save the outputs where it is and pass them with --outputs <file or ->.",
    );
  if (status !== 0)
    throw new UserError(`pulumi stack output failed for --stack ${stack}: ${oneLine(stderr)}`);
  return parseOutputs(stdout, `the outputs of the stack ${stack}`);
}

/** @param file a path, or - for standard input */
export function outputsOfFile(file: string): StackOutputs {
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new UserError(
      `--outputs ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "error"}); allowed: a file, or - for standard input.`,
    );
  }
  return parseOutputs(text, `--outputs ${file}`);
}

/** @throws UserError, which never quotes the text: it holds secrets */
export function parseOutputs(text: string, source: string): StackOutputs {
  // npm prints lines of its own before what a script prints.
  const json = text.slice(Math.max(0, text.search(/^\{/m)));
  let outputs: Partial<StackOutputs>;
  try {
    outputs = JSON.parse(json) as Partial<StackOutputs>;
  } catch {
    throw new UserError(
      `${source}: this is no JSON. Save it with: pulumi stack output --json --show-secrets`,
    );
  }
  const { tokenUrl, vendors } = outputs;
  if (typeof tokenUrl !== "string" || !URL.canParse(tokenUrl))
    throw new UserError(
      `${source}: tokenUrl is missing or no URL. These are not this project's outputs, or the stack was never provisioned (pulumi up).`,
    );
  if (typeof vendors !== "object")
    throw new UserError(`${source}: vendors is missing. These are not this project's outputs.`);
  for (const [name, { clientSecret }] of Object.entries(vendors))
    if (clientSecret === "[secret]")
      throw new UserError(
        `${source}: vendors.${name}.clientSecret is masked. Save the outputs with --show-secrets.`,
      );
  return { ...outputs, tokenUrl, vendors };
}

function oneLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
