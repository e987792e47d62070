/** The stack's outputs, from the Pulumi CLI or from JSON that somebody saved of them. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Cache } from "../../src/config/schema/proxy";
import { UserError } from "./userError";

/** What Pulumi shows in place of a secret. */
const MASKED = "[secret]";

/** Longest answer of the Pulumi CLI that is read. */
const MAX_OUTPUT_BYTES = 64 * 2 ** 20;

/** What a client authenticates with. */
export interface Credentials {
  readonly clientId?: string;
  readonly clientSecret?: string;
}

/** What a vendor is handed. Any of it may be missing: that is for the reader to judge. */
export interface VendorOutputs extends Credentials {
  readonly tokenUrl?: string;
  readonly authenticationMethod?: string;
  readonly grants?: Readonly<Record<string, readonly string[]>>;
  readonly expiresInSeconds?: Readonly<Record<string, number>>;
  /** Its grants are gone, so it gets no tokens. */
  readonly suspended?: boolean;
  /** The client that it is to leave, while it rotates with overlap. */
  readonly retiring?: Credentials;
}

/** As `pulumi stack output --json --show-secrets`, or `npm start -- --json`, gives them. */
export interface StackOutputs {
  readonly tokenUrl: string;
  readonly issuer?: string;
  readonly jwksUrl?: string;
  readonly restApiId?: string;
  readonly stageName?: string;
  /** What keeps the tokens. */
  readonly store?: Cache["store"];
  /** The token broker's table, with the store dynamodb. */
  readonly tableName?: string;
  readonly region?: string;
  readonly onlyThroughProxy?: { readonly version: number; readonly enforce: boolean };
  /** Tokens in 30 days: the most that the vendors can cost, and what the plan allows. */
  readonly quota?: { readonly bound: number; readonly allowance: number };
  readonly vendors: Readonly<Record<string, VendorOutputs>>;
}

/** Where the outputs are: one of the two. */
export interface OutputsSource {
  /** The stack to ask the Pulumi CLI about. */
  readonly stack?: string | undefined;
  /** A file, or - for standard input. */
  readonly outputs?: string | undefined;
}

/** What the caller needs. Secrets that it does not need are neither asked for nor passed on. */
export interface Need {
  readonly secrets: boolean;
}

/** @throws UserError unless exactly one source is given, and what the two below throw */
export function readOutputs(
  { stack, outputs }: OutputsSource,
  usage: string,
  need: Need,
): StackOutputs {
  if (stack !== undefined && outputs === undefined) return outputsOfStack(stack, need);
  if (outputs !== undefined && stack === undefined) return outputsOfFile(outputs, need);
  throw new UserError(`Name one of --stack and --outputs. ${usage}`);
}

/** @throws UserError if the CLI is missing, fails, or says something else */
export function outputsOfStack(stack: string, need: Need): StackOutputs {
  const show = need.secrets ? ["--show-secrets"] : [];
  const { status, stdout, stderr, error } = spawnSync(
    "pulumi",
    ["stack", "output", "--json", ...show, "--stack", stack],
    // Node's default of 1 MB would end some hundred vendors as if there were no CLI.
    { encoding: "utf8", maxBuffer: MAX_OUTPUT_BYTES },
  );
  if (error)
    throw new UserError(
      "The Pulumi CLI is not on the PATH. Install it, or save the outputs where it is and pass them with --outputs <file or ->.",
    );
  if (status !== 0)
    throw new UserError(`pulumi stack output failed for --stack ${stack}: ${oneLine(stderr)}`);
  return parseOutputs(stdout, `the outputs of the stack ${stack}`, need);
}

/** @param file a path, or - for standard input */
export function outputsOfFile(file: string, need: Need): StackOutputs {
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new UserError(
      `--outputs ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "error"}); allowed: a file, or - for standard input.`,
    );
  }
  return parseOutputs(text, `--outputs ${file}`, need);
}

/** @throws UserError, which never quotes the text: it holds secrets */
export function parseOutputs(text: string, source: string, { secrets }: Need): StackOutputs {
  // npm prints lines of its own before what a script prints.
  const json = text.slice(Math.max(0, text.search(/^\{/m)));
  let outputs: Partial<StackOutputs>;
  try {
    outputs = JSON.parse(json, secrets ? undefined : withoutSecrets) as Partial<StackOutputs>;
  } catch {
    throw new UserError(
      `${source}: this is no JSON. Save it with: pulumi stack output --json${secrets ? " --show-secrets" : ""}`,
    );
  }
  const { tokenUrl, vendors } = outputs;
  if (typeof tokenUrl !== "string" || !URL.canParse(tokenUrl))
    throw new UserError(
      `${source}: tokenUrl is missing or no URL. These are not this project's outputs, or the stack was never provisioned (pulumi up --refresh).`,
    );
  if (typeof vendors !== "object" || (vendors as object | null) === null)
    throw new UserError(`${source}: vendors is missing. These are not this project's outputs.`);
  for (const [name, vendor] of Object.entries(vendors)) {
    if (typeof vendor !== "object" || (vendor as object | null) === null)
      throw new UserError(
        `${source}: vendors.${name} is no object. These are not this project's outputs.`,
      );
    for (const [path, { clientSecret }] of [
      [name, vendor],
      [`${name}.retiring`, vendor.retiring ?? {}],
    ] as const)
      if (clientSecret === MASKED)
        throw new UserError(
          `${source}: vendors.${path}.clientSecret is masked. Save the outputs with --show-secrets.`,
        );
  }
  return { ...outputs, tokenUrl, vendors };
}

function withoutSecrets(key: string, value: unknown): unknown {
  return key === "clientSecret" ? undefined : value;
}

function oneLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
