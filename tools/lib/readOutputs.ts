/** The stack's outputs, from the Pulumi CLI or from saved JSON. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import type { Unwrap } from "@pulumi/pulumi";
import { z } from "zod";
import { withProgress } from "./progress";
import { UserError } from "./userError";

const execute = promisify(execFile);

/** What Pulumi shows instead of a secret. */
const MASKED = "[secret]";

/** The longest output of the Pulumi CLI that is read. */
const MAX_OUTPUT_BYTES = 64 * 2 ** 20;

/** As `pulumi stack output --json --show-secrets`, or `npm start -- --json`, gives them: what index.ts exports. */
export type StackOutputs = Unwrap<typeof import("../../index")>;

/** The outputs for a vendor. */
export type VendorOutputs = StackOutputs["vendors"][string];

type Partially<T> = T extends readonly unknown[]
  ? T
  : { readonly [Key in keyof T]?: Partially<T[Key]> };

/** A schema for each of some keys of T: a key that T does not have, or another type, does not compile. */
type SomeOf<T> = { readonly [Key in keyof T]?: z.ZodType<Partially<T[Key]> | undefined> };

const text = z.string("is not a string");
const map = <Value extends z.ZodType>(value: Value) =>
  z.record(z.string(), value, "is not an object");

const credentials = {
  clientId: text.optional(),
  clientSecret: text.refine((secret) => secret !== MASKED, "is masked").optional(),
};

/** Any part may be missing: each command checks what it needs. */
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

/** The outputs that the commands read. */
export type PartialOutputs = z.output<typeof schema>;
export type PartialVendor = PartialOutputs["vendors"][string];

/** The expires_in that a vendor gets, in seconds. */
export type ExpiresIn = NonNullable<PartialVendor["expiresInSeconds"]>[string];

/** Its lowest and highest value; a single number is both. */
export function rangeOf(expiresIn: ExpiresIn): {
  readonly atLeast: number;
  readonly atMost: number;
} {
  return typeof expiresIn === "number" ? { atLeast: expiresIn, atMost: expiresIn } : expiresIn;
}

/** Where the outputs are: exactly one of the two. */
export interface OutputsSource {
  /** The stack whose outputs the Pulumi CLI reads. */
  readonly stack?: string | undefined;
  /** A file, or - for standard input. */
  readonly outputs?: string | undefined;
}

/** What the caller needs. Secrets that it does not need are neither requested nor passed on. */
export interface Need {
  readonly secrets: boolean;
}

/** @throws UserError unless exactly one source is given, and as the two functions below */
export async function readOutputs(
  { stack, outputs }: OutputsSource,
  usage: string,
  need: Need,
): Promise<PartialOutputs> {
  if (stack !== undefined && outputs === undefined) return outputsOfStack(stack, need);
  if (outputs !== undefined && stack === undefined) return outputsOfFile(outputs, need);
  throw new UserError(`Name one of --stack and --outputs. ${usage}`);
}

/** @throws UserError if the CLI is missing, fails, or prints something else */
export async function outputsOfStack(stack: string, need: Need): Promise<PartialOutputs> {
  const show = need.secrets ? ["--show-secrets"] : [];
  const args = ["stack", "output", "--json", ...show, "--stack", stack];
  const { stdout } = await withProgress(`Reading the outputs of ${stack} from Pulumi.`, () =>
    // Node's default of 1 MB is too little for some hundred vendors, and fails as if there were no CLI.
    execute("pulumi", args, { maxBuffer: MAX_OUTPUT_BYTES }),
  ).catch((error: unknown) => {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    throw new UserError(
      typeof code === "number"
        ? `pulumi stack output failed for --stack ${stack}: ${oneLine(stderr ?? "")}`
        : "The Pulumi CLI is not on the PATH. fix: install it, or save the outputs on a machine that has it and pass them with --outputs <file or ->.",
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
  if (text.trim() === "")
    throw new UserError(
      `${source}: this is empty. fix: wait until what writes it has started, or look at its error.`,
    );
  // npm prints lines of its own before what a script prints.
  const json = text.slice(Math.max(0, text.search(/^\{/m)));
  let parsed: unknown;
  try {
    parsed = JSON.parse(json, secrets ? undefined : withoutSecrets);
  } catch {
    throw new UserError(
      `${source}: this is not JSON. fix: save it with: pulumi stack output --json${secrets ? " --show-secrets" : ""}`,
    );
  }
  const { data, error } = schema.safeParse(parsed);
  if (!error) return data;
  const [issue] = error.issues;
  const advice =
    issue?.code === "custom"
      ? "fix: save the outputs with --show-secrets."
      : "These are not this project's outputs, or the stack has never been deployed (pulumi up --refresh).";
  // Neither the path nor the message contains a value.
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
