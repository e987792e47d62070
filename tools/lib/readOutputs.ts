/** The stack's outputs, from the Pulumi CLI or from JSON that somebody saved of them. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import type { Unwrap } from "@pulumi/pulumi";
import { z } from "zod";
import { withProgress } from "./progress";
import { UserError } from "./userError";

const execute = promisify(execFile);

/** What Pulumi shows in place of a secret. */
const MASKED = "[secret]";

/** Longest answer of the Pulumi CLI that is read. */
const MAX_OUTPUT_BYTES = 64 * 2 ** 20;

/** As `pulumi stack output --json --show-secrets`, or `npm start -- --json`, gives them: what index.ts exports. */
export type StackOutputs = Unwrap<typeof import("../../index")>;

/** What a vendor is given. */
export type VendorOutputs = StackOutputs["vendors"][string];

type Partially<T> = T extends readonly unknown[]
  ? T
  : { readonly [Key in keyof T]?: Partially<T[Key]> };

/** A schema for each of some keys of T: a key that T does not have, or another type, does not compile. */
type SomeOf<T> = { readonly [Key in keyof T]?: z.ZodType<Partially<T[Key]> | undefined> };

const text = z.string("is not a text");
const map = <Value extends z.ZodType>(value: Value) =>
  z.record(z.string(), value, "is not an object");

const credentials = {
  clientId: text.optional(),
  clientSecret: text.refine((secret) => secret !== MASKED, "is masked").optional(),
};

/** Any of it may be missing: that is for the command to judge. */
const vendor = z.object(
  {
    ...credentials,
    tokenUrl: text.optional(),
    authenticationMethod: z
      .enum(
        ["client_secret_post", "client_secret_basic"],
        "is not an authentication method that this project knows",
      )
      .optional(),
    grants: map(z.array(text, "is not a list").readonly()).optional(),
    expiresInSeconds: map(
      z.union(
        [z.number(), z.object({ atLeast: z.number(), atMost: z.number() })],
        "is neither a number nor a range",
      ),
    ).optional(),
    organizationUsage: map(
      z.enum(["allow", "require"], "is not a use of organizations that this project knows"),
    ).optional(),
    suspended: z.boolean("is not true or false").optional(),
    retiring: z.object(credentials, "is not an object").optional(),
  } satisfies SomeOf<VendorOutputs>,
  "is not an object",
);

const schema = z.object(
  {
    tokenUrl: z.url("is missing or not a URL"),
    issuer: text.optional(),
    jwksUrl: text.optional(),
    restApiId: text.optional(),
    stageName: text.optional(),
    store: z
      .enum(["stage", "dynamodb", "none"], "is not a store that this project knows")
      .optional(),
    tableName: text.optional(),
    region: text.optional(),
    support: text.optional(),
    onlyThroughProxy: z.object({ version: z.number(), enforce: z.boolean() }).optional(),
    /** Tokens in 30 days: the most that the vendors can cost, and what the plan allows. */
    quota: z.object({ bound: z.number().optional(), allowance: z.number() }).optional(),
    vendors: map(vendor),
  } satisfies SomeOf<StackOutputs>,
  "are not an object",
);

/** What the commands read of the outputs. */
export type PartialOutputs = z.output<typeof schema>;
export type PartialVendor = PartialOutputs["vendors"][string];

/** The expires_in that a vendor is given, in seconds. */
export type ExpiresIn = NonNullable<PartialVendor["expiresInSeconds"]>[string];

/** Both ends of it; one number where it is the same each time. */
export function rangeOf(expiresIn: ExpiresIn): {
  readonly atLeast: number;
  readonly atMost: number;
} {
  return typeof expiresIn === "number" ? { atLeast: expiresIn, atMost: expiresIn } : expiresIn;
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
export async function readOutputs(
  { stack, outputs }: OutputsSource,
  usage: string,
  need: Need,
): Promise<PartialOutputs> {
  if (stack !== undefined && outputs === undefined) return outputsOfStack(stack, need);
  if (outputs !== undefined && stack === undefined) return outputsOfFile(outputs, need);
  throw new UserError(`Name one of --stack and --outputs. ${usage}`);
}

/** @throws UserError if the CLI is missing, fails, or says something else */
export async function outputsOfStack(stack: string, need: Need): Promise<PartialOutputs> {
  const show = need.secrets ? ["--show-secrets"] : [];
  const args = ["stack", "output", "--json", ...show, "--stack", stack];
  const { stdout } = await withProgress(`Asking Pulumi for the outputs of ${stack}.`, () =>
    // Node's default of 1 MB would end some hundred vendors as if there were no CLI.
    execute("pulumi", args, { maxBuffer: MAX_OUTPUT_BYTES }),
  ).catch((error: unknown) => {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    throw new UserError(
      typeof code === "number"
        ? `pulumi stack output failed for --stack ${stack}: ${oneLine(stderr ?? "")}`
        : "The Pulumi CLI is not on the PATH. Install it, or save the outputs where it is and pass them with --outputs <file or ->.",
    );
  });
  return parseOutputs(stdout, `the outputs of the stack ${stack}`, need);
}

/** @param file a path, or - for standard input */
export function outputsOfFile(file: string, need: Need): PartialOutputs {
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
export function parseOutputs(text: string, source: string, { secrets }: Need): PartialOutputs {
  // npm prints lines of its own before what a script prints.
  const json = text.slice(Math.max(0, text.search(/^\{/m)));
  let parsed: unknown;
  try {
    parsed = JSON.parse(json, secrets ? undefined : withoutSecrets);
  } catch {
    throw new UserError(
      `${source}: this is not JSON. Save it with: pulumi stack output --json${secrets ? " --show-secrets" : ""}`,
    );
  }
  const { data, error } = schema.safeParse(parsed);
  if (!error) return data;
  const [issue] = error.issues;
  const advice =
    issue?.code === "custom"
      ? "Save the outputs with --show-secrets."
      : "These are not this project's outputs, or the stack was never provisioned (pulumi up --refresh).";
  // Neither the path nor the message holds a value.
  throw new UserError(
    `${source}: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}. ${advice}`,
  );
}

function withoutSecrets(key: string, value: unknown): unknown {
  return key === "clientSecret" ? undefined : value;
}

function oneLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
